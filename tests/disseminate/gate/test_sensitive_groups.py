"""Forced labour by groups that could be harmed: refused without a reason, and held to more."""

import json
from dataclasses import replace

import numpy as np
import pytest

from measure87.define import list_definitions, load_definition
from measure87.disseminate import DisclosureRules, ReportContext, release
from measure87.disseminate.html import page_of_content
from measure87.disseminate.locale.texts import languages
from measure87.study.survey.tables import AGE
from measure87.vocabulary.columns import PERSONS
from measure87.vocabulary.errors import UsageError
from measure87.vocabulary.estimate import Result
from measure87.vocabulary.sensitive_groups import (
    NOT_HELD_SENSITIVE,
    REFUSED_WITHOUT_REASON,
    WARNED_OF,
    is_of_coercion,
)
from tests.disseminate.gate.test_measures import figure, run
from tests.disseminate.stated import stated

ICLS = "forced_labour/icls20_2018@2018-10-11"
NATIONAL = "zz/forced@2024-07-01"
REASON = "The council of the four peoples asked for it."


def forced(n, cases, name="forced_labour", definition=ICLS, **group):
    return figure(n, cases, name=name, definition=definition, **group)


def by_groups(variable="ethnicity", counts=((900, 40), (700, 31), (500, 22), (400, 9))):
    """Everybody, and four groups that make them up; the last has nine cases."""
    parts = [forced(n, cases, **{variable: str(k)}) for k, (n, cases) in enumerate(counts)]
    return [forced(sum(n for n, _ in counts), sum(c for _, c in counts)), *parts]


def groups_shown(result):
    return [dict(e.group) for e in result.estimates if not e.suppressed]


def test_every_variable_that_a_table_can_be_by_is_decided_on_once():
    domains = {column.name for column in PERSONS.columns if column.kind == "code"}
    domains |= {AGE, "school_attendance"}
    decided = [*REFUSED_WITHOUT_REASON, *WARNED_OF, *NOT_HELD_SENSITIVE]
    assert domains <= set(decided)
    assert len(decided) == len(set(decided))
    assert {"ethnicity", "migrant_status"} <= set(REFUSED_WITHOUT_REASON)


@pytest.mark.parametrize("variable", REFUSED_WITHOUT_REASON)
def test_without_a_reason_the_figures_are_not_in_the_release(variable):
    released = release(run(*by_groups(variable)))
    assert [dict(e.group) for e in released.estimates] == [{}]
    (refusal,) = released.refused
    assert (refusal.code, refusal.group) == ("sensitive-groups", {variable: "*"})
    assert released.diagnostics.disclosure.figures == 1


def test_a_crossed_table_is_refused_for_the_variable_that_could_do_harm():
    crossed = [forced(300, 50, ethnicity="1", sex=code) for code in "12"]
    released = release(run(forced(600, 100), forced(300, 50, sex="1"), *crossed))
    assert [dict(e.group) for e in released.estimates] == [{}, {"sex": "1"}]
    (refusal,) = released.refused
    assert refusal.values == {"variables": ["ethnicity"]}


@pytest.mark.parametrize(
    ("name", "definition", "refused"),
    [
        ("child_labour_sdg_a", "child_labour/sdg_8_7_1@2008-12-05", False),
        ("worst_forms_other_icls", "child_labour/icls18_2008_amended_2018@2018-10-11", True),
        ("trafficking", "trafficking/palermo@2000-11-15", True),
        ("forced_marriage", "forced_marriage/global_estimates@2022-09-12", True),
        ("ilo_indicators_any", "forced_labour/ilo_11_indicators@2012-10-01", True),
        ("forced_labour_by_industry_services", ICLS, True),
        ("zz_forced", NATIONAL, True),
        ("has_phone", None, False),
    ],
)
def test_it_is_of_coercion_that_a_reason_is_asked(name, definition, refused):
    figures = [forced(500, 60, name, definition), forced(250, 30, name, definition, ethnicity="1")]
    rules = DisclosureRules(coercion=frozenset({NATIONAL}))
    assert bool(release(run(*figures), rules).refused) is refused


@pytest.mark.parametrize("identity", list_definitions())
def test_a_measure_of_coercion_is_known_by_its_name_under_any_prefix(identity):
    """A page that is made of the release alone does not know what a national definition extends."""
    for name in load_definition(identity).measures:
        is_one = is_of_coercion(name, identity)
        assert is_of_coercion(f"zz_{name}", "zz/code:strict@2024-07-01") is is_one
    assert is_of_coercion("any", "zz/forced_labour@2024-07-01")


def test_two_measures_side_by_side_are_of_coercion_if_one_is():
    pair = "forced_labour__and__child_labour_sdg_a"
    figures = [
        forced(500, 60),
        forced(500, 40, pair, "forced_labour+child_labour_sdg_a", region="1"),
    ]
    assert [one.code for one in release(run(*figures)).warnings] == ["sensitive-region"]


def test_of_regions_a_warning_asks_and_their_figures_are_shown():
    released = release(run(*by_groups("region")))
    assert len(groups_shown(released)) == 5
    assert [one.code for one in released.warnings] == ["sensitive-region"]
    assert not released.refused


def test_child_labour_by_region_asks_for_nothing():
    assert not release(run(figure(500, 60), figure(250, 30, region="1"))).warnings


@pytest.mark.parametrize("variable", ["ethnicity", "region", "area"])
def test_with_a_reason_nine_cases_are_not_shown_nor_follow_from_the_others(variable):
    rules = DisclosureRules(sensitive_groups={variable: REASON})
    released = release(run(*by_groups(variable)), rules)
    hidden = [e.group[variable] for e in released.estimates if e.suppressed]
    assert "3" in hidden
    assert len(hidden) == 2  # one more, or everybody less the others would be the nine
    assert {} in groups_shown(released)
    assert not released.refused
    assert not released.warnings


@pytest.mark.parametrize(
    ("n", "cases", "is_shown"),
    [
        (50, 10, True),
        (49, 10, False),
        (50, 9, False),
        (60, 50, True),
        (60, 51, False),
        (60, 60, False),
        (30, 0, True),
        (60, 0, True),
    ],
)
def test_ten_cases_ten_others_and_fifty_respondents_are_enough(n, cases, is_shown):
    one = forced(n, cases, ethnicity="1")
    rules = DisclosureRules(sensitive_groups={"ethnicity": REASON}, complementary=False)
    released = release(run(forced(1000, 300), one), rules)
    assert ({"ethnicity": "1"} in groups_shown(released)) is is_shown


def test_other_groups_and_other_measures_keep_their_own_limits():
    rules = DisclosureRules(sensitive_groups={"ethnicity": REASON}, complementary=False)
    figures = [forced(400, 5, sex="1"), figure(400, 5, ethnicity="1")]
    assert len(groups_shown(release(run(*figures), rules))) == 2


def test_the_higher_limits_are_the_studys_to_set_and_never_lower_than_the_others():
    of = DisclosureRules(minimum_cases=12, sensitive_minimum_respondents=100).sensitive_limits
    assert (of.cases, of.respondents) == (12, 100)
    with pytest.raises(UsageError, match="sensitive_minimum_cases"):
        DisclosureRules(sensitive_minimum_cases=0)


def test_what_a_group_hides_it_does_not_hide_by_a_reason_of_its_own():
    rules = DisclosureRules(sensitive_groups={"ethnicity": REASON})
    reasons = {e.flags[1] for e in release(run(*by_groups()), rules).estimates if e.suppressed}
    assert reasons == {"confidential"}


def drawn_table(rng):
    """Forced labour of 3,000 persons by ethnicity and sex: cells with few cases and with many."""
    n = rng.integers(60, 500, (5, 2))
    cases = rng.binomial(n, rng.choice([0.01, 0.03, 0.1], (5, 2)))
    figures = [forced(int(n.sum()), int(cases.sum()))]
    for k in range(5):
        figures.append(forced(int(n[k].sum()), int(cases[k].sum()), ethnicity=str(k)))
        figures += [
            forced(int(n[k, s]), int(cases[k, s]), ethnicity=str(k), sex=str(s)) for s in range(2)
        ]
    figures += [forced(int(n[:, s].sum()), int(cases[:, s].sum()), sex=str(s)) for s in range(2)]
    return figures


def told_by_equations(released):
    """Groups that are hidden and whose count follows from those shown: naive linear algebra."""

    def cells(group):
        return np.array(
            [
                float(
                    group.get("ethnicity", str(k)) == str(k) and group.get("sex", str(s)) == str(s)
                )
                for k in range(5)
                for s in range(2)
            ]
        )

    shown = np.array([cells(e.group) for e in released.estimates if not e.suppressed])
    rank = np.linalg.matrix_rank(shown)
    hidden = [cells(e.group) for e in released.estimates if e.suppressed]
    return sum(np.linalg.matrix_rank(np.vstack([shown, one])) == rank for one in hidden)


def test_no_group_hidden_for_its_few_cases_follows_by_equations():
    rng = np.random.default_rng(47)
    bare = told = hidden = 0
    for _ in range(20):
        result = run(*drawn_table(rng))
        rules = DisclosureRules(sensitive_groups={"ethnicity": REASON})
        released = release(result, rules)
        told += told_by_equations(released)
        hidden += sum(e.suppressed for e in released.estimates)
        assert not released.estimates[0].suppressed
        bare += told_by_equations(release(result, replace(rules, complementary=False)))
    assert told == 0
    assert hidden > 100
    assert bare > 20  # without the second step the attack succeeds


def stated_release(**groups):
    about = {"forced_labour": {"title": "Forced labour", "headline": True}}
    study = {"title": "X", "language": "en", "data_language": "en"}
    result = Result("run", by_groups(), diagnostics=stated(measures=about, study=study))
    return release(result, DisclosureRules(sensitive_groups=groups))


@pytest.mark.parametrize("language", languages())
def test_the_reason_stands_before_the_tables_in_every_language(language):
    content = json.loads(json.dumps(stated_release(ethnicity=REASON).to_json()))
    page = page_of_content(content, ReportContext(language=language))
    assert REASON in page.partition('id="figures"')[2].partition("<table")[0]
    assert ("could harm" not in page) or language == "en"
    rules = content["diagnostics"]["disclosure"]["rules"]
    assert rules["sensitive_groups"] == {"ethnicity": REASON}
    assert (rules["sensitive_minimum_cases"], rules["sensitive_minimum_respondents"]) == (10, 50)


@pytest.mark.parametrize("language", [one for one in languages() if one != "en"])
def test_refusal_and_warning_are_said_in_every_language(language):
    about = {"forced_labour": {"title": "Forced labour", "headline": True}}
    figures = [*by_groups(), *by_groups("region")[1:]]
    result = release(Result("run", figures, diagnostics=stated(measures=about)))
    content = json.loads(json.dumps(result.to_json()))
    page = page_of_content(content, ReportContext(language=language))
    assert "harm" not in page
    assert page.count("[disclosure.sensitive_groups]") >= 2
