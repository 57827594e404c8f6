"""Editions of published estimates again, as `about.json` has them."""

from collections.abc import Mapping, Sequence
from typing import Any

from measure87.combine.target import EditionEstimate


def edition_content(
    editions: Mapping[str, Sequence[EditionEstimate]],
) -> dict[str, list[dict[str, Any]]]:
    """`editions` of about.json: every edition's year by one method; nothing without editions."""
    rows = [
        {
            "measure": measure,
            "label": one.label,
            "year": one.year,
            "place": one.place,
            **{
                name: dict(zip(("value", "lower", "upper"), numbers, strict=True))
                for name, numbers in (("share", one.share), ("persons", one.persons))
            },
            "beside": list(one.beside),
        }
        for measure, found in editions.items()
        for one in found
    ]
    return {"editions": rows} if rows else {}
