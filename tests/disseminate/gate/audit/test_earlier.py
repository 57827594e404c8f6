"""Earlier releases of the same survey."""

from dataclasses import replace

import numpy as np
import pytest

from measure87.disseminate import DisclosureRules, release
from measure87.vocabulary.errors import UsageError
from measure87.vocabulary.estimate import Estimate, Result
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


AGES = {"5-17": (0, 1, 2), "5-14": (0, 1), "5-11": (0,), "12-14": (1,), "15-17": (2,)}


def children(seed):
    """400 drawn children of 5 to 17, by age, area and sex and each age crossed with these.

    That all are of 5 to 17 makes everybody and that age two groups of the same persons.
    """
    rng = np.random.default_rng(seed)
    age, area, sex = rng.choice(3, 400, p=[0.55, 0.25, 0.2]), *rng.integers(1, 3, (2, 400))
    works = rng.random(400) < np.array([0.2, 0.1, 0.03])[age]
    status = np.where(rng.random(400) < 0.02, 1, np.where(works, 2, 0))
    codes = {"area": area, "sex": sex}
    groups = [{}, *({"age": band} for band in AGES)]
    groups += [{name: str(code)} for name in codes for code in (1, 2)]
    groups += [{"age": band, name: str(k)} for name in codes for band in AGES for k in (1, 2)]
    for group in groups:
        inside = np.isin(age, AGES[group.get("age", "5-17")])
        for name, code in group.items():
            inside &= name == "age" or codes[name] == int(code)
        no, unknown, cases = (int((inside & (status == k)).sum()) for k in range(3))
        n, asked = no + cases, no + unknown + cases
        yield Estimate(
            "x", "proportion", "taylor", group=group, value=cases / n, n=n, n_cases=cases,
            n_unknown=unknown, value_if_no=cases / asked, value_if_yes=(cases + unknown) / asked,
        )  # fmt: skip


@pytest.mark.parametrize("seed", [13, 14])
def test_a_few_figures_of_earlier_take_no_other_measure_with_them(seed):
    """Everybody was published: who hides those of 5 to 17 hides nothing, and may go on for ever."""
    every = tuple(children(seed))
    first = release(run(*(one for one in every if set(one.group) <= {"sex"})))
    alone = release(run(*every))
    now = release(run(*every), DisclosureRules(earlier=(first,)))
    hidden, before = (sum(one.suppressed for one in now.estimates) for now in (now, alone))
    assert hidden <= before + 9
    shown = {tuple(one.group.values()) for one in now.estimates if not one.suppressed}
    assert {(), ("5-17",), ("1",), ("2",), ("5-17", "1"), ("5-17", "2")} <= shown


def test_what_is_shown_again_is_not_said_to_follow_from_earlier_releases():
    """Those of 5 to 17 are everybody, who was published, and are shown."""
    every = tuple(children(14))
    first = release(run(*(one for one in every if set(one.group) <= {"sex"})))
    now = release(run(*every), DisclosureRules(earlier=(first,)))
    assert "known-from-earlier" not in [notice.code for notice in now.warnings]
