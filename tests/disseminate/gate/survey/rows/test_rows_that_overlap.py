"""How many sets of persons rows of groups that overlap leave, against all sets gone through."""

from itertools import combinations
from math import comb, log2
from types import SimpleNamespace

import numpy as np
import pytest

from measure87.disseminate import DisclosureRules, release
from measure87.disseminate.gate.survey.precision.steps import LADDER, stepped_error
from measure87.disseminate.gate.survey.rows.measure_rows import MeasureRows
from measure87.disseminate.gate.survey.rows.row_audit import Row, Weighing
from measure87.disseminate.gate.survey.rows.rows_that_overlap import (
    ENOUGH_BITS,
    OverlappingRow,
    Told,
    bits_of_sets,
    bits_without_each,
)
from measure87.numerics.weighed_persons import WeighedPersons
from measure87.vocabulary.estimate import Estimate, Result
from tests.disseminate.gate.survey.rows.test_row_audit import by_hand


def count_of(inside, cases):
    """A row that tells how many of a group are cases."""
    return Told(inside[None].astype(float), np.array([float(cases)]), np.array([1 / 12]))


def weight_of(inside, weight, found, step):
    """A row that tells what they weigh."""
    return Told((inside * weight)[None], np.array([found]), np.array([step**2 / 12]))


def test_sets_are_counted_by_hand():
    """Six of 20, three of them of the ten girls: 120 times 120 sets, and 84 times 120 without one
    girl; without one boy as many."""
    girls = np.arange(20) < 10
    assert bits_of_sets(20, 6) == pytest.approx(log2(38_760))
    found = bits_without_each(20, 6, [count_of(girls, 3)])
    assert found == pytest.approx(np.full(20, log2(84 * 120)), abs=0.2)


def test_a_row_that_follows_from_others_says_nothing():
    girls, everybody = np.arange(20) < 10, np.ones(20, dtype=bool)
    two = [count_of(everybody, 6), count_of(girls, 3)]
    with_boys = bits_without_each(20, 6, [*two, count_of(~girls, 3)])
    assert with_boys == pytest.approx(bits_without_each(20, 6, two), abs=0.5)
    other = [*two, count_of(np.arange(20) % 2 == 0, 3)]
    assert (bits_without_each(20, 6, other) < bits_without_each(20, 6, two) - 1).all()


SETS = np.array([*combinations(range(20), 9)])
IS_IN = np.zeros((len(SETS), 20), dtype=np.float32)
np.put_along_axis(IS_IN, SETS, 1.0, axis=1)


def counted_and_found(seed):
    """Of everybody how many sets without her fit rows of three groups, and the bits found."""
    rng = np.random.default_rng(seed)
    weight = rng.uniform(40, 250, 20) if seed % 2 else 100 * rng.lognormal(0, 0.6, 20)
    groups = [np.ones(20, dtype=bool), *(rng.permutation(20) < 10 for _ in range(2))]
    is_case = np.isin(np.arange(20), rng.permutation(20)[:9])
    rows, fits = [], np.ones(len(SETS), dtype=bool)
    for inside in groups:
        step = 0.5 * float(weight[inside].mean())
        found = round(float(weight[is_case & inside].sum()) / step) * step
        cases = int((is_case & inside).sum())
        rows += [count_of(inside, cases), weight_of(inside, weight, found, step)]
        fits &= np.rint(IS_IN @ inside.astype(np.float32)) == cases
        fits &= np.abs(IS_IN @ (weight * inside) - found) <= step / 2
    return fits.sum() - IS_IN[fits].sum(axis=0), bits_without_each(20, 9, rows)


def test_as_many_are_left_as_a_search_through_all_sets_finds():
    """Whoever is named has too few; of weights that are not too unlike half are off by less than
    one bit, which is twice as many sets."""
    assert bits_of_sets(20, 9) == pytest.approx(log2(comb(20, 9)))
    named = 0
    for seed in range(12):
        counted, found = counted_and_found(seed)
        named += int((counted == 0).sum())
        assert (found[counted == 0] < ENOUGH_BITS).all()
        if seed % 2 and counted.min() > 0:
            assert abs(np.median(found - np.log2(counted))) < 1
    assert named


def test_a_heavy_person_without_whom_nothing_fits_has_nothing_left():
    """Twenty of weight 1 to 2 and one of 40: ten cases that weigh 54 have her among them."""
    weight = np.append(np.linspace(1, 2, 20), 40.0)
    found = bits_without_each(21, 10, [weight_of(np.ones(21, dtype=bool), weight, 54.0, 1.0)])
    assert found[20] < 0 < ENOUGH_BITS < found[:20].min()


def row_of(weight, cases, rung=0):
    """What a row of persons who were drawn one by one tells, in a group of as many more."""
    n = len(weight)
    status = np.where(np.arange(n) < cases, 2, 0)
    own, rows = np.arange(n), np.arange(n)
    persons = WeighedPersons(weight, own, np.zeros(n, int), np.array([float(2 * n)]), status, rows)
    share, error, _ = by_hand(persons, [*range(cases)])
    row = OverlappingRow(
        Weighing(persons, Row(share, error, None, error)), np.ones(n, dtype=bool), own + n
    )
    return row.told(2 * n, LADDER[rung]), share, error


def test_a_row_tells_its_count_and_what_its_cases_weigh():
    weight = np.linspace(50, 150, 30)
    told, share, error = row_of(weight, 12)
    _, step = stepped_error(error)
    assert told.adds[:, :30].tolist() == np.zeros((3, 30)).tolist()
    assert told.adds[0, 30:].tolist() == [1.0] * 30
    assert told.adds[1, 30:].tolist() == weight.tolist()
    assert told.adds[2, 30:].tolist() == (weight**2).tolist()
    assert told.found[0] == 12
    assert told.found[1] == pytest.approx(round(share / step) * step * 3000)
    assert told.open_to[1] == pytest.approx((step * 3000) ** 2 / 12)
    coarser, *_ = row_of(weight, 12, rung=2)
    assert (coarser.open_to[1:] > 4 * told.open_to[1:]).tolist() == [True, False]
    assert coarser.open_to[2] > told.open_to[2]


def test_a_group_of_cases_alone_tells_its_number():
    told, *_ = row_of(np.linspace(50, 150, 12), 12)
    assert told.found.tolist() == [12.0]


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
    monkeypatch.setattr(MeasureRows, "_stand_beside_each_other", lambda *_: None)


def test_rows_of_six_variables_are_coarser_and_those_of_two_as_before(monkeypatch):
    now = {number: Sixty(number).released() for number in (2, 6)}
    apart(monkeypatch)
    before = {number: Sixty(number).released() for number in (2, 6)}
    assert now[2] == before[2]
    assert len(before[6]) == 13
    assert all(now[6][group] > before[6][group] for group in now[6])


def test_where_steps_do_not_do_tables_go_whole_the_last_one_first(monkeypatch):
    """Sixteen variables are more than any steps allow for: of those that go both codes go."""
    sixteen = Sixty(16)
    now = sixteen.released()
    apart(monkeypatch)
    before = sixteen.released()
    gone = {group[0][0] for group in before.keys() - now.keys()}
    left = {group[0][0] for group in now if group}
    assert () in now
    assert gone
    assert left
    assert not gone & left
    assert max(int(name[1:]) for name in left) < min(int(name[1:]) for name in gone)


def test_rows_of_an_earlier_release_stay_as_they_are():
    """They are no new rows: neither coarser nor hidden, whatever stands beside them."""
    rows = MeasureRows.__new__(MeasureRows)
    rows._before, rows.beside, rows.released, rows.hidden = {0: 1}, {}, {0: 1, 1: 0}, []
    rows.cells = [SimpleNamespace(cases=12, at=[0]), SimpleNamespace(cases=12, at=[1])]
    rows._figures = [SimpleNamespace(group={}), SimpleNamespace(group={"sex": "1"})]
    everybody, told = np.arange(30), Told(np.zeros((1, 30)), np.zeros(1), np.ones(1))
    seen = []

    class Of:
        def told(self, _persons, rung):
            seen.append(rung)
            return told

    rows._known_open = {0: everybody, 1: everybody}
    rows._within = lambda *_: {0: [Of()], 1: [Of()]}
    rows._stand_beside_each_other(0)
    assert seen == [LADDER[1], LADDER[0]]
    assert rows.beside == {1: 0}
    assert rows.hidden == []
