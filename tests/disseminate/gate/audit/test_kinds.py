"""What is hidden of measures that are crossed person by person, against all ways to be in them."""

from dataclasses import replace
from itertools import combinations, combinations_with_replacement, pairwise, product

import numpy as np
import pytest

from measure87.disseminate.gate.audit import audit_figures, relations_of, seen_figures
from measure87.disseminate.gate.audit.consistency import _without, consistent
from measure87.disseminate.gate.audit.kinds import crossed_of
from measure87.disseminate.gate.audit.seen import Seen
from measure87.disseminate.gate.tables.boxes import dimensions
from measure87.disseminate.gate.tables.known_measures import KnownMeasures
from measure87.vocabulary.releases.survey import Comparison
from measure87.vocabulary.status import NO, UNKNOWN, YES
from tests.disseminate.gate.audit.random_tables import figure

NAMES = ("dust", "loads", "tools")
SEXES = ({}, {"sex": "1"}, {"sex": "2"})
N = (300, 140, 160)
KINDS = [one for one in product((0, 1), repeat=3) if any(one)]


def said(first, second, **more):
    """What a release says of the crossing of two measures."""
    return Comparison(
        first=first,
        second=second,
        group={},
        both=f"{first}__and__{second}",
        first_only=f"{first}__not__{second}",
        second_only=f"{second}__not__{first}",
        difference=False,
        **more,
    )


PAIRS = tuple(said(*two) for two in combinations(NAMES, 2))
NESTED = tuple(
    (name, measure)
    for pair in PAIRS
    for name, measure in (
        (pair.both, pair.first),
        (pair.both, pair.second),
        (pair.first_only, pair.first),
        (pair.second_only, pair.second),
    )
)


def crossed(name, one, other):
    """A figure of two measures."""
    return replace(figure(name, N[0], 0), definition=f"{one}+{other}")


def columns():
    """Each figure with what it counts: (name, group, by kind 0 or 1)."""
    for group in SEXES:
        for k, name in enumerate(NAMES):
            yield figure(name, N[SEXES.index(group)], 0, **group), [one[k] for one in KINDS]
    for i, j in combinations(range(3), 2):
        one, other = NAMES[i], NAMES[j]
        both, first, second = (1, 1), (1, 0), (0, 1)
        for name, wanted in (
            (f"{one}__and__{other}", both),
            (f"{one}__not__{other}", first),
            (f"{other}__not__{one}", second),
        ):
            yield crossed(name, one, other), [int((k[i], k[j]) == wanted) for k in KINDS]


FIGURES = [one for one, _ in columns()]
OF_KINDS = np.array([of for _, of in columns()])


def cases_of(kinds):
    """(ways, figures) what (ways, sexes, kinds) persons come to."""
    by_group = {(): kinds.sum(axis=1), ("1",): kinds[:, 0], ("2",): kinds[:, 1]}
    return np.stack(
        [
            by_group[tuple(one.group.values())] @ of
            for one, of in zip(FIGURES, OF_KINDS, strict=True)
        ],
        axis=1,
    )


def ways(most):
    """(ways, kinds) persons of each kind, of all ways to have up to so many."""
    found = [
        np.bincount(those, minlength=len(KINDS))
        for persons in range(most + 1)
        for those in combinations_with_replacement(range(len(KINDS)), persons)
    ]
    return np.array(found)


def both_sexes(every):
    """(ways, sexes, kinds) all ways for each of two sexes."""
    one, other = np.repeat(every, len(every), axis=0), np.tile(every, (len(every), 1))
    return np.stack([one, other], axis=1)


def known_of(cases, **changes):
    """Figures with some cases, and what is known of them by declaration alone."""
    figures = [
        replace(one, n_cases=int(number), value=number / one.n)
        for one, number in zip(FIGURES, cases, strict=True)
    ]
    dims = dimensions([e.group for e in figures], [{}] * len(figures), {})
    relations = relations_of(
        seen_figures(figures),
        figures,
        dims,
        NESTED,
        complete=True,
        known=KnownMeasures(crossed=PAIRS),
    )
    return figures, dims, replace(relations, **changes)


def recovered(cases, hidden, **changes):
    """Places of hidden figures whose cases the auditor recovers."""
    figures, dims, relations = known_of(cases, **changes)
    shown = [e.suppress("confidential") if k in hidden else e for k, e in enumerate(figures)]
    found = audit_figures(seen_figures(shown), dims, relations).recovered
    return {one.of[0] for one in found if one.what == "cases" and len(one.of) == 1} & hidden


def told(cases, hidden, tables):
    """Places of hidden figures that all tables that fit put at 1 or 2, or one number."""
    shown = [k for k in range(len(cases)) if k not in hidden]
    fit = tables[(tables[:, shown] == cases[shown]).all(axis=1)]
    by_rules = fit[(fit[:, [k for k in hidden if cases[k]]] > 0).all(axis=1)]
    return {
        k
        for k in hidden
        if (fit[:, k].min() >= 1 and fit[:, k].max() < 3)
        or (cases[k] and by_rules[:, k].min() == by_rules[:, k].max())
    }


def test_that_nobody_meets_both_and_all_meet_one_alone_says_how_many_meet_it():
    """Nine with dust and no loads, none with both: nine with dust."""
    persons = np.zeros((1, 2, len(KINDS)), dtype=int)
    persons[0, :, KINDS.index((1, 0, 0))] = (4, 4)
    persons[0, 0, KINDS.index((1, 0, 1))] = 1
    persons[0, :, KINDS.index((0, 0, 1))] = (3, 3)
    (cases,) = cases_of(persons)
    names = [(one.name, *one.group) for one in FIGURES]
    hidden = {
        names.index(one)
        for one in (("dust",), ("dust", "sex"), ("dust__and__tools",), ("dust__not__tools",))
    } | {k for k, name in enumerate(names) if len(name) > 1 or "tools" in name[0]}
    assert cases[names.index(("dust",))] == 9
    assert names.index(("dust",)) in recovered(cases, hidden)
    assert names.index(("dust",)) not in recovered(cases, hidden, crossed=())


def test_it_recovers_what_all_ways_to_be_of_some_kind_leave_one_number_of():
    few, tables = ways(2), cases_of(both_sexes(ways(4)))
    rng = np.random.default_rng(12)
    counts = [0, 0]
    more = 0
    for _ in range(25):
        (cases,) = cases_of(few[rng.integers(0, len(few), (1, 2))])
        hidden = {k for k in range(len(FIGURES)) if rng.random() < 0.85}
        expected = told(cases, hidden, tables)
        assert recovered(cases, hidden) == expected
        counts[bool(expected)] += 1
        more += recovered(cases, hidden, crossed=()) < expected
    assert min(counts) > 2
    assert more > 5


def test_kinds_that_cannot_be_are_nobody():
    """Where tools lie in dust whoever is with tools and not with dust is nobody."""
    (crossed,) = known_of(np.zeros(len(FIGURES)))[2].crossed
    dust, loads, tools = crossed.measures
    assert crossed.kinds == tuple(tuple(YES if one else NO for one in kind) for kind in KINDS)
    cannot = crossed.that_cannot_be(tools, [dust])
    assert [crossed.kinds[k] for k in cannot] == [(NO, NO, YES), (NO, YES, YES)]
    nobody = crossed.that_cannot_be(dust, [loads, tools])
    assert [crossed.kinds[k] for k in nobody] == [(YES, NO, NO)]
    assert [crossed.kinds[k] for k in crossed.of_two([dust, tools])] == [
        (YES, NO, YES),
        (YES, YES, YES),
    ]
    assert crossed.that_cannot_be(dust, [("another", "child_labour/x", 0)]) == ()
    of = [crossed.kinds[k] for k in crossed.of([dust, loads])]
    assert of == [kind for kind in crossed.kinds if kind != (NO, NO, YES)]


def test_what_a_crossing_says_is_believed_where_counts_suggest_otherwise():
    """Dust is in no group more than loads, and yet one with dust is not with loads."""
    persons = np.zeros((1, 2, len(KINDS)), dtype=int)
    persons[0, 0, KINDS.index((1, 0, 0))] = 1
    persons[0, :, KINDS.index((0, 1, 0))] = (3, 3)
    (cases,) = cases_of(persons)
    figures, dims, relations = known_of(cases)
    seen = seen_figures(figures)
    dust, loads, _ = relations.crossed[0].measures
    suggested = replace(relations, nested=relations.nested | {(dust, loads)})
    found = consistent(seen, range(len(seen)), dims, suggested, 25)
    assert found.nested == relations.nested
    assert found.crossed == relations.crossed
    count = relations.crossed[0].counts[0]
    assert relations.is_sure(count.reason)
    assert not suggested.is_sure((dust, loads))
    assert count not in _without(relations, {count.reason}).crossed[0].counts


def counted(*numbers):
    """Counts by (name, cases, sample, sex or None for everybody), of a hundred persons each."""
    found = {}
    for name, cases, sample, sex in numbers:
        measure = (name, "x+x" if "__" in name else "x", sample)
        group = {} if sex is None else {"sex": sex}
        one = Seen(measure, group, n=100, cases=cases)
        found.setdefault(measure, {})[frozenset(group.items())] = one
    return found


def in_chain(names):
    """Measures of nine cases, each crossed with the next one: four of both, five of each alone."""
    pairs = [said(*two) for two in pairwise(names)]
    figures = [(name, 9, 0, None) for name in names]
    for pair in pairs:
        figures += [(pair.both, 4, 0, None)]
        figures += [(one, 5, 0, None) for one in (pair.first_only, pair.second_only)]
    return counted(*figures), pairs


@pytest.mark.parametrize(("number", "together"), [(3, [3]), (7, [7]), (8, [2] * 7)])
def test_of_more_measures_than_can_be_taken_together_every_two_are_taken_by_themselves(
    number, together
):
    """Eight measures have 255 kinds of persons."""
    assert [len(one.measures) for one in crossed_of(*in_chain("abcdefgh"[:number]))] == together


@pytest.mark.parametrize(
    ("pairs", "together"),
    [
        (("ab", "cd"), [{"a", "b"}, {"c", "d"}]),
        (("ab", "cd", "ef"), [{"a", "b"}, {"c", "d"}, {"e", "f"}]),
        (("ab", "cd", "bc"), [{"a", "b", "c", "d"}]),
        (("ab", "cd", "ef", "bc"), [{"e", "f"}, {"a", "b", "c", "d"}]),
    ],
)
def test_measures_are_taken_together_where_a_crossing_links_them(pairs, together):
    counts = {}
    for two in pairs:
        counts |= in_chain(two)[0]
    found = crossed_of(counts, [said(*two) for two in pairs])
    assert [{name for name, *_ in one.measures} for one in found] == together


@pytest.mark.parametrize("samples", [(0, 1), (1, 0)])
def test_a_crossing_of_each_sample_is_of_the_measures_of_that_sample(samples):
    """Of both samples nine have dust and eight loads, four of them both."""
    numbers = {"dust": 9, "loads": 8, "dust__and__loads": 4}
    numbers |= {"dust__not__loads": 5, "loads__not__dust": 4}
    counts = counted(*((name, k, one, None) for one in samples for name, k in numbers.items()))
    found = crossed_of(counts, PAIRS[:1])
    assert [{one[2] for one in crossed.measures} for crossed in found] == [{0}, {1}]
    assert all({one.measure[2] for one in both.counts} == {k} for k, both in enumerate(found))


@pytest.mark.parametrize(
    ("of_figures", "is_known"),
    [
        ({"both": 4, "first_only": 5, "second_only": 4}, True),
        ({"both": 5, "first_only": 5, "second_only": 4}, False),
        ({"both": None, "first_only": 5, "second_only": 4}, True),  # it denies nothing
    ],
)
def test_a_crossing_may_be_of_measures_of_another_sample_that_it_adds_up_to(of_figures, is_known):
    names = {what: getattr(PAIRS[0], what) for what in of_figures}
    counts = counted(
        ("dust", 9, 0, None),
        ("loads", 8, 0, None),
        *((names[what], cases, 1, None) for what, cases in of_figures.items()),
    )
    counts |= {one: {} for one in counts if counts[one][frozenset()].cases is None}
    assert bool(crossed_of(counts, PAIRS[:1])) == is_known


def test_a_crossing_of_another_sample_and_other_groups_says_nothing_of_a_measure():
    counts = counted(
        ("dust", 9, 0, "1"),
        ("loads", 8, 0, "1"),
        ("dust__and__loads", 4, 1, "2"),
        ("dust__not__loads", 5, 1, "2"),
        ("loads__not__dust", 4, 1, "2"),
    )
    assert crossed_of(counts, PAIRS[:1]) == ()


def with_unknown(first, second, open_):
    """Two measures that leave their undetermined out: 20 and 12 cases, eight of both."""
    pair = said(
        "a",
        "b",
        first_second_undetermined="a__open__b",
        second_first_undetermined="b__open__a",
    )
    numbers = {
        "a": (196, 20, first),
        "b": (195, 12, second),
        "a__and__b": (193, 8, 7),
        "a__not__b": (193, 12 - open_, 7),
        "b__not__a": (193, 4, 7),
        "a__open__b": (196, open_, 4),
        "b__open__a": (195, 0, 5),
    }
    figures = [
        replace(
            figure(name, n, cases),
            n_unknown=unknown,
            definition="a+b" if "__" in name else "child_labour/x",
        )
        for name, (n, cases, unknown) in numbers.items()
    ]
    dims = dimensions([{}] * len(figures), [{}] * len(figures), {})
    return relations_of(
        seen_figures(figures),
        figures,
        dims,
        complete=True,
        excluding=list(numbers),
        known=KnownMeasures(crossed=(pair,)),
    ).crossed


def test_who_is_undetermined_under_one_is_a_kind_too():
    (crossed,) = with_unknown(4, 5, 2)
    assert len(crossed.kinds) == 8
    of = {
        (one.what, one.measure[0]): {crossed.kinds[k] for k in one.kinds} for one in crossed.counts
    }
    assert of["cases", "a"] == {(YES, NO), (YES, UNKNOWN), (YES, YES)}
    assert of["unknown", "a"] == {(UNKNOWN, NO), (UNKNOWN, UNKNOWN), (UNKNOWN, YES)}
    assert of["cases", "a__open__b"] == {(YES, UNKNOWN)}
    assert of["unknown", "a__open__b"] == of["unknown", "a"]
    assert of["unknown", "a__and__b"] == {one for one in crossed.kinds if UNKNOWN in one}


def test_where_nobody_is_undetermined_there_is_no_such_kind():
    (crossed,) = with_unknown(0, 0, 0)
    assert crossed.kinds == ((NO, YES), (YES, NO), (YES, YES))
    (of_open,) = (one for one in crossed.counts if one.measure[0] == "a__open__b" and not one.kinds)
    assert of_open.what == "cases"


def test_who_is_undetermined_in_any_group_is_a_kind():
    """Of the girls nobody is."""
    numbers = {"dust": 9, "loads": 8, "dust__and__loads": 4, "loads__not__dust": 4}
    numbers |= {"dust__not__loads": 3, "dust__open__loads": 2}
    counts = counted(*((name, k, 0, sex) for name, k in numbers.items() for sex in "12"))
    counts["loads", "x", 0][frozenset({("sex", "1")})].unknown = 3
    counts["loads", "x", 0][frozenset({("sex", "2")})].unknown = 0
    (found,) = crossed_of(counts, [said(*NAMES[:2], first_second_undetermined="dust__open__loads")])
    assert set(found.kinds) == {*product((NO, YES), (NO, UNKNOWN, YES))} - {(NO, NO)}


def test_of_counts_that_deny_it_nothing_is_believed():
    assert with_unknown(4, 5, 3) != ()
    figures = [figure("a", 300, 20), figure("b", 300, 12)]
    figures += [crossed(name, "a", "b") for name in ("a__and__b", "a__not__b", "b__not__a")]
    dims = dimensions([{}] * len(figures), [{}] * len(figures), {})
    known = KnownMeasures(crossed=(said("a", "b"),))
    assert relations_of(seen_figures(figures), figures, dims, known=known).crossed == ()


def test_what_an_earlier_release_hid_denies_nothing():
    """It has no counts, and whoever saw what else that release showed knows what it is of."""
    figures = [figure("a", 300, 20), figure("b", 300, 12)]
    before = [crossed(name, "a", "b") for name in ("a__and__b", "a__not__b", "b__not__a")]
    before[1:] = [one.suppress("confidential") for one in before[1:]]
    dims = dimensions([{}] * 5, [{}] * 5, {})
    (found,) = relations_of(
        seen_figures(figures, before),
        [*figures, *before],
        dims,
        known=KnownMeasures(crossed=(said("a", "b"),)),
    ).crossed
    assert {one.measure[0] for one in found.counts} == {"a", "b", *(one.name for one in before)}


@pytest.mark.parametrize("second", [0, 4])
def test_those_in_one_alone_are_who_is_so_by_each_rule(second):
    pair = said("a", "b", first_only_by_rule={"hours": "x", "hazards": "y"})
    figures = [
        replace(figure(name, 300, cases), definition="a+b")
        for name, cases in (("a__not__b", 5 + second), ("x", 5), ("y", second))
    ]
    dims = dimensions([{}] * 3, [{}] * 3, {})
    known = KnownMeasures(crossed=(pair,))
    relations = relations_of(seen_figures(figures), figures, dims, known=known)
    ((whole, parts),) = relations.sums
    assert (whole[0], [one[0] for one in parts]) == ("a__not__b", ["x", "y"])
    assert relations.is_sure((whole, parts))
