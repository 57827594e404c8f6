"""Which editions of published estimates of the world are asked for: `[[target.editions]]`."""

from typing import Annotated, Literal

from measure87.combine.target import Edition, PublishedTotal
from measure87.files.settings import POSITIVE, TEXT, LeftOut, Place, choice, tables, whole
from measure87.study.world.values import AGE_SPAN


def _total(
    *,
    place: Place,
    statistic: Annotated[
        Literal["share", "persons"], choice(("share", "persons")), "`share` or `persons`"
    ] = "share",
    value: Annotated[float | None, POSITIVE, "what was published", LeftOut("an error")] = None,
    source: Annotated[str, TEXT, "the publication"],
    definition: Annotated[str, TEXT, "whose definition"],
    measure: Annotated[str, TEXT, "which measure of it"],
    ages: Annotated[
        tuple[int, int | None] | None, AGE_SPAN, "ages, as `[5, 17]`", LeftOut("an error")
    ] = None,
    sex: Annotated[str, choice(("both", "female", "male")), "`both`, `female` or `male`"] = "both",
) -> PublishedTotal:
    if value is None or (statistic == "share" and value > 1.0):
        raise place.wrong(
            "value", value, 'a share above 0 and up to 1, or statistic = "persons" and their number'
        )
    if ages is None:
        raise place.wrong("ages", ages, AGE_SPAN.wanted)
    return PublishedTotal(
        source=source,
        definition=definition,
        measure=measure,
        statistic=statistic,
        value=value,
        ages=ages,
        sex=sex,
    )


def _edition(
    *,
    label: Annotated[str, TEXT, "what it is called"],
    year: Annotated[int, whole(1950, 2200), "the year that it is about"],
    published: Annotated[
        tuple[PublishedTotal, ...],
        tables(_total),
        "what it published, beside the estimate and never fitted to",
        LeftOut("nothing"),
    ] = (),
) -> Edition:
    return Edition(label, year, published)


Editions = Annotated[
    tuple[Edition, ...], tables(_edition), "editions that are read off this estimate, see below"
]


def refuse_two_of_a_year(editions: tuple[Edition, ...], place: Place) -> None:
    """A StudyError where two editions are about one year."""
    years = [one.year for one in editions]
    if twice := sorted({year for year in years if years.count(year) > 1}):
        raise place.fault(
            f"two editions are about {twice[0]}",
            code="editions",
            hint="name each year once; what both published can stand in one edition",
        )
