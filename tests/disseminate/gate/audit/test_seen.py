"""What a reader sees: of which figures, whether counts, unknowns, or only that they are hidden."""

from dataclasses import replace

from measure87.disseminate.gate.audit.seen import Seen, SeenFigures, measures_of, seen_figures
from measure87.disseminate.gate.weighted.coarse import Numbers, Weighted
from tests.disseminate.gate.audit.random_tables import figure

SHARE = figure("x", 100, 7, 3)
TOTAL = replace(SHARE, statistic="total", value=700.0)


def test_a_share_and_a_total_of_one_group_are_seen_as_one():
    (one,) = seen_figures([SHARE, TOTAL])
    assert one.measure == ("x", "child_labour/x", 0)
    assert (one.at, one.n, one.cases, one.unknown) == ([0, 1], 100, 7, 3)
    assert one.shown
    assert not one.kept_back
    assert not one.few
    assert not one.hides_unknown


def test_of_what_is_hidden_only_a_reason_is_seen():
    small, secret = seen_figures(
        [SHARE.suppress("few-respondents"), replace(SHARE, group={"s": "1"}).suppress("other")]
    )
    assert (small.shown, small.few, small.kept_back) == (False, True, False)
    assert (secret.shown, secret.few, secret.kept_back) == (False, False, True)
    assert secret.unknown is None


def test_unknowns_that_are_not_shown_are_seen_to_be_kept_back():
    (one,) = seen_figures([replace(SHARE, n_unknown=None).with_flags("unknown-not-shown")])
    assert one.shown
    assert one.hides_unknown
    assert one.unknown is None
    (untold,) = seen_figures([replace(SHARE, n_unknown=None)])
    assert not untold.hides_unknown
    assert not Seen(untold.measure, {}).hides_unknown


def test_a_measure_given_of_two_samples_is_two():
    assert measures_of([SHARE, TOTAL, SHARE, figure("y", 9, 3)]) == [
        ("x", "child_labour/x", 0),
        ("x", "child_labour/x", 0),
        ("x", "child_labour/x", 1),
        ("y", "child_labour/x", 0),
    ]


def test_earlier_figures_come_after_and_cannot_be_taken_back():
    now = replace(SHARE, group={"s": "1"}).suppress("confidential")
    hidden, before = seen_figures([now], [SHARE])
    assert (hidden.at, hidden.is_before) == ([0], False)
    assert (before.at, before.is_before) == ([1], True)
    (both,) = seen_figures([SHARE.suppress("confidential")], [SHARE])
    assert (both.at, both.is_before, both.cases) == ([0, 1], True, 7)
    (again,) = seen_figures([SHARE], [SHARE.suppress("confidential")])
    assert not again.is_before


def test_of_two_numbers_of_unknown_answers_that_of_this_release_is_seen():
    before = replace(SHARE, n_unknown=5)
    (one,) = seen_figures([SHARE], [before])
    assert (one.unknown, one.unknown_is_before) == (3, True)
    (untold,) = seen_figures([replace(SHARE, n_unknown=None)], [before])
    assert (untold.unknown, untold.unknown_is_before) == (5, True)
    for earlier in ([], [replace(SHARE, n_unknown=None)]):
        assert not seen_figures([SHARE], earlier)[0].unknown_is_before


def test_each_time_less_is_shown_less_is_seen():
    every = SeenFigures([SHARE, TOTAL], [])
    assert every.of([SHARE, TOTAL])[0].shown
    hidden = SHARE.suppress("confidential"), TOTAL.suppress("confidential")
    assert every.of([hidden[0], TOTAL])[0].shown
    assert not every.of(hidden)[0].shown
    assert every.of([SHARE, hidden[1]])[0].shown


def test_means_and_sizes_tell_of_no_counts_and_stocks_that_count_do():
    mean = replace(SHARE, name="m", statistic="mean", n_cases=None)
    quantile = replace(mean, name="q", statistic="quantile")
    assert seen_figures([mean, quantile]) == []
    assert len(seen_figures([mean, SHARE])) == 1
    hidden_share = replace(SHARE, name="m").suppress("confidential")
    assert len(seen_figures([mean, hidden_share])) == 1
    counted = replace(mean, n_cases=5)
    assert len(seen_figures([counted])) == 1


class _Weights:
    """Tells of shares alone."""

    def seen(self, measure, figure, *, is_before):
        if figure.statistic != "proportion":
            return None
        return Weighted("proportion", Numbers(1.0, 2.0, None), 0.5 if is_before else 0.0)


def test_what_weights_tell_is_put_beside_the_counts():
    (one,) = seen_figures([SHARE, TOTAL], [SHARE], _Weights())
    assert [told.half for told in one.weighted] == [0.0, 0.5]
    assert one.weighs_anew
    assert seen_figures([SHARE])[0].weighted == ()
    (before,) = seen_figures([TOTAL], [SHARE], _Weights())
    assert [told.half for told in before.weighted] == [0.5]
    assert not before.weighs_anew


def test_more_of_the_weights_is_more():
    (less,) = seen_figures([SHARE])
    (more,) = seen_figures([SHARE], weights=_Weights())
    assert less.tells_no_more_than(more)
    assert not more.tells_no_more_than(less)
    assert more.tells_no_more_than(more)


def test_a_figure_that_is_shown_tells_more_than_one_that_is_not():
    (shown,) = seen_figures([SHARE])
    (hidden,) = seen_figures([SHARE.suppress("confidential")])
    assert hidden.tells_no_more_than(shown)
    assert not shown.tells_no_more_than(hidden)
    few = replace(hidden, few=True)
    assert few.tells_no_more_than(few)
    assert not few.tells_no_more_than(hidden)
    assert not replace(shown, n=99).tells_no_more_than(shown)


def test_unknowns_that_are_told_again_tell_more():
    (shown,) = seen_figures([SHARE])
    hides = replace(shown, hides_unknown=True, unknown=None)
    assert not shown.tells_no_more_than(hides)
    assert hides.tells_no_more_than(hides)
    # The number asked has the unknowns in it only from when they are hidden.
    assert replace(hides, n=103).tells_no_more_than(shown)
    assert hides.tells_no_more_than(shown)
    assert not replace(hides, n=102).tells_no_more_than(shown)
    assert not hides.tells_no_more_than(replace(shown, n=103))
    untold = replace(shown, unknown=None)
    assert replace(untold, hides_unknown=True).tells_no_more_than(untold)
    assert not replace(untold, hides_unknown=True, n=101).tells_no_more_than(untold)
    assert not replace(shown, n=103).tells_no_more_than(shown)
    assert not replace(hides, n=103).tells_no_more_than(hides)


def test_a_figure_is_shown_whose_cases_and_respondents_both_are():
    told = [Seen(("x", "", 0), {}, n=n, cases=k) for n in (None, 40) for k in (None, 0, 9)]
    assert [one.shown for one in told] == [False, False, False, False, True, True]


def test_a_figure_without_cases_or_respondents_tells_no_counts():
    share = figure("x", 400, 90)
    for less in (replace(share, n=None), replace(share, n_cases=None, value=None)):
        one = Seen(("x", "", 0), {})
        one.take(3, less, is_before=True)
        assert (one.at, one.n, one.cases, one.is_before) == ([3], None, None, False)


def test_a_figure_without_weights_of_this_release_weighs_nothing_anew():
    (one,) = seen_figures([SHARE])
    assert not one.weighs_anew
    assert not Seen(one.measure, one.group, one.at).weighs_anew
