"""What the settings ask for and no figure answers to: a misspelt name must not pass in silence."""

from collections.abc import Iterator, Sequence

import polars as pl

from measure87.combine.adjustment.known_differences import Apart
from measure87.combine.estimation.fitting import FittedMeasure
from measure87.combine.estimation.inputs import WorldInputs
from measure87.study.world.settings import WorldSettings
from measure87.vocabulary.keys import nearest
from measure87.vocabulary.releases.world import StatedWarning

CODE = "unused-setting"
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
    found = [StatedWarning(code=CODE, text=text) for text in texts]
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
