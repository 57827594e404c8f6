"""From the classified persons of one input to its estimates."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from measure87.classify import days_share_columns, undetermined_by_cause
from measure87.define import Measure
from measure87.define.classifications.age_groups import AGE_GROUPS
from measure87.define.national import in_standards
from measure87.disseminate.gate.rules import CONFIDENTIAL
from measure87.estimate.survey import (
    DomainTable,
    Outcome,
    SurveyResult,
    with_bounds,
    with_cases,
)
from measure87.estimate.survey.identifying_groups import refuse_identifying
from measure87.study.survey.asked_alike import Answers, same_persons
from measure87.study.survey.differences import contrasts_within
from measure87.study.survey.inputs import StudyInput, classify_input
from measure87.study.survey.known_persons import Before, Known, persons_known, weights_alike
from measure87.study.survey.misreadings import misread_measures, without
from measure87.study.survey.numbers_of_persons import counted_measures, estimate_with_numbers
from measure87.study.survey.settings import StudySettings
from measure87.study.survey.side_by_side import Comparisons, compare_measures
from measure87.study.survey.standard_tables import (
    STOCK_SUFFIX,
    Part,
    TableNeeds,
    plan_needs,
    unknown_in_parts,
)
from measure87.study.survey.stock_first import (
    FILLED,
    Days,
    Why,
    days_of,
    filled_column,
    with_filled_days,
    without_length,
)
from measure87.study.survey.tables import AGE, Tables, age_label, column_of, plan_tables
from measure87.study.survey.unasked import UNASKED_SUFFIX, with_unasked
from measure87.vocabulary.alike_weights import AlikeWeights
from measure87.vocabulary.columns import PERSONS
from measure87.vocabulary.estimate import Estimate, Notice, Refusal
from measure87.vocabulary.same_persons import SamePersons
from measure87.vocabulary.sensitive_groups import is_of_coercion
from measure87.vocabulary.survey_design import SurveyDesign

_UNITS = {"person_id": "person", "household_id": "household", "cluster": "cluster"}
NOT_A_PROBABILITY_SAMPLE = "not-a-probability-sample"

_BOUNDS = ("_low", "_high")
_BESIDE = (*_BOUNDS, FILLED)
_BESIDE_STOCK = tuple(f"{STOCK_SUFFIX}{suffix}" for suffix in _BESIDE)
"""How figures are named that are put into a stock, and are none of their own."""


@dataclass(frozen=True)
class InputFigures:
    """What one input came to."""

    estimates: Sequence[Estimate]
    refused: Sequence[Refusal]
    warnings: Sequence[Notice]
    undetermined: Mapping[str, Mapping[str, int]]
    parts: Mapping[str, Part] = field(default_factory=dict)
    """Names of figures that are parts of the cases of a measure."""
    differences: Sequence[Estimate] = ()
    """Before the gate, which `differences.with_differences` is for them."""
    comparisons: Comparisons = field(default_factory=Comparisons)
    """Measures side by side; their figures are among the estimates, before the gate too."""
    outer: tuple[tuple[str, str], ...] = ()
    """Measures, and the figures of which their cases are among the cases: see `unasked`."""
    alike: tuple[AlikeWeights, ...] = ()
    """Weights that are alike in known classes, for the gate."""
    known: tuple[Known, ...] = ()
    """Who is behind the figures that count cases, for the gate."""
    same: tuple[SamePersons, ...] = ()
    """Counts of measures that are of the same persons, for the gate."""
    answers: Answers | None = None
    """What each person is under its measures, for those of other inputs; None without figures."""
    stocks: Mapping[str, Why] = field(default_factory=dict)
    """Of each measure that has no stock why it has none."""
    untold: frozenset[str] = frozenset()
    """Measures with cases none of whom told her days."""
    coercion: frozenset[str] = frozenset()
    """Definitions, with their dates, of which all measures are of forced labour and the like."""
    misread: tuple[Refusal, ...] = ()
    """Measures that misread answers have spoilt; they are among the refused."""
    held: int = 0
    """Bytes of the classified persons, where they are in this process."""


def estimate_input(source: StudyInput, study: StudySettings) -> InputFigures:
    """Classify one input and estimate all its tables in one pass."""
    if not source.measures:
        return InputFigures((), (*_unsupported(source), *source.refused), (), {})
    columns = source.collected.persons.collect_schema().names()
    design = design_of(columns, study)
    asked = _asked(source, columns)
    benchmark = () if study.numbers is None else study.numbers.variables
    before = [name for name in source.before if column_of(name) in columns]
    carry = tuple(dict.fromkeys((*design.columns, *asked.variables, *benchmark, *before)))
    _refuse_identifying(source, asked.variables, columns)
    classified = classify_input(source, carry, asked.needs.parts)
    misread = misread_measures(source, classified)
    if misread:
        source = without(source, misread)
        if not source.measures:
            refused = (*_unsupported(source), *source.refused, *misread)
            return InputFigures((), refused, (), {}, misread=misread)
        asked = _asked(source, columns)
    classified = with_unasked(classified, source)
    measures, tables, needs = _own_measures(source), asked.tables, asked.needs
    days = days_of(classified, source.measures.values(), design.weight)
    classified = with_filled_days(classified, days)
    variables, stocks = asked.variables, without_length(source.measures.values())
    passes = estimate_with_numbers(
        classified,
        [*_outcomes(source, days), *_outer_outcomes(source), *_outcomes_of_parts(source, needs)],
        design,
        asked.domains,
        study,
        counted=counted_measures(source.measures.values(), study),
        labels=_labels(source, variables, asked.domains),
        replicates=source.replicates,
    )
    result = passes.result
    bounded = _whole_stocks(result.estimates, days)
    of_parts = _parts_that_leave_out(source, needs)
    estimates = [_without_bounds(e, of_parts) for e in bounded if asked.for_figure(e)]
    shown_as = _unchanged if study.probability_sample else _share_of_respondents
    estimates = [shown_as(item) for item in estimates]
    undetermined = {m.name: undetermined_by_cause(classified, m.name).by_cause for m in measures}
    differences = passes.differences(contrasts_within(study, source.measures), estimates)
    comparisons = compare_measures(source, passes, study, shown_as)
    versioned = [_versioned(source, of) for of in (source.measures, source.measures_before)]
    grounds = _grounds(source)
    standards = in_standards((*source.definitions, *source.definitions_before))
    return InputFigures(
        estimates=[*estimates, *comparisons.estimates],
        refused=[
            *(item for item in _arising(result, source) if asked.by_table(item)),
            *_unsupported(source),
            *source.refused,
            *misread,
            *tables.refused,
            *needs.refused,
            *differences.refused,
            *comparisons.refused,
        ],
        warnings=[n for n in result.warnings if n.code != "missing-numbers"],
        undetermined=undetermined,
        parts=needs.part_names,
        differences=[*differences.estimates, *comparisons.differences],
        comparisons=comparisons,
        outer=tuple((m.name, f"{m.name}{UNASKED_SUFFIX}") for m in source.bounded),
        alike=weights_alike(passes, comparisons),
        known=persons_known(passes, comparisons, _before(source, before, study), source.place),
        same=same_persons(classified, versioned[0], versioned[1], standards, grounds),
        answers=Answers(
            classified,
            versioned=versioned[0],
            before=versioned[1],
            standards=standards,
            grounds=grounds,
            bring=None if source.place is None else source.place.brought_back,
        ),
        stocks=stocks,
        untold=frozenset(name for name, known in days.items() if known.nothing_told),
        coercion=_of_coercion(source),
        misread=misread,
        held=classified.estimated_size() if source.place is None else 0,
    )


def _of_coercion(source: StudyInput) -> frozenset[str]:
    """Definitions of coercion; a national one is what it extends."""
    return frozenset(
        one.versioned_id for one in source.definitions if is_of_coercion("", one.extends or one.id)
    )


def _versioned(source: StudyInput, measures: Mapping[str, Measure]) -> dict[str, str]:
    """Measures to their definitions, but for those that count the unknown as cases."""
    return {
        name: source.definition_of(name).versioned_id
        for name, measure in measures.items()
        if measure.unknown != "yes"
    }


def _grounds(source: StudyInput) -> dict[str, tuple[str, ...]]:
    """Measures, those of earlier releases among them, to the rules of which one suffices."""
    every = {**source.measures_before, **source.measures}
    return {name: measure.grounds for name, measure in every.items()}


def _parts_that_leave_out(source: StudyInput, needs: TableNeeds) -> frozenset[str]:
    """Parts of cases of measures that leave out whom they cannot decide."""
    return frozenset(
        name
        for name, part in needs.part_names.items()
        if unknown_in_parts(source.measures[part.measure]) == "exclude"
    )


def _without_bounds(figure: Estimate, parts: Collection[str]) -> Estimate:
    """A part of cases without what it were if all unknowns had it: that is said of its measure.

    Each would be one more number of what the same persons weigh, in steps of its own.
    """
    if figure.name not in parts:
        return figure
    return replace(figure, value_if_no=None, value_if_yes=None)


def _before(source: StudyInput, variables: Sequence[str], study: StudySettings) -> Before:
    """What of earlier releases this one does not have."""
    measures = source.measures_before
    return Before(
        variables,
        {name: source.definition_of(name).versioned_id for name in measures},
        counted_measures(measures.values(), study),
    )


def _own_measures(source: StudyInput) -> list[Measure]:
    """The measures of an input that not only standard tables ask for."""
    return [m for m in source.measures.values() if m.name not in source.for_tables]


def _asked(source: StudyInput, columns: Sequence[str]) -> "_Asked":
    """Which figures of an input's measures are asked for."""
    measures = _own_measures(source)
    where = f"study.toml [inputs.{source.settings.name}]"
    tables = plan_tables(source.settings.by, columns, measures, where)
    return _Asked(frozenset(m.name for m in measures), tables, _table_needs(source))


def _refuse_identifying(
    source: StudyInput, variables: Iterable[str], columns: Sequence[str]
) -> None:
    """Refuse groups that would be persons, households or clusters."""
    named = [name for name in variables if name in columns and not PERSONS[name].levels]
    units = {unit: name for unit, name in _UNITS.items() if unit in columns}
    where = f"study.toml [inputs.{source.settings.name}]"
    refuse_identifying(source.collected.persons, named, units, where)


@dataclass(frozen=True)
class _Asked:
    """Which figures of a pass were asked for: by `by`, or by a standard table."""

    measures: frozenset[str]
    """Those that `by` is about."""
    tables: Tables
    needs: TableNeeds

    @property
    def domains(self) -> tuple[DomainTable, ...]:
        """All tables of domains, each once."""
        by = {frozenset(domain.variables) for domain in self.tables.domains}
        more = (d for d in self.needs.domains if frozenset(d.variables) not in by)
        return (*self.tables.domains, *more)

    @property
    def variables(self) -> tuple[str, ...]:
        """The variables of all tables, each once."""
        return tuple(dict.fromkeys(v for domain in self.domains for v in domain.variables))

    def for_figure(self, figure: Estimate) -> bool:
        """Whether a figure was asked for."""
        return self.by_table(figure) or self.needs.ask_for(figure)

    def by_table(self, figure: Estimate | Refusal) -> bool:
        """Whether `by` asked for a figure, or for one that was refused."""
        variables = frozenset(figure.group)
        if figure.name.endswith(UNASKED_SUFFIX):
            return not variables and _measure_of(figure.name) in self.measures
        asked = any(frozenset(d.variables) == variables for d in self.tables.domains)
        return asked and _measure_of(figure.name) in self.measures


def _table_needs(source: StudyInput) -> TableNeeds:
    collected = source.collected
    frames = {
        "persons": collected.persons,
        "jobs": collected.jobs,
        "circumstances": collected.circumstances,
    }
    columns = {
        name: set() if frame is None else set(frame.collect_schema().names())
        for name, frame in frames.items()
    }
    return plan_needs(source.settings.tables, source.measures, columns, source.versions)


def _outcomes_of_parts(source: StudyInput, needs: TableNeeds) -> list[Outcome]:
    """Cases of a measure by their characteristics; whom it leaves out they leave out as well."""
    return [
        Outcome(
            name,
            name,
            unknown=unknown_in_parts(source.measures[part.measure]),
            definition=source.definition_of(part.measure).versioned_id,
            coding="status",
        )
        for name, part in needs.part_names.items()
    ]


def design_of(columns: Sequence[str], study: StudySettings) -> SurveyDesign:
    """The sample design, from the standard design columns that the data have."""
    stages = [name for name in ("cluster", "cluster_2") if name in columns]
    fpc = [name for name in ("fpc_1", "fpc_2") if name in columns]
    return SurveyDesign(
        weight="weight" if "weight" in columns else None,
        strata="stratum" if "stratum" in columns else None,
        clusters=tuple(stages),
        fpc=tuple(fpc),
        single_cluster=study.design.single_cluster,
    )


def _outcomes(source: StudyInput, days: Mapping[str, Days]) -> list[Outcome]:
    """Each measure, and its stock after it."""
    outcomes = []
    for name, measure in source.measures.items():
        versioned = source.definition_of(name).versioned_id
        outcomes.append(
            Outcome(name, name, unknown=measure.unknown, definition=versioned, coding="status")
        )
        if measure.days is not None:
            outcomes += _stock_outcomes(name, versioned, days[name])
    return outcomes


def _outer_outcomes(source: StudyInput) -> list[Outcome]:
    """Main measures as they would be if each item that was not asked were a yes."""
    return [
        Outcome(
            f"{measure.name}{UNASKED_SUFFIX}",
            f"{measure.name}{UNASKED_SUFFIX}",
            unknown=measure.unknown,
            definition=source.definition_of(measure.name).versioned_id,
            coding="status",
        )
        for measure in source.bounded
    ]


def _stock_outcomes(name: str, versioned: str, days: Days) -> list[Outcome]:
    """The share of the period in a status, its least and greatest value, and with all cases."""

    def outcome(suffix: str, column: str, told: float = 1.0) -> Outcome:
        return Outcome(
            f"{name}{STOCK_SUFFIX}{suffix}",
            column,
            kind="number",
            statistic="mean",
            definition=versioned,
            unit="proportion",
            share_of=name,
            told=told,
        )

    found = list(map(outcome, ("", *_BOUNDS), days_share_columns(name)))
    if days.some_untold and not days.nothing_told:
        found.append(outcome(FILLED, filled_column(name), days.part_told))
    return found


def _whole_stocks(estimates: Sequence[Estimate], days: Mapping[str, Days]) -> list[Estimate]:
    """Put the stock of all cases, its least and its greatest into it: they are no own figures.

    Where the days of no case were told, stocks of groups with cases are not known, and are listed
    as they are where they are kept back: `stock_first` leaves them out where the flow is shown.
    """
    untold = {f"{name}{STOCK_SUFFIX}" for name, known in days.items() if known.nothing_told}
    told = {f"{name}{STOCK_SUFFIX}": known.part_told for name, known in days.items()}
    bounds: dict[tuple[str, frozenset[tuple[str, str]]], Estimate] = {}
    for item in estimates:
        bounds[item.name, frozenset(item.group.items())] = item
    kept = []
    for item in estimates:
        if item.name.endswith(_BESIDE_STOCK):
            continue
        if item.name.endswith(STOCK_SUFFIX):
            group = frozenset(item.group.items())
            of = {suffix: bounds.get((f"{item.name}{suffix}", group)) for suffix in _BESIDE}
            flow = bounds.get((item.name.removesuffix(STOCK_SUFFIX), group))
            item = with_cases(item, flow, of[FILLED], told.get(item.name, 1.0))
            item = with_bounds(item, *map(of.get, _BOUNDS))
            if item.name in untold and (flow is None or flow.n_cases != 0):
                item = item.suppress(CONFIDENTIAL)
        kept.append(item)
    return kept


def _labels(
    source: StudyInput, variables: Sequence[str], domains: Sequence[DomainTable]
) -> dict[str, Mapping[str, str]]:
    """Labels of the codes of domain variables: the file's own, else the standard ones."""
    labels: dict[str, Mapping[str, str]] = {}
    for variable in variables:
        if variable == AGE:
            codes = {c for table in domains for c in table.groups.get(AGE, ())}
            labels[AGE] = {code: age_label(code) for code in codes}
        else:
            standard = dict(PERSONS[variable].levels)
            labels[variable] = {**source.collected.labels.get(variable, {}), **standard}
    return labels


def _arising(result: SurveyResult, source: StudyInput) -> list[Refusal]:
    """Refusals other than of ages that lie outside a measure's universe by definition."""
    return [item for item in result.refused if not _outside(item, source)]


def _outside(item: Refusal, source: StudyInput) -> bool:
    name = _measure_of(item.name)
    measure = source.measures.get(name)
    code = item.group.get(AGE)
    if measure is None or code is None:
        return item.name.endswith(_BESIDE_STOCK)
    first, last = ages_of(code)
    return last < measure.ages[0] or first > measure.ages[1]


def _measure_of(figure: str) -> str:
    """The measure behind a figure's name, or behind that of a bound of a stock."""
    figure = figure.removesuffix(UNASKED_SUFFIX)
    for suffix in _BESIDE:
        figure = figure.removesuffix(suffix)
    return figure.removesuffix(STOCK_SUFFIX)


def ages_of(code: str) -> tuple[int, int]:
    """First and last age of an age group; an open group ends with the longest life."""
    if code not in AGE_GROUPS:
        return (0, 0)
    group = AGE_GROUPS[code]
    return group.first, group.last if group.last is not None else 150


def _unsupported(source: StudyInput) -> list[Refusal]:
    return [
        Refusal(
            name=entry.measure,
            code="questionnaire",
            text=f"the questionnaire has no {', '.join(entry.missing)}",
            values={"missing": list(entry.missing)},
        )
        for entry in source.unsupported
    ]


def _unchanged(item: Estimate) -> Estimate:
    return item


def _share_of_respondents(item: Estimate) -> Estimate:
    """A share among respondents: no error and no interval, for chance did not choose them."""
    return replace(
        item,
        method="share-of-respondents",
        se=None,
        lower=None,
        upper=None,
        level=None,
        interval=None,
        df=None,
        deff=None,
        deff_replacement=None,
        deff_used=None,
        deff_source=None,
        n_effective=None,
        alternatives=(),
        flags=(NOT_A_PROBABILITY_SAMPLE,),
    )
