"""The tables `[[exclude]]`: which figures are left out, and why."""

from measure87.combine.inputs import Exclusion
from measure87.study.toml_values import Section
from measure87.study.world.values import pairs
from measure87.vocabulary.errors import StudyError

_EXCLUDED_BY = ("country", "sex", "measure", "origin", "source", "source_type")


def read_exclusions(top: Section) -> tuple[Exclusion, ...]:
    """What the user leaves out, in the order in which it stands.

    Raises
    ------
    StudyError
        For an unknown key, no reason, or an exclusion that names nothing.
    """
    found = []
    for one in pairs(top, "exclude"):
        entry = Section(one, f"{top.where} [[exclude]]").only(("reason", "year", *_EXCLUDED_BY))
        texts = {name: entry.text(name) for name in _EXCLUDED_BY if entry.has(name)}
        year = entry.whole("year", None, 1900, 2100) if entry.has("year") else None
        if not texts and year is None:
            raise StudyError(
                "an exclusion names nothing", code="exclusion", where=entry.where,
                hint=f"name any of year, {', '.join(_EXCLUDED_BY)}",
            )  # fmt: skip
        found.append(Exclusion(entry.text("reason"), year=year, **texts))
    return tuple(found)
