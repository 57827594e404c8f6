"""Puts the figures of all inputs of a study into one result, with what is to be told of them.

Among that is what a mapping leaves out of the sample design, weights and clusters: an office often
has these in the file of households. Persons alone are then estimated as if all weighed alike and
each was drawn by herself, which looks like any other figure. Shares among respondents, of a sample
that is none of chance, need neither.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace

from msgspec.structs import replace as changed

from measure87.define import Definition, Measure
from measure87.define.classifications.age_groups import AGE_GROUPS
from measure87.disseminate import DisclosureRules
from measure87.study.survey import asked_alike
from measure87.study.survey.asked import items_in, unasked_hazards
from measure87.study.survey.assumed_correlation import assumed_precision
from measure87.study.survey.figures import InputFigures
from measure87.study.survey.inputs import StudyInput
from measure87.study.survey.known_persons import KnownPersonsOfStudy, of_all_inputs
from measure87.study.survey.opening import OpenStudy
from measure87.study.survey.settings import StudySettings
from measure87.study.survey.side_by_side import described, figures_described
from measure87.study.survey.standard_tables import STOCK_SUFFIX, unknown_in_parts
from measure87.study.survey.tables import AGE
from measure87.study.survey.unasked import UNASKED_SUFFIX
from measure87.vocabulary.estimate import Notice, Result
from measure87.vocabulary.provenance import Provenance
from measure87.vocabulary.releases.common import Json
from measure87.vocabulary.releases.survey import (
    Comparison,
    MeasureKind,
    Screened,
    StatedCriterion,
    StatedInstrument,
    StatedMeasure,
    SurveyDiagnostics,
    SurveyStudy,
    UnsupportedMeasure,
)

_TOLD_BY_PRESETS = frozenset({"preset-no-cluster", "preset-gld-no-design"})
"""Notices by which a preset says it already."""
NO_WEIGHT = Notice(
    "no-weight-mapped",
    "no weight is mapped: all persons weigh alike. If this file has weights, or the file of "
    "households, map them",
)
NO_CLUSTER = Notice(
    "no-cluster-mapped",
    "no cluster is mapped: persons count as drawn singly. If places or households were drawn, the "
    "intervals are too short: map the cluster",
)


def notices_of_design(settings: StudySettings, inputs: Iterable[StudyInput]) -> Iterator[Notice]:
    """What is to be told of a sample of chance whose weights or clusters are not mapped."""
    if not settings.probability_sample:
        return
    for one in inputs:
        columns = one.collected.persons.collect_schema().names()
        told = {notice.code for notice in one.collected.report.assumed}
        if "weight" not in columns:
            yield NO_WEIGHT
        by_replicates = one.replicates is not None
        if "cluster" not in columns and not by_replicates and not told & _TOLD_BY_PRESETS:
            yield NO_CLUSTER


OPEN_AGE = 120
"""A universe that reaches this age has no upper end."""


def study_result(study: OpenStudy, figures: Mapping[str, InputFigures]) -> Result:
    """Everything that the run found, before the disclosure gate."""
    settings = study.settings
    return Result(
        command="run",
        estimates=[item for one in figures.values() for item in one.estimates],
        refused=[item for one in figures.values() for item in one.refused],
        warnings=notices_of(study, figures),
        diagnostics=_diagnostics(study, figures),
        provenance=Provenance(
            inputs=dict(study.hashes),
            mapping=study.mapping,
            settings={
                "interval": settings.design.interval,
                "level": settings.design.level,
                "single_cluster": settings.design.single_cluster,
                **_stated_replicates(settings),
                **_stated_engine(study),
            },
        ),
    )


def _stated_replicates(settings: StudySettings) -> dict[str, Json]:
    asked = settings.design.replicates
    return {"replicates": {**asked.stated}} if asked is not None and asked.stated else {}


def _stated_engine(study: OpenStudy) -> dict[str, Json]:
    """The engine, where it is not the usual one."""
    places = [one.place for one in study.inputs.values() if one.place is not None]
    return {"engine": places[0].engine.name} if places else {}


def notices_of(study: OpenStudy, figures: Mapping[str, InputFigures]) -> list[Notice]:
    """What the mapping met and nobody asked, the year of the population, what estimates warn of.

    Beside it what the design lacks, and times of jobs that cannot be. Each is said once.
    """
    numbers = study.settings.numbers
    years = () if numbers is None else numbers.of_another_year(study.settings.year)
    mapping = (
        notice for source in study.inputs.values() for notice in source.collected.report.warnings
    )
    of_jobs = (notice for source in study.inputs.values() for notice in source.of_jobs)
    estimates = (notice for one in figures.values() for notice in one.warnings)
    design = notices_of_design(study.settings, study.inputs.values())
    hazards = unasked_hazards(
        (source.collected, source.measures.values()) for source in study.inputs.values()
    )
    ages = (notice for source in study.inputs.values() for notice in source.absent.notices)
    return list(dict.fromkeys((*mapping, *design, *of_jobs, *hazards, *ages, *years, *estimates)))


def disclosure_rules(
    study: OpenStudy, figures: Mapping[str, InputFigures], shared: Collection[tuple[str, str]]
) -> DisclosureRules:
    """The study's limits, with what is known of its figures.

    Those are the age groups of which others are made, which cases of measures side by side are
    among which, weights that are alike in known classes, counts of the same persons, which
    definitions are of coercion, which standards national ones extend, and who is behind the
    figures. `shared` are pairs of inputs that have persons in common.
    """
    parts = {AGE: {group.code: group.bands for group in AGE_GROUPS.values()}}
    stated, found = study.settings.disclosure, figures.values()
    nested = tuple(pair for one in found for pair in (*one.comparisons.nested, *one.outer))
    told = stated.nested
    known = (*(told or ()), *nested)
    coercion = frozenset(name for one in found for name in one.coercion)
    same = asked_alike.of_all_inputs(one.same for one in found)
    return replace(
        stated,
        parts=parts,
        nested=known if known else told,
        alike=of_all_inputs(one.alike for one in found),
        persons=KnownPersonsOfStudy((one.known for one in found), _places(figures, shared)),
        assumed_precision=assumed_precision,
        coercion=coercion,
        extends=study.extends,
        same=same,
    )


def _places(
    figures: Mapping[str, InputFigures], shared: Iterable[tuple[str, str]]
) -> frozenset[int]:
    """Places of the inputs that have persons in common with another."""
    names = {name for pair in shared for name in pair}
    return frozenset(place for place, name in enumerate(figures) if name in names)


def definitions_of(inputs: Iterable[StudyInput]) -> tuple[Definition, ...]:
    """The definitions of all inputs, each once."""
    every = {d.versioned_id: d for source in inputs for d in source.definitions}
    return tuple(every.values())


def _diagnostics(study: OpenStudy, figures: Mapping[str, InputFigures]) -> SurveyDiagnostics:
    inputs, protection = study.inputs, study.settings.protection
    every = (one.undetermined for one in figures.values())
    return SurveyDiagnostics(
        study=_study(study),
        tables=_tables(inputs),
        measures={
            **_measures(inputs, figures),
            **_outer(inputs),
            **_parts(inputs, figures),
            **_compared(inputs, figures),
        },
        comparison=_side_by_side(figures),
        instrument=_instruments(inputs),
        undetermined={name: causes for one in every for name, causes in one.items()},
        unsupported=[
            UnsupportedMeasure(definition=u.definition, measure=u.measure, missing=list(u.missing))
            for source in inputs.values()
            for u in source.unsupported
        ],
        mapping={name: source.collected.report.account for name, source in inputs.items()},
        ethics=None if protection is None else protection.stated,
    )


def _study(study: OpenStudy) -> SurveyStudy:
    """What the study says of itself, and of its samples."""
    settings, day = study.settings, study.settings.reference_date
    return SurveyStudy(
        title=settings.title,
        country=settings.country,
        year=settings.year,
        reference_date=day.isoformat() if day else None,
        population=settings.population,
        invented=settings.invented,
        probability_sample=settings.probability_sample,
        notes=list(settings.notes),
        language=settings.language,
        data_language=settings.data_language or None,
        samples=[source.sample for source in study.inputs.values()],
        numbers=settings.numbers.stated if settings.numbers else None,
    )


def _measures(
    inputs: Mapping[str, StudyInput], figures: Mapping[str, InputFigures]
) -> dict[str, StatedMeasure]:
    """Title, definition and universe of every figure's name, for the report."""
    out: dict[str, StatedMeasure] = {}
    for key, source in inputs.items():
        stocks = figures[key].stocks
        told = {one.name for one in figures[key].estimates}
        told |= {one.name for one in figures[key].refused}
        for name, measure in source.measures.items():
            counts_days = measure.days is not None or measure.period_without_length
            entry = _measure(source, measure, "flow" if counts_days else "status")
            out[name] = changed(entry, stock=stocks.get(name))
            if measure.days and f"{name}{STOCK_SUFFIX}" in told:
                out[f"{name}{STOCK_SUFFIX}"] = changed(
                    entry,
                    title=f"{measure.title}, on an average day",
                    kind="stock",
                    stock_of=name,
                )
    return out


def _measure(source: StudyInput, measure: Measure, kind: MeasureKind) -> StatedMeasure:
    """What holds of a measure, of its stock and of its outer bound."""
    definition = source.definition_of(measure.name)
    unverified = definition.unverified_lists(measure.name)
    asked = _asked(source, measure)
    return StatedMeasure(
        title=f"{measure.title} (list not verified)" if unverified else measure.title,
        definition=definition.versioned_id,
        universe=_universe(measure),
        ages=_ages(measure),
        unknown=measure.unknown,
        headline=measure.headline,
        per=measure.per,
        not_prevalence=definition.not_prevalence or measure.screens is not None,
        asked=asked,
        instrument=source.settings.name if asked else None,
        screened=_screened(source, measure),
        unverified_lists=list(unverified) or None,
        reference_period=definition.period.stated if definition.period else None,
        report=_in_report(source, measure.name) if source.settings.tables else None,
        kind=kind,
    )


def _outer(inputs: Mapping[str, StudyInput]) -> dict[str, StatedMeasure]:
    """What the outer bounds are: measures with a yes to each item that was not asked."""
    return {
        f"{measure.name}{UNASKED_SUFFIX}": changed(
            _measure(source, measure, "if-unasked-yes"),
            title=f"{measure.title}, if each item that was not asked were a yes",
            headline=False,
            not_prevalence=True,
            outer_of=measure.name,
        )
        for source in inputs.values()
        for measure in source.bounded
    }


def _asked(source: StudyInput, measure: Measure) -> list[StatedCriterion] | None:
    """How many items of each criterion were asked, of a measure that rests on lists of items."""
    return [one.stated for one in source.asked_of(measure)] or None


def _screened(source: StudyInput, measure: Measure) -> Screened | None:
    """What a stand-in stands for."""
    asked = source.asked_of(measure)
    return (
        Screened(of=measure.screens, items=items_in(asked)) if asked and measure.screens else None
    )


def _instruments(inputs: Mapping[str, StudyInput]) -> dict[str, StatedInstrument] | None:
    """The record of the instrument of each input whose measures rest on lists of items."""
    return {name: one.instrument.stated for name, one in inputs.items() if one.criteria} or None


def _tables(inputs: Mapping[str, StudyInput]) -> dict[str, list[str]] | None:
    """The sets of standard tables of each input that has some."""
    sets = {name: list(one.settings.tables) for name, one in inputs.items()}
    return {name: names for name, names in sets.items() if names} or None


def _in_report(source: StudyInput, measure: str) -> list[list[str]]:
    """By which variables the report shows a measure; the rest is for the standard tables."""
    if measure in source.for_tables:
        return []
    return [[], *(sorted(part.strip() for part in e.split("*")) for e in source.settings.by)]


def _parts(
    inputs: Mapping[str, StudyInput], figures: Mapping[str, InputFigures]
) -> dict[str, StatedMeasure]:
    """What figures on parts of cases are, which only standard tables show."""
    return {
        name: StatedMeasure(
            title=f"{source.measures[part.measure].title}: "
            f"{part.characteristic.replace('_', ' ')} {part.code.replace('_', ' ')}",
            definition=source.definition_of(part.measure).versioned_id,
            universe=_universe(source.measures[part.measure]),
            ages=_ages(source.measures[part.measure]),
            unknown=unknown_in_parts(source.measures[part.measure]),
            headline=False,
            per=source.measures[part.measure].per,
            not_prevalence=source.definition_of(part.measure).not_prevalence,
            report=[],
            kind="part",
            part_of=part.measure,
            characteristic=part.characteristic,
            code=part.code,
        )
        for key, source in inputs.items()
        for name, part in figures[key].parts.items()
    }


def _compared(
    inputs: Mapping[str, StudyInput], figures: Mapping[str, InputFigures]
) -> dict[str, StatedMeasure]:
    """What the figures of measures side by side are."""
    return {
        name: entry
        for key, source in inputs.items()
        for name, entry in figures_described(figures[key].comparisons, source).items()
    }


def _side_by_side(figures: Mapping[str, InputFigures]) -> list[Comparison] | None:
    """Which figures stand side by side, of the studies that ask for it."""
    return [pair for one in figures.values() for pair in described(one.comparisons)] or None


def _ages(measure: Measure) -> tuple[int, int | None] | None:
    """First and last age of a universe; nothing where it leaves nobody out."""
    if measure.any_age:
        return None
    first, last = measure.ages
    return first, None if last >= OPEN_AGE else last


def _universe(measure: Measure) -> str:
    if measure.any_age:
        return "all persons"
    first, last = measure.ages
    return f"ages {first} and over" if last >= OPEN_AGE else f"ages {first} to {last}"
