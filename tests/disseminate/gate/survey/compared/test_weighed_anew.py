"""Which figure goes at last where a weighted number that is rounded twice tells more: by hand."""

from types import SimpleNamespace

import numpy as np
import pytest

from measure87.disseminate.gate.audit import Recovered, Seen
from measure87.disseminate.gate.rounds import Rounds
from measure87.disseminate.gate.subtraction.layers import KINDS


def layer(*costs):
    """A table of one measure, all of whose figures are shown."""
    return SimpleNamespace(
        shown=np.ones(len(costs), dtype=bool), costs=[(cost,) * (KINDS + 1) for cost in costs]
    )


def seen(name, at, *, before=True, anew=True, definition="sdg_8_7_1"):
    return Seen((name, definition, 0), {}, [at], is_before=before, weighs_anew=anew)


def hidden_of(figures, left, *, work=(3, 2, 5), complementary=True):
    """What is hidden, as (measure, cell), of work (three cells) and school (two)."""
    cases, unknown = ([layer(*work), layer(1, 9)] for _ in range(2))
    places = {0: (0, 0), 1: (0, 1), 2: (0, 2), 3: (1, 0), 4: (1, 1)}
    rounds = Rounds(
        SimpleNamespace(),
        SimpleNamespace(places=lambda: places, cases=cases, unknown=unknown),
        SimpleNamespace(complementary=complementary),
        SimpleNamespace(),
        (),
    )
    done = rounds._hide_weighed_anew(left, figures)
    gone = {(i, k) for i, one in enumerate(cases) for k in np.flatnonzero(~one.shown).tolist()}
    assert gone == {(i, k) for i, o in enumerate(unknown) for k in np.flatnonzero(~o.shown)}
    assert done is bool(gone)
    return gone


def known(*names, needed=()):
    return Recovered("cases", names, tuple({} for _ in names), needed)


FIGURES = [seen("work", 0), seen("work", 1), seen("work", 2), seen("school", 3), seen("school", 4)]


@pytest.mark.parametrize(
    ("names", "gone"),
    [(("work",), {(0, 1)}), (("school",), {(1, 0)}), (("work", "school"), {(1, 0)}), ((), set())],
)
def test_the_cheapest_figure_of_the_measures_that_are_known_goes(names, gone):
    """Costs are 3, 2 and 5 of work, and 1 and 9 of school; a measure is known by its name."""
    assert hidden_of(FIGURES, [known(*names)] if names else []) == gone
    other = [seen("sdg_8_7_1", one.at[0], definition="work") for one in FIGURES]
    assert hidden_of(other, [known("work")]) == set()


@pytest.mark.parametrize("what", [{"before": False}, {"anew": False}])
def test_only_what_was_published_earlier_and_is_weighed_now_can_go(what):
    others = [seen("work", at, **what) for at in (0, 1)]
    assert hidden_of([*others, seen("work", 2)], [known("work")]) == {(0, 2)}
    assert hidden_of(others, [known("work")]) == set()


def test_of_figures_that_cost_alike_the_one_on_which_more_counts_rest_goes():
    """One without a table is passed over, whatever rests on it."""
    figures = [seen("work", 8), seen("work", 0), seen("work", 1), seen("work", 2)]
    left = [
        known("work", needed=(0, 1, 3)),
        known("work", needed=(0, 3, 3)),
        known("x", needed=(0,)),
    ]
    assert hidden_of(figures, left, work=(2, 2, 2)) == {(0, 2)}
    assert hidden_of(figures, left, work=(2, 1, 2)) == {(0, 1)}


def test_nothing_goes_where_the_rules_hide_no_other_figure():
    assert hidden_of(FIGURES, [known("work")], complementary=False) == set()
