"""What the settings ask for and no figure answers to, and figures that no estimate uses.

A misspelt name must not pass in silence. Nor must figures of a measure that the model does not
use, and countries that lose by it. Figures that a rule or `[[exclude]]` leaves out are not
among them: those are told apart from these. A share of exactly 0 or 1 without a sample size is,
for nobody asked to leave it out.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import polars as pl

from measure87.combine.adjustment.known_differences import Apart
from measure87.combine.adjustment.selection import (
    DETECTED,
    MODELLED,
    NOT_IN_POPULATION,
    NOT_IN_REGIONS,
    OUTSIDE_YEARS,
    selected,
)
from measure87.combine.estimation.families import population_persons
from measure87.combine.estimation.fitting import FittedMeasure
from measure87.combine.estimation.inputs import WorldInputs
from measure87.combine.inputs.figure_table import NO_LOG_ODDS
from measure87.study.world.measure_settings import MeasureSettings
from measure87.study.world.settings import WorldSettings
from measure87.vocabulary.keys import nearest
from measure87.vocabulary.releases.world import StatedWarning

_UNUSED_SETTING = "unused-setting"
NOT_ASKED_FOR = "measures-not-asked-for"
_TAKE_AWAY = "correct it, or take it away"


def unused_warnings(
    settings: WorldSettings, inputs: WorldInputs, fitted: Sequence[FittedMeasure]
) -> list[StatedWarning]:
    """`unused-setting` for each setting that no figure of the model answers to.

    Crosswalks, flows, the measure's own name and the reference source are looked at measure by
    measure; what [model] asks alike of all of them is unused where no measure uses it. Measures
    in the files that nobody asked for are one more warning, `measures-not-asked-for`.
    """
    file, frame = settings.path.name, inputs.figures.frame
    texts = [text for one in fitted for text in _of_measure(one, frame, file)]
    texts += _of_all(fitted, frame, file)
    found = [StatedWarning(code=_UNUSED_SETTING, text=text) for text in texts]
    return found + _not_asked_for(fitted, frame)


def _of_measure(one: FittedMeasure, frame: pl.DataFrame, file: str) -> Iterator[str]:
    asked, label = one.settings.asked, one.settings.label
    table = f"{file} [measures.{one.settings.name}]"
    used = one.given.table.filter("used")
    own = [] if one.settings.base is not None else [("name", "the measure", asked.measure)]
    own += [("crosswalk", "the crosswalk from", each.measure) for each in asked.crosswalks]
    own += [("flow", "the flow of", each.measure) for each in asked.flows]
    for key, what, measure in own:
        if used.filter(measure=measure).is_empty():
            yield f"{label}: {what} {measure} {_why(frame, measure)} ({table}, {key})"
    wanted, kinds = asked.reference_source, one.given.source_types
    if wanted is not None and wanted not in kinds:
        yield (
            f"{label}: no figure that is used is of the reference_source {wanted}; {kinds[0]}, the "
            f"most frequent of {', '.join(sorted(kinds))}, is held to be without bias instead. "
            f"Write another reference_source in {table}, or leave it so"
        )


def _why(frame: pl.DataFrame, measure: str) -> str:
    """Why no figure of a measure is used, and what to do."""
    mine = frame.filter(measure=measure)
    if mine.is_empty():
        known = sorted(frame["measure"].unique().to_list())
        return (
            f"fits no figure, for no file has a measure of that name ({nearest(measure, known)}): "
            f"{_TAKE_AWAY}"
        )
    return (
        f"is not used, for all {mine.height} figures of it are left out, with the reasons in "
        "figures.csv: see whether they should be, or take it away"
    )


def _of_all(fitted: Sequence[FittedMeasure], frame: pl.DataFrame, file: str) -> Iterator[str]:
    """What the table [model] asks alike of every measure."""
    asked, table = fitted[0].settings.asked, f"{file} [model]"
    used = [one.given.table.filter("used") for one in fitted]
    for apart in asked.apart:
        if not any(_count(rows, apart) for rows in used):
            there = _count(frame, apart)
            why = f"the {there} that it fits are left out" if there else "it fits none in the files"
            yield (
                f"{apart.name!r} is a source effect of no figure: {why} ({_named(apart)}). "
                f"Columns must hold exactly what is written in {table}, source_effects; "
                f"{_TAKE_AWAY}"
            )
    kinds = {kind for one in fitted for kind in one.given.source_types}
    biased = {bias.source_type for one in fitted for bias in one.settings.asked.source_bias}
    for kind in sorted(biased - kinds):
        yield (
            f"the source_bias of {kind} is taken off no figure, for none that is used is of that "
            f"kind ({file}): {_TAKE_AWAY}"
        )
    for youngest, oldest in asked.other_ages:
        ages = (pl.col("age_from") == youngest) & pl.col("age_to").eq_missing(pl.lit(oldest))
        if not any(rows.filter(ages).height for rows in used):
            span = f"{youngest} and over" if oldest is None else f"{youngest}-{oldest}"
            yield f"no figure of the ages {span} is used ({table}, other_ages): {_TAKE_AWAY}"
    if asked.recall_days is not None and not any(
        rows["recall_days"].is_not_null().any() for rows in used
    ):
        yield (
            f"no figure that is used tells its recall period, so that recall_days in {table} sets "
            f"none apart: fill the column recall_days, or take it away"
        )


def _count(rows: pl.DataFrame, apart: Apart) -> int:
    """How many rows a set is about."""
    return sum(
        all(row.get(name) == value for name, value in apart.which)
        for row in rows.iter_rows(named=True)
    )


def _named(apart: Apart) -> str:
    return ", ".join(f"{name} = {value!r}" for name, value in apart.which)


def _not_asked_for(fitted: Sequence[FittedMeasure], frame: pl.DataFrame) -> list[StatedWarning]:
    asked = {n for one in fitted for n in (one.settings.name, *one.settings.asked.other_measures)}
    counts = frame.filter("included")["measure"].value_counts().sort("measure")
    rows = [(name, n) for name, n in counts.iter_rows() if name not in asked]
    if not rows:
        return []
    told = ", ".join(f"{name} ({n})" for name, n in rows)
    return [
        StatedWarning(
            code=NOT_ASKED_FOR,
            text=f"figures of measures that nothing was asked for serve nothing: {told}. Where "
            "that is not meant, correct the measure's name in the file or in [measures]",
        )
    ]


_NOT_USED = "figures-not-used"
_TOLD_ELSEWHERE = (NOT_IN_POPULATION, NOT_IN_REGIONS)
"""Reasons that have a warning of their own (`no-population`, `no-region`)."""
NEWER = "newer-figures-not-used"
_NO_LOG_ODDS = tuple(NO_LOG_ODDS.format(share) for share in (0, 1))


@dataclass(frozen=True)
class ServedBy:
    """Figures of one measure, and of others that serve it by a crosswalk or as a flow.

    used, unused : DataFrame
        Rows of the table of figures; those that are not used with the reason in `why_not`.
    left_out : DataFrame
        Those with a share of exactly 0 or 1 of which nothing is known, alike.
    """

    used: pl.DataFrame
    unused: pl.DataFrame
    left_out: pl.DataFrame

    @property
    def lost(self) -> pl.DataFrame:
        """Figures that serve nothing though nobody asked to leave them out."""
        return pl.concat([self.unused, self.left_out])

    @property
    def reasons(self) -> list[tuple[str, int]]:
        """Why figures are not used, and how many; the most frequent first."""
        return _reasons(self.unused)


def _reasons(rows: pl.DataFrame) -> list[tuple[str, int]]:
    counts = rows["why_not"].value_counts()
    return list(counts.sort(["count", "why_not"], descending=[True, False]).iter_rows())


def serves_for_nobody(table: pl.DataFrame) -> pl.DataFrame:
    """Rows of `selected` that are not used, and that no rule or `[[exclude]]` leaves out."""
    return table.filter(~pl.col("used"), pl.col("included") | _has_no_log_odds())


def _has_no_log_odds() -> pl.Expr:
    return ~pl.col("included") & pl.col("why_not").is_in(_NO_LOG_ODDS)


def served_by(inputs: WorldInputs, one: MeasureSettings) -> ServedBy:
    """Which figures serve a measure, as its model would choose them."""
    asked = one.asked
    frame = selected(
        inputs.figures,
        asked,
        inputs.countries,
        population_persons(inputs, asked),
        without_population=inputs.without_population,
    )
    every = frame.filter(pl.col("measure").is_in([asked.measure, *asked.other_measures]))
    mine = every.filter("included")
    left_out = every.filter(_has_no_log_odds())
    return ServedBy(mine.filter("used"), mine.filter(~pl.col("used")), left_out)


def figures_that_serve(inputs: WorldInputs, measures: Sequence[MeasureSettings]) -> pl.DataFrame:
    """Figures that any of the measures uses, each once, in the order of the files."""
    columns = inputs.figures.included.columns
    served = [served_by(inputs, one).used.select(columns) for one in measures]
    return pl.concat(served).unique(maintain_order=True)


def not_used_warnings(
    inputs: WorldInputs, measures: Sequence[MeasureSettings]
) -> list[StatedWarning]:
    """Countries that lose by figures that are not used, for each reason.

    `figures-not-used`: none of their figures is used. `newer-figures-not-used`: figures are not
    that are newer than all that are. Others that are not used beside figures that are, such as
    those of other ages in the same survey, are as they should be.
    """
    served = [(one, served_by(inputs, one)) for one in measures]
    lost = [
        StatedWarning(
            code=_NOT_USED,
            text=f"{one.label}: no figure of these countries is used, though the files have some: "
            f"{', '.join(countries)}. The reason: {why}. Where they should serve, correct the "
            "file, or what is asked for",
            values={"measure": one.name, "countries": countries, "why": why},
        )
        for one, each in served
        for why, countries in _lost(each)
    ]
    newer = [
        StatedWarning(
            code=NEWER,
            text=f"{one.label}: these figures are newer than all that are used of their country, "
            f"and are not used: {', '.join(figures)}. The reason: {why}. Where they should serve, "
            "correct the file, or what is asked for",
            values={"measure": one.name, "figures": ", ".join(figures), "why": why},
        )
        for one, each in served
        for why, figures in _newer(each)
    ]
    return lost + newer


def _newer(served: ServedBy) -> list[tuple[str, list[str]]]:
    """Reasons, and figures of years after the last one of which the country has one that is used.

    What was asked for is none: figures of years that are not, cases, and estimates of models.
    """
    last = served.used.group_by("country").agg(last=pl.col("year").max())
    rows = served.lost.join(last, on="country").filter(
        pl.col("year") > pl.col("last"),
        ~pl.col("why_not").is_in([*_TOLD_ELSEWHERE, DETECTED, MODELLED]),
        ~pl.col("why_not").str.starts_with(OUTSIDE_YEARS),
    )
    rows = rows.sort("country", "year", maintain_order=True)
    found = []
    for why, _ in _reasons(rows):
        mine = rows.filter(why_not=why).select("country", *FIGURE).iter_rows()
        found.append((why, [f"{country} {figure_named(*named)}" for country, *named in mine]))
    return found


FIGURE = ("year", "sex", "age_from", "age_to")
"""What `figure_named` takes, of a row of figures."""


def figure_named(year: int, sex: str, age_from: int | None, age_to: int | None) -> str:
    """A figure by its year, sex and ages.

    >>> figure_named(2018, "both", 5, 14)
    '2018 (both 5-14)'
    """
    oldest = "" if age_to is None else age_to
    return f"{year} ({sex} {age_from}-{oldest})"


def _lost(served: ServedBy) -> list[tuple[str, list[str]]]:
    """Reasons, and the countries without a figure that they leave; none where nothing is used.

    A measure without any figure is refused, with the reasons.
    """
    if served.used.is_empty():
        return []
    there = served.used["country"].unique().to_list()
    rows = served.lost.filter(
        ~pl.col("country").is_in(there), ~pl.col("why_not").is_in(_TOLD_ELSEWHERE)
    )
    return [
        (why, sorted(rows.filter(why_not=why)["country"].unique().to_list()))
        for why, _ in _reasons(rows)
    ]
