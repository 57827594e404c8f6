"""What `check` says of a list study."""

from typing import TYPE_CHECKING

from measure87.vocabulary.releases.common import Json

if TYPE_CHECKING:
    from measure87.study import ListCheck


def check_payload(found: "ListCheck") -> dict[str, Json]:
    """As an object."""
    payload: dict[str, Json] = {
        "computable": list(found.computable),
        "refused": [refusal.to_json() for refusal in found.refused],
        "warnings": [notice.to_json() for notice in found.notices],
        "lists": list(found.lists),
        "counts_not_shown": found.counts_not_shown,
    }
    return payload if found.observed is None else payload | {"observed": found.observed}


def check_text(found: "ListCheck") -> str:
    """As lines for people."""
    seen = "cells are withheld" if found.observed is None else f"{found.observed:,} persons"
    lines = [f"{len(found.lists)} lists, {seen}: {', '.join(found.lists)}"]
    lines += ["", "Can be computed:" if found.computable else "Nothing can be computed."]
    lines += [f"  {method}" for method in found.computable]
    if found.refused:
        lines += ["", "Cannot be computed:", *(f"  {item.text}" for item in found.refused)]
    if found.notices:
        lines += ["", "To look at:", *(f"  {notice.text}" for notice in found.notices)]
    if found.counts_not_shown:
        lines += ["", f"Sizes and overlaps that would not be shown: {found.counts_not_shown}"]
    return "\n".join(lines)
