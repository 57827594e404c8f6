"""Each attack finds what a release written by hand gives away, and nothing where nothing is."""

import numpy as np
import pytest

from tests.attacks.alike import across_measures, everybody_alike
from tests.attacks.claims import Count, Everybody, Person, distinct, judged
from tests.attacks.clusters_short import clusters_short
from tests.attacks.evidence import Cells, Evidence, Public
from tests.attacks.known_no import known_no
from tests.attacks.known_rows import known_rows, rows_by_two_weights
from tests.attacks.known_weights import in_every_set, known_weights
from tests.attacks.reading import Figure, Release
from tests.attacks.rows_together import rows_together
from tests.attacks.shares import unweighted_share
from tests.attacks.sums import by_sums, leavers
from tests.attacks.truth import NO, UNSURE, YES, Truth

HIDDEN = frozenset({"suppressed", "confidential"})
NO_UNKNOWN = frozenset({"unknown-not-shown"})
ALL_ATTACKS = (
    known_no,
    unweighted_share,
    known_weights,
    rows_together,
    everybody_alike,
    across_measures,
    by_sums,
    leavers,
)


def group(**codes):
    return frozenset(codes.items())


def share(name="y", cases=None, n=None, release=0, flags=(), codes=None, **more):
    of = {} if cases is None else {"n": n, "n_cases": cases, "value": cases / n}
    flags = frozenset(flags) if of else HIDDEN
    return Figure(release, name, "proportion", group(**codes or {}), flags, **(of | more))


def told_by(attack, *figures, **more):
    number = 1 + max(figure.release for figure in figures)
    releases = [Release(tuple(f for f in figures if f.release == k)) for k in range(number)]
    return attack(Evidence(tuple(releases), **more))


def people(**columns):
    return {name: np.array(values) for name, values in columns.items()}


def test_persons_who_are_known_to_be_no_case_are_counted():
    figure = share("hazard_heavy_loads", cases=0, n=131, n_unknown=129)
    few = [(c.kind, c.number) for c in told_by(known_no, figure)]
    assert few == [("others", 2), ("answered", 2)]
    assert told_by(known_no, share(cases=10, n=131, n_unknown=100)) == []


def test_who_answered_on_hazards_works_where_others_have_no_answer():
    names = ("hazard_heavy_loads", "hazard_dangerous_tools", "hazardous_conditions")
    told = [share(name, cases=9, n=600, n_unknown=540) for name in names]
    told += [share(name, cases=5, n=90, n_unknown=59, codes={"region": "3"}) for name in names]
    working = [
        share("children_in_economic_activity", cases=60, n=600),
        share("children_in_economic_activity", codes={"region": "3"}),
    ]
    (claim,) = told_by(known_no, *told, *working)
    assert (claim.measure, claim.group, claim.number) == (
        "children_in_economic_activity",
        group(region="3"),
        31,
    )
    differing = [share(names[0], cases=5, n=90, n_unknown=58, codes={"region": "3"})]
    assert told_by(known_no, *told[:3], *differing, *told[4:], *working) == []
    everybody_asked = [share(name, cases=9, n=600, n_unknown=12) for name in names]
    assert told_by(known_no, *everybody_asked, *told[3:], *working) == []


def test_a_share_has_one_denominator():
    figure = share(cases=47, n=85, flags=NO_UNKNOWN, leaves_out=True)
    (claim,) = told_by(unweighted_share, replaced(figure, value=47 / 84))
    assert (claim.kind, claim.number) == ("unknown", 1)
    assert told_by(unweighted_share, replaced(figure, value=0.5607)) == []
    assert told_by(unweighted_share, replaced(figure, value=47 / 84, leaves_out=False)) == []


def test_a_step_of_a_share_has_few_denominators():
    figure = replaced(share(cases=47, n=85, flags=NO_UNKNOWN, leaves_out=True), value=0.56)
    (claim,) = told_by(unweighted_share, replaced(figure, digits=0.005))
    assert (claim.kind, claim.number) == ("unknown", 1)
    assert told_by(unweighted_share, replaced(figure, digits=0.02)) == []
    weights = Public(people(sex=np.full(85, 1)), np.linspace(1, 2, 85))
    assert told_by(unweighted_share, replaced(figure, digits=0.005), public=weights) == []


def test_a_total_of_all_who_were_asked_says_who_answered():
    """47 cases of 84 who answered stand for 47.56 of 85; of 83 who did for 48.13."""
    rough = replaced(
        share(cases=47, n=85, flags=NO_UNKNOWN, leaves_out=True), value=0.56, digits=0.02
    )
    total = replaced(rough, statistic="total", value=47.6, digits=0.1)
    (claim,) = told_by(unweighted_share, rough, total)
    assert claim.number == 1
    assert told_by(unweighted_share, rough, replaced(total, digits=2.0, value=48.0)) == []


def replaced(figure, **more):
    return Figure(**{**figure.__dict__, **more})


def test_weights_name_the_persons_who_add_up_to_the_cases():
    rng = np.random.default_rng(1)
    weight = np.round(rng.uniform(40, 250, 80), 6)
    public = Public(people(sex=np.full(80, 1)), weight)
    total = float(weight[[3, 30, 77]].sum())
    figure = share(cases=3, n=80, weighted_n=float(weight.sum()))
    figure = replaced(figure, value=total / weight.sum())
    claims = told_by(known_weights, figure, public=public)
    assert sorted((c.row, c.status) for c in claims) == [(3, YES), (30, YES), (77, YES)]
    rounded = replaced(figure, value=round(figure.value, 4))
    assert told_by(known_weights, rounded, public=public) == []
    assert told_by(known_weights, figure) == []


def test_weights_of_unknown_answers_name_persons_too():
    weight = np.round(np.random.default_rng(2).uniform(40, 250, 60), 6)
    public = Public(people(sex=np.full(60, 1)), weight)
    unsure = [5, 6, 40, 41]
    share_of = float(weight[unsure].sum() / weight.sum())
    figure = share(cases=20, n=60, n_unknown=4, value_if_no=0.3, value_if_yes=0.3 + share_of)
    claims = told_by(known_weights, figure, public=public)
    assert sorted(c.row for c in claims if c.status == UNSURE) == unsure


@pytest.mark.parametrize("size", [1, 2, 3, 4])
def test_sets_are_those_found_by_trying_all(size):
    """Against a plain search; small whole weights, so that many sets add up."""
    from itertools import combinations

    rng = np.random.default_rng(size)
    named = 0
    for _ in range(60):
        weights = rng.integers(1, 60, 9).astype(float)
        total = float(weights[:size].sum())
        sets = [set(c) for c in combinations(range(9), size) if weights[list(c)].sum() == total]
        common = sorted(set.intersection(*sets))
        assert in_every_set(weights, size, total) == common
        named += bool(common)
    assert 0 < named < 60


def test_nobody_is_named_by_weights_that_are_alike():
    public = Public(people(sex=np.full(50, 1)), np.full(50, 2.0))
    figure = share(cases=3, n=50, weighted_n=100.0)
    assert told_by(known_weights, figure, public=public) == []


def rows_of_six(step):
    """Three of six are cases, each in a cluster of her own; the row by either of two weights."""
    weights = np.array([10.0, 21.0, 33.0, 18.0, 27.0, 14.0]), np.array([30.0, 11, 9, 25, 13, 22])
    alone = people(cluster=range(6), stratum=[1] * 6)
    figures = [
        replaced(
            share(cases=3, n=6, release=k, n_unknown=0),
            value=step * round(weight[:3].sum() / weight.sum() / step),
            digits=step,
        )
        for k, weight in enumerate(weights)
    ]
    return figures, Public(alone, *weights)


def rows_beside(step):
    """Three of six, none of whom is one of the last two."""
    (figure, _), public = rows_of_six(step)
    alone = Public({**public.columns, "sex": np.array([1, 1, 1, 1, 2, 2])}, public.weight)
    nobody = share(cases=0, n=2, n_unknown=0, codes={"sex": "2"})
    return (figure, nobody), alone


def test_who_is_no_case_beside_a_row_names_whom_it_does_not_name_alone():
    figures, public = rows_beside(0.1)
    assert told_by(known_rows, *figures, public=public) == []
    assert {claim.row for claim in told_by(rows_together, *figures, public=public)} == {0, 2}
    figures, public = rows_beside(0.4)
    assert told_by(rows_together, *figures, public=public) == []


def test_two_sets_of_weights_name_whom_neither_does_alone():
    figures, public = rows_of_six(0.04)
    assert told_by(known_rows, *figures, public=public) == []
    claims = told_by(rows_by_two_weights, *figures, public=public)
    assert {claim.row for claim in claims} <= {0, 1, 2}
    assert claims
    assert told_by(rows_by_two_weights, *rows_of_six(0.4)[0], public=public) == []


def test_who_is_in_the_first_and_the_last_of_three_releases_is_told_of():
    figures = [share(cases=n, n=300 + n, release=k) for k, n in enumerate((30, 29, 30))]
    (claim,) = told_by(leavers, *figures, left=(1,), there=((0, 2),), public=PUBLIC)
    assert (claim.row, claim.status) == (1, YES)


def test_of_one_who_left_as_another_came_both_are_told_of_where_a_group_parts_them():
    """Person 0 is of region 1 and left, person 1 of region 2 and came."""
    figures = [share(cases=9 + k, n=100 + k, release=1 - k, codes={"region": "1"}) for k in (0, 1)]
    both = {"left": (0, 1), "there": ((0,), (1,)), "public": PUBLIC}
    (claim,) = told_by(leavers, *figures, **both)
    assert (claim.row, claim.status) == (0, YES)
    alike = [share(cases=30, n=300, release=k) for k in (0, 1)]
    assert told_by(leavers, *alike, **both) == []


CLUSTERS = Public(people(cluster=[1, 1, 1, 2, 3, 3, 3], sex=[1] * 7), np.full(7, 10.0))


def of_clusters(number, **more):
    return share(cases=3, n=7, leaves_out=True, n_clusters=number, **more)


def test_a_cluster_that_is_not_among_a_figures_own_gave_no_answer():
    """The second has one person, so that it is she; of three unknown it may be any cluster."""
    (claim,) = told_by(clusters_short, of_clusters(2, flags=NO_UNKNOWN), public=CLUSTERS)
    assert (claim.row, claim.status) == (3, UNSURE)
    assert told_by(clusters_short, of_clusters(2, n_unknown=1), public=CLUSTERS) == [claim]
    assert told_by(clusters_short, of_clusters(2, n_unknown=3), public=CLUSTERS) == []
    assert told_by(clusters_short, of_clusters(3, flags=NO_UNKNOWN), public=CLUSTERS) == []
    alone = Public(people(cluster=[1, 2, 3, 4, 4, 4, 4], sex=[1] * 7), np.full(7, 10.0))
    (claim,) = told_by(clusters_short, of_clusters(2, flags=NO_UNKNOWN), public=alone)
    assert (claim.kind, claim.number) == ("unknown", 2)


def test_a_hidden_count_is_what_the_others_leave():
    everybody, men = share(cases=42, n=1000), share(cases=41, n=600, codes={"sex": "1"})
    claims = told_by(by_sums, everybody, men, share(codes={"sex": "2"}))
    cases = [c for c in claims if c.kind == "cases" and not c.less]
    assert [(c.group, c.number) for c in cases] == [(group(sex="2"), 1)]
    assert told_by(by_sums, everybody, share(codes={"sex": "1"}), share(codes={"sex": "2"})) == []


@pytest.mark.parametrize("unknown", [0, 1])
def test_who_are_no_cases_of_a_group_that_was_shown_is_told_where_somebody_is_unknown(unknown):
    """Women are kept back the second time; the first says 400 and 12, not how many are unknown."""
    figures = (
        share(cases=42, n=1000, n_unknown=unknown),
        share(cases=30, n=600, n_unknown=0, codes={"sex": "1"}),
        share(cases=12, n=400, flags=NO_UNKNOWN, codes={"sex": "2"}),
        share(release=1, codes={"sex": "2"}),
    )
    others = [c.number for c in told_by(by_sums, *figures) if c.kind == "others" and not c.less]
    assert others == ([388 - unknown] if unknown else [])


def test_a_group_less_one_inside_it_leaves_few():
    wide, narrow = share(cases=12, n=200), share(cases=10, n=150, codes={"region": "1"})
    rest = [c for c in told_by(by_sums, wide, narrow, share(codes={"region": "2"})) if c.less]
    assert [(c.kind, c.number, c.less) for c in rest] == [("cases", 2, (group(region="1"),))]
    again = share(cases=12, n=200, codes={"age": "5-17"})  # the same persons, told once
    both = [wide, again, narrow, share(codes={"region": "2"})]
    assert len([c for c in told_by(by_sums, *both) if c.less]) == 1


def test_another_table_gives_back_what_the_first_hides():
    """Boys and girls are hidden in one region; the second release shows towns and country."""
    first = [
        share(cases=30, n=300),
        share(cases=20, n=200, codes={"region": "1"}),
        share(cases=10, n=100, codes={"region": "2"}),
        share(codes={"region": "2", "area": "1"}),
        share(codes={"region": "2", "area": "2"}),
    ]
    assert told_by(by_sums, *first) == []
    second = [
        share(cases=21, n=150, release=1, codes={"area": "1"}),
        share(cases=12, n=100, release=1, codes={"area": "1", "region": "1"}),
    ]
    claims = told_by(by_sums, *first, *second)
    cases = {c.group: c.number for c in claims if c.kind == "cases" and not c.less}
    assert cases == {group(region="2", area="1"): 9, group(region="2", area="2"): 1}


def test_where_a_group_has_none_its_parts_have_none():
    figures = [
        share(cases=4, n=300),
        share(cases=0, n=150, codes={"sex": "1"}),
        share(codes={"sex": "1", "area": "1"}),
        share(codes={"sex": "2", "area": "1"}),
        share(cases=4, n=160, codes={"area": "1"}),
    ]
    claims = {(c.kind, c.group): c.number for c in told_by(by_sums, *figures) if not c.less}
    assert claims["cases", group(sex="2", area="1")] == 4


def test_a_number_published_elsewhere_counts_as_shown():
    hidden = [share(codes={"sex": "1"}), share(codes={"sex": "2"})]
    outside = (Count("cases", "y", group(sex="1"), 40, "elsewhere"),)
    claims = told_by(by_sums, share(cases=42, n=1000), *hidden, outside=outside)
    assert ("cases", group(sex="2"), 2) in {(c.kind, c.group, c.number) for c in claims}


PUBLIC = Public(people(sex=[1, 1, 2, 2], region=[1, 2, 1, 2]), np.full(4, 10.0))


def test_one_release_less_the_other_tells_who_left():
    both = {"there": ((0,),), "left": (1,), "public": PUBLIC}
    before = share(cases=30, n=300), share(cases=9, n=100, codes={"region": "1"})
    after = (
        share(cases=29, n=299, release=1),
        share(cases=9, n=100, release=1, codes={"region": "1"}),
    )
    (claim,) = told_by(leavers, *before, *after, **both)
    assert (claim.row, claim.status) == (1, YES)
    no_case = share(cases=30, n=299, release=1)
    (claim,) = told_by(leavers, before[0], no_case, **both)
    assert claim.status == NO
    unsure = share(cases=30, n=299, n_unknown=4, release=1)
    (claim,) = told_by(leavers, share(cases=30, n=300, n_unknown=5), unsure, **both)
    assert claim.status == UNSURE


def test_a_hidden_group_is_told_of_by_its_neighbours_too():
    """Region 2, where she lived, is hidden in both; everybody and region 1 are not."""
    both = {"there": ((0,),), "left": (1,), "public": PUBLIC}
    figures = [
        share(cases=30, n=300),
        share(cases=30 - 9, n=200, codes={"region": "1"}),
        share(codes={"region": "2"}),
        share(cases=29 - 9, n=199, release=1, codes={"region": "1"}),
        share(cases=9, n=100, release=1, codes={"region": "2"}),
    ]
    assert told_by(leavers, *figures, there=((0,),), left=(3,), public=PUBLIC) == []
    assert told_by(leavers, *figures, share(cases=29, n=299, release=1), **both)


def test_two_who_left_are_told_of_where_they_answered_alike():
    both = {"there": ((0,), (0,)), "left": (0, 1), "public": PUBLIC}
    alike = told_by(leavers, share(cases=30, n=300), share(cases=28, n=298, release=1), **both)
    assert [(c.row, c.status) for c in alike] == [(0, YES), (1, YES)]
    assert told_by(leavers, share(cases=30, n=300), share(cases=29, n=298, release=1), **both) == []


def test_a_group_of_cases_alone_is_found():
    (claim,) = told_by(everybody_alike, share(cases=38, n=40, n_unknown=1))
    assert claim.but == 1
    (claim,) = told_by(everybody_alike, share(cases=40, n=40, flags=NO_UNKNOWN, leaves_out=True))
    assert claim.but == 0
    assert told_by(everybody_alike, share(cases=30, n=40)) == []
    assert told_by(everybody_alike, share(cases=0, n=40)) == []


def test_all_but_few_are_found_by_subtraction():
    figures = [
        share(cases=140, n=240),
        share(cases=102, n=200, codes={"region": "1"}),
        share(codes={"region": "2"}),
    ]
    found = [c for c in told_by(everybody_alike, *figures) if c.group == group(region="2")]
    assert [(c.but, c.measure) for c in found] == [(2, "y")]
    of_none = [
        share(cases=100, n=240),
        share(cases=100, n=238, codes={"region": "1"}),
        share(codes={"region": "2"}),
    ]
    found = [c for c in told_by(everybody_alike, *of_none) if c.group == group(region="2")]
    assert found == []


def test_all_cases_of_a_wide_measure_are_those_of_a_narrow_one():
    wide = share("children_in_economic_activity", cases=12, n=90)
    (claim,) = told_by(across_measures, wide, share("hazardous_conditions", cases=11, n=90))
    assert (claim.among, claim.but) == ("children_in_economic_activity", 1)
    assert told_by(across_measures, wide, share("hazardous_conditions", cases=5, n=90)) == []
    assert told_by(across_measures, wide, share("y", cases=12, n=90)) == []


SAFE = (
    share(cases=130, n=1000, n_unknown=20),
    share(cases=60, n=500, n_unknown=9, codes={"sex": "1"}),
    share(cases=70, n=500, n_unknown=11, codes={"sex": "2"}),
    share(codes={"region": "1"}),
    share(codes={"region": "2"}),
)


@pytest.mark.parametrize("attack", ALL_ATTACKS)
def test_nothing_is_claimed_where_nothing_can_be_told(attack):
    public = Public(people(sex=[1, 2], region=[1, 2]), np.array([1.0, 1.0]))
    assert told_by(attack, *SAFE, public=public) == []
    again = [replaced(figure, release=1) for figure in SAFE]
    assert told_by(attack, *SAFE, *again, public=public) == []


def test_claims_are_judged_by_the_truth():
    truth = Truth(
        people(id=[1, 2, 3, 4], sex=[1, 1, 2, 2], age=[5, 9, 12, 17]),
        {"y": np.array([YES, NO, UNSURE, YES]), "z": np.array([YES, NO, NO, YES])},
    )
    right = (
        Count("cases", "y", group(sex="1"), 1, ""),
        Count("cases", "y", group(), 1, "", (group(sex="2"),)),
        Count("answered", "y", group(age="5-14"), 2, ""),
        Person(2, "y", UNSURE, ""),
        Everybody("y", group(sex="2"), 0, ""),
        Everybody("z", group(), 0, "", among="y"),
    )
    wrong = (
        Count("cases", "y", group(sex="1"), 2, ""),
        Count("unknown", "y", group(), 1, "", (group(sex="2"),)),
        Person(2, "y", NO, ""),
        Everybody("y", group(sex="1"), 0, ""),
        Everybody("y", group(age="9-12"), 1, ""),
    )
    assert judged((*right, *wrong), truth) == ([*right], [*wrong])
    assert all(claim.said() for claim in (*right, *wrong))
    assert distinct((right[0], wrong[0])) == [right[0]]


def test_ages_are_cut_where_a_group_begins():
    cells = Cells([group(age="5-17"), group(age="5-14"), group(age="12-17", sex="1"), group()])
    assert cells.codes == {"age": ("5-11", "12-14", "15-17"), "sex": ("1",)}
    assert cells.inside(group(age="5-14")).tolist() == [1, 1, 0]
