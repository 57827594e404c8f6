"""The tables `[[differences]]` of `study.toml`: which figure less which.

[[differences]]
measure = "child_labour_sdg_b"
between = ["sex=1", "sex=2"]           # the first less the second; "everybody" is a group

[[differences]]
measure = "child_labour_sdg_b"
between = ["sex=1,area=2", "sex=2,area=2"]

[[differences]]
measures = ["child_labour_sdg_b", "child_labour_sdg_a"]
group = "area=2"                        # left out: everybody

[[differences]]
earlier = "earlier/estimates.json"      # every figure less that of an earlier release
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from measure87.files.settings import TEXT, Place, TomlValue, tables, texts
from measure87.vocabulary.errors import StudyError

_KEYS_OF = {
    "between": {"measure", "between"},
    "measures": {"measures", "group"},
    "earlier": {"earlier"},
}
_EVERYBODY = "everybody"
_BOTH = 2

Group = Mapping[str, str]


@dataclass(frozen=True)
class DifferenceSettings:
    """One entry: two groups of one measure, two measures in one group, or an earlier release.

    measures : the first and the second; empty of an earlier release
    groups : the first and the second
    earlier : an `estimates.json`
    """

    measures: tuple[str, ...] = ()
    groups: tuple[Group, ...] = ()
    earlier: Path | None = None


def _difference(
    *,
    place: Place,
    content: Mapping[str, TomlValue],
    measure: Annotated[str | None, TEXT, "a measure of which two groups are compared"] = None,
    between: Annotated[
        tuple[str, ...],
        texts(needed=True),
        'its two groups: `["sex=1", "sex=2"]`, the first less the second; `everybody` is a group, '
        "`sex=1,area=2` a crossed one",
    ] = (),
    measures: Annotated[
        tuple[str, ...], texts(needed=True), "or two measures, the first less the second"
    ] = (),
    group: Annotated[str, TEXT, "in which group they are compared"] = _EVERYBODY,
    earlier: Annotated[
        str | None,
        TEXT,
        "or the `estimates.json` of an earlier release: every figure less the same figure there",
    ] = None,
) -> DifferenceSettings:
    kinds = [key for key in _KEYS_OF if key in content]
    if len(kinds) != 1:
        raise _unclear(place, f"it has {' and '.join(kinds) or 'nothing to compare'}")
    stray = sorted(set(content) - _KEYS_OF[kinds[0]])
    if stray:
        raise _unclear(place, f"`{stray[0]}` has no meaning beside `{kinds[0]}`")
    if earlier is not None:
        return DifferenceSettings(earlier=place.folder / earlier)
    if kinds == ["between"]:
        if measure is None:
            raise place.missing("measure")
        if len(between) != _BOTH:
            raise _unclear(place, f"`between` has {len(between)} groups")
        return DifferenceSettings((measure, measure), tuple(_group(g, place) for g in between))
    if len(measures) != _BOTH:
        raise _unclear(place, f"`measures` has {len(measures)} names")
    both = _group(group, place)
    return DifferenceSettings(measures, (both, both))


Differences = Annotated[
    tuple[DifferenceSettings, ...],
    tables(
        _difference,
        "{place} [[{key}]] {number}",
        (
            "differences are no list of tables",
            "write [[differences]] on a line of its own for each",
        ),
    ),
    "figures less other figures",
]


def _group(text: str, place: Place) -> Group:
    """Codes by variable from `sex=1,area=2`; `everybody` has none."""
    if text.strip() == _EVERYBODY:
        return {}
    group = {}
    for pair in text.split(","):
        name, equals, code = (part.strip() for part in pair.partition("="))
        if not (name and equals and code):
            raise _unclear(place, f"{text!r} is no group")
        group[name] = code
    return group


def _unclear(place: Place, why: str) -> StudyError:
    return place.fault(
        f"a difference is not clear: {why}",
        hint='write measure = "NAME" and between = ["sex=1", "sex=2"]; or measures = ["A", "B"]; '
        'or earlier = "FILE"',
    )
