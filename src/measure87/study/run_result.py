"""Puts the figures of all inputs of a study into one result."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from measure87.define import Definition, Measure
from measure87.define.classifications.age_groups import AGE_GROUPS
from measure87.disseminate import DisclosureRules
from measure87.study.asked import items_in
from measure87.study.figures import InputFigures
from measure87.study.inputs import StudyInput
from measure87.study.opening import OpenStudy
from measure87.study.settings import StudySettings
from measure87.study.side_by_side import described, figures_described
from measure87.study.standard_tables import STOCK_SUFFIX
from measure87.study.tables import AGE
from measure87.study.unasked import UNASKED_SUFFIX, bounded_measures
from measure87.study.unasked_hazards import unasked_hazards
from measure87.study.weights_alike import of_all_inputs
from measure87.vocabulary.estimate import Notice, Result
from measure87.vocabulary.provenance import Provenance

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
            },
        ),
    )


def notices_of(study: OpenStudy, figures: Mapping[str, InputFigures]) -> list[Notice]:
    """What the mapping met and nobody asked, the year of the population, what estimates warn of.

    Each is said once.
    """
    numbers = study.settings.numbers
    years = () if numbers is None else numbers.of_another_year(study.settings.year)
    mapping = (
        notice for source in study.inputs.values() for notice in source.collected.report.warnings
    )
    estimates = (notice for one in figures.values() for notice in one.warnings)
    hazards = unasked_hazards(study.inputs.values())
    return list(dict.fromkeys((*mapping, *hazards, *years, *estimates)))


def disclosure_rules(
    study: StudySettings, figures: Mapping[str, InputFigures] | None = None
) -> DisclosureRules:
    """The study's limits, with what is known of its figures.

    Those are the age groups of which others are made, which cases of measures side by side are
    among which, and weights that are alike in known classes.
    """
    parts = {AGE: {group.code: group.bands for group in AGE_GROUPS.values()}}
    nested = tuple(
        pair for one in (figures or {}).values() for pair in (*one.comparisons.nested, *one.outer)
    )
    told = study.disclosure.nested
    known = (*(told or ()), *nested)
    alike = of_all_inputs(one.alike for one in (figures or {}).values())
    return replace(study.disclosure, parts=parts, nested=known if known else told, alike=alike)


def definitions_of(inputs: Iterable[StudyInput]) -> tuple[Definition, ...]:
    """The definitions of all inputs, each once."""
    every = {d.versioned_id: d for source in inputs for d in source.definitions}
    return tuple(every.values())


def _diagnostics(study: OpenStudy, figures: Mapping[str, InputFigures]) -> dict[str, Any]:
    inputs, settings = study.inputs, study.settings
    undetermined: dict[str, Any] = {}
    day = settings.reference_date
    for one in figures.values():
        undetermined |= one.undetermined
    return {
        "study": {
            "title": settings.title,
            "country": settings.country,
            "year": settings.year,
            **({"reference_date": day.isoformat()} if day else {}),
            "population": settings.population,
            "invented": settings.invented,
            "probability_sample": settings.probability_sample,
            "notes": list(settings.notes),
            "language": settings.language,
            **({"data_language": settings.data_language} if settings.data_language else {}),
            "samples": [dict(source.sample) for source in inputs.values()],
            **({"numbers": settings.numbers.to_json()} if settings.numbers else {}),
        },
        **_tables(inputs),
        "measures": {
            **_measures(inputs, figures),
            **_outer(inputs),
            **_parts(inputs, figures),
            **_compared(inputs, figures),
        },
        **_side_by_side(figures),
        **_instruments(inputs),
        "undetermined": undetermined,
        "unsupported": [
            {"definition": u.definition, "measure": u.measure, "missing": list(u.missing)}
            for source in inputs.values()
            for u in source.unsupported
        ],
        "mapping": {name: source.collected.report.to_json() for name, source in inputs.items()},
    }


def _measures(
    inputs: Mapping[str, StudyInput], figures: Mapping[str, InputFigures]
) -> dict[str, Any]:
    """Title, definition and universe of every figure's name, for the report."""
    out: dict[str, Any] = {}
    for key, source in inputs.items():
        stocks = figures[key].stocks
        for name, measure in source.measures.items():
            entry = _measure(source, measure)
            counts_days = measure.days is not None or measure.period_without_length
            out[name] = {
                **entry,
                "kind": "flow" if counts_days else "status",
                **({"stock": stocks[name]} if name in stocks else {}),
            }
            if measure.days:
                out[f"{name}{STOCK_SUFFIX}"] = {
                    **entry,
                    "title": f"{measure.title}, on an average day",
                    "headline": measure.headline and stocks.get(name) != "days-unknown",
                    "kind": "stock",
                    "stock_of": name,
                }
    return out


def _measure(source: StudyInput, measure: Measure) -> dict[str, Any]:
    """What holds of a measure and of its stock."""
    definition = source.definition_of(measure.name)
    period = definition.period
    unverified = definition.unverified_lists(measure.name)
    return {
        "title": f"{measure.title} (list not verified)" if unverified else measure.title,
        "definition": definition.versioned_id,
        "universe": _universe(measure),
        **_ages(measure),
        "unknown": measure.unknown,
        "headline": measure.headline,
        "per": measure.per,
        "not_prevalence": definition.not_prevalence or measure.screens is not None,
        **_asked(source, measure),
        **({"unverified_lists": list(unverified)} if unverified else {}),
        **({"reference_period": period.to_json()} if period else {}),
        **({"report": _in_report(source, measure.name)} if source.settings.tables else {}),
    }


def _outer(inputs: Mapping[str, StudyInput]) -> dict[str, Any]:
    """What the outer bounds are: measures with a yes to each item that was not asked."""
    return {
        f"{measure.name}{UNASKED_SUFFIX}": {
            **_measure(source, measure),
            "title": f"{measure.title}, if each item that was not asked were a yes",
            "headline": False,
            "not_prevalence": True,
            "kind": "if-unasked-yes",
            "outer_of": measure.name,
        }
        for source in inputs.values()
        for measure in bounded_measures(source)
    }


def _asked(source: StudyInput, measure: Measure) -> dict[str, Any]:
    """How many items of each criterion were asked, and what a stand-in stands for."""
    asked = source.asked_of(measure)
    if not asked:
        return {}
    screens = {"of": measure.screens, "items": items_in(asked)}
    return {
        "asked": [one.to_json() for one in asked],
        "instrument": source.settings.name,
        **({"screened": screens} if measure.screens else {}),
    }


def _instruments(inputs: Mapping[str, StudyInput]) -> dict[str, Any]:
    """The record of the instrument of each input whose measures rest on lists of items."""
    found = {name: one.instrument.to_json() for name, one in inputs.items() if one.criteria}
    return {"instrument": found} if found else {}


def _tables(inputs: Mapping[str, StudyInput]) -> dict[str, Any]:
    """The sets of standard tables of each input that has some."""
    sets = {name: list(one.settings.tables) for name, one in inputs.items() if one.settings.tables}
    return {"tables": sets} if sets else {}


def _in_report(source: StudyInput, measure: str) -> list[list[str]]:
    """By which variables the report shows a measure; the rest is for the standard tables."""
    if measure in source.for_tables:
        return []
    return [[], *(sorted(part.strip() for part in e.split("*")) for e in source.settings.by)]


def _parts(inputs: Mapping[str, StudyInput], figures: Mapping[str, InputFigures]) -> dict[str, Any]:
    """What figures on parts of cases are, which only standard tables show."""
    return {
        name: {
            "title": f"{source.measures[part.measure].title}: "
            f"{part.characteristic.replace('_', ' ')} {part.code.replace('_', ' ')}",
            "definition": source.definition_of(part.measure).versioned_id,
            "universe": _universe(source.measures[part.measure]),
            **_ages(source.measures[part.measure]),
            "unknown": "no",
            "headline": False,
            "per": source.measures[part.measure].per,
            "not_prevalence": source.definition_of(part.measure).not_prevalence,
            "report": [],
            "kind": "part",
            "part_of": part.measure,
            "characteristic": part.characteristic,
            "code": part.code,
        }
        for key, source in inputs.items()
        for name, part in figures[key].parts.items()
    }


def _compared(
    inputs: Mapping[str, StudyInput], figures: Mapping[str, InputFigures]
) -> dict[str, Any]:
    """What the figures of measures side by side are."""
    return {
        name: entry
        for key, source in inputs.items()
        for name, entry in figures_described(figures[key].comparisons, source).items()
    }


def _side_by_side(figures: Mapping[str, InputFigures]) -> dict[str, Any]:
    """Which figures stand side by side, of the studies that ask for it."""
    pairs = [pair for one in figures.values() for pair in described(one.comparisons)]
    return {"side_by_side": pairs} if pairs else {}


def _ages(measure: Measure) -> dict[str, list[int | None]]:
    """First and last age of a universe; nothing where it leaves nobody out."""
    if measure.any_age:
        return {}
    first, last = measure.ages
    return {"ages": [first, None if last >= OPEN_AGE else last]}


def _universe(measure: Measure) -> str:
    if measure.any_age:
        return "all persons"
    first, last = measure.ages
    return f"ages {first} and over" if last >= OPEN_AGE else f"ages {first} to {last}"
