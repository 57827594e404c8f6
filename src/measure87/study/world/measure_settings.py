"""What is asked of each measure: cells, figures that serve it, what it is nested with."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

from measure87.combine.adjustment.asked import Asked
from measure87.combine.adjustment.known_differences import Ages, Crosswalk, Flow
from measure87.files.settings import (
    FLAG,
    POSITIVE,
    TEXT,
    Faults,
    LeftOut,
    Place,
    named_tables,
    tables,
)
from measure87.study.world.known_of_sources import (
    ReferenceSource,
    SourceBiases,
    SurveyErrors,
    own_before,
)
from measure87.study.world.run_settings import ModelSettings
from measure87.study.world.values import ADJACENT_AGES, AGE_GROUPS, SEXES

Sexes = Annotated[
    tuple[str, ...],
    SEXES,
    'cells of the model, alike for all measures: `["both"]` or `["female", "male"]`',
    LeftOut('`["both"]`'),
]
AgesOfModel = Annotated[
    tuple[Ages, ...],
    ADJACENT_AGES,
    "cells of the model, alike for all measures: `[[5, 17]]` or `[[5, 11], [12, 14], [15, 17]]`; "
    "`[[18]]` is open. Figures of several cells together (both sexes, 5-14) serve too, "
    "[as weighted means](../methods/world-model.md#figures-of-totals)",
    LeftOut("`[[5, 17]]`"),
]


def _crosswalk(
    *,
    measure: Annotated[str, TEXT, "the other measure"],
    higher: Annotated[bool, FLAG, "it counts everybody that this one counts, and more"] = True,
    same_at: Annotated[
        tuple[Ages, ...], AGE_GROUPS, "ages of the model at which the two are the same"
    ] = (),
) -> Crosswalk:
    return Crosswalk(measure, higher, same_at)


def _flow(
    *,
    measure: Annotated[str, TEXT, "the measure of persons affected at any time in a period"],
    mean_days: Annotated[float, POSITIVE, "how long it lasts, in the mean over spells"],
    log_sd: Annotated[float, POSITIVE, "uncertainty of its logarithm"],
) -> Flow:
    return Flow(measure, mean_days, log_sd)


@dataclass(frozen=True, kw_only=True)
class MeasureTable:
    """One table `[measures.NAME]`."""

    name: str
    crosswalk: Annotated[
        tuple[Crosswalk, ...],
        tables(_crosswalk),
        'other measures whose figures serve: `{ measure = "...", higher = true }`, higher where it '
        "counts everybody that this one counts, and more; with `same_at = [[15, 17]]` ages of the "
        "model, each as in `ages`, at which the two are the same. Where the other measure is "
        "estimated too, both are [one model](../methods/world-model.md#two-series-in-one-model): "
        "the smaller never lies above the larger",
    ] = ()
    flow: Annotated[
        tuple[Flow, ...],
        tables(_flow),
        'measures of persons affected at any time in a period: `{ measure = "...", mean_days = '
        "400, log_sd = 0.3 }`; the figure becomes a stock by D / (D + recall period), and is left "
        "out where it tells no recall period",
    ] = ()
    label: Annotated[str, TEXT, "what it is called in tables", LeftOut("its name")] = ""
    definition: Annotated[str, TEXT, "whose definition it is"] = "not stated"
    about: Annotated[str, TEXT, "a sentence on what it is"] = ""
    form: Annotated[str, TEXT, "the form that it is, where tables go by form"] = ""
    reference_source: ReferenceSource = None
    source_bias: SourceBiases = ()
    survey_error: SurveyErrors = ()
    within: Annotated[
        str | None,
        TEXT,
        "a measure that this one lies within, as hazardous work within child labour: its share of "
        "the base is modelled, so that it lies within it in every draw. Made from surveys that "
        "have both, for the same sex and ages; has no crosswalk, flow or bias",
    ] = None
    beyond: Annotated[
        str | None,
        TEXT,
        "a measure that lies within this one, as child labour within children in employment",
    ] = None

    @property
    def base(self) -> str | None:
        """The measure that it is nested with."""
        return self.within or self.beyond


MEASURES = named_tables(MeasureTable, "a label and a definition")


@dataclass(frozen=True, kw_only=True)
class MeasureSettings(MeasureTable):
    """One measure that is estimated; `within` and `beyond` name the measure it is nested with."""

    asked: Asked


def measures_of(
    told: Sequence[MeasureTable],
    sexes: tuple[str, ...],
    ages: tuple[Ages, ...],
    model: ModelSettings,
    place: Place,
) -> tuple[MeasureSettings, ...]:
    """The measures, with what `[model]` asks alike of every one.

    Raises
    ------
    StudyError
        For measures nested with what is no base.
    UsageError
        For what `Asked` refuses.
    """
    faults, found = Faults(), []
    for one in told:
        with faults.kept():
            asked = _asked(one, sexes, ages, model)
            words = {**vars(one), "label": one.label or one.name}
            found.append(MeasureSettings(**words, asked=asked))
    faults.tell()
    _check_nesting(found, place.below("measures"))
    return tuple(found)


def _asked(
    one: MeasureTable, sexes: tuple[str, ...], ages: tuple[Ages, ...], model: ModelSettings
) -> Asked:
    # What is known of a measure's bias and surveys' errors says nothing of a share within it.
    nested = one.base is not None
    return Asked(
        measure=one.name,
        sexes=sexes,
        ages=ages,
        crosswalks=one.crosswalk,
        flows=one.flow,
        other_ages=model.other_ages,
        other_ages_sd=model.other_ages_sd,
        recall_days=model.recall_days,
        recall_sd=model.recall_sd,
        reference_source=one.reference_source or model.reference_source,
        source_bias=own_before(one.source_bias, () if nested else model.source_bias),
        survey_error=own_before(one.survey_error, () if nested else model.survey_error),
        apart=model.apart,
        first_year=model.first_year,
        last_year=model.last_year,
    )


def _check_nesting(found: Sequence[MeasureSettings], place: Place) -> None:
    if not found:
        raise place.fault(
            "no measure is asked for",
            code="no-measures",
            hint="add [measures.NAME] with a label and a definition",
        )
    plain = {one.name for one in found if one.base is None}
    for one in found:
        if (one.within and one.beyond) or (one.base and one.base not in plain):
            raise place.fault(
                f"{one.name} is nested with {one.base}",
                code="nesting",
                hint="within or beyond names one measure that is estimated by itself",
            )
        if one.base and (one.asked.other_measures or one.asked.source_bias):
            raise place.fault(
                f"{one.name} is nested and has a crosswalk, a flow or a bias",
                code="nesting",
                hint="a nested measure is made from surveys that have it and its base, no others",
            )
