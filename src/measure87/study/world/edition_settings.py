"""Which editions of published estimates of the world are asked for: `[[target.editions]]`."""

from typing import Literal, cast

from measure87.combine.target import Edition, PublishedTotal
from measure87.study.toml_values import Section
from measure87.study.world.values import ages_of, number, pairs
from measure87.vocabulary.errors import StudyError

_EDITION = ("label", "year", "published")
_TOTAL = ("source", "definition", "measure", "statistic", "value", "ages", "sex")
_STATISTICS = ("share", "persons")
_SEXES = ("both", "female", "male")


def read_editions(section: Section) -> tuple[Edition, ...]:
    """The editions, each with what it published; none where none is asked for.

    Raises
    ------
    StudyError
        For a key or value that cannot be, or two editions of one year.
    """
    found = tuple(
        _edition(Section(one, f"{section.where} editions")) for one in pairs(section, "editions")
    )
    years = [one.year for one in found]
    twice = sorted({year for year in years if years.count(year) > 1})
    if twice:
        raise StudyError(
            f"two editions are about {twice[0]}", code="editions", where=section.where,
            hint="name each year once; what both published can stand in one edition",
        )  # fmt: skip
    return found


def _edition(one: Section) -> Edition:
    one.only(_EDITION)
    totals = [Section(total, f"{one.where} published") for total in pairs(one, "published")]
    return Edition(
        label=one.text("label"),
        year=one.whole("year", None, 1950, 2200),
        published=tuple(_total(total) for total in totals),
    )


def _total(one: Section) -> PublishedTotal:
    one.only(_TOTAL)
    statistic = one.choice("statistic", "share", _STATISTICS)
    value = number(one, "value", None, above=0.0)
    if value is None or (statistic == "share" and value > 1.0):
        raise StudyError(
            f"'value' is {value!r}", code="bad-value", where=one.where,
            hint='write a share above 0 and up to 1, or statistic = "persons" and their number',
        )  # fmt: skip
    return PublishedTotal(
        source=one.text("source"),
        definition=one.text("definition"),
        measure=one.text("measure"),
        statistic=cast(Literal["share", "persons"], statistic),
        value=value,
        ages=_ages(one),
        sex=one.choice("sex", "both", _SEXES),
    )


def _ages(one: Section) -> tuple[int, int | None]:
    """One group of ages, as `ages = [5, 17]`."""
    given = one.content.get("ages")
    try:
        return ages_of(Section({"ages": [given or []]}, one.where), "ages", default=[])[0]
    except StudyError as error:
        raise StudyError(
            f"'ages' is {given!r}", code=error.code, where=error.where,
            hint="write the youngest and the oldest, as ages = [5, 17]; [18] has no oldest",
        ) from error  # fmt: skip
