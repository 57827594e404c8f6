"""The tables `[[exclude]]`: which figures are left out, and why."""

from typing import Annotated

from measure87.combine.inputs import Exclusion
from measure87.files.settings import TEXT, LeftOut, Named, Place, tables, whole

_Any = Annotated[str | None, TEXT, "figures that have it", LeftOut("any")]


def _exclusion(
    *,
    place: Place,
    country: _Any = None,
    sex: _Any = None,
    measure: _Any = None,
    origin: _Any = None,
    source: _Any = None,
    source_type: _Any = None,
    year: Annotated[int | None, whole(1900, 2100), "figures that have it", LeftOut("any")] = None,
    reason: Annotated[str, TEXT, "why they are left out; it stands in `figures.csv`"],
) -> Exclusion:
    named = {
        "year": year, "country": country, "sex": sex, "measure": measure, "origin": origin,
        "source": source, "source_type": source_type,
    }  # fmt: skip
    if not any(value is not None for value in named.values()):
        raise place.fault(
            "an exclusion names nothing", code="exclusion", hint=f"name any of {', '.join(named)}"
        )
    return Exclusion(reason, **named)  # type: ignore[arg-type]


Exclusions = Annotated[
    tuple[Exclusion, ...],
    tables(_exclusion, where="{place} [[exclude]]"),
    Named("exclude"),
    "figures that are left out",
]
