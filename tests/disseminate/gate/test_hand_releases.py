"""The gate's second and third step on the smallest releases that need them."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from measure87.disseminate import DisclosureRules, release
from measure87.disseminate.gate import protection
from measure87.disseminate.gate.audit import Recovered
from measure87.disseminate.gate.audit.constraints import limits_of
from measure87.disseminate.gate.audit.relations import Relations
from measure87.disseminate.gate.audit.seen import Seen
from measure87.disseminate.gate.hiding import both_sides_shown, hide, without_persons_drawn
from measure87.disseminate.gate.judged import Figures, Layers
from measure87.disseminate.gate.kept_releases import WHO, KeptReleases
from measure87.disseminate.gate.protection import (
    _some_but_of,
    _some_where_zeros_are_shown,
    _with_coarser_shares,
    _without_told,
    protect,
)
from measure87.disseminate.gate.rounds import (
    Rounds,
    _cheapest,
    _hide_for,
    _hide_some,
    _limited,
    _minor,
    _name,
)
from measure87.disseminate.gate.subtraction.layers import Layer, is_few
from measure87.disseminate.gate.survey.compared import earlier as ledger
from measure87.disseminate.gate.survey.compared.earlier import (
    _answers_tell,
    already_published,
    earlier_figures,
)
from measure87.disseminate.gate.tables.boxes import dimensions
from measure87.disseminate.gate.tables.geometry import geometry, nesting
from measure87.disseminate.gate.tables.tables import tables_of
from measure87.vocabulary.errors import StudyError, UsageError
from measure87.vocabulary.estimate import Minus, Result
from measure87.vocabulary.releases.codec import plain
from tests.disseminate.gate.audit.random_tables import figure

RULES = DisclosureRules()


def shown(figures, **rules):
    released = release(Result("run", tuple(figures)), DisclosureRules(**rules))
    return [k for k, e in enumerate(released.estimates) if not e.suppressed]


# Rules.


@pytest.mark.parametrize(
    "wrong",
    [
        {"minimum_cases": 0},
        {"minimum_respondents": -1},
        {"rounding": 1},
        {"brackets_below": 24},
        {"earlier": (Result("run", ()),)},
    ],
)
def test_rules_that_cannot_be_are_refused(wrong):
    with pytest.raises(UsageError):
        DisclosureRules(**wrong)


def test_rules_at_their_limits_can_be():
    DisclosureRules(minimum_cases=1, minimum_respondents=0, brackets_below=0)
    DisclosureRules(rounding=2, brackets_below=25)
    DisclosureRules(earlier=(Result("run", (), released=True),))


def test_by_which_lot_is_drawn_is_not_told_with_the_rules():
    def secret_lot(_):
        return 0.5

    assert "secret_lot" not in repr(DisclosureRules(lot=secret_lot))


def test_the_account_of_the_rules_names_what_differs_from_the_usual():
    limits = plain(RULES.stated)
    assert limits == {
        "minimum_respondents": 25,
        "brackets_below": 50,
        "minimum_cases": 3,
        "complementary": True,
    }
    released = Result("run", (), released=True)
    changed = DisclosureRules(
        nested=(("a", "b"),), nested_complete=True, earlier=(released,), rounding=5, tau_argus=True
    )
    assert plain(changed.stated) == limits | {
        "nested": [("a", "b")],
        "nested_complete": True,
        "earlier_releases": 1,
        "rounding": 5,
        "tau_argus": True,
    }
    assert DisclosureRules(nested=()).stated.nested == []
    kept = KeptReleases(results=(released, released))
    assert DisclosureRules(earlier=(released,), kept=kept).stated.earlier_releases == 3
    for minimum, told in ((3, 10), (12, 12)):
        sensitive = DisclosureRules(
            sensitive_groups={"ethnicity": "they ask for it"}, minimum_cases=minimum
        )
        assert plain(sensitive.stated) == limits | {
            "minimum_cases": minimum,
            "sensitive_groups": {"ethnicity": "they ask for it"},
            "sensitive_minimum_cases": told,
            "sensitive_minimum_respondents": 50,
        }


def test_what_did_not_pass_the_gate_is_not_written():
    with pytest.raises(StudyError, match="has not passed the disclosure gate"):
        Result("run", ()).require_released()
    Result("run", (), released=True).require_released()


@pytest.mark.parametrize(("k", "is_shown"), [(4, False), (5, True), (6, True)])
def test_a_limit_of_five_cases_hides_four(k, is_shown):
    assert shown([figure("x", 500, k)], minimum_cases=5) == ([0] if is_shown else [])


def test_where_one_case_is_enough_nothing_is_hidden_for_its_cases():
    figures = [figure("x", 900, 21), figure("x", 400, 1, s="1"), figure("x", 500, 20, s="2")]
    assert shown(figures, minimum_cases=1) == [0, 1, 2]


# The third step: what subtraction does not see and the auditor does.


def test_the_auditor_hides_what_ranges_tell_and_no_sum_gives():
    """30 less 27 are 3 in three groups of which each has a case, for 0 would be shown."""
    figures = [figure("x", 1000, 30), figure("x", 250, 27, region="d")]
    figures += [figure("x", 250, 1, region=code) for code in "abc"]
    assert shown(figures) == [0]
    assert shown(figures, complementary=False) == [0, 1]


def test_with_a_fourth_person_the_three_groups_are_open():
    figures = [figure("x", 1000, 31), figure("x", 250, 27, region="d")]
    figures += [figure("x", 250, k, region=code) for code, k in zip("abc", (1, 1, 2), strict=True)]
    assert shown(figures) == [0, 1]


class Judged:
    """Figures before the audit, each shown or not as the test says."""

    def __init__(self, *figures, before=(), hidden=()):
        every = (*figures, *before)
        dims = dimensions([e.group for e in every], [{}] * len(every), {})
        self.figures = Figures(tuple(figures), tuple(before), dims)
        tables = tables_of(figures, dims)
        self.layers = Layers(
            tuple(tables), *([_layer(dims, table) for table in tables] for _ in range(3))
        )
        places = self.layers.places()
        for k in hidden:
            index, at = places[k]
            for some in (self.layers.cases, self.layers.unknown, self.layers.without_number):
                some[index].shown[at] = False

    def protected(self, **rules):
        return protect(self.figures, self.layers, DisclosureRules(**rules))


def _layer(dims, table):
    counts = table.numbers("cases")
    cells = [cell.box for cell in table.cells.values()]
    shape = geometry(nesting(dims, cells), table.numbers("n"))
    size = len(counts)
    costs = [
        (count == 0, not box.sides, False, k)
        for k, (count, box) in enumerate(zip(counts, cells, strict=True))
    ]
    return Layer(
        shape, counts, np.full(size, np.inf), np.ones(size, bool), np.zeros(size, bool), costs
    )


SEXES = [figure("x", 900, 22), figure("x", 400, 2, s="1"), figure("x", 500, 20, s="2")]


def test_protection_hides_one_figure_more_and_then_the_auditor_finds_nothing():
    judged = Judged(*SEXES, hidden=[1])
    found = judged.protected()
    assert [e.suppressed for e in found.estimates] == [False, True, True]
    assert found.audit.recovered == ()
    assert found.already == ()
    assert found.kept_back == ()


def test_without_protection_the_auditor_says_what_she_recovers():
    found = Judged(*SEXES, hidden=[1]).protected(complementary=False)
    assert [e.suppressed for e in found.estimates] == [False, True, False]
    assert "cases" in {one.what for one in found.audit.recovered}
    assert all(one.needed == () or set(one.needed) <= {0, 2} for one in found.audit.recovered)


def test_a_small_count_that_is_shown_is_hidden_by_protection_alone():
    found = Judged(*SEXES).protected()
    assert found.estimates[1].suppressed
    assert found.audit.recovered == ()


def test_what_earlier_releases_tell_alone_is_not_laid_to_this_one():
    """Everybody and the men were shown before: that the women are 20 follows, and the 2."""
    found = Judged(*SEXES[2:], before=SEXES, hidden=[]).protected()
    assert {one.what for one in found.already} == {"cases"}
    assert found.audit.recovered == ()
    assert not found.estimates[0].suppressed
    assert Judged(*SEXES, hidden=[1]).protected().already == ()


def test_a_second_name_of_a_group_that_was_published_is_shown_again():
    """All are of 5 to 17: to hide that age for the sake of others takes nothing from a reader."""
    ages = (figure("x", 600, 40, age="5-14"), figure("x", 300, 20, age="15-17"))
    every = (figure("x", 900, 60), figure("x", 900, 60, age="5-17"), *ages)
    found = Judged(*every, before=every[:1], hidden=[1]).protected()
    assert not any(one.suppressed for one in found.estimates)
    assert found.already == ()


def test_measures_that_contradict_themselves_are_kept_back_and_others_are_not():
    wrong = [figure("x", 900, 22), figure("x", 400, 12, s="1"), figure("x", 500, 20, s="2")]
    other = replace(figure("z", 77, 30, area="1"), definition="forced_labour/y")
    judged = Judged(*wrong, other)
    found = judged.protected()
    assert found.kept_back == ("x",)
    for layers in (judged.layers.cases, judged.layers.unknown):
        assert [one.shown.tolist() for one in layers] == [[False] * 3, [True]]
    assert [e.suppressed for e in found.estimates] == [True, True, True, False]


def test_the_unknowns_are_hidden_before_the_figure():
    """12 less 11 would tell of the one man who did not answer: 11 is hidden, no figure is."""
    figures = [
        figure("x", 888, 80, 12), figure("x", 399, 35, 1, s="1"), figure("x", 489, 45, 11, s="2")
    ]  # fmt: skip
    judged = Judged(*figures)
    judged.layers.unknown[0].shown[1] = False
    found = judged.protected()
    assert not any(e.suppressed for e in found.estimates)
    assert [e.n_unknown for e in found.estimates] in ([12, None, None], [None, None, 11])


def costing(*costs, hidden=()):
    size = len(costs)
    marks = np.isin(np.arange(size), hidden, invert=True)
    return Layer(None, np.ones(size), np.ones(size), marks, marks, costs)


def test_the_cheapest_goes_by_kind_then_by_what_rests_on_it_then_by_cost_then_the_later():
    at = {7: (0, 0), 8: (0, 1), 9: (1, 0)}
    dear, cheap, odd = (True, False, False, 0), (False, False, False, 5), (False, False, False, 4)
    assert _cheapest(at, [costing(dear, cheap), costing(dear)], {}) == 8
    assert _cheapest(at, [costing(odd, cheap), costing(dear)], {}) == 7
    # Two counts rest on the dearer of a kind.
    assert _cheapest(at, [costing(odd, cheap), costing(dear)], {8: 2, 7: 1}) == 8
    assert _cheapest(at, [costing(odd, cheap), costing(dear)], {9: 5}) == 7
    assert _cheapest(at, [costing(odd, dear), costing(odd)], {}) == 9
    assert _cheapest(at, [costing(odd, cheap, hidden=[0]), costing(dear)], {}) == 8
    assert _cheapest(at, [costing(odd, odd, hidden=[0, 1]), costing(odd, hidden=[0])], {}) is None


def test_of_several_counts_each_that_is_not_yet_protected_costs_a_figure():
    judged = Judged(*SEXES)
    seen = judged.figures.seen(judged.figures.estimates)
    places = judged.layers.places()

    def found(*needed, what="cases"):
        return Recovered(what, ("x",), ({},), needed)

    assert _hide_some([found(1, 2), found(0, 2)], seen, judged.layers, places)
    # The last figure tells both, so it goes before the men, and nothing else; its unknowns too.
    assert judged.layers.cases[0].shown.tolist() == [True, True, False]
    assert judged.layers.unknown[0].shown.tolist() == [True, True, False]
    assert _hide_some([found(1, what="unknown")], seen, judged.layers, places)
    assert judged.layers.cases[0].shown.tolist() == [True, True, False]
    assert judged.layers.unknown[0].shown.tolist() == [True, False, False]
    # Where no figure is named, one of the same measure goes.
    assert _hide_some([found()], seen, judged.layers, places)
    assert judged.layers.cases[0].shown.tolist() == [True, False, False]
    assert _hide_some([found()], seen, judged.layers, places)
    assert not _hide_some([found(0)], seen, judged.layers, places)


# Taking away.


def test_a_count_rests_on_the_limits_that_are_needed_or_on_any_figure_of_it():
    def recovered(*needed):
        return Recovered("unknown", ("x",), ({},), needed, (0,))

    assert _limited(recovered(limits_of(0), 3, limits_of(4))) == {0, 4}
    assert _limited(recovered(3, 0)) == {0, 3}
    assert _limited(recovered()) == set()


def test_of_measures_that_are_no_main_ones_that_with_fewest_shown_is_kept_back():
    """Of the second and third two are shown; the first is a main one, nothing is of the fourth."""
    shown = [[False, False], [True, True, False], [False, True, True], [False]]
    layers = SimpleNamespace(
        cases=[
            SimpleNamespace(shown=np.array(one), is_main=lambda cell, k=k: k == 0)
            for k, one in enumerate(shown)
        ],
        kept_whole=lambda: frozenset({3}),
    )
    assert _minor([(k, 0) for k in range(4)], layers) == 1
    assert _minor([(2, 0), (2, 1)], layers) == 2
    assert _minor([(0, 0), (3, 0)], layers) is None


def test_what_no_earlier_release_lists_of_some_measures_is_not_taken_for_no_0():
    x, y = ("x", "d", 0), ("y", "d", 0)
    every, women = frozenset(), frozenset({("sex", frozenset("1"))})
    some = frozenset({("cases", x, every), ("cases", x, women), ("unknown", y, every)})
    relations = Relations(frozenset(), (), (), {}, (), frozenset(), some)
    left = _some_but_of(relations, ["x"], [(x, women), (y, women)])
    assert left.some == {("cases", x, women), ("unknown", y, every)}
    assert _some_but_of(relations, [], []).some == some


def test_what_is_0_is_told_by_a_measure_of_which_something_is_shown_or_was_listed():
    """Of y something is shown now; of x one earlier release lists the women."""
    x, y = ("x", "child_labour/x", 0), ("y", "child_labour/x", 0)
    every, women = frozenset(), frozenset({("s", "1")})
    some = frozenset(
        {("cases", x, every), ("cases", x, women), ("unknown", y, every), ("cases", y, women)}
    )
    relations = Relations(frozenset(), (), (), {}, (), frozenset(), some)

    def seen(measure, *, shown, is_before=False):
        return SimpleNamespace(measure=measure, shown=shown, is_before=is_before)

    before = SimpleNamespace(before=(figure("x", 400, 20, s="1"),))
    now = [seen(x, shown=False), seen(x, shown=True, is_before=True), seen(y, shown=True)]
    left = _some_where_zeros_are_shown(relations, now, before)
    assert left.some == some - {("cases", x, every)}
    assert _some_where_zeros_are_shown(relations, now, SimpleNamespace(before=())) is relations


def test_a_figure_is_secret_that_stands_in_no_list_of_this_release_or_an_earlier_one():
    """Two figures of this release, one of an earlier one, one of those who left."""
    judged = Judged(figure("x", 900, 20), figure("x", 400, 9, s="1"), before=[figure("x", 900, 20)])
    for at, secret in (([0], False), ([2], False), ([3], True), ([1, 3], False), ([2, 3], False)):
        assert judged.figures.is_secret(SimpleNamespace(at=at)) is secret


@pytest.mark.parametrize(
    ("what", "shown", "needed", "protected", "needless"),
    [
        ("cases", False, False, False, True),
        ("unknown", False, False, False, False),
        ("cases", True, False, False, False),
        ("cases", False, True, False, False),
        ("cases", False, False, True, False),
    ],
)
def test_a_count_is_needlessly_hidden_that_is_not_few_and_need_not_be_kept(
    what, shown, needed, protected, needless
):
    rounds = SimpleNamespace(
        _places={0: (0, 1)},
        _needed={(0, 1)} if needed else {(0, 0)},
        _layers=SimpleNamespace(cases=[SimpleNamespace(protected=[not protected, protected])]),
    )
    known, one = SimpleNamespace(what=what), SimpleNamespace(at=[0], shown=shown, is_before=False)
    assert Rounds._is_needless(rounds, known, one) is needless
    nowhere = SimpleNamespace(at=[7], shown=False, is_before=False)
    assert not Rounds._is_needless(rounds, SimpleNamespace(what="cases"), nowhere)


def test_counts_of_who_left_and_those_that_earlier_releases_tell_are_not_told_anew():
    """Of four counts that are known the second is of those who left, the third was told before."""
    known = [Recovered("cases", (name,), ({},), (0,), (k,)) for k, name in enumerate("abcd")]
    rounds = SimpleNamespace(
        _auditors=SimpleNamespace(
            now=SimpleNamespace(audit=lambda seen, **_: SimpleNamespace(recovered=known))
        ),
        _known=frozenset({known[2].count, known[1].count}),
        _figures=SimpleNamespace(is_secret=lambda one: one == "left"),
        _old={_name(known[2]), _name(known[1])},
    )
    for seen, told in (("now", "ad"), ("left", "")):
        found = Rounds._told(rounds, [seen, "left", "now", seen], tells=True)
        assert "".join(one.names[0] for one in found) == told


def test_where_something_is_hidden_is_known():
    assert not Judged(*SEXES).layers.hide_something
    judged = Judged(*SEXES)
    judged.layers.without_number[0].shown[2] = False
    assert judged.layers.hide_something


def test_of_a_measure_that_is_kept_back_as_a_whole_nothing_is_shown_and_of_others_all_is():
    other = [replace(one, name="y", definition="forced_labour/y") for one in SEXES]
    layers = Judged(*SEXES, *other).layers
    every = (layers.cases, layers.unknown, layers.without_number)
    for kind in every:
        for layer in kind:
            layer.shown[:] = True
    layers.keep_whole(1)
    assert [[bool(layer.shown.any()) for layer in kind] for kind in every] == [[True, False]] * 3
    assert layers.kept_whole() == {1}


def test_figures_are_told_apart_by_who_is_in_them_or_not_shown_where_few_left():
    """Of `x` it is told who is in this release; of `y` few men left, of `z` nobody."""
    kept = KeptReleases(who={"x": "1|2"}, withheld={"y": [frozenset({("s", "1")})]})
    men = [replace(SEXES[1], name=name) for name in "xyz"]
    x, y, z = kept.told_apart(men, "confidential")
    assert x == replace(men[0], group={"s": "1", WHO: "1|2"})
    assert (y.value, y.flags) == (None, ("suppressed", "confidential"))
    assert z is men[2]
    women = replace(SEXES[2], name="y")
    assert kept.told_apart([women], "confidential") == (women,)


@pytest.mark.parametrize(
    ("recovered", "complementary", "again"),
    [((), True, 2), (("one",), True, 0), ((), False, 0)],
)
def test_counts_known_exactly_are_shown_again_until_none_is_or_too_much_is_told(
    recovered, complementary, again
):
    left, asked = [("a",), ("b",), ()], []
    audit = SimpleNamespace(recovered=recovered)
    rounds = SimpleNamespace(
        told_exactly=lambda: left[len(asked)],
        without_needless=lambda told: asked.append(told) or audit,
    )
    rules = replace(RULES, complementary=complementary)
    assert _without_told(rounds, audit, rules) is audit
    assert asked == left[:again]


def test_before_this_release_a_reader_knows_of_somebody_in_groups_that_were_listed(monkeypatch):
    """Everybody was listed and men were not: that some of them are cases is told by this one."""
    everybody, men = (("cases", ("x", "child_labour/x", 0), frozenset(group.items()))
                      for group in ({}, {"s": "1"}))  # fmt: skip
    figures = SimpleNamespace(
        before=(SEXES[0],), secrets=(), estimates=SEXES,
        seen=lambda now: [one.suppressed for one in now],
    )  # fmt: skip
    asked = []

    def auditor(_, relations, __):
        def audit(seen, *, tells, every_unknown):
            asked.append((relations.some, seen, tells, every_unknown))
            return SimpleNamespace(recovered=("one",))

        return SimpleNamespace(audit=audit)

    monkeypatch.setattr(protection, "_auditor", auditor)
    known = Relations(frozenset(), (), (), {}, (), frozenset(), frozenset({everybody, men}))
    assert protection._from_earlier_alone(figures, known, RULES) == ("one",)
    assert asked == [(frozenset({everybody}), [True] * 3, False, True)]
    figures.before = ()
    assert protection._from_earlier_alone(figures, known, RULES) == ()


@pytest.mark.parametrize(
    ("told", "more", "given", "hidden"),
    [
        ([{1}, {2}, None], {}, [{1}, {2}], [[2]]),
        ([set(), {2}, None], {}, [{1, 2}, {2}], [[2]]),  # on none that was found: on all
        ([None], {}, [], []),
        ([{1}], {"complementary": False}, [], []),
        ([{1}], {"recovered": ("one",)}, [], []),
    ],
)
def test_shares_get_coarser_steps_while_they_tell_and_are_hidden_where_there_are_none(
    told, more, given, hidden
):
    """Of shares 1 and 2 the second has no coarser step, and both leave few to be unknown."""
    asked, away, tells = [], [], iter(told)
    audit = SimpleNamespace(recovered=more.get("recovered", ()))
    rounds = SimpleNamespace(
        released=list, told_beside=lambda _: next(tells), told_exactly=tuple,
        hide=lambda some: away.append(some) or audit,
    )  # fmt: skip
    answered = SimpleNamespace(
        within=lambda _: {1: (1, 2), 2: (1, 2)},
        coarser=lambda some: asked.append({*some}) or ([2] if some == {2} else []),
    )
    rules = replace(RULES, complementary=more.get("complementary", True))
    assert _with_coarser_shares(rounds, audit, rules, answered) is audit
    assert (asked, away) == (given, hidden)


@pytest.mark.parametrize(
    ("differing", "same"),
    [
        ({}, True),
        ({"persons_differ": True}, False),
        ({"reweighted": frozenset({"x"})}, False),
        ({"moved": {"x": [frozenset()]}}, False),
    ],
)
def test_releases_are_of_the_same_persons_if_nobody_left_weighs_otherwise_or_moved(differing, same):
    assert KeptReleases(**differing).persons_are_the_same is same


@pytest.mark.parametrize(("n", "flags"), [(49, ("in-brackets",)), (50, ()), (51, ())])
def test_brackets_stand_below_their_limit(n, flags):
    (only,) = release(Result("run", (figure("x", n, 20),))).estimates
    assert only.flags == flags


@pytest.mark.parametrize(("n", "reason"), [(24, "few-respondents"), (25, "confidential")])
def test_the_reason_is_few_respondents_only_below_their_limit(n, reason):
    judged = Judged(figure("x", n, 10), hidden=[0])
    (only,) = judged.layers.released(judged.figures, RULES)
    assert only.flags == ("suppressed", reason)


def test_persons_drawn_one_by_one_are_not_told_and_clusters_are():
    drawn = replace(figure("x", 84, 30), n_clusters=84, df=83.0)
    assert (without_persons_drawn(drawn).n_clusters, without_persons_drawn(drawn).df) == (
        None,
        None,
    )
    clusters = replace(drawn, n_clusters=12, df=11.0)
    assert without_persons_drawn(clusters) == clusters


def test_unknowns_that_are_not_hidden_stay():
    (kept,) = release(Result("run", (figure("x", 84, 30, 5),))).estimates
    assert (kept.n, kept.n_unknown, kept.flags) == (84, 5, ())
    assert kept.value_if_no is not None


def stock_of(flow, without):
    return replace(
        flow, name="x_stock", statistic="mean", n=flow.n - without, n_cases=None, n_effective=50.0,
        value=flow.value / 2, weighted_n=840.0, n_unknown=None, value_if_no=None, value_if_yes=None,
    )  # fmt: skip


@pytest.mark.parametrize(("without", "n"), [(0, 84), (1, 84), (2, 84), (3, 81)])
def test_the_number_of_a_stock_is_that_of_its_measure_where_one_or_two_are_without(without, n):
    flow = figure("x", 84, 30)
    share, stock = release(Result("run", (flow, stock_of(flow, without)))).estimates
    assert (share.n, stock.n) == (84, n)
    assert (stock.weighted_n is None) == (without in (1, 2))
    assert share.flags == ()


def test_hiding_leaves_alone_the_layers_that_are_shown():
    figures = [figure("x", 84, 30, 5)]
    judged = Judged(*figures)
    estimates = list(figures)
    layer = judged.layers.cases[0]
    hide(estimates, judged.layers.tables[0], layer, layer, layer, RULES)
    assert estimates == figures


def test_a_difference_is_shown_with_both_of_its_sides():
    difference = replace(
        SEXES[1], statistic="difference", minus=Minus("x", "proportion", {"s": "2"})
    )
    assert both_sides_shown([difference], SEXES) == (difference,)
    for k in (1, 2):
        hidden = [e.suppress("x") if i == k else e for i, e in enumerate(SEXES)]
        assert both_sides_shown([difference], hidden) == ()
    from_elsewhere = replace(
        difference, minus=Minus("x", "proportion", {"s": "9"}, source="another survey")
    )
    assert both_sides_shown([from_elsewhere], SEXES) == (from_elsewhere,)
    assert both_sides_shown([replace(difference, minus=None)], SEXES) == ()


# Earlier releases.


def earlier(*estimates):
    return Result("run", estimates, released=True)


def before(*results):
    """What bears on the sexes of releases that the study names, and what is said of it."""
    found = earlier_figures(SEXES, DisclosureRules(earlier=results))
    assert found.withheld == found.changed == frozenset()
    return found.before, found.notices


def test_of_earlier_releases_the_one_that_shows_a_figure_counts():
    hidden, told = SEXES[0].suppress("confidential"), SEXES[0]
    assert before(earlier(hidden), earlier(told)) == ([told], [])
    assert before(earlier(told), earlier(hidden)) == ([told], [])
    later = replace(told, se=0.5)
    assert before(earlier(told), earlier(later)) == ([told], [])


def test_what_few_left_or_moved_to_is_not_shown_and_is_protected_where_persons_are_known():
    """Few left the first group of x, few were moved to the second; of y nobody knows who."""
    women, men = ({("s", code)} for code in "12")
    kept = KeptReleases(
        who={"x": "a"},
        withheld={"x": [frozenset(women)], "y": [frozenset(women)]},
        moved={"x": [frozenset(men)], "y": [frozenset(men)]},
    )
    figures = [figure(name, 400, 90, **group) for name in "xy" for group in GROUPS_OF_SEXES]
    found = earlier_figures(figures, DisclosureRules(kept=kept))
    assert found.withheld == {1, 2, 4, 5}
    assert found.changed == {1, 2, 5}
    (notice,) = found.notices
    assert (notice.code, notice.values) == ("few-left-or-came", {"measures": ["x", "y"]})


def test_all_that_the_ledger_holds_back_is_withheld_and_what_it_tells_is_protected(monkeypatch):
    """By its place: few left, few moved, other weights, answers that tell, all are cases, rows."""
    groups = [{"r": code} for code in "0123456"]
    left, moved = ([frozenset(groups[k].items())] for k in (0, 1))
    figures = [figure("w" if k == 2 else "x", 400, 9, **group) for k, group in enumerate(groups)]
    kept = KeptReleases(
        results=(earlier(figures[2]),), who={"x": "a"}, withheld={"x": left}, moved={"x": moved},
        reweighted=frozenset({"w"}),
    )  # fmt: skip
    monkeypatch.setattr(ledger, "_answers_tell", lambda *about: {3})
    monkeypatch.setattr(ledger, "all_are_cases", lambda *about: {4})
    monkeypatch.setattr(ledger, "named_by_rows", lambda *about: {5})
    found = earlier_figures(figures, DisclosureRules(kept=kept))
    assert found.withheld == {0, 1, 2, 3, 4, 5}
    assert found.changed == {0, 1, 3, 4, 5}
    codes = [one.code for one in found.notices]
    assert codes == ["few-left-or-came", "weights-changed", "answers-changed"]


GROUPS_OF_SEXES = ({}, {"s": "1"}, {"s": "2"})


@pytest.mark.parametrize(
    ("cases", "told"),
    [
        # Both counts moved by two; one by two and one by many; both by many; none.
        ((11, 13), {0, 1}),
        ((11, 45), {0, 1}),
        ((9, 13), {1}),
        ((45, 47), set()),
        ((9, 11), set()),
        # Three are no few.
        ((12, 11), set()),
    ],
)
def test_where_a_count_moved_by_one_or_two_only_what_is_as_it_was_stays(cases, told):
    """Women had 9 cases and men 11 in the release that the ledger keeps."""
    now = [
        figure("x", 400, k, **group) for k, group in zip(cases, GROUPS_OF_SEXES[1:], strict=True)
    ]
    then = [
        figure("x", 400, k, **group) for k, group in zip((9, 11), GROUPS_OF_SEXES[1:], strict=True)
    ]
    measure = {("x", now[0].definition)}
    assert _answers_tell(now, [earlier(*then)], measure, 3) == told
    assert _answers_tell(now, [earlier(*then)], (), 3) == set()


UNKNOWN_NOW = (
    # One of five women answered; of three more nothing is said; men are as they were.
    (5, 4, {0}),
    (5, 6, {0}),
    (None, 1, {0}),
    (5, 2, set()),
    (5, 5, set()),
)


@pytest.mark.parametrize(("then", "now", "told"), UNKNOWN_NOW)
def test_of_a_measure_that_counts_unknown_as_no_one_more_or_less_is_a_count_that_moved(
    then, now, told
):
    men = figure("x", 400, 11, s="2")
    had, has = (replace(figure("x", 400, 9, s="1"), n_unknown=number) for number in (then, now))
    kept = KeptReleases(results=(earlier(had, men),))
    found = earlier_figures([has, men], DisclosureRules(kept=kept))
    assert found.withheld == found.changed == told
    assert found.without_unknown == set()
    assert [one.code for one in found.notices] == (
        ["earlier-differs", "answers-changed"] if told else []
    )


def test_a_number_of_unknowns_that_is_kept_back_is_none_that_is_as_it_was():
    """Of men it is kept back how many are unknown; one woman's answer was corrected."""
    women, men = (figure("x", 400, cases, s=code) for code, cases in (("1", 9), ("2", 11)))
    untold = men.with_flags("unknown-not-shown")
    kept = KeptReleases(results=(earlier(women, untold),))
    corrected = replace(women, n_cases=10)
    found = earlier_figures([corrected, men], DisclosureRules(kept=kept))
    assert found.withheld == {0, 1}
    assert found.without_unknown == {1}


def test_a_measure_that_counts_others_now_is_left_aside_and_named():
    others = [replace(SEXES[0], n_cases=21), SEXES[2], figure("y", 500, 30)]
    kept, notices = before(earlier(*others))
    assert kept == [others[2]]
    assert [one.values for one in notices] == [{"measures": ["x"]}]
    other_n = [replace(SEXES[0], n=899)]
    assert before(earlier(*other_n))[0] == []
    # Where unknowns were hidden, n had them in it.
    asked = other_n[0].with_flags("unknown-not-shown")
    assert before(earlier(asked)) == ([asked], [])
    assert before(earlier(SEXES[0].suppress("x")))[1] == []


def test_what_was_published_or_follows_from_it_is_told_by_name():
    now = [SEXES[1].suppress("confidential"), SEXES[2]]
    (published,) = already_published(now, SEXES, [])
    assert (published.code, published.values) == ("published-before", {"measures": ["x"]})
    assert already_published(now, SEXES[2:], []) == []
    assert already_published(SEXES, SEXES, []) == []
    follows = Recovered("cases", ("b", "a"), ({}, {}), ())
    (notice,) = already_published(SEXES, [], [follows])
    assert (notice.code, notice.values) == ("known-from-earlier", {"measures": ["a", "b"]})


HEADLINE, MINOR = (False, True, True, 0), (False, False, False, 1)


@pytest.mark.parametrize(("of", "whole", "gone"), [((1,), {1}, {1, 2}), ((0,), set(), {0})])
def test_in_place_of_a_main_measure_of_everybody_a_minor_one_is_kept_back_as_a_whole(
    of, whole, gone
):
    """The count is told by the main measure alone, and is of both or of the main one only."""
    kept = set()
    layers = SimpleNamespace(
        cases=[costing(HEADLINE), costing(MINOR, MINOR)],
        unknown=[costing(HEADLINE), costing(MINOR, MINOR)],
        kept_whole=lambda: frozenset(kept),
        keep_whole=kept.add,
    )
    x, y = ("x", "d", 0), ("y", "d", 0)
    seen = [Seen(x, {}, at=[0]), Seen(y, {}, at=[1]), Seen(y, {"sex": "1"}, at=[2])]
    places = {0: (0, 0), 1: (1, 0), 2: (1, 1)}
    recovered = Recovered("cases", ("x",), ({},), (0,), of)
    assert _hide_for(recovered, seen, layers, places, {}) == gone
    assert kept == whole
    assert bool(layers.cases[0].shown[0]) is bool(whole)
    assert bool(layers.unknown[0].shown[0]) is bool(whole)


@pytest.mark.parametrize(
    ("count", "others", "minimum", "few"),
    [
        (0, 0, 3, False), (0, 2, 3, False), (1, 9, 3, True), (2, 9, 3, True), (3, 9, 3, False),
        (9, 0, 3, True), (9, 1, 3, True), (9, 2, 3, True), (9, 3, 3, False),
        (1, 9, 1, False), (9, 0, 1, False), (9, 0, 2, True), (9, 1, 2, True), (9, 2, 2, False),
        (np.nan, 0, 3, False), (np.nan, 1, 3, True), (np.nan, 2, 3, True), (np.nan, 3, 3, False),
        (9, np.inf, 3, False), (1, np.inf, 3, True),
    ],
)  # fmt: skip
def test_few_are_one_or_two_cases_or_others_or_nobody_else(count, others, minimum, few):
    found = is_few(np.array([float(count)]), np.array([float(others)]), minimum)
    assert found.tolist() == [few]
