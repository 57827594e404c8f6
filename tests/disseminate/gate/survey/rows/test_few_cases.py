"""What comes of rows of few cases: by tables whose rows are given, one after the other."""

from types import SimpleNamespace

import numpy as np
import pytest

from measure87.disseminate.gate.kept_releases import KeptReleases
from measure87.disseminate.gate.survey.rows import few_cases
from measure87.disseminate.gate.tables.tables import family_of


class Rows:
    """Rows of one measure as they come out of the audit; writes down beside what they stand."""

    def __init__(self, cells=(), all_cases=0, unknown=(), hidden=(), gives_way_to=(), beside=()):
        self.cells = [SimpleNamespace(at=at) for at in cells]
        self.all_cases, self.hidden = all_cases, list(hidden)
        self._unknown, self._names = dict(unknown), set(gives_way_to)
        self.groups, self.over, self.beside = set(), [], dict(beside)

    def stand_beside(self, shown):
        """Nothing was shown before."""

    def stay_beside_each_other(self):
        """Nothing becomes coarser."""

    def audit(self):
        """All is given."""

    def stand_over(self, narrow):
        self.over.append(narrow)

    def give_way(self, table, elsewhere):
        return self._names

    def of_now(self):
        return [(k, finest) for k, (finest, _) in self._unknown.items()]

    def rung_for_unknown(self, k, finest):
        assert finest == self._unknown[k][0]
        return self._unknown[k][1]


def found(monkeypatch, rows, nested=(), minimum=3):
    """What an audit of tables with these rows comes to."""
    tables = [
        SimpleNamespace(names=[f"m{k}", f"also m{k}"], family="work", cells={})
        for k in range(len(rows))
    ]
    given = iter(rows)
    monkeypatch.setattr(few_cases, "MeasureRows", lambda *_, **__: next(given))
    rules = SimpleNamespace(
        persons=object(),
        digits=True,
        minimum_cases=minimum,
        kept=KeptReleases(),
        nested=None,
        extends={},
    )
    return few_cases.few_cases([], tables, rules, (), (), nested)


def test_a_row_has_the_rung_of_its_unknown_or_its_own_without_their_number(monkeypatch):
    """The finest for itself and the unknown, coarser for them, and none that does for them."""
    one = Rows([[0, 1], [2], [3], [4]], unknown={0: (0, 2), 1: (1, None), 2: (0, 0), 3: (0, None)})
    other = Rows([[5]], unknown={0: (1, 1)}, hidden=[7])
    result = found(monkeypatch, [one, other])
    assert result.rungs == {0: 2, 1: 2, 2: 1, 5: 1}
    assert result.without_unknown == [(0, 1), (0, 3)]
    assert result.hidden == [(1, 7)]
    assert result.beside_earlier == {}


def test_a_row_is_as_coarse_as_the_rows_beside_it_need(monkeypatch):
    """The coarser of two rungs; of a row that nothing else is asked of that one alone."""
    cells = [[0, 1], [2], [3]]
    rows = Rows(cells, unknown={0: (1, 1), 1: (2, 2)}, beside={0: 2, 1: 1, 2: 1})
    assert found(monkeypatch, [rows]).rungs == {0: 2, 1: 2, 2: 2, 3: 1}
    rows = Rows(cells, unknown={0: (0, 0)}, beside={0: 0, 2: 0})
    assert found(monkeypatch, [rows]).rungs == {}


def test_a_measure_that_gives_way_to_an_earlier_one_is_named_by_its_first_name(monkeypatch):
    result = found(monkeypatch, [Rows(), Rows(gives_way_to=["before"])])
    assert result.beside_earlier == {"m1": {"before"}}


def test_measures_stand_over_narrower_ones_the_one_of_fewest_cases_first(monkeypatch):
    seen = []
    rows = [Rows(all_cases=5), Rows(all_cases=3), Rows(all_cases=9)]
    for k, one in enumerate(rows):
        one.stand_over = lambda narrow, k=k: seen.append((k, rows.index(narrow)))
    found(monkeypatch, rows, nested=[(0, 2), (1, 0)])
    assert seen == [(0, 1), (2, 0)]


@pytest.mark.parametrize(("minimum", "rungs"), [(1, {}), (2, {0: 2}), (3, {0: 2})])
def test_rows_are_audited_wherever_one_case_may_not_be_told(monkeypatch, minimum, rungs):
    rows = Rows([[0]], unknown={0: (0, 2)})
    assert found(monkeypatch, [rows], minimum=minimum).rungs == rungs


def test_a_measure_of_earlier_releases_has_a_table_by_its_name_and_family():
    measure = ("a", "child_labour/x", 0)
    tables = []
    audit = SimpleNamespace(
        shown={measure: {frozenset(): ["a figure"]}},
        rules=SimpleNamespace(kept=KeptReleases(), extends={}),
        rows=lambda table, of, own: tables.append((table.names, table.family, of, own)) or Rows(),
    )
    elsewhere = few_cases.MeasuresBefore({frozenset(): {measure}}, ())
    few_cases._Audit.beside_earlier(audit, [], elsewhere)
    assert tables == [(["a"], family_of("child_labour/x"), ["a figure"], {measure})]


def test_what_is_kept_back_is_not_shown_and_protected_unless_it_is_0():
    layers = [
        SimpleNamespace(
            shown=np.ones(4, bool), protected=np.zeros(4, bool), counts=np.array([0.0, 1.0, 5.0, 9])
        )
        for _ in range(2)
    ]
    few_cases.keep_back(layers, [(1, 0), (1, 1), (1, 2)])
    assert layers[0].shown.all()
    assert layers[1].shown.tolist() == [False, False, False, True]
    assert layers[1].protected.tolist() == [False, True, True, False]
