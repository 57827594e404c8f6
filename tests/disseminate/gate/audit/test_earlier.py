"""Earlier releases of the same survey."""

from dataclasses import replace

import pytest

from measure87.disseminate import DisclosureRules, release
from measure87.vocabulary.errors import UsageError
from measure87.vocabulary.estimate import Result
from tests.disseminate.gate.audit.random_tables import figure


def run(*figures):
    return Result("run", figures)


EVERYBODY = figure("x", 900, 60)
NORTH = figure("x", 500, 58, region="north")
SOUTH = figure("x", 400, 2, region="south")
THIRDS = [figure("x", 300, 20, third=k) for k in "abc"]


def test_a_finer_table_does_not_tell_what_an_earlier_release_hid():
    """Shown before: everybody. North alone would now leave the 2 of the south."""
    before = release(run(EVERYBODY))
    alone = release(run(NORTH))
    assert not alone.estimates[0].suppressed
    now = release(run(NORTH), DisclosureRules(earlier=(before,)))
    assert now.estimates[0].suppressed


def test_a_group_that_was_hidden_before_stays_hidden():
    before = release(run(EVERYBODY, NORTH, SOUTH))
    assert [e.suppressed for e in before.estimates] == [False, True, True]
    areas = [
        figure("x", 450, 30, region="north", area="1"),
        figure("x", 50, 28, region="north", area="2"),
    ]
    assert not any(e.suppressed for e in release(run(*areas)).estimates)
    now = release(run(*areas), DisclosureRules(earlier=(before,)))
    assert any(e.suppressed for e in now.estimates)


def test_what_was_published_before_is_not_protected_and_a_warning_says_so():
    before = replace(release(run(EVERYBODY)), estimates=(EVERYBODY, SOUTH))
    now = release(run(EVERYBODY, NORTH, SOUTH), DisclosureRules(earlier=(before,)))
    codes = [notice.code for notice in now.warnings]
    assert codes == ["published-before", "known-from-earlier"]
    assert "x" in now.warnings[0].text
    assert now.estimates[2].suppressed


def test_the_same_release_again_changes_nothing():
    once = release(run(EVERYBODY, NORTH, SOUTH, *THIRDS))
    again = release(run(EVERYBODY, NORTH, SOUTH, *THIRDS), DisclosureRules(earlier=(once,)))
    assert [e.suppressed for e in again.estimates] == [e.suppressed for e in once.estimates]
    assert again.warnings == ()


def test_an_earlier_release_that_counts_others_is_left_aside_with_a_warning():
    before = release(run(figure("x", 905, 61)))
    now = release(run(EVERYBODY, *THIRDS), DisclosureRules(earlier=(before,)))
    assert [notice.code for notice in now.warnings] == ["earlier-differs"]
    assert not any(e.suppressed for e in now.estimates)


def test_what_did_not_pass_the_gate_is_no_earlier_release():
    with pytest.raises(UsageError, match="gate"):
        DisclosureRules(earlier=(run(EVERYBODY),))


def unknowing(name, n, cases, unknown, **group):
    """A proportion whose unknowns are no cases, among its respondents."""
    one = figure(name, n, cases, **group)
    return replace(
        one, n_unknown=unknown, value_if_no=one.value, value_if_yes=(cases + unknown) / n
    )


def test_a_number_of_unknowns_that_was_hidden_before_is_hidden_again():
    """Of 70 asked 65 gave no answer, of the 34 young ones 31: 2 of the others said no."""
    figures = [unknowing("x", 70, 0, 65), unknowing("x", 34, 0, 31, age="5-11")]
    before = release(run(*figures))
    hidden = [one.n_unknown is None for one in before.estimates]
    assert sum(hidden) == 1
    now = release(run(*figures), DisclosureRules(earlier=(before,)))
    assert [one.n_unknown is None for one in now.estimates] == hidden


def test_of_two_earlier_releases_the_one_that_says_more_of_a_figure_is_known():
    figures = [unknowing("x", 70, 0, 65), unknowing("x", 34, 0, 31, age="5-11")]
    silent = [replace(one, n_unknown=None, value_if_no=None, value_if_yes=None) for one in figures]
    silent = [one.with_flags("unknown-not-shown") for one in silent]
    told = replace(release(run(figures[0])), estimates=(figures[0],))
    untold = replace(told, estimates=tuple(silent))
    for earlier in ((told, untold), (untold, told)):
        now = release(run(*figures), DisclosureRules(earlier=earlier))
        assert now.estimates[1].n_unknown is None


def test_where_an_earlier_total_would_tell_hidden_groups_what_is_0_is_hidden_too():
    """Three cases were shown. Three groups that are said to be hidden would have one each."""
    before = release(run(figure("x", 900, 3)))
    assert not before.estimates[0].suppressed
    groups = [
        figure("x", 225, cases, third=k) for k, cases in zip("abcd", (1, 1, 1, 0), strict=True)
    ]
    now = release(run(figure("x", 900, 3), *groups), DisclosureRules(earlier=(before,)))
    assert [one.suppressed for one in now.estimates[1:]] == [True] * 4
    assert "known-from-earlier" not in [notice.code for notice in now.warnings]
    larger = [
        replace(one, n_cases=k, value=k / 225) for one, k in zip(groups, (9, 9, 9, 0), strict=True)
    ]
    first = release(run(figure("x", 900, 27)))
    now = release(run(figure("x", 900, 27), *larger), DisclosureRules(earlier=(first,)))
    assert not any(one.suppressed for one in now.estimates)
