import pytest

from measure87.estimate.multiple_lists import SizeEstimate
from measure87.estimate.multiple_lists.trust.verdict import REASONS, Verdict, judge, lies_far
from measure87.vocabulary.estimate import Notice
from measure87.vocabulary.releases.codec import plain


def size(method: str, value: float, *notices: str, bound: bool = False) -> SizeEstimate:
    told = tuple(Notice(code, code) for code in notices)
    return SizeEstimate(
        method, value, None, None, 0.95, "bca", 100, lower_bound_only=bound, notices=told
    )


def test_figures_of_the_uk_study_disagree_by_a_factor_of_two():
    # Five lists, 2013: independence, stepwise, BIC of order 2 as in the reference folder.
    found = judge([size("independence", 13444.1), size("stepwise", 11313.0), size("bic", 22991.3)])
    assert found.code == "disagree"
    assert found.factor == pytest.approx(22991.3 / 11313.0)
    assert "factor of 2.0: from stepwise 11,313 to bic 22,991" in found.text


def test_figures_close_to_one_another_are_said_to_be_no_evidence():
    found = judge([size("stepwise", 1000), size("bic", 1400)])
    assert found.code == "close"
    assert "not by itself evidence" in found.text


def test_bounds_and_figures_that_failed_are_not_compared():
    found = judge(
        [
            size("chao", 10, bound=True),
            size("latent-class", 50_000, "not-converged"),
            size("bic", 9),
        ]
    )
    assert found.code == "one-method"
    assert found.compared == ("bic",)


def test_nothing_that_can_be_defended_is_not_estimable():
    assert plain(judge([]).stated()) == {
        "code": "not-estimable",
        "text": "Not estimable: no method gives a figure that can be defended.",
    }


def test_why_nothing_is_estimable_is_told_the_most_frequent_reason_first():
    found = judge([], ["not-converged", "no-overlap", "no-overlap", "unheard-of"])
    assert found.because == ("no-overlap", "not-converged", "unheard-of")
    assert found.text == (
        "Not estimable because nobody is on two lists; chains settled on different sizes."
    )


def test_a_lower_bound_alone_is_not_estimable_but_is_told():
    found = judge([size("chao", 10, bound=True)], ["no-maximum"])
    assert found.code == "not-estimable"
    assert found.text.endswith("Only a lower bound can be given.")


def test_reasons_hold_no_counts_so_that_a_released_verdict_gives_none_away():
    assert not any(character.isdigit() for text in REASONS.values() for character in text)


def test_a_figure_far_from_the_middle_of_the_others_is_marked():
    def of(value, **more):
        return SizeEstimate("m", value, 1.0, 1e9, 0.95, "profile", 50, **more)

    sizes = [of(10_000.0), of(12_000.0), of(14_000.0), of(146_148.0)]
    assert [lies_far(one, sizes) for one in sizes] == [False, False, False, True]
    assert not lies_far(sizes[-1], sizes[-3:])  # of two others neither is the middle
    bound = of(3_000.0, lower_bound_only=True)
    assert not lies_far(bound, [*sizes, bound])
    low = of(4_000.0)
    assert lies_far(low, [*sizes[:3], low])


def limited(method, value, lower, upper, *, bound=False):
    return SizeEstimate(method, value, lower, upper, 0.95, "profile", 50, lower_bound_only=bound)


@pytest.mark.parametrize(
    ("upper", "told"), [(1_299.0, ("chao", 1_300.0)), (1_300.0, None), (None, None)]
)
def test_a_bound_above_the_whole_interval_of_the_lowest_figure_is_told(upper, told):
    lowest, other = limited("stepwise", 1_000.0, 900.0, upper), limited("bic", 2_000.0, 1, 9_000)
    bounds = [limited("chao", 1_500.0, 1_300.0, None, bound=True),
              limited("sample-coverage", 1_600.0, 1_200.0, None, bound=True)]  # fmt: skip
    found = judge([other, *bounds, lowest])
    assert found.bound_above == told
    stated = plain(found.stated())
    assert stated.get("bound_above") == (told and {"method": told[0], "lower": told[1]})


def test_without_a_bound_that_has_a_limit_none_is_told():
    lowest = limited("stepwise", 1_000.0, 900.0, 1_100.0)
    assert judge([lowest, limited("bic", 9_000.0, 8_000.0, 9_500.0)]).bound_above is None
    assert judge([lowest, limited("chao", 9_000.0, None, None, bound=True)]).bound_above is None


def test_a_verdict_without_figures_tells_three_reasons_at_most_and_a_bound_if_there_is_one():
    codes = ("no-overlap", "no-estimate", "no-maximum", "unheard-of", "low-coverage", "nobody")
    found = Verdict("not-estimable", because=codes)
    # Two codes have one reason, and one has none.
    told = "; ".join(REASONS[code] for code in ("no-overlap", "no-estimate", "low-coverage"))
    assert found.text == f"Not estimable because {told}."
    bounded = Verdict("not-estimable", because=("nobody",), bounded=True)
    assert bounded.text.endswith("nobody is on any list. Only a lower bound can be given.")
    assert "no method gives a figure that can be defended" in Verdict("not-estimable").text


@pytest.mark.parametrize("missing", ["factor", "lowest", "highest"])
def test_a_verdict_that_lacks_an_end_states_no_figures(missing):
    ends = {"factor": 2.0, "lowest": ("a", 10.0), "highest": ("b", 20.0)}
    said = Verdict("disagree", **(ends | {missing: None}), compared=("a", "b")).stated()
    assert (said.code, said.factor, said.lowest, said.highest) == ("disagree", None, None, None)
    assert said.text.startswith("Not estimable")
    whole = Verdict("disagree", **ends, compared=("a", "b")).stated()
    assert (whole.factor, whole.lowest.value, whole.highest.method) == (2.0, 10.0, "b")
    assert list(whole.compared) == ["a", "b"]


def test_one_figure_alone_has_none_to_be_compared_with():
    assert judge([size("bic", 9)]).text == (
        "Only one method gives a figure (bic 9): there is no other to compare it with."
    )
    assert Verdict("not-estimable").text == (
        "Not estimable: no method gives a figure that can be defended."
    )


def test_figures_disagree_beyond_a_factor_of_one_and_a_half():
    assert judge([size("stepwise", 1000), size("bic", 1500)]).code == "close"
    assert judge([size("stepwise", 1000), size("bic", 1501)]).code == "disagree"


def test_a_figure_of_twice_the_middle_of_the_others_is_not_far_and_needs_three_of_them():
    others = [size("a", 900), size("b", 1000), size("c", 1100)]
    assert not lies_far(size("bic", 2000), others)
    assert lies_far(size("bic", 2001), others)
    assert not lies_far(size("bic", 500), others)
    assert lies_far(size("bic", 499), others)
    for odd in (size("c", 1100, bound=True), size("c", 1100, "not-converged")):
        assert not lies_far(size("bic", 9000), [*others[:2], odd])
