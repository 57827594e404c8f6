"""The gate with one of its protections off, to see that an attack finds what it keeps.

An attack that finds nothing shows something only if it finds what there is where nothing is kept.
Here parts of the gate are taken out by name; the attacks know none of them. The audit hides what
other parts forget, so it is off with each of those.
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from dataclasses import dataclass, replace
from typing import Any
from unittest.mock import patch

import narwhals as nw
import numpy as np
import polars as pl

from measure87.disseminate.gate import hiding
from measure87.disseminate.gate.audit import exhaustive, relations
from measure87.disseminate.gate.audit.system import System
from measure87.disseminate.gate.rules import DisclosureRules
from measure87.disseminate.gate.subtraction import judging
from measure87.disseminate.gate.survey import account, measures
from measure87.disseminate.gate.survey.answers import (
    answered,
    clusters_with_cases,
    days_of_the_rest,
    degrees_asked,
)
from measure87.disseminate.gate.survey.compared import (
    as_answered,
    earlier,
    inputs_that_share,
    rows_of_those_who_left,
    sets_by_two_weights,
)
from measure87.disseminate.gate.survey.compared import sums_beside as sums
from measure87.disseminate.gate.survey.compared.inputs_that_share import ToldByInputs
from measure87.disseminate.gate.survey.precision import hidden_everybody
from measure87.disseminate.gate.survey.rows import (
    cell_row,
    few_cases,
    measure_rows,
    overlaps,
    row_audit,
    whole_strata,
)
from measure87.disseminate.gate.survey.rows.few_cases import FewCases
from measure87.disseminate.gate.survey.rows.measures_before import MeasuresBefore
from measure87.disseminate.gate.tables import geometry
from measure87.disseminate.gate.tables.tables import Cell
from measure87.estimate.survey import side_by_side
from measure87.study.ledger import codes, comparing
from measure87.study.ledger import judging as ledger_judging
from measure87.study.lists import kept_cells
from measure87.study.survey import asked_alike, counted_persons, known_persons
from measure87.study.survey import differences as study_differences
from measure87.study.survey import figures as study_figures
from measure87.study.survey import opening as study_opening
from measure87.study.survey import recipe as study_recipe
from measure87.study.survey import run_result as study_run_result
from tests.attacks import open_stakes
from tests.attacks.scenarios import Scene

type Off = Callable[[], AbstractContextManager[Any]]
type Stakes = Callable[[Scene], int]
ONE = "one release"
UNKNOWN, YES = 1, 2
"""Of three statuses."""


@dataclass(frozen=True)
class Switch:
    """A protection, and the attacks (each on a scenario) that are to find what it leaves open."""

    name: str
    off: Off
    attacks: tuple[tuple[str, str, Stakes], ...]


@contextmanager
def under(**changes: object) -> Iterator[None]:
    """The gate under the rules of the study, but for some."""
    release = measures.release

    def released(result: Any, rules: DisclosureRules | None = None) -> Any:
        return release(result, replace(rules or DisclosureRules(), **changes))  # type: ignore[arg-type]

    with patch("measure87.disseminate.release.release_measures", released):
        yield


def without(*parts: tuple[object, str, object], **changes: object) -> Off:
    """Some functions of the gate replaced, and some of its rules changed."""

    @contextmanager
    def off() -> Iterator[None]:
        with ExitStack() as stack:
            for place, name, other in parts:
                stack.enter_context(patch.object(place, name, other))
            if changes:
                stack.enter_context(under(**changes))
            yield

    return off


def _few_alone(counts: Any, others: Any, minimum: int) -> Any:
    """Few cases are few; few who are none are not asked about."""
    return judging_is_few(counts, np.full(np.shape(others), np.inf), minimum)


judging_is_few = judging.is_few


def _unknown_as_shown(table: Any, cases: Any, rules: Any, _: object) -> Any:
    """Numbers of unknown answers wherever the figure is shown."""
    layer = judging.side_layer(table, cases, "unknown", rules)
    return replace(layer, shown=cases.shown & ~np.isnan(layer.counts))


class _NothingKept(account.KeptBack):
    """What is said beside the figures, as if no figure were kept back."""

    def __init__(self, *_: object) -> None:
        super().__init__((), ())


ROWS_OF_TABLES_TOLD = without((account, "_rows", lambda said, *_: (said.rows_read, said.rows_kept)))
"""Off, it is told how many rows each table has, whatever is kept back. Random studies have a table
of persons alone, so it is tried on studies made for it."""

_thin_codes = measures.thin_codes


def _by_who_answered(found, minimum, excluding):
    return _thin_codes([replace(one, n_unknown=None) for one in found], minimum, excluding)


LABELS_OF_WHO_ANSWERED = without((measures, "thin_codes", _by_who_answered))
"""Off, a code has its label where enough persons answered, and not where enough were asked."""

ANSWERS_LACKING_NAMED = without((account, "told_answers", lambda counts, *_, **__: dict(counts)))
"""Off, every answer that somebody lacks is named, also where it is kept back how many lack one."""

CORRECTED_ANSWERS_TOLD = without(
    (earlier, "_unknown_more", lambda *_: 0),
    (measures, "withhold_unknown", lambda *_: None),
    (measures, "numbers_moved", lambda *_: False),
)
"""Off, numbers of missing answers are told as they are, whatever an earlier release had."""

LIMITS_BY_WHO_ANSWERED = without(
    (measures.Answered, "with_limits_of_all", lambda _, figures: list(figures)),
    (answered, "_tell_one_from_two", lambda _: False),
)
"""Off, limits are as far from a share as by those who answered, and the coarsest row is shown."""

CLUSTERS_OF_ALL_ASKED = without(
    (measures, "with_clusters_asked", lambda figures, *_: list(figures)),
    (measures, "with_clusters_of_hidden", lambda figures, *_: list(figures)),
)
"""Off, a figure has the clusters in which somebody answered. Of random studies few have one in
which nobody did, so it is tried on a study that is made for it."""

FEW_DEGREES_OF_WHO_ANSWERED = without((degrees_asked, "flagged", lambda one: one))
"""Off, the flag of few degrees of freedom goes by the clusters in which somebody answered."""

CLUSTERS_WITH_CASES_TOLD = without(
    (measures, "with_safe_clusters", lambda figures, _: list(figures))
)
"""Off, it is always said in how many clusters there is a case, and whether these are few."""


REASONS_BY_WHO_ANSWERED = without(
    (Cell, "respondents", lambda cell, *_, **__: cell.n),
    (Cell, "asked", lambda cell, **_: cell.n),
)
"""Off, a group is of few where few answered, however many were asked. It takes groups of as many as
are enough, so it is tried on studies made for it."""

BRACKETS_BY_WHO_ANSWERED = without(
    (hiding, "_is_in_brackets", lambda _, cell, rules: (cell.n or 0) < rules.brackets_below)
)
"""Off, a figure stands in brackets where few answered, however many were asked."""

FLAGS_OF_THE_ESTIMATE = without((measures, "with_flags_of_rows", lambda figures, *_: [*figures]))
"""Off, a row that has the n of who was asked has the flags of who answered."""

UNKNOWN_OF_SHOWN_LEFT_OPEN = without((System, "_add_unknown_of_shown", lambda *_: None))
"""Off, it is not known that one or two are unknown of a shown figure, or enough answered."""


def _told_of_ten(figures: Any, _: object) -> Any:
    def is_told(number: int | None, clusters: int) -> bool:
        return number is not None and min(number, clusters - number) >= 10

    return [
        one
        if is_told(one.n_clusters_with_cases, one.n_clusters)
        else replace(one, n_clusters_with_cases=None)
        for one in figures
    ]


CLUSTERS_TOLD_OF_TEN = without((measures, "with_safe_clusters", _told_of_ten))
"""Off, it is said where ten have one and ten have none, of each figure by itself."""

FEW_CLUSTERS_ALWAYS_FLAGGED = without((clusters_with_cases, "leaves_open", lambda *_: True))
"""Off, a flag always says that fewer than ten have one."""

ROWS_OF_DIFFERENCES_NOT_TRIED = without((overlaps, "names_somebody", lambda *_: False))
"""Off, a difference of two measures is not tried as a row of those who are cases of one alone."""

DIFFERENCES_BY_WHO_ANSWERED = without(
    (study_differences, "_of_released_sides", lambda item, *_: item)
)
"""Off, differences keep the degrees of freedom, flags and limits of those who answered."""

OWN_ERRORS_OF_DIFFERENCES = without((study_differences, "_was_tried", lambda *_: False))
"""Off, a difference of two groups has its own error and limits, however few are cases of one."""

ROWS_OF_LEAVERS_NOT_TRIED = without(
    (earlier, "named_by_rows", lambda *_: set()),
    (earlier, "told_by_readings", lambda *_: ToldByInputs()),
)
"""Off, rows of two releases are not tried for who is a case of those who left or came, neither of
one measure nor of two that count the same."""

PARTS_OF_A_WHOLE_NOT_TRIED = without(
    (rows_of_those_who_left, "part_names_somebody", lambda *_: False)
)
"""Off, a figure of a part that was not shown before is held against none of the whole group."""

TWO_WEIGHTS_NOT_TRIED = without(
    (rows_of_those_who_left, "name_somebody_by_two_weights", lambda *_: False),
    (rows_of_those_who_left, "part_names_somebody", lambda *_: False),
)
"""Off, rows of two releases are tried where those who stayed weigh as they did, as if weights were
many. It takes a population table of few classes, so it is tried on studies made for it."""

ERRORS_OF_CLASSES_NOT_USED = without((sets_by_two_weights, "spreads_of", lambda *_: []))
"""Off, they are tried by values alone where weights are few."""

INPUTS_BY_THEMSELVES = without((ledger_judging, "inputs_beside", lambda *_: {}))
"""Off, nobody asks whether inputs of one study have persons in common."""

RELEASES_TWO_AT_A_TIME = without((comparing, "leave_few", lambda *_: False))
"""Off, nobody asks whom three releases or inputs leave, added and taken from each other."""

MANY_OF_SEVERAL_INPUTS = without((inputs_that_share, "told_by_several", lambda *_: set()))
"""Off, nobody asks what several inputs count of more than ten persons whom they leave."""

OTHER_READINGS_APART = without((earlier, "told_by_readings", lambda *_: ToldByInputs()))
"""Off, who left or came is asked of figures of one measure alone."""

WHO_MOVED_HAS_STAYED = without((comparing.OfInput, "movers", None))
"""Off, who has another code has neither left a group nor come to one, where many have."""

ROWS_BY_ALL_WEIGHTS = without((ledger_judging, "weighed_beside", lambda *_: {}))
"""Off, two inputs of the same persons show rows of few cases by two sets of weights."""

DESIGNS_FORGOTTEN = without((comparing, "redesigned", lambda *_: False))
"""Off, the ledger knows weights, and no replicates, strata or clusters."""

ALL_AGES_ARE_ONE = without((counted_persons, "_universes", lambda *_: {}))
"""Off, the ledger knows who is in the file, and not who is of the ages of a measure."""

ANSWERS_TAKEN_BACK = without((earlier, "_is_known_of_few", lambda *_: False))
"""Off, nobody asks who of those whose answers are unknown now were cases."""

UNKNOWN_AS_COUNTED = without(
    *((m, "as_answered", lambda one, _: [as_answered.as_counted(one)]) for m in (as_answered, sums))
)
"""Off, two readings are held together as if both left unknown answers out."""

DIFFERENCES_OF_INPUTS_APART = without((inputs_that_share, "told_by_differences", lambda *_: set()))
"""Off, what one measure has more than another is held against nothing."""

CROSSINGS_BY_THEMSELVES = without(
    (inputs_that_share, "told_by_differences", lambda *_: set()),
    (comparing.Subjects, "_of", lambda _, one: comparing._folders(one.definition or "")),
)
"""Off, a crossing of two measures is of no subject but its own."""

SUMS_OF_INPUTS_APART = without((inputs_that_share, "told_by_sums", lambda *_: set()))
"""Off, inputs and other readings are held against each other group by group."""

_weigh_alike = row_audit._weigh_alike

STRATA_ARE_ALIKE = without(
    (row_audit, "_tells_nothing", lambda persons: _weigh_alike(persons)),
    (cell_row, "has_whole_strata", lambda *_: False),
    (cell_row, "names_a_stratum", lambda *_: False),
    (measure_rows.MeasureRows, "_stand_beside_each_other", lambda *_: False),
)
"""Off, rows of one weight are taken to be alike, and strata of cases alone are not asked of; nor
are the errors of several rows together."""

CLUSTERS_ARE_NOT_ASKED = without(
    (whole_strata, "_in_whole_clusters", lambda persons, _: np.zeros(len(persons.weight), bool))
)
"""Off, clusters of cases alone are not asked of where more than ten are cases."""

ERRORS_BETWEEN_CLUSTERS_ALONE = without((known_persons.PersonsOfGroups, "_errors", None))
"""Off, rows are tried with errors that are none of residuals and none of replicates."""

NOBODY_KNOWS_HERSELF = without((row_audit, "has_few_beside_herself", lambda *_: False))
"""Off, a row of few cases is tried for readers who are none of them."""

NOBODY_KNOWS_HERSELF_BESIDE_ANOTHER_ROW = without(
    (row_audit, "learns_of_another", lambda *_: False),
)
"""Off, so are the rows of two measures, one in the other."""

HEAVY_SIDES_HAVE_OWN_ERRORS = without((overlaps, "somebody_stands_out", lambda *_: False))
"""Off, it has them where somebody's weight stands out in a group of many cases."""

MANY_ALONE_NOT_TRIED = without((overlaps, "stands_out", lambda *_: False))
"""Off, a difference of two measures is tried as a row where up to ten are cases of one alone."""

with_cases = study_figures.with_cases


def _with_clusters_of_told(stock: Any, flow: Any, filled: Any, told: float) -> Any:
    """A stock of all cases with the clusters and weights of those whose days are known."""
    own = {name: getattr(stock, name) for name in ("n_clusters", "df", "weighted_n")}
    return replace(with_cases(stock, flow, filled, told), **own)


STOCKS_OF_THOSE_WHO_TOLD = without((study_figures, "with_cases", _with_clusters_of_told))
"""Off, a stock has the clusters in which somebody's days are known, or is no case. Of random
studies few have one in which nobody's are, so it is tried on a study that is made for it."""

STOCKS_BORROW_FROM_THE_HIDDEN = without((hidden_everybody, "base_of", lambda measure, _: measure))
"""Off, stocks of groups without a case have limits that rest on a whole that is hidden."""

DAYS_OF_FEW_TOLD = without((measures, "with_safe_stocks", lambda figures, *_: [*figures]))
"""Off, a stock has the steps of every figure, however few its cases are."""

STOCKS_BY_SUBTRACTION = without(
    (days_of_the_rest.Stocks, "without_told", lambda stocks: stocks.figures)
)
"""Off, a stock that is kept back is what a whole has more than its other parts."""

_with_safe_stocks = measures.with_safe_stocks

STOCKS_OF_SIZES_AS_RELEASED = without(
    (
        measures,
        "with_safe_stocks",
        lambda figures, nested, kept, _: _with_safe_stocks(figures, nested, kept),
    ),
    (
        days_of_the_rest,
        "_weights",
        lambda *shares: [one.weighted_n or float(one.n or 0) for one in shares],
    ),
)
"""Off, stocks are taken from each other by weights, or by persons where weights are kept back."""

STOCKS_OF_MEASURES_APART = without((days_of_the_rest.Stocks, "_tells", lambda *_: False))
"""Off, nobody asks what one measure's stock has more than another's, nor an earlier release's."""

_rules_told = side_by_side._rules_told


def _four_and_the_rest(frame: Any, one: Any, alone: str) -> dict[str, list[int]]:
    """The four rules of most cases, and all others together, where there are more than five."""
    found = _rules_told(frame, one, alone)
    if len(found) <= 5:
        return found
    rows = frame.filter(nw.col(alone) == YES).select(key=nw.col(one.reason)).collect()
    cases = {rule: rows["key"].is_in(keys).sum() for rule, keys in found.items()}
    kept = sorted(found, key=lambda rule: (-cases[rule], rule))[:4]
    rest = [key for rule, keys in found.items() if rule not in kept for key in keys]
    return {rule: found[rule] for rule in found if rule in kept} | {"other_rules": sorted(rest)}


LEAST_FREQUENT_TOGETHER = without((side_by_side, "_rules_told", _four_and_the_rest))
"""Off, who is a case of one measure alone by a less frequent rule is not told by which."""

days_of = study_figures.days_of


@contextmanager
def STOCKS_LEAD_BY_WHO_TOLD() -> Iterator[None]:  # noqa: N802
    """Off, whether a stock leads is decided by how many cases told their days, shown or not."""
    known: dict[str, Any] = {}

    def days(*given: Any) -> Any:
        known.update(found := days_of(*given))
        return found

    def by_who_told(_: Any) -> dict[str, str]:
        leads = {name: one.told >= 0.8 * one.cases for name, one in known.items()}
        return {name: "first" if leads[name] else "days-unknown" for name in known}

    parts = (study_figures, "days_of", days), (study_figures, "without_length", by_who_told)
    with without(*parts)():
        yield


classify_input = study_figures.classify_input


def _without_the_undecided(*given: Any) -> Any:
    """Classified persons of whom parts of cases leave out whom their measure leaves out."""
    table = classify_input(*given)
    of_parts = [pl.col(name) for name in table.columns if "_by_" in name]
    return table.with_columns([pl.when(one != UNKNOWN).then(one) for one in of_parts])


UNDECIDED_IN_NO_PART = without(
    (study_figures, "classify_input", _without_the_undecided),
    (study_figures, "unknown_in_parts", lambda _: "no"),
    (study_run_result, "unknown_in_parts", lambda _: "no"),
)
"""Off, a part of the cases of a measure rests on those who answered, and says nothing of others."""


def _no_untold_stocks(released: Any, untold: Any) -> Any:
    names = {f"{name}_stock" for name in untold}
    kept = tuple(one for one in released.estimates if one.name not in names)
    return replace(released, estimates=kept)


UNTOLD_STOCKS_NOT_THERE = without((study_recipe, "without_untold_stocks", _no_untold_stocks))
"""Off, a stock of which no case told her days is not listed, beside whatever flow."""

SHARES_WITHOUT_ERROR = without((measures, "without_error_for_who_answered", lambda *_: set()))
"""Off, a share is shown without an error where all who answered are of one cluster of several."""

CASES_BESIDE_HIDDEN_UNKNOWN = without((earlier, "_may_be_of_few", lambda *_: False))
"""Off, cases that became unknown are asked about where the number of unknown was shown alone."""

MOVES_OF_MEASURES_APART = without((earlier, "_moved_by_few_alone", lambda *_: set()))
"""Off, who took her answers back is asked about by each measure, and not by two of them."""

PARTS_APART = without((measures.Answered, "_whole", lambda _, at: (at,)))
"""Off, each part of the cases of a measure is in steps as if no other were of the same persons."""

AGES_APART = without(
    (measures, "disjoint_tables", lambda *_: []), (relations, "disjoint_in", lambda *_: [])
)
"""Off, nobody asks what measures of different ages leave of a wider one."""

_NO_MEASURES_BEFORE = MeasuresBefore({}, ())
NESTED_ROWS_APART = without((measure_rows.MeasureRows, "stand_over", lambda *_: None))
"""Off, rows of few cases are tried for each measure by itself."""

OVERLAPPING_ROWS_APART = without(
    (measure_rows.MeasureRows, "_stand_beside_each_other", lambda *_: False)
)
"""Off, rows of groups that overlap are asked of one by one where there are more than ten cases. It
takes few persons and many rows, so it is tried on studies that are made for it."""

ROWS_BY_THEIR_PLACE = without((known_persons, "_numbered", lambda one, _: one))
"""Off, it is not known who of two inputs is one person, so that their rows are tried apart."""

MEASURES_BEFORE_FORGOTTEN = without(
    (few_cases._Audit, "beside_earlier", lambda *_: _NO_MEASURES_BEFORE),
)
"""Off, rows of few cases stand beside those of nested measures that earlier releases alone have. It
takes two releases that share no measure, so it is tried on studies made for it."""

MEASURES_BEFORE_NOT_CLASSIFIED = without((study_recipe, "shown_measures", lambda *_: set()))
"""Off, nobody knows who is a case of a measure that earlier releases alone have."""

NOBODY_OUTWEIGHS = without((cell_row, "stands_out", lambda *_: False))
"""Off, rows of more than ten cases are not tried, however much somebody weighs. It takes weights as
few surveys have them, so it is tried on a study that is made for it."""

cell_of = measure_rows.cell_row


def _where_somebody_is_a_case(cell: Any, *known: Any, few: bool) -> Any:
    return cell_of(cell, *known, few=few) if cell.cases else None


UNKNOWN_WITHOUT_A_CASE = without((measure_rows, "cell_row", _where_somebody_is_a_case))
"""Off, who gave no answer is not asked of groups without a case. It takes weights as few surveys
have them."""

MANY_UNKNOWN = without((cell_row, "_unknown_stands_out", lambda *_: False))
"""Off, nor of more than ten unknown, however much somebody weighs."""

ERRORS_OF_DIFFERENCES_TOLD = without((overlaps, "tells_of_few", lambda *_: False))
"""Off, a difference of two measures has its error however few are cases of one of them alone."""

ROWS_BEFORE_FORGOTTEN = without((few_cases, "shown_before", lambda *_: {}))
"""Off, a row is tried beside those of its own release alone. It takes groups of few cases in two
releases, and a row of the one that the other does not list, so it is tried on studies made for it.
"""

CODES_THAT_LIE_APART = without((comparing.SeenTogether, "together", lambda *_: ()))
"""Off, nothing is known of how the codes of two variables lie in each other."""

LYING_WITHIN_A_GROUP = without((codes, "_beside", lambda *_: []))
"""Off, it is known only where they do so for everybody."""

ONE_SPLIT_OF_A_GROUP = without(
    *((module, "splits", lambda *_: []) for module in (geometry, exhaustive))
)
"""Off, of variables that lie in each other the smallest codes alone are taken for everybody."""

UNIONS_OF_TWO_ALONE = without((relations, "unions", lambda *_: []))
"""Off, nothing is known of a measure that three others make up where somebody may be in several. It
takes three hazards that were asked, so it is tried on studies made for it."""

HOURS_APART = without((asked_alike, "_of_definitions", lambda *_: ()))
"""Off, nothing is known of measures that are one, or make each other up, by what definitions say.
It takes measures below some hours and above them, so it is tried on studies made for it."""

READINGS_APART = without((asked_alike, "_of_readings", lambda *_: ()))
"""Off, nothing is known of what two readings of a definition count alike. It takes two readings
side by side, or one after the other, so it is tried on studies made for it."""

READINGS_OF_CHILDREN_APART = without((asked_alike, "_of_other_readings", lambda *_: ()))
"""Off, nothing is known of what two readings count alike of which no list says at which ages."""

NATIONAL_DEFINITIONS_APART = without((study_opening, "extended_standards", lambda *_: {}))
"""Off, nobody knows which standard a national definition extends. It takes such a definition beside
its standard, or after it, so it is tried on studies made for it."""

NATIONAL_READINGS_APART = without((study_figures, "in_standards", lambda *_: {}))
"""Off, nothing is known of what a national definition and its standard count alike."""

STRATA_BY_THEIR_NAMES = without((kept_cells.KeptCells, "_moved", lambda *_: False))
"""Off, strata of lists are others only if none of their names is an earlier one's. It takes strata
that are put together, so it is tried on studies made for it."""

AGES_OF_NOW_ALONE = without((measures, "ages_before", lambda *_: {}))
"""Off, nobody knows of what ages measures are that earlier releases alone have. It takes two
releases of measures of different ages, so it is tried on studies made for it."""

IDLE_GROUNDS_FORGOTTEN = without((asked_alike, "_made_up", lambda *_: ()))
"""Off, nothing is known of what measures by some grounds of another make up at some ages. It takes
both of them by age, so it is tried on studies made for it."""

SUBJECTS_BY_THEIR_TEXTS = without((comparing, "_BY_THE_SAME_ANSWERS", {}))
"""Off, measures are of one subject only by the names of their definitions."""

OTHER_DEFINITIONS_FORGOTTEN = without((known_persons, "_others", lambda *_: ()))
"""Off, measures of earlier releases are not classified again by definitions that are not asked for
now. It takes two releases by two definitions, so it is tried on studies made for it."""

ANSWERS_OF_INPUTS_APART = without(
    (study_recipe, "with_same_of_inputs", lambda same, *_: tuple(same)),
)
"""Off, nothing is known of what measures of two inputs count alike."""

MARRIAGES_OF_CHILDREN_APART = without((asked_alike, "_of_children", lambda *_: ()))
"""Off, it is not known that a child's forced marriage is one since childhood. It takes both
measures, so it is tried on studies made for it."""

CROSSINGS_BY_COUNTS_ALONE = without((measures, "crossed_measures", lambda *_: ()))
"""Off, it is not known that who is a case of a measure is so of another or is not. It takes a
comparison, so it is tried on studies made for it."""

CROSSINGS_OF_THE_SAME_AGES = without(
    (relations, "_outside", lambda *_: {}), (relations, "crossed_of", lambda *_: ())
)
"""Off, it is not known that a measure of some ages has nobody of others, nor of a crossing at some
ages that it is one. It takes measures of different ages, so it is tried on studies made for it."""

OTHER_CODES_ARE_OTHER_PERSONS = without(
    (comparing, "recoded", lambda _new, old, *_, **_o: comparing.Recoded(old, {}, {}))
)
"""Off, who has another code counts as one who left and one who came, however many have."""

NOTHING_BORROWED_FROM_THE_HIDDEN = without(assumed_precision=None)
"""Off, groups without a case borrow from a whole that is hidden. It takes a measure of one or two
cases in all, so it is tried on a study that is made for it."""

SWITCHES = (
    Switch(
        "steps that follow the error",
        without((measures, "few_cases", lambda *_: FewCases()), digits=False, alike=()),
        (
            ("value x weighted n", ONE, open_stakes.weighed),
            ("unweighted share", ONE, open_stakes.unweighted_share),
        ),
    ),
    Switch(
        "shares that do not tell who answered",
        without((measures.Answered, "within", lambda *_: {})),
        (("unweighted share", ONE, open_stakes.stepped_share),),
    ),
    Switch(
        "subtraction and audit",
        without(complementary=False),
        (
            ("sums", ONE, open_stakes.subtracted),
            ("programmes", ONE, open_stakes.subtracted),
        ),
    ),
    Switch(
        "few who are no cases",
        without((judging, "is_few", _few_alone), complementary=False),
        (("everybody alike", ONE, open_stakes.everybody_alike),),
    ),
    Switch(
        "the same cases in nested measures",
        without((measures, "hide_coinciding", lambda *_: None), complementary=False),
        (("alike across measures", ONE, open_stakes.across_measures),),
    ),
    Switch(
        "numbers of unknown answers",
        without((measures, "unknown_layer", _unknown_as_shown), complementary=False),
        (("known no", ONE, open_stakes.known_no),),
    ),
    Switch(
        "what is said beside figures",
        without((measures, "KeptBack", _NothingKept)),
        (("counts of the mapping", ONE, open_stakes.beside),),
    ),
    Switch(
        "the ledger",
        nullcontext,  # two folders: neither knows of the other
        (
            ("sums", "another by", open_stakes.subtracted),
            ("who left", "one leaves", open_stakes.leavers),
            ("who left", "one leaves, another by", open_stakes.leavers),
        ),
    ),
)
