"""A measure whose own figures contradict each other is kept back, and only that one."""

from types import SimpleNamespace

import numpy as np
import pytest

from measure87.disseminate import DisclosureRules, release
from measure87.disseminate.gate.contradictions import hide_contradictory
from measure87.vocabulary.estimate import Result
from tests.disseminate.gate.audit.random_tables import figure

SOUND = (
    figure("sound", 900, 90),
    figure("sound", 400, 50, sex="1"),
    figure("sound", 500, 40, sex="2"),
)
TWO_CASES = figure("sound", 30, 2, region="3")
IMPOSSIBLE = (
    figure("odd", 900, 30),
    figure("odd", 400, 40, sex="1"),
    figure("odd", 500, 44, sex="2"),
    figure("odd", 28, 2, region="3"),
)


@pytest.mark.parametrize("complementary", [True, False])
def test_no_figure_of_a_measure_is_shown_whose_sexes_have_more_cases_than_everybody(complementary):
    rules = DisclosureRules(complementary=complementary)
    released = release(Result("run", (*SOUND, TWO_CASES, *IMPOSSIBLE)), rules)
    shown = {(e.name, e.suppressed) for e in released.estimates if e.group != {"region": "3"}}
    assert shown == {("sound", False), ("odd", True)}
    assert all(e.n is None for e in released.estimates if e.name == "odd")


def test_a_warning_names_the_measure_and_no_other():
    released = release(Result("run", (*SOUND, TWO_CASES, *IMPOSSIBLE)))
    (warning,) = released.warnings
    assert warning.code == "contradictory-figures"
    assert warning.text.startswith("the counts of odd contradict each other")
    assert warning.values == {"measures": ["odd"]}


def test_what_is_kept_back_leaves_nothing_that_was_not_judged():
    released = release(Result("run", (*SOUND, TWO_CASES, *IMPOSSIBLE)))
    account = released.diagnostics.disclosure.audit
    assert account.recovered == 0
    assert account.judged_separately is account.contradictory is None


def test_figures_that_fit_are_no_contradiction():
    assert release(Result("run", (*SOUND, TWO_CASES))).warnings == ()


def test_all_that_a_measure_shows_is_hidden_with_what_counts_the_same():
    """Of two tables the first counts what `a` and `b` do; once it is hidden nothing changes."""
    shown = [SimpleNamespace(shown=np.array([True, False])) for _ in range(4)]
    layers = SimpleNamespace(
        tables=[SimpleNamespace(names=["a", "b"]), SimpleNamespace(names=["c"])],
        cases=shown[:2],
        unknown=shown[2:],
    )
    assert not hide_contradictory(["d"], layers)
    assert hide_contradictory(["b", "d"], layers)
    assert [one.shown.tolist() for one in shown] == [[False] * 2, [True, False]] * 2
    assert not hide_contradictory(["b", "d"], layers)
