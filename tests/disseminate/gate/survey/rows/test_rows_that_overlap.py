"""Whether rows of groups that overlap name somebody together, against all sets gone through."""

from itertools import combinations

import numpy as np
import pytest

from measure87.disseminate import DisclosureRules, release
from measure87.disseminate.gate.survey.precision.steps import LADDER
from measure87.disseminate.gate.survey.rows import measure_rows
from measure87.disseminate.gate.survey.rows.measure_rows import MeasureRows
from measure87.disseminate.gate.survey.rows.possible_sets import rows_of
from measure87.disseminate.gate.survey.rows.row_audit import Row, Weighing, have_its_row
from measure87.disseminate.gate.survey.rows.rows_that_overlap import OverlappingRow, named
from measure87.numerics.weighed_persons import WeighedPersons
from measure87.vocabulary.estimate import Estimate, Result
from tests.disseminate.gate.survey.rows.test_row_audit import by_hand

SETS = np.array([*combinations(range(18), 7)])
IS_IN = np.zeros((len(SETS), 18), dtype=np.bool_)
np.put_along_axis(IS_IN, SETS, True, axis=1)


def rows_of_groups(weight, is_case, groups, rung=0, cluster=None):
    """Rows of some groups of persons, who were drawn one by one where no clusters are given."""
    own, status = np.arange(len(weight)), np.where(is_case, 2, 0)
    of = own if cluster is None else cluster
    stratum, units = np.zeros(len(weight), dtype=np.int64), np.array([float(of.max() + 1)])
    everybody = WeighedPersons(weight, of, stratum, units, status, own)
    for inside in groups:
        persons = everybody.only(inside)
        cases = np.flatnonzero(is_case[inside])[None]
        told = rows_of(persons, cases)
        error = float(told.error[0])
        row = Weighing(persons, Row(float(told.value[0]), error or None, None, error or 0.1))
        could_be = np.ones(len(persons.weight), dtype=bool)
        yield OverlappingRow(row, could_be, np.flatnonzero(inside), LADDER[rung])


def in_every_set(is_case, rows, *, of_errors=True):
    """Who is in every one of all sets that fit all rows, by going through them."""
    fits = np.ones(len(SETS), dtype=bool)
    for row in rows:
        inside = IS_IN[:, row.place]
        fits &= inside.sum(axis=1) == row.is_case.sum()
        at = np.flatnonzero(fits)
        chosen = np.nonzero(inside[at])[1].reshape(len(at), -1)
        if of_errors:
            fits[at] = have_its_row([row.weighing], row.is_case, chosen, row.rung)
        else:
            weight = row.weighing.persons.weight[chosen].sum(axis=1)
            limits = row.limits(18)
            fits[at] = (weight >= limits.least[1]) & (weight <= limits.most[1])
    return IS_IN[fits].all(axis=0) & is_case


def drawn_rows(seed, rung=0, *, in_clusters=False):
    rng = np.random.default_rng([102, seed])
    weight = rng.uniform(40, 250, 18) if seed % 2 else 100 * rng.lognormal(0, 0.8, 18)
    groups = [np.ones(18, dtype=bool), *(rng.permutation(18) < 9 for _ in range(1 + seed % 3))]
    is_case = np.isin(np.arange(18), rng.permutation(18)[:7])
    cluster = np.arange(18) // 2 if in_clusters else None
    return is_case, [*rows_of_groups(weight, is_case, groups, rung, cluster)]


def test_whoever_is_in_all_sets_there_are_is_named_and_hardly_anybody_else():
    """Sets that are found are sets, so that nobody is missed; of persons drawn one by one those are
    named who are in all of them, and at most a few more where a search ends without one."""
    found = missed = 0
    for seed in range(24):
        is_case, rows = drawn_rows(seed, seed % 3)
        wanted = in_every_set(is_case, rows)
        names = named(is_case, rows, is_case)
        assert (names >= wanted).all()
        found += int(wanted.sum())
        missed += int((names & ~wanted).sum())
    assert found > 20
    assert missed <= found / 10


def test_in_clusters_who_is_in_all_sets_by_counts_and_weights_is_named():
    for seed in range(12):
        is_case, rows = drawn_rows(seed, in_clusters=True)
        wanted = in_every_set(is_case, rows, of_errors=False)
        assert (named(is_case, rows, is_case) >= wanted).all()


def test_by_one_row_of_weights_that_are_alike_nobody_is_named():
    is_case = np.arange(18) < 7
    everybody = np.ones(18, dtype=bool)
    rows = [*rows_of_groups(np.full(18, 10.0), is_case, [everybody, np.arange(18) % 2 == 0])]
    assert not named(is_case, rows, is_case).any()


def test_a_heavy_person_without_whom_nothing_fits_is_named_if_she_is_asked_of():
    """Twenty-nine of weight 1 to 2 and one of 40, who is a case."""
    weight, is_case = np.append(np.linspace(1, 2, 29), 40.0), np.arange(30) % 5 == 4
    half = np.arange(30) % 2 == 1
    rows = [*rows_of_groups(weight, is_case, [np.ones(30, dtype=bool), half])]
    assert np.flatnonzero(named(is_case, rows, is_case)).tolist() == [29]
    assert not named(is_case, rows, is_case & (weight < 40)).any()


def test_of_a_group_of_cases_alone_it_is_not_asked():
    """That all of it are cases is a question to its row by itself."""
    weight, is_case = np.linspace(1, 2, 18), np.arange(18) < 7
    rows = [*rows_of_groups(weight, is_case, [np.ones(18, dtype=bool), np.arange(18) < 3])]
    assert rows[1].says_who
    assert not named(is_case, rows, is_case)[:3].any()


def test_a_row_tells_its_count_what_its_cases_weigh_and_their_squares():
    weight, is_case = np.linspace(50, 150, 30), np.arange(30) % 3 == 0
    everybody = np.ones(30, dtype=bool)
    (row,) = rows_of_groups(weight, is_case, [everybody])
    (coarser,) = rows_of_groups(weight, is_case, [everybody], rung=2)
    of_error, of_coarser = row.squares(30), coarser.squares(30)
    limits = row.limits(30)
    assert limits.least[0] == limits.most[0] == 10
    assert limits.least[1] < weight @ is_case < limits.most[1]
    assert of_error.least[0] < weight**2 @ is_case < of_error.most[0]
    width = coarser.limits(30).most[1] - coarser.limits(30).least[1]
    assert width >= 4 * (limits.most[1] - limits.least[1])
    assert of_coarser.most[0] - of_coarser.least[0] > of_error.most[0] - of_error.least[0]
    (in_clusters,) = rows_of_groups(weight, is_case, [everybody], cluster=np.arange(30) // 2)
    assert in_clusters.squares(30) is None


class Sixty:
    """Sixty children by so many variables of two codes, 14 of them cases, drawn one by one."""

    def __init__(self, variables, seed=0):
        rng = np.random.default_rng(seed)
        self.columns = {f"v{k}": rng.permutation(np.arange(60) % 2) for k in range(variables)}
        status = np.where(rng.permutation(60) < 14, 2, 0)
        weight, own = rng.uniform(40, 250, 60), np.arange(60)
        stratum, units = np.zeros(60, dtype=np.int64), np.array([60.0])
        self.all = WeighedPersons(weight, own, stratum, units, status, own)

    def of(self, _measure, _statistic, group):
        inside = np.ones(60, dtype=bool)
        for variable, code in group.items():
            inside &= self.columns[variable] == int(code)
        return self.all.only(inside)

    def figures(self):
        groups = [{}, *({name: code} for name in self.columns for code in ("0", "1"))]
        for group in groups:
            persons = self.of(None, None, group)
            cases = np.flatnonzero(persons.status == 2).tolist()
            share, error, clusters = by_hand(persons, cases)
            yield Estimate(
                "child_labour", "proportion", "taylor", group=group, value=share, se=error,
                n=len(persons.status), n_cases=len(cases), n_clusters=60,
                n_clusters_with_cases=clusters, weighted_n=float(persons.weight.sum()),
            )  # fmt: skip

    def released(self):
        """Steps of the figures that are shown, by the names of their groups."""
        rules = DisclosureRules(persons=self, complementary=False)
        figures = release(Result("run", tuple(self.figures())), rules).estimates
        return {tuple(one.group.items()): one.digits for one in figures if not one.suppressed}


def apart(monkeypatch):
    monkeypatch.setattr(MeasureRows, "_stand_beside_each_other", lambda *_: False)


def test_rows_of_two_variables_are_as_before(monkeypatch):
    now = Sixty(2).released()
    apart(monkeypatch)
    assert now == Sixty(2).released()


@pytest.mark.parametrize("rung", [1, 2])
def test_all_rows_become_coarser_together(monkeypatch, rung):
    """Up to the rung at which nobody is named; by the fewest steps that a reader has to bear."""
    asked = []

    def is_named(is_case, rows, _):
        asked.append({row.rung for row in rows})
        return is_case & any(LADDER.index(row.rung) < rung for row in rows)

    monkeypatch.setattr(measure_rows, "named", is_named)
    assert len(Sixty(2).released()) == 5
    assert asked[: rung + 1] == [{LADDER[k]} for k in range(rung + 1)]
    assert asked[-1] == {LADDER[rung]}


def somebody_is_named_by_more_rows_than(most):
    return lambda is_case, rows, _: is_case & (len(rows) > most)


def test_where_steps_do_not_do_tables_go_whole_the_last_one_first(monkeypatch):
    monkeypatch.setattr(measure_rows, "named", somebody_is_named_by_more_rows_than(7))
    six = Sixty(6).released()
    assert {group[0][0] for group in six if group} == {"v0", "v1", "v2"}
    assert () in six


def test_everybody_s_row_never_goes(monkeypatch):
    monkeypatch.setattr(measure_rows, "named", somebody_is_named_by_more_rows_than(0))
    six = Sixty(6)
    assert list(six.released()) == [()]
    apart(monkeypatch)
    assert len(six.released()) == 13


def test_of_many_persons_it_is_not_asked(monkeypatch):
    monkeypatch.setattr(measure_rows, "named", somebody_is_named_by_more_rows_than(0))
    monkeypatch.setattr(measure_rows, "MOST_OF_GROUP", 59)
    assert len(Sixty(2).released()) == 5


def test_rows_that_others_made_coarser_are_tried_again_and_hidden_if_need_be(monkeypatch):
    """After the audit nothing becomes coarser: tables go."""
    asked = []

    def stand(_rows, rungs):
        asked.append(rungs)
        return False

    monkeypatch.setattr(MeasureRows, "_stand_beside_each_other", stand)
    rows = MeasureRows.__new__(MeasureRows)
    rows.released, rows._tried_at = {0: 1, 1: 0}, {0: 1, 1: 0, 2: 0}
    rows.stay_beside_each_other()
    assert asked == []
    rows.released[1] = 1
    rows.stay_beside_each_other()
    assert asked == [1]


@pytest.mark.parametrize("before", [{}, {0: 1}])
def test_what_an_earlier_release_showed_stays_in_its_steps_and_is_not_hidden(before):
    rows = MeasureRows.__new__(MeasureRows)
    rows._before, rows.beside, rows._gone, rows.hidden = before, {}, [], []
    rows.released = {0: 0, 1: 0}
    rows._by = lambda k: () if k == 2 else ("sex",)
    rows._make_coarser(rows._new([0, 1]), 2)
    assert rows.beside == {1: 2} | ({} if before else {0: 2})
    left = [0, 1, 2]
    assert rows._lose_a_table(2, left)
    assert left == ([0, 2] if before else [2])
    assert rows.hidden == rows._gone == ([1] if before else [0, 1])
    assert not rows._lose_a_table(2, left)
