"""The brief of a survey: what is told and what never is, with the numbers of the release."""

import json
import random
import re
from dataclasses import replace

import pytest
from msgspec.structs import replace as changed

from measure87.disseminate import ReportContext, report_context
from measure87.disseminate.brief import brief_of_content
from measure87.disseminate.json_text import estimates_json
from measure87.disseminate.locale.texts import languages
from measure87.disseminate.pages.brief.grammar import grammar_of
from measure87.disseminate.pages.survey.brief.certainty import DOUBTFUL, can_harm
from measure87.disseminate.pages.survey.brief.comparisons import family_of
from measure87.disseminate.pages.survey.brief.content import PACKAGE, shared_out, survey_brief
from measure87.disseminate.pages.survey.brief.frame_texts import lead_of
from measure87.disseminate.pages.survey.brief.headlines import Headline
from measure87.vocabulary.estimate import Notice
from measure87.vocabulary.releases.common import StatedRules
from measure87.vocabulary.sensitive_groups import NOT_HELD_SENSITIVE, REFUSED_WITHOUT_REASON
from tests.disseminate.invented_result import FORCED, SDG, invented_result
from tests.disseminate.pages.survey.brief_numbers import faults
from tests.disseminate.pages.survey.invented_brief import (
    ADULTS,
    CHILDREN,
    FEMALE,
    difference,
    told_result,
    with_figure,
    with_measure,
)


def brief(result, language="en"):
    return survey_brief(result, report_context(result, language=language))


def page_and_content(result, language="en"):
    content = json.loads(estimates_json(result))
    return brief_of_content(content, ReportContext(language=language)), content


@pytest.fixture(scope="module")
def told():
    return told_result()


@pytest.mark.parametrize("language", languages())
def test_the_numbers_of_the_brief_are_those_of_the_release(told, language):
    assert faults(*page_and_content(told, language)) == []


def test_a_number_that_is_changed_is_found(told):
    """One digit of the table or of a sentence becomes another: seeded, sixty of each."""
    page, content = page_and_content(told)
    start, end = page.index('<ol class="sentences">'), page.index("</ol>")
    whole = page.index('<section aria-labelledby="all">')
    table = page.index("<tbody>", whole), page.index("</table>", whole)
    rng = random.Random(87)
    for first, last in ((start, end), table):
        text = re.sub(r"8\.7\.1", lambda found: "x" * len(found[0]), page[first:last])
        text = re.sub(r'<[^>]+>|<th scope="row">.*?</th>', lambda f: "x" * len(f[0]), text)
        places = [found.start() for found in re.finditer(r"\d", text)]
        for place in (rng.choice(places) + first for _ in range(60)):
            other = rng.choice([digit for digit in "0123456789" if digit != page[place]])
            mutant = page[:place] + other + page[place + 1 :]
            assert faults(mutant, content), page[place - 40 : place + 40]


def test_every_main_figure_says_its_interval_and_at_least_where_the_unknown_matter(told):
    first, second = brief(told).findings[:2]
    assert first == (
        "At least 18.00% of children aged 5 to 17 are in child labour, counting economic work and "
        "household chores (SDG indicator 8.7.1, second of its two series) (95% confidence "
        "interval: 16.35 to 19.65); in numbers, 1,234,500 children (1,100,000 to 1,360,000); were "
        "all unknown answers “yes”, it would be 40.00."
    )
    assert second.startswith("At least 10.00 of every 1,000 adults aged 18 and over were in forced")
    assert second.endswith("the survey asked 2 of 3 means of coercion.")


def test_at_least_is_not_said_of_a_figure_that_leaves_the_unknown_out_nor_of_few_unknown(told):
    left_out = with_figure(told, CHILDREN, value_if_no=0.15)
    sentence = brief(left_out).findings[0]
    assert sentence.startswith("18.00% of children")
    assert "it would be 15.00 were all unknown answers “no”, and 40.00 were all “yes”" in sentence
    few = with_figure(told, CHILDREN, value_if_yes=0.19)
    assert brief(few).findings[0].startswith("18.00% of children")
    assert "unknown" not in brief(few).findings[0]


def test_forced_labour_says_period_flow_and_reach_in_the_first_three_sentences(told):
    lead = brief(told).lead
    assert len(lead) == 3
    assert "in the past 5 years (a flow)" in lead[0]
    assert "(a stock)" in lead[1]
    assert lead[2].startswith("These figures do not cover")


@pytest.mark.parametrize("language", languages())
def test_two_reasons_for_no_average_day_are_two_sentences_of_the_lead(told, language):
    grammar = grammar_of(language, PACKAGE)
    figure = next(one for one in told.estimates if one.name == ADULTS)
    about = told.diagnostics.measures[ADULTS]
    reasons = ["days-unknown", "days-not-shown", "days-unknown"]
    headlines = [Headline(figure, changed(about, stock=one)) for one in reasons]
    lead = lead_of(headlines, told.diagnostics.study, grammar)
    assert lead[1:3] == [grammar.words.text(f"stock.{one}") for one in reasons[:2]]
    assert len(lead) == 4


def test_without_a_number_of_persons_the_brief_says_how_to_state_one(told):
    assert brief(told).people == []
    (how,) = brief(invented_result()).people
    assert "study.toml" in how


def test_the_largest_differences_hold_for_all_that_were_looked_at(told):
    """Five were: four differences, one of them not shown, and a slope."""
    family = family_of(told)
    assert family.count == 5
    findings = brief(told).findings
    assert findings[2].endswith(
        "the share is 4.0 percentage points higher for “Male” than for “Female” "
        "(1.6 to 6.4, with 95% confidence for all comparisons together)."
    )
    assert len(findings) == 3
    assert any("5 comparisons were looked at" in one for one in brief(told).rule)


def test_a_difference_that_holds_alone_and_not_among_all_is_not_told(told):
    alone = replace(told, differences=[difference(0.02, 0.009)], trends=())
    assert len(brief(alone).findings) == 3
    many = replace(alone, differences=[difference(0.02, 0.009)] * 3)
    assert len(brief(many).findings) == 2


def test_a_negative_difference_is_told_of_the_larger_group_first(told):
    turned = replace(told, differences=[difference(-0.04, 0.009)], trends=())
    assert "higher for “Female” than for “Male” (" in brief(turned).findings[2]


def test_the_order_is_by_size_and_at_most_seven_are_told(told):
    several = [difference(size / 100, 0.001) for size in (3, 9, 5, 7, 4, 8, 6)]
    found = brief(replace(told, differences=several, trends=())).findings
    assert len(found) == 7
    assert [re.search(r"share is ([\d.]+)", one)[1] for one in found[2:]] == [
        "9.0", "8.0", "7.0", "6.0", "5.0",
    ]  # fmt: skip
    assert shared_out(9, 5) == (4, 3)


@pytest.mark.parametrize("flag", sorted(DOUBTFUL))
def test_an_uncertain_figure_or_difference_makes_no_sentence(told, flag):
    doubtful = with_figure(told, CHILDREN, flags=(flag,))
    doubtful = replace(doubtful, differences=[difference(0.04, 0.009, flags=(flag,))])
    found = brief(doubtful)
    assert not any("child labour" in one.lower() for one in found.findings)
    assert len(found.figures.rows) == 2


def test_a_figure_that_is_not_shown_makes_no_sentence_and_stands_in_the_table(told):
    hidden = replace(
        told,
        estimates=[
            one.suppress("confidential") if one.name == CHILDREN else one for one in told.estimates
        ],
    )
    found = brief(hidden)
    assert not any("children" in one for one in found.findings)
    assert ["not shown" in row for row in found.figures.rows] == [True, False]
    assert faults(*page_and_content(hidden)) == []


def test_no_region_is_named_as_worse_off_in_forced_labour(told):
    found = brief(told)
    assert not any("region" in one.lower() for one in found.findings)
    assert any("No people, faith or region" in one for one in found.is_not)


@pytest.mark.parametrize("variable", sorted(REFUSED_WITHOUT_REASON))
def test_no_people_or_faith_is_ever_named_as_worse_off(variable):
    assert can_harm(CHILDREN, SDG, {variable}, None)


def test_what_a_study_holds_sensitive_is_not_compared_in_forced_labour():
    rules = StatedRules(minimum_respondents=25, brackets_below=50, minimum_cases=3,
                        sensitive_groups={"area": "who needs it"})  # fmt: skip
    assert can_harm(ADULTS, FORCED, {"area"}, rules)
    assert not can_harm(CHILDREN, SDG, {"area"}, rules)
    assert not any(can_harm(ADULTS, FORCED, {one}, None) for one in NOT_HELD_SENSITIVE)


def test_no_region_is_named_by_a_national_definition_of_forced_labour():
    assert can_harm("zz_forced_labour_adults", "zz/code@2024-07-01", {"region"}, None)
    assert not can_harm("zz_child_labour_sdg_a", "zz/code@2024-07-01", {"region"}, None)


def test_no_case_is_told_with_its_upper_limit(told):
    nobody = with_figure(told, ADULTS, n_cases=0, value=0.0, lower=0.0, upper=0.0012,
                         value_if_no=0.0, value_if_yes=0.001,
                         flags=("no-cases", "few-cases"))  # fmt: skip
    nobody = with_measure(nobody, ADULTS, asked=None)
    assert "no case was found among 9,000" in brief(nobody).findings[1]
    assert "at most 1.20 in every 1,000 adults" in brief(nobody).findings[1]
    assert faults(*page_and_content(nobody)) == []


def test_where_most_is_unknown_bounds_stand_alone(told):
    mostly = with_figure(told, CHILDREN, n_unknown=3000, value_if_yes=0.9)
    sentence = brief(mostly).findings[0]
    assert sentence.startswith("More than half of the answers are unknown")
    assert "is 18.00 if all of them were “no”, and 90.00 if all were “yes”" in sentence


def test_a_trend_over_rounds_that_asked_otherwise_says_so(told):
    """Without it the fall reads as one of figures that were published as they stand."""

    def over(crosswalks, **changed):
        """What the brief says of the same slopes with these crosswalks."""
        trends = [
            replace(one, trend=replace(one.trend, crosswalks=crosswalks), **changed)
            for one in told.trends
        ]
        return brief(replace(told, trends=trends)).trend

    alike, otherwise = over(()), over(("ratio 0.8 for 2016: both ways",))
    assert not any("in the same way" in one for one in alike)
    assert otherwise[:-1] == alike
    assert "Not all of these rounds were measured in the same way" in otherwise[-1]
    assert "in the same way" in over(("ratio 0.8 for 2016: both ways",), se=0.01)[-1]


def test_trend_says_what_the_rounds_show_and_what_they_do_not(told):
    assert "fell by 0.51 percentage points a year" in brief(told).trend[0]
    flat = replace(told, trends=[replace(one, se=0.01) for one in told.trends])
    assert "do not show whether the share rises or falls" in brief(flat).trend[0]


def test_the_chart_has_groups_of_ten_cases_at_least_in_the_order_of_codes(told):
    chart = brief(told).chart
    labels = [row[0] for row in chart.values.rows]
    assert labels[0] == "Ages 5 to 17"
    assert {"Male", "Female"} <= set(labels)
    cases = {one.labels.get("region", ""): one.n_cases for one in told.estimates if one.group}
    assert all((cases.get(label) or 10) >= 10 for label in labels)
    assert chart.wide.count("<circle") == len(labels)


def test_a_group_that_is_everybody_is_no_second_bar_of_the_chart(told):
    """Ages 5 to 17 of a measure of these ages: before, the same figure stood there twice."""
    whole = next(one for one in told.estimates if not one.group)
    ages = [
        replace(whole, group={"age": "5-17"}, labels={"age": "All ages"}),
        replace(whole, group={"age": "5-11"}, labels={"age": "Young"}, value=whole.value + 0.01),
        replace(whole, group={"age": "12-17"}, labels={"age": "Old"}, n_cases=whole.n_cases - 1),
    ]
    result = replace(told, estimates=[*told.estimates, *ages])
    labels = [row[0] for row in brief(result).chart.values.rows]
    assert "All ages" not in labels
    assert {"Young", "Old"} <= set(labels)


def test_a_study_without_differences_says_that_none_were_compared():
    assert any("asked for no differences" in one for one in brief(invented_result()).rule)


def test_respondents_who_were_not_selected_at_random_are_no_estimate(told):
    figures = [
        replace(one, method="share-of-respondents", lower=None, upper=None, level=None)
        for one in told.estimates if one.statistic != "total"
    ]  # fmt: skip
    chosen = changed(told.diagnostics.study, probability_sample=False)
    said = changed(told.diagnostics, study=chosen)
    result = replace(told, estimates=figures, diagnostics=said, differences=(), trends=())
    found = brief(result)
    assert found.findings[0].startswith("720 of the 4,000 respondents who gave an answer (18.00%)")
    assert found.people == []
    assert any("no estimate" in one for one in found.is_not)


def test_other_texts_name_no_code_of_a_measure(told):
    for language in languages():
        found = brief(told, language)
        said = " ".join([*found.lead, *found.findings, *found.is_not, *found.trend, found.cite])
        assert "_" not in said
        assert FEMALE["sex"] + "=" not in said


@pytest.mark.parametrize("language", [code for code in languages() if code != "en"])
def test_the_page_opens_in_its_own_language_and_keeps_the_title_of_the_study(told, language):
    found = brief(told, language)
    assert found.title != brief(told).title
    assert found.subtitle == brief(told).title
    page, _ = page_and_content(told, language)
    opened = page.partition("<h1>")[2].partition("</p>")[0]
    assert opened.startswith(f"{found.title}</h1>")
    assert '<p class="subtitle" lang="">' in opened, "the study does not state its language"
    assert found.subtitle in opened
    assert str(found.subtitle) in found.cite


def test_a_title_in_the_language_of_the_page_stands_alone(told):
    assert brief(told).subtitle == ""


def test_persons_of_unknown_age_are_in_no_figure_and_the_brief_says_so(told):
    """The text of each language, with the rows."""
    assert not any("the age of a person is not known" in one for one in brief(told).is_not)
    notice = Notice("ages-unknown", "in 30 rows the age is not known", {"rows": 30})
    result = replace(told, warnings=(*told.warnings, notice))
    assert sum("the age of a person is not known" in one for one in brief(result).is_not) == 1
