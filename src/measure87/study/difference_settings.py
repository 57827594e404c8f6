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

from measure87.study.toml_values import Section
from measure87.vocabulary.errors import StudyError

_KEYS_OF = {
    "between": {"measure", "between"},
    "measures": {"measures", "group"},
    "earlier": {"earlier"},
}
_KEYS = set().union(*_KEYS_OF.values())
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


def read_differences(folder: Path, top: Section) -> tuple[DifferenceSettings, ...]:
    """Every entry; a StudyError for one that is not clear."""
    given = top.content.get("differences", [])
    if not isinstance(given, list) or not all(isinstance(item, dict) for item in given):
        raise StudyError(
            "differences are no list of tables",
            code="bad-value",
            where=top.where,
            hint="write [[differences]] on a line of its own for each",
        )
    return tuple(
        _entry(folder, Section(item, f"{top.where} [[differences]] {number}"))
        for number, item in enumerate(given, start=1)
    )


def _entry(folder: Path, given: Section) -> DifferenceSettings:
    given.only(_KEYS)
    kinds = [key for key in _KEYS_OF if given.has(key)]
    if len(kinds) != 1:
        raise _unclear(given, f"it has {' and '.join(kinds) or 'nothing to compare'}")
    stray = sorted(set(given.content) - _KEYS_OF[kinds[0]])
    if stray:
        raise _unclear(given, f"`{stray[0]}` has no meaning beside `{kinds[0]}`")
    if kinds == ["earlier"]:
        return DifferenceSettings(earlier=folder / given.text("earlier"))
    if kinds == ["between"]:
        groups = given.texts("between", needed=True)
        measure = given.text("measure")
        if len(groups) != _BOTH:
            raise _unclear(given, f"`between` has {len(groups)} groups")
        return DifferenceSettings((measure, measure), tuple(_group(g, given) for g in groups))
    measures = given.texts("measures", needed=True)
    if len(measures) != _BOTH:
        raise _unclear(given, f"`measures` has {len(measures)} names")
    group = _group(given.text("group", _EVERYBODY), given)
    return DifferenceSettings(measures, (group, group))


def _group(text: str, given: Section) -> Group:
    """Codes by variable from `sex=1,area=2`; `everybody` has none."""
    if text.strip() == _EVERYBODY:
        return {}
    group = {}
    for pair in text.split(","):
        name, equals, code = (part.strip() for part in pair.partition("="))
        if not (name and equals and code):
            raise _unclear(given, f"{text!r} is no group")
        group[name] = code
    return group


def _unclear(given: Section, why: str) -> StudyError:
    return StudyError(
        f"a difference is not clear: {why}",
        code="bad-value",
        where=given.where,
        hint='write measure = "NAME" and between = ["sex=1", "sex=2"]; or measures = ["A", "B"]; '
        'or earlier = "FILE"',
    )
