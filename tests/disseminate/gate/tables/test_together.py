"""Variables that share a dimension: a region that is all urban is a part of all urban."""

import pytest

from measure87.disseminate import DisclosureRules, release
from measure87.disseminate.gate.audit.exhaustive import exhaustive_groups
from measure87.disseminate.gate.audit.seen import Seen
from measure87.disseminate.gate.kept_releases import KeptReleases
from measure87.disseminate.gate.tables.boxes import dimensions
from measure87.disseminate.gate.tables.together import Together, pieces_together
from measure87.vocabulary.estimate import MISSING_CATEGORY, Estimate, Result

URBAN = Together(("area", "region"), (("u", "a"), ("u", "b"), ("r", "b"), ("r", "c")))
GROUPS = ({}, {"area": "u"}, {"area": "r"}, {"region": "a"}, {"region": "b"}, {"region": "c"})


def box(group, together=(URBAN,), groups=GROUPS):
    dims = dimensions(groups, [{}] * len(groups), {}, together)
    return dims.box(group)


def test_a_code_lies_in_the_other_that_all_of_it_have():
    assert box({"area": "u"}).contains(box({"region": "a"}))
    assert not box({"area": "u"}).contains(box({"region": "b"}))
    assert not box({"area": "u"}, together=()).contains(box({"region": "a"}, together=()))


def test_codes_of_both_are_those_who_have_both():
    both = box({"area": "u", "region": "b"})
    assert box({"region": "b"}).contains(both)
    assert both.disjoint(box({"region": "b", "area": "r"}))
    assert box({"area": "u", "region": "a"}) == box({"region": "a"})


def test_codes_of_other_variables_are_left_as_they_are():
    held = {("area", "u"): frozenset("u"), ("sex", "1"): frozenset("1")}
    assert pieces_together(URBAN, held).keys() == {("area", "u")}


def test_a_code_that_is_missing_is_one_of_its_own():
    missing = Together(("area", "region"), (("u", "a"), (None, "a"), ("r", "b")))
    groups = ({"area": "u"}, {"region": "a"}, {"area": MISSING_CATEGORY})
    assert not box({"area": "u"}, (missing,), groups).contains(
        box({"region": "a"}, (missing,), groups)
    )
    assert box({"region": "a"}, (missing,), groups).contains(
        box({"area": MISSING_CATEGORY}, (missing,), groups)
    )


def test_ages_keep_their_ranges():
    school = Together(("age", "school"), (("5-11", "p"), ("12-14", "s")))
    groups = ({"age": "5-11"}, {"age": "5-14"}, {"school": "p"})
    assert box({"age": "5-14"}, (school,), groups).contains(box({"age": "5-11"}, (school,), groups))


def figure(n, cases, **group):
    return Estimate(
        "child_labour", "proportion", "taylor", group=group, value=cases / n, n=n, n_cases=cases
    )


@pytest.fixture
def run():
    """Urban are regions a and b; b has two cases and goes, with one that is rural."""
    urban = figure(230, 14, area="u"), figure(270, 30, area="r")
    places = figure(150, 12, region="a"), figure(80, 2, region="b")
    others = figure(110, 14, region="c"), figure(160, 16, region="d")
    return Result("run", (figure(500, 44), *urban, *places, *others))


def test_a_region_is_not_told_by_the_others_where_one_of_them_is_all_urban():
    """13 cases, of which 5 and 6 are of two regions: the third has two."""
    regions = figure(120, 5, region="a"), figure(110, 6, region="b"), figure(70, 2, region="c")
    areas = figure(180, 7, area="u"), figure(120, 6, area="r")
    places = (("u", "a"), ("u", "b"), ("r", "b"), ("u", "c"), ("r", "c"))
    known = KeptReleases(together=(Together(("area", "region"), places),))
    for order in ((*areas, *regions), (*regions, *areas)):
        found = release(Result("run", (figure(300, 13), *order)), DisclosureRules(kept=known))
        shown = {"".join(one.group.values()) for one in found.estimates if not one.suppressed}
        assert "" in shown
        assert not {"a", "b"} <= shown


def test_what_a_region_leaves_of_its_area_is_hidden_by_one_figure_more(run):
    places = (("u", "a"), ("u", "b"), ("r", "c"), ("r", "d"))
    known = KeptReleases(together=(Together(("area", "region"), places),))

    def shown(rules):
        found = release(run, rules).estimates
        return {"".join(one.group.values()): not one.suppressed for one in found}

    apart, together = shown(DisclosureRules()), shown(DisclosureRules(kept=known))
    assert apart["u"]
    assert apart["a"]  # 14 less 12 are the two of region b
    assert not (together["u"] and together["a"])


X = ("x", "", 0)
SEEN = (
    Seen(X, {"area": "u"}),
    Seen(X, {"region": "a"}, n=50, cases=5),
    Seen(X, {"region": "b"}, n=50, cases=5),
)


@pytest.mark.parametrize(("rest", "is_all"), [("u", False), ("r", True)])
def test_listed_parts_are_all_of_a_hidden_group_where_nobody_is_in_none(rest, is_all):
    """Urban was hidden and is not listed now; two regions are, and one is not."""
    together = Together(("area", "region"), (("u", "a"), ("u", "b"), (rest, "c")))
    dims = dimensions([one.group for one in SEEN], [{}] * 3, {}, (together,))
    assert bool(exhaustive_groups(SEEN, dims, {1: 50, 2: 50})) is is_all


def test_listed_parts_are_all_of_everybody_hidden_if_nobody_of_a_listed_code_is_in_none():
    """Urban and rural are; region a and rural leave out who is urban and of region b."""
    groups = ({}, {"area": "u"}, {"area": "r"}, {"region": "a"})
    seen = (Seen(X, {}), *(Seen(X, group, n=50, cases=5) for group in groups[1:]))
    dims = dimensions(groups, [{}] * 4, {}, (URBAN,))
    found = [one for one in exhaustive_groups(seen, dims, {1: 70, 2: 50, 3: 30})
             if one.whole == dims.box({})]  # fmt: skip
    assert [set(map(repr, one.parts)) for one in found] == [
        {repr(dims.box({"area": code})) for code in "ur"}
    ]
