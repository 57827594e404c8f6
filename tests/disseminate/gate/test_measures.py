"""The gate: what is not shown, what stays, and what it says about itself."""

from dataclasses import fields, replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from measure87.disseminate import DisclosureRules, release
from measure87.disseminate.gate.kept_releases import KeptReleases
from measure87.vocabulary.errors import UsageError
from measure87.vocabulary.estimate import Alternative, Estimate, Notice, Refusal, Result
from measure87.vocabulary.releases.codec import UnreadableError, plain
from measure87.vocabulary.releases.survey import SurveyDiagnostics
from tests.disseminate.stated import stated

IDENTITY = {"name", "statistic", "method", "group", "labels", "definition", "unit", "flags"}


def figure(n, cases, *, name="child_labour", unknown=0, definition="child_labour/x", **group):
    share = 0.0 if cases is None else cases / n
    return Estimate(
        name,
        "proportion",
        "taylor",
        group=group,
        labels={variable: f"{variable} {code}" for variable, code in group.items()},
        definition=definition,
        value=share,
        se=0.01,
        lower=share / 2,
        upper=share * 1.5 + 0.01,
        level=0.95,
        interval="korn-graubard",
        n=n,
        n_cases=cases,
        n_clusters=30,
        n_clusters_with_cases=None if cases is None else min(cases, 30),
        df=25.0,
        deff=1.4,
        deff_used=1.6,
        deff_source="pooled",
        n_effective=n / 1.6,
        weighted_n=n * 10.0,
        n_unknown=unknown,
        value_if_no=share,
        value_if_yes=share + unknown / n,
        alternatives=(Alternative("wald", 0.0, 1.0, 1.4, "own design effect"),),
    )


def run(*figures, **more):
    return Result("run", figures, **more)


def shown(result):
    return {tuple(sorted(e.group.items())): not e.suppressed for e in result.estimates}


@pytest.mark.parametrize(
    ("n", "flags"),
    [
        (24, ("suppressed", "few-respondents")),
        (25, ("in-brackets",)),
        (49, ("in-brackets",)),
        (50, ()),
    ],
)
def test_the_number_of_respondents_decides_as_in_mics_tables(n, flags):
    (only,) = release(run(figure(n, 10))).estimates
    assert only.flags == flags


@pytest.mark.parametrize(
    ("cases", "is_shown"),
    [(0, True), (1, False), (2, False), (3, True), (97, True), (98, False), (99, False)],
)
def test_one_or_two_cases_or_non_cases_are_not_shown(cases, is_shown):
    (only,) = release(run(figure(100, cases))).estimates
    assert only.suppressed is not is_shown


def test_no_case_keeps_its_upper_limit():
    (only,) = release(run(figure(100, 0))).estimates
    assert (only.value, only.n_cases, only.upper) == (0.0, 0, 0.01)


def test_a_suppressed_figure_keeps_its_name_and_group_and_nothing_else():
    (only,) = release(run(figure(100, 2, sex="1"))).estimates
    kept = {item.name for item in fields(only) if getattr(only, item.name) not in (None, ())}
    assert kept == IDENTITY - {"unit"}
    assert only.flags == ("suppressed", "confidential")


def test_a_second_group_goes_so_that_the_first_is_not_the_rest():
    got = shown(
        release(
            run(
                figure(1000, 42),
                figure(300, 20, region="a"),
                figure(350, 2, region="b"),
                figure(350, 20, region="c"),
            )
        )
    )
    assert got[()] is True
    assert got[("region", "b"),] is False
    assert sum(got.values()) == 2


def test_groups_without_a_listed_rest_do_not_reveal_the_rest():
    """5-17 less 5-14 is 15-17, listed or not."""
    got = shown(release(run(figure(1000, 42, age="5-17"), figure(800, 40, age="5-14"))))
    assert sum(got.values()) == 1


def test_overlapping_ages_do_not_reveal_the_ages_between():
    """5-14 less 5-11 is 12-14, which has one case."""
    figures = [figure(800, 41, age="5-14"), figure(600, 40, age="5-11")]
    assert not all(shown(release(run(*figures))).values())
    assert all(shown(release(run(*figures), DisclosureRules(complementary=False))).values())


def test_ages_in_two_variables_are_one_dimension():
    figures = [figure(800, 41, age_broad="5-14"), figure(600, 40, age_narrow="5-11")]
    assert not all(shown(release(run(*figures))).values())


def test_overlapping_codes_are_taken_apart_where_parts_are_declared():
    rules = DisclosureRules(parts={"region": {"north": ("a", "b")}})
    figures = [figure(800, 41, region="north"), figure(600, 40, region="a")]
    assert not all(shown(release(run(*figures), rules)).values())


def test_two_definitions_do_not_reveal_the_one_person_between_them():
    result = run(
        figure(1000, 40, name="child_labour_sdg_a", sex="1"),
        figure(1000, 41, name="child_labour_sdg_b", sex="1"),
    )
    assert [e.suppressed for e in release(result).estimates] == [False, True]


def test_the_main_measure_is_kept_before_the_other():
    result = run(
        figure(1000, 40, name="a", sex="1"),
        figure(1000, 41, name="b", sex="1"),
        diagnostics=stated(measures={"b": {"headline": True}}),
    )
    assert [e.suppressed for e in release(result).estimates] == [True, False]


def test_measures_that_cross_are_not_taken_for_parts_of_each_other():
    result = run(
        figure(1000, 40, name="a", sex="1"),
        figure(1000, 41, name="b", sex="1"),
        figure(1000, 50, name="a", sex="2"),
        figure(1000, 30, name="b", sex="2"),
    )
    assert not any(e.suppressed for e in release(result).estimates)
    declared = release(result, DisclosureRules(nested=(("a", "b"),)))
    assert any(e.suppressed for e in declared.estimates)


def test_counts_are_not_asked_where_the_nested_measures_declared_are_all():
    result = run(figure(85, 39, name="a"), figure(85, 40, name="b"))
    assert any(e.suppressed for e in release(result, DisclosureRules()).estimates)
    told = DisclosureRules(nested=(("a", "c"),), nested_complete=True)
    assert not any(e.suppressed for e in release(result, told).estimates)
    nested = DisclosureRules(nested=(("a", "b"),), nested_complete=True)
    assert any(e.suppressed for e in release(result, nested).estimates)


def test_unknowns_kept_back_are_not_told_by_the_number_of_persons_drawn():
    asked = replace(figure(84, 47, unknown=1), n_clusters=84, df=83.0, value_if_no=47 / 85)
    (told,) = release(run(asked)).estimates
    assert (told.n, told.n_clusters, told.df) == (85, None, None)


def test_a_part_is_not_had_from_the_whole_and_the_other_parts():
    """Four routes add up to all: 10 less 5 less 3 leaves the 2 of the last route."""
    routes = {
        "a_all": (100, (30, 10, 20)),
        "a_one": (100, (15, 5, 10)),
        "a_two": (100, (9, 3, 6)),
        "a_three": (100, (6, 2, 4)),
    }
    figures = [
        figure(n * factor, count, name=name, **group)
        for name, (n, counts) in routes.items()
        for factor, group, count in zip(
            (9, 4, 5), ({}, {"sex": "1"}, {"sex": "2"}), counts, strict=True
        )
    ]
    released = release(run(*figures)).estimates
    hidden = {(e.name, e.group.get("sex")) for e in released if e.suppressed}
    assert {("a_three", "1"), ("a_three", "2")} <= hidden
    for sex in ("1", "2"):
        assert len([name for name, code in hidden if code == sex]) >= 2
    assert not any(e.suppressed for e in released if not e.group)


def test_a_total_and_its_share_are_hidden_together():
    share, total = figure(100, 2), replace(figure(100, 2), statistic="total", value=20.0)
    assert all(e.suppressed for e in release(run(share, total)).estimates)


def test_the_same_people_under_two_names_are_hidden_together():
    def three(name):
        return [
            figure(300, 20, name=name, region="a"),
            figure(350, 2, name=name, region="b"),
            figure(350, 20, name=name, region="c"),
            figure(1000, 42, name=name),
        ]

    released = release(run(*three("share"), *three("number"))).estimates
    assert [e.suppressed for e in released[:4]] == [e.suppressed for e in released[4:]]


def test_one_or_two_unknowns_are_not_shown_while_the_figure_is():
    (only,) = release(run(figure(100, 10, unknown=2))).estimates
    assert not only.suppressed
    assert (only.n_unknown, only.value_if_no, only.value_if_yes) == (None, None, None)
    assert only.flags == ("unknown-not-shown",)


def test_unknowns_are_not_given_back_by_the_other_groups():
    released = release(
        run(
            figure(1000, 40, unknown=12),
            figure(500, 20, unknown=2, sex="1"),
            figure(500, 20, unknown=10, sex="2"),
        )
    )
    assert [e.n_unknown for e in released.estimates] == [12, None, None]


def test_means_need_respondents_and_not_cases():
    def mean(n, **group):
        return replace(figure(n, None, **group), statistic="mean", value=12.5)

    got = release(run(mean(100), mean(20, sex="1"), mean(80, sex="2"))).estimates
    assert [e.suppressed for e in got] == [False, True, True]
    left = release(run(mean(100), mean(98, sex="1"))).estimates
    assert sum(e.suppressed for e in left) == 1


def test_a_stock_is_hidden_with_the_cases_that_it_rests_on():
    flow = figure(100, 2, name="forced_labour")
    stock = replace(figure(100, None, name="forced_labour_stock"), statistic="mean", value=0.01)
    for figures in ((flow, stock), (stock, flow)):
        assert all(e.suppressed for e in release(run(*figures)).estimates)


def test_a_stock_does_not_tell_how_few_cases_have_no_days():
    """Its respondents are those of the flow less the cases whose days are not known.

    Where that would tell of one or two cases, n is the flow's.
    """

    def both(n, cases, without, **group):
        flow = figure(n, cases, name="forced_labour", unknown=9, **group)
        stock = replace(
            figure(n - without, None, name="forced_labour_stock", unknown=9 + without, **group),
            statistic="mean",
            value=(flow.value or 0.0) / 2,
        )
        return [flow, stock]

    figures = [*both(900, 60, 7), *both(400, 30, 1, sex="1"), *both(500, 30, 6, sex="2")]
    released = release(run(*figures)).estimates
    assert [e.n for e in released] == [900, 893, 400, 400, 500, 500]
    for e in released[3::2]:
        assert e.value is not None
        assert e.upper is not None
        gone = (e.weighted_n, e.n_effective, e.n_unknown, e.value_if_no, e.value_if_yes)
        assert gone == (None,) * 5
        assert "unknown-not-shown" in e.flags
    assert [e.n_unknown for e in released[::2]] == [9, 9, 9]


def test_the_undetermined_are_not_told_by_the_rules_of_single_ages():
    """With the 5 unknown at 12-14, 4 of them for their hours, the activity of 1 would be told."""
    causes = {
        "at_12_to_14: activity": 1,
        "at_12_to_14: hours": 4,
        "at_15_to_17: activity": 3,
        "at_15_to_17: hours": 14,
    }
    figures = [figure(1000, 40, unknown=22), figure(300, 20, unknown=5, age="12-14")]
    result = run(*figures, diagnostics=SurveyDiagnostics(undetermined={"child_labour": causes}))
    told = release(result).diagnostics.undetermined
    assert told == {"child_labour": {"activity": 4, "hours": 18}}


def test_the_undetermined_are_not_told_where_the_unknowns_are_not():
    result = run(
        figure(1000, 40, unknown=2),
        diagnostics=SurveyDiagnostics(undetermined={"child_labour": {"hours": 2, "age": 0}}),
    )
    told = release(result).diagnostics.undetermined
    assert told == {"child_labour": {"age": 0}}


def test_where_persons_left_or_came_no_count_of_the_undetermined_is_told_however_large():
    """Beside that of the earlier release it would be how many of those who left gave no answer."""
    asked = SurveyDiagnostics(undetermined={"child_labour": {"hours": 9, "age": 13}})
    result = run(figure(1000, 40, unknown=22), diagnostics=asked)
    same, others = (DisclosureRules(kept=KeptReleases(persons_differ=k)) for k in (False, True))
    assert release(result, same).diagnostics.undetermined == asked.undetermined
    assert release(result, others).diagnostics.undetermined != asked.undetermined
    told = release(result, others).diagnostics.undetermined or {}
    assert {9, 13}.isdisjoint(told.get("child_labour", {}).values())


def test_the_same_measure_of_two_samples_is_judged_for_each():
    for figures in ((figure(100, 30), figure(100, 2)), (figure(100, 2), figure(100, 30))):
        got = release(run(*figures)).estimates
        assert [e.suppressed for e in got] == [e.n_cases == 2 for e in figures]


def test_estimates_without_respondents_pass():
    size = Estimate("hidden_population", "total", "chao", value=1234.0, lower=900.0, upper=2000.0)
    (only,) = release(run(size)).estimates
    assert (only.value, only.lower, only.upper, only.digits) == (1240.0, 900.0, 2020.0, 20.0)


def test_nothing_that_the_run_says_counts_one_or_two_persons():
    result = run(
        figure(100, 10),
        refused=[Refusal("x", "few", "2 persons answered")],
        warnings=[Notice("unmapped", "code 9: 1 unknown row, 30 rows are not")],
        diagnostics=stated(
            undetermined={"child_labour": {"hours": 1, "age": 7, "job": 30}},
            mapping={"fs": {"rows_read": {"persons": 500, "jobs": 2}}},
            study={"year": 2},
        ),
    )
    got = release(result)
    assert got.diagnostics.undetermined == {
        "child_labour": {"hours": "not-shown", "age": "not-shown", "job": 30}
    }
    assert set(got.diagnostics.mapping["fs"].rows_read.values()) == {"not-shown"}
    assert got.diagnostics.disclosure.diagnostics_left_out == []
    assert got.diagnostics.study.year == 2
    assert got.refused[0].text == "fewer than 3 persons answered"
    assert got.warnings[0].text == "code 9: fewer than 3 unknown rows, 30 rows are not"


def test_of_facts_of_a_sample_fractions_and_small_counts_are_left_out():
    """What `estimate survey` says is of no study; a whole number may be one of persons."""
    facts = {"rows": 2, "strata": 2, "clusters": 90, "design_df": 87.5, "single_cluster": "adjust"}
    got = release(run(figure(100, 10), diagnostics=facts)).diagnostics
    account = got.pop("disclosure")
    del facts["design_df"]
    assert got == {**facts, "rows": "not-shown", "strata": "not-shown"}
    assert account["diagnostics_left_out"] == ["design_df"]
    assert account["rules"]["minimum_respondents"] == 25


def test_what_measures_are_is_not_guessed_from_plain_values_that_do_not_say_it_all():
    with pytest.raises(UnreadableError, match=r"measures\.x lacks 'title'"):
        release(run(figure(100, 10), diagnostics={"measures": {"x": {"unknown": "exclude"}}}))


def test_the_account_adds_up():
    result = release(run(figure(100, 2, sex="1"), figure(20, 5, sex="2"), figure(40, 5, area="1")))
    account = result.diagnostics.disclosure
    assert account.figures == 3
    assert account.shown == account.in_brackets == 1
    assert account.suppressed == {"few-respondents": 1, "confidential": 1}
    assert account.rules.minimum_respondents == 25


def test_a_released_result_passes_unchanged():
    once = release(run(figure(100, 2), figure(200, 30, sex="1")))
    assert once.released
    assert release(once) is once


@pytest.mark.parametrize(
    ("limits", "named"),
    [
        ({"minimum_cases": 0}, "minimum_cases"),
        ({"minimum_respondents": -1}, "minimum_respondents"),
        ({"brackets_below": 24}, "brackets_below"),
        ({"rounding": 1}, "rounding"),
    ],
)
def test_rules_that_protect_nobody_are_refused(limits, named):
    with pytest.raises(UsageError, match=named):
        DisclosureRules(**limits)


def test_the_least_rules_that_may_be_are_taken():
    least = {"minimum_cases": 1, "minimum_respondents": 0, "brackets_below": 0, "rounding": 2}
    (only,) = release(run(figure(1, 1)), DisclosureRules(**least)).estimates
    assert only.flags == ()


def test_the_account_tells_the_rules_and_leaves_out_what_was_not_asked_for():
    limits = {"minimum_respondents": 25, "brackets_below": 50, "minimum_cases": 3}
    assert plain(DisclosureRules().stated) == {**limits, "complementary": True}
    asked = DisclosureRules(
        30, 60, 4, complementary=False, nested=(("a", "b"),), nested_complete=True,
        earlier=(release(run()),), rounding=5, tau_argus=True,
    )  # fmt: skip
    assert plain(asked.stated) == {
        "minimum_respondents": 30,
        "brackets_below": 60,
        "minimum_cases": 4,
        "complementary": False,
        "nested": [("a", "b")],
        "nested_complete": True,
        "earlier_releases": 1,
        "rounding": 5,
        "tau_argus": True,
    }


counts = st.integers(0, 60)


@pytest.mark.slow
@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(counts, counts), min_size=2, max_size=5),
    st.permutations(range(6)),
    st.sampled_from(["x", "z"]),
)
def test_order_and_names_do_not_change_how_much_is_hidden(pairs, order, prefix):
    """Rows permuted and codes renamed: the total's fate and the reasons stay."""
    groups = [figure(c + o + 1, c, region=f"r{k}") for k, (c, o) in enumerate(pairs)]
    everybody = figure(sum(e.n for e in groups), sum(e.n_cases for e in groups))
    one = release(run(everybody, *groups))
    renamed = [replace(e, group={"region": prefix + e.group["region"]}) for e in groups]
    mixed = [renamed[k] for k in order if k < len(renamed)]
    other = release(run(*mixed, everybody))
    assert one.estimates[0].flags == other.estimates[-1].flags
    hidden = [sum(e.suppressed for e in r.estimates) for r in (one, other)]
    assert hidden[0] == hidden[1]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(counts, counts, st.integers(0, 9)), min_size=1, max_size=6))
def test_nothing_shown_breaks_the_rules(rows):
    result = release(
        run(*[figure(c + o + 1, c, unknown=u, region=str(k)) for k, (c, o, u) in enumerate(rows)])
    )
    for e in result.estimates:
        if e.suppressed:
            assert e.to_json().keys() <= IDENTITY
            continue
        assert e.n >= 25
        assert e.n_cases == 0 or (e.n_cases >= 3 and e.n - e.n_cases not in (1, 2))
        assert e.n_unknown not in (1, 2)
        assert ("in-brackets" in e.flags) == (e.n < 50)
