"""The gate: one pass over everything that a run releases, before anything is written.

Rules, with their defaults:

* under 25 respondents a figure is not shown, with 25 to 49 it stands in brackets (as in MICS
  tables); this is about reliability, and about small groups;
* 1 or 2 cases, or 1 or 2 respondents who are no cases, are not shown, nor anything from which
  they could be had: value, error, interval, effective n, design effects, cluster counts,
  unknowns. No case at all is no person: the value 0 and its upper limit are shown. Nor is a group
  of cases alone shown, or one with all cases of a wider measure;
* 1 or 2 unknowns, or who answered, or are known to be no case: the number and both bounds are
  not shown, the figure stays; nor, of a stock, how many cases have no number of days where they
  are 1 or 2 (n is that of its measure);
* whatever sums and differences of shown figures would give back, across groups, across
  measures (also where some add up to another), and for the unknowns: a second figure is not
  shown either, so that no hidden count is known exactly;
* a number beside the figures that equals, or nearly, a count of everybody that is kept back;
* forced labour by ethnicity, migrant status and the like is refused unless the study says why it
  is published, and then shown of more persons only: see `sensitive_groups`;
* where weights are alike for everybody in a region and something is hidden, weighted figures
  are given in steps;
* all numbers of a figure are in steps that follow its error; where 3 to 10 persons are cases,
  or are none, and weights would name one of them, in coarser ones, or not shown.

A figure that is not shown keeps its name, group and labels (but for the label of a code with
fewer respondents than may be shown), `suppressed`, and a reason:
`few-respondents` where fewer than 25 were asked, or `confidential`. What else is behind the
second is not told, for that would help to undo it. See docs/methods/disclosure.md.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from msgspec.structs import replace as changed

from measure87.disseminate.gate.audit import Audit, require_safe
from measure87.disseminate.gate.audit.relations import unknown_treatment
from measure87.disseminate.gate.contradictions import contradiction_notices
from measure87.disseminate.gate.counts import (
    safe_diagnostics,
    safe_text,
    safe_values,
    values_without_counts,
    without_counts,
    without_unknowns,
)
from measure87.disseminate.gate.hiding import both_sides_shown, leaves_out, of_shown_rounds
from measure87.disseminate.gate.judged import Figures, Layers
from measure87.disseminate.gate.kept_releases import WHO, as_released
from measure87.disseminate.gate.protection import protect
from measure87.disseminate.gate.rules import (
    CONFIDENTIAL,
    FEW_RESPONDENTS,
    IN_BRACKETS,
    UNKNOWN_NOT_SHOWN,
    DisclosureRules,
)
from measure87.disseminate.gate.subtraction.coinciding import hide_coinciding
from measure87.disseminate.gate.subtraction.judging import (
    case_layer,
    pair,
    side_layer,
    sum_of_measures,
    unknown_layer,
)
from measure87.disseminate.gate.subtraction.search import hide_until_safe
from measure87.disseminate.gate.subtraction.tau_argus import suppress_with_tau_argus
from measure87.disseminate.gate.survey.account import safe_account
from measure87.disseminate.gate.survey.analyses import without_analyses
from measure87.disseminate.gate.survey.answers.answered import Answered
from measure87.disseminate.gate.survey.answers.clusters_asked import (
    with_clusters_asked,
    with_clusters_of_hidden,
    without_error_for_who_answered,
)
from measure87.disseminate.gate.survey.answers.clusters_with_cases import with_safe_clusters
from measure87.disseminate.gate.survey.answers.days_of_few import with_safe_stocks
from measure87.disseminate.gate.survey.bad_luck import Figure, without_bad_luck
from measure87.disseminate.gate.survey.beside import KeptBack
from measure87.disseminate.gate.survey.compared.earlier import (
    Earlier,
    already_published,
    earlier_figures,
    of_groups_as_released,
    withhold,
    withhold_unknown,
)
from measure87.disseminate.gate.survey.compared.inputs_that_share import hidden_with_earlier
from measure87.disseminate.gate.survey.compared.numbers_moved import numbers_moved, without_numbers
from measure87.disseminate.gate.survey.compared.other_weights import by_one_set, gives_way_anyway
from measure87.disseminate.gate.survey.precision.digits import in_digits
from measure87.disseminate.gate.survey.precision.flags_of_rows import with_flags_of_rows
from measure87.disseminate.gate.survey.precision.hidden_everybody import without_hidden_everybody
from measure87.disseminate.gate.survey.precision.rounding import round_figures
from measure87.disseminate.gate.survey.rows.few_cases import FewCases, few_cases, keep_back
from measure87.disseminate.gate.survey.rows.measures_before import notices_of
from measure87.disseminate.gate.survey.sensitive_groups import held_to_more, without_unreasoned
from measure87.disseminate.gate.survey.thin_labels import (
    Codes,
    thin_codes,
    without_thin_categories,
    without_thin_labels,
)
from measure87.disseminate.gate.tables.boxes import Dimensions, dimensions
from measure87.disseminate.gate.tables.crossed_measures import crossed_measures
from measure87.disseminate.gate.tables.declared_parts import PartOf, declared_parts, parts_before
from measure87.disseminate.gate.tables.disjoint_measures import disjoint_tables
from measure87.disseminate.gate.tables.geometry import Geometry, geometry
from measure87.disseminate.gate.tables.known_measures import (
    KnownMeasures,
    ages_before,
    known_measures,
)
from measure87.disseminate.gate.tables.measure_sums import measure_sums
from measure87.disseminate.gate.tables.nested_measures import equal_across_inputs, nested_pairs
from measure87.disseminate.gate.tables.tables import Nestings, Table, headlines, tables_of
from measure87.disseminate.gate.weight_classes import weights_notices
from measure87.vocabulary.estimate import SUPPRESSED, Estimate, Notice, Refusal, Result
from measure87.vocabulary.release_files.reading import declared, survey_said
from measure87.vocabulary.releases.codec import plain
from measure87.vocabulary.releases.common import Json
from measure87.vocabulary.releases.said import Facts, Said
from measure87.vocabulary.releases.survey import (
    SurveyDiagnostics,
    SurveyDisclosure,
)
from measure87.vocabulary.status import UnknownTreatment

_ALL = 2**53
"""More persons than any count: none is told."""

__all__ = [
    "CONFIDENTIAL",
    "FEW_RESPONDENTS",
    "IN_BRACKETS",
    "UNKNOWN_NOT_SHOWN",
    "DisclosureRules",
    "release",
]


def release(result: Result, rules: DisclosureRules | None = None) -> Result:
    """The result as it may be published.

    Parameters
    ----------
    result
        Everything that one run found. Figures given to different calls are protected against
        each other only where the rules name the earlier ones.
    rules
        What may be shown; the defaults if None.

    Returns
    -------
    Result
        The same entries in the same order, `released` True, and in `disclosure` of the
        diagnostics the rules and how many figures they kept back. A result that was released
        before is returned as it is.

    Raises
    ------
    StudyError
        If the audit recovers a count that may not be known, whatever else is hidden.
    UnreadableError
        If the diagnostics are plain values that say what measures are, and not as is declared.
    """
    if result.released:
        return result
    given = rules or DisclosureRules()
    laid_out = _laid_out(result, given)
    anyway = partial(_kept_back_anyway, laid_out, given)
    return without_bad_luck(partial(_release, laid_out), result, given, anyway)


def _kept_back_anyway(laid_out: "_LaidOut", rules: DisclosureRules) -> frozenset[Figure]:
    """Figures of everybody that are kept back for themselves, before anything is drawn."""
    figures, layers = _judged(laid_out, replace(rules, complementary=False))
    alone = layers.released(figures, rules)
    return frozenset(
        (one.name, one.statistic)
        for one, shown in zip(laid_out.result.estimates, alone, strict=True)
        if not one.group and shown.suppressed
    )


def _release(laid_out: "_LaidOut", rules: DisclosureRules) -> Result:
    result, apart, earlier = laid_out.result, laid_out.apart, laid_out.earlier
    before, notices, few = earlier.before, [*earlier.notices], laid_out.few
    figures, layers = _judged(laid_out, rules)
    answered = None
    if rules.digits:
        answered = Answered(
            figures.estimates,
            few.rungs,
            figures.excluding,
            rules.persons,
            figures.weights.steps,
            figures.parts,
        )
    protected = protect(figures, layers, rules, answered)
    if rules.complementary:
        require_safe(of_groups_as_released(protected.audit), _outer(result))
    estimates: Sequence[Estimate] = hidden_with_earlier(protected.estimates, apart.estimates, rules)
    weighed = by_one_set(estimates, apart.estimates, rules)
    estimates = weighed.estimates
    judged = [one for k, one in enumerate(estimates) if k not in earlier.withheld]
    notices += already_published(judged, before, protected.already)
    notices += contradiction_notices(protected.kept_back)
    notices += notices_of(few.beside_earlier) + weighed.notices
    if figures.weights:
        estimates = figures.weights.released(estimates)
        notices += weights_notices(figures.weights)
        result = replace(
            result, differences=(), trends=()
        )  # they are of values to all their digits
    estimates = without_hidden_everybody(estimates, apart.estimates, rules, figures.excluding)
    if answered is not None:
        estimates = answered.with_limits_of_all(estimates)
    if rules.digits:
        estimates = in_digits(
            estimates,
            rungs=few.rungs if answered is None else answered.rungs,
            left_out=figures.excluding,
        )
    if rules.rounding is not None:
        estimates = round_figures(estimates, figures.dims, rules.rounding)
    estimates = with_clusters_of_hidden(
        as_released(estimates), result.estimates, rules.persons, figures.excluding
    )
    if rules.digits and rules.minimum_cases > 1:
        clusters = with_safe_clusters(estimates, rules)
        estimates = with_safe_stocks(clusters, laid_out.nested_names, rules.kept, result.estimates)
    estimates = with_flags_of_rows(estimates, result.estimates, rules.persons)
    return _released(result, estimates, rules, protected.audit, notices)


@dataclass(frozen=True)
class _LaidOut:
    """What no lot decides: a result, what was known before, how its figures lie, how coarse.

    Attributes
    ----------
    result, apart
        The result, and the same with those told apart who are not in every release.
    nested
        Tables of which the cases of the first are among those of the second, by position.
    """

    result: Result
    apart: Result
    earlier: Earlier
    dims: Dimensions
    parts: Mapping[str, PartOf]
    known: KnownMeasures
    tables: Sequence[Table]
    nestings: Nestings
    shapes: Sequence[Geometry]
    nested: Sequence[tuple[int, int]]
    few: FewCases

    @property
    def excluding(self) -> frozenset[str]:
        """Names of the measures that leave their unknowns out."""
        return _excluding(self.result)

    @property
    def main(self) -> frozenset[str]:
        """Names of the main measures."""
        return frozenset(headlines(survey_said(self.apart).measures or {}))

    @property
    def nested_names(self) -> frozenset[tuple[str, str]]:
        """Names of measures of which the cases of the first are among those of the second."""
        tables = self.tables
        return frozenset(
            (a, b) for i, j in self.nested for a in tables[i].names for b in tables[j].names
        )


def _laid_out(result: Result, rules: DisclosureRules) -> _LaidOut:
    result = without_analyses(replace(result, diagnostics=_of_a_survey(result.diagnostics)))
    result = without_unreasoned(result, rules)
    asked = with_clusters_asked(result.estimates, rules.persons, _excluding(result))
    result = replace(result, estimates=tuple(asked))
    apart = replace(result, estimates=rules.kept.told_apart(result.estimates, CONFIDENTIAL))
    excluding = _excluding(result)
    earlier = earlier_figures(apart.estimates, rules, excluding)
    figures, before = apart.estimates, earlier.before
    every = (*figures, *before, *earlier.secrets)
    parts_of_codes = {**rules.parts, WHO: rules.kept.parts}
    dims = dimensions(
        [e.group for e in every],
        [e.labels for e in every],
        parts_of_codes,
        rules.kept.together,
    )
    measures = survey_said(apart).measures or {}
    releases = [*rules.earlier, *rules.kept.results]
    crossed = crossed_measures([apart, *releases])
    said_before = [survey_said(one) for one in releases]
    no_longer = {k: of for k, of in parts_before(said_before).items() if k not in measures}
    parts, known = declared_parts(measures), known_measures(measures, every, crossed)
    parts |= no_longer
    known = replace(known, ages={**ages_before(said_before), **known.ages})
    tables = tables_of(figures, dims, parts, rules.kept.later_inputs, rules.extends)
    equal = equal_across_inputs(tables, rules.kept.earlier_inputs)
    known = replace(known, of_other_persons=equal)
    nestings = Nestings(dims)
    shapes = [geometry(nestings.of(table.cells), table.numbers("n")) for table in tables]
    nested = nested_pairs(
        tables, rules.nested or (), parts, complete=rules.nested_complete, known=known
    )
    few = few_cases(figures, tables, rules, excluding, before, nested)
    few.hidden += _told_by_no_error(result.estimates, tables, rules, excluding)
    return _LaidOut(
        result, apart, earlier, dims, parts, known, tables, nestings, shapes, nested, few
    )


def _told_by_no_error(
    figures: Sequence[Estimate],
    tables: Sequence[Table],
    rules: DisclosureRules,
    excluding: Collection[str],
) -> list[tuple[int, int]]:
    """Cells, by table and place in it, of shares without an error for who did not answer."""
    if rules.minimum_cases <= 1:
        return []
    told = without_error_for_who_answered(figures, rules.persons, excluding)
    return [
        (index, k)
        for index, table in enumerate(tables if told else ())
        for k, cell in enumerate(table.cells.values())
        if told & {*cell.at}
    ]


def _judged(laid_out: _LaidOut, rules: DisclosureRules) -> tuple[Figures, Layers]:
    """What may be shown by itself and after subtraction: before the audit."""
    figures, excluding = laid_out.apart.estimates, laid_out.excluding
    earlier, few, tables = laid_out.earlier, laid_out.few, laid_out.tables
    nestings, nested = laid_out.nestings, laid_out.nested
    parts, known = laid_out.parts, laid_out.known
    main, held = laid_out.main, held_to_more(figures, rules)
    cases = [
        case_layer(
            table,
            shape,
            rules,
            bool(main & set(table.names)),
            held,
            left_out=leaves_out(figures, table, excluding),
        )
        for table, shape in zip(tables, laid_out.shapes, strict=True)
    ]
    for table, layer in zip(tables, cases, strict=True):
        withhold(table, layer, earlier)
    cells = [[*table.cells.values()] for table in tables]
    behind = {(i, k): [figures[at] for at in cells[i][k].at] for i, k in few.hidden}
    keep_back(cases, [one for one in behind if not gives_way_anyway(behind[one], rules)])
    if rules.complementary:
        if rules.tau_argus:
            suppress_with_tau_argus(tables, cases)
        added_up = measure_sums(tables, nested, parts, known)
        hide_coinciding(tables, cases, nested, added_up, rules)
        pairs = [pair(tables, nestings, *one) for one in nested]
        pairs += [
            pair(tables, nestings, parts, whole)
            for whole, parts in disjoint_tables(tables, nested, known)
        ]
        sums = [sum_of_measures(tables, one) for one in added_up]
        hide_until_safe(cases, pairs, sums, rules.minimum_cases)
    unknowns = [
        unknown_layer(table, layer, rules, _unknown_treatment(table, figures, excluding))
        for table, layer in zip(tables, cases, strict=True)
    ]
    without_number = [
        side_layer(table, layer, "without_number", rules)
        for table, layer in zip(tables, cases, strict=True)
    ]
    keep_back(unknowns, few.without_unknown)
    for table, layer in zip(tables, unknowns, strict=True):
        withhold_unknown(table, layer, earlier)
    if rules.complementary:
        hide_until_safe(unknowns, [], [], rules.minimum_cases)
        hide_until_safe(without_number, [], [], rules.minimum_cases)
    layers = Layers(tuple(tables), cases, unknowns, without_number)
    hides = layers.hide_something or any(one.suppressed for one in earlier.before)
    return (
        Figures(
            tuple(figures),
            tuple(earlier.before),
            laid_out.dims,
            parts,
            known,
            excluding,
            earlier.secrets,
            # Where nothing is hidden, weights have nothing to tell that is not shown.
            rules.alike if hides else (),
            # Of a release that is named, and not in the ledger, nobody knows the weights.
            frozenset() if rules.earlier else rules.kept.never_so_weighed,
            rules.minimum_cases,
            held,
        ),
        layers,
    )


def _unknown_treatment(
    table: Table, figures: Sequence[Estimate], excluding: Collection[str]
) -> UnknownTreatment:
    own = [figures[at] for cell in table.cells.values() for at in cell.at]
    return unknown_treatment(own, excluding)


def _excluding(result: Result) -> frozenset[str]:
    """Names of the measures that the run says leave their unknowns out."""
    measures = survey_said(result).measures or {}
    return frozenset(name for name, about in measures.items() if about.unknown == "exclude")


def _outer(result: Result) -> frozenset[str]:
    """Names of the outer bounds: measures with a yes to each item that was not asked."""
    measures = survey_said(result).measures or {}
    return frozenset(name for name, about in measures.items() if about.outer_of is not None)


def _released(
    result: Result,
    estimates: Sequence[Estimate],
    rules: DisclosureRules,
    audit: Audit,
    notices: Sequence[Notice],
) -> Result:
    """The result with the gate's own account, and no small count in anything it says."""
    # Where persons differ, what a count moved by would tell of those who are in one alone; and
    # where answers were corrected, of whose they are.
    corrected = _corrected(result, rules)
    untold = rules.kept.some_are_in_one_alone or bool(corrected)
    minimum = _ALL if rules.kept.some_are_in_one_alone else rules.minimum_cases
    hidden = {
        e.name for e in estimates if not e.group and {SUPPRESSED, UNKNOWN_NOT_SHOWN} & {*e.flags}
    }
    thin = thin_codes(result.estimates, rules.minimum_respondents, _excluding(result))
    kept_back = KeptBack(result.estimates, estimates, rules.minimum_cases, _excluding(result))

    def said[T: Notice | Refusal](one: T) -> T:
        text, values = one.text, one.values
        if untold:
            text, values = without_counts(text), values_without_counts(values)
        text = safe_text(without_unknowns(text, hidden), rules.minimum_cases)
        values = safe_values(values, hidden, rules.minimum_cases)
        return kept_back.in_message(replace(one, text=text, values=values))

    diagnostics = _safe_diagnostics(
        result, hidden, kept_back, thin, _account(estimates, rules, audit), minimum
    )
    if corrected and isinstance(diagnostics, SurveyDiagnostics):
        diagnostics = without_numbers(diagnostics, corrected)
    return replace(
        result,
        estimates=without_thin_labels(estimates, thin),
        differences=both_sides_shown(result.differences, estimates),
        trends=of_shown_rounds(result.trends, estimates),
        refused=tuple(said(one) for one in result.refused),
        warnings=(*(said(one) for one in result.warnings), *notices),
        diagnostics=diagnostics,
        released=True,
    )


def _corrected(result: Result, rules: DisclosureRules) -> tuple[Result, ...]:
    """Releases of the ledger, where one has other numbers beside its figures; else none."""
    said, before = _of_a_survey(result.diagnostics), rules.kept.results
    if not isinstance(said, SurveyDiagnostics) or not numbers_moved(said, before):
        return ()
    return before


def _of_a_survey(said: Said) -> SurveyDiagnostics | Facts:
    """What the run says, as its structure where plain values say what measures are."""
    found = (declared(said) or SurveyDiagnostics()) if isinstance(said, Mapping) else said
    if isinstance(found, SurveyDiagnostics | Mapping):
        return found
    raise AssertionError(f"{type(found).__name__} has another gate than figures of a survey")


def _safe_diagnostics(
    result: Result,
    hidden: Collection[str],
    kept_back: KeptBack,
    thin: Codes,
    account: SurveyDisclosure,
    minimum: int,
) -> SurveyDiagnostics | dict[str, Json]:
    """What the run says beside its figures, with the gate's account of itself.

    Of facts of a sample, which are plain values, some are left out, and the account names them.
    """
    said = _of_a_survey(result.diagnostics)
    if isinstance(said, SurveyDiagnostics):
        safe = safe_account(said, minimum, unknown_hidden=hidden, kept_back=kept_back)
        return changed(without_thin_categories(safe, thin), disclosure=account)
    facts, left_out = safe_diagnostics(said, minimum, unknown_hidden=hidden)
    return {**facts, "disclosure": plain(changed(account, diagnostics_left_out=left_out))}


def _account(
    estimates: Sequence[Estimate], rules: DisclosureRules, audit: Audit
) -> SurveyDisclosure:
    """How many figures the rules kept back, by reason, and the rules."""
    flags = Counter(flag for figure in estimates for flag in figure.flags)
    return SurveyDisclosure(
        rules=rules.stated,
        figures=len(estimates),
        shown=len(estimates) - flags[SUPPRESSED],
        in_brackets=flags[IN_BRACKETS],
        suppressed={
            reason: flags[reason] for reason in (FEW_RESPONDENTS, CONFIDENTIAL) if flags[reason]
        },
        unknown_not_shown=flags[UNKNOWN_NOT_SHOWN],
        diagnostics_left_out=[],
        audit=audit.account,
        ledger=rules.ledger.id,
        nothing_released_before=rules.stated_before,
    )
