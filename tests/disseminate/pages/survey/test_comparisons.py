"""Numbers beside rates, differences, and definitions side by side, as the report shows them."""

import re
from dataclasses import replace

import pytest
from msgspec.structs import replace as changed

from measure87.disseminate.pages.kit.charts.intervals import Block, Point, interval_plot
from measure87.disseminate.pages.kit.charts.overlaps import Overlap, overlap_plot
from measure87.disseminate.pages.kit.svg import PlotTexts
from measure87.disseminate.pages.kit.wording import words
from measure87.disseminate.pages.survey.content import page_of
from measure87.disseminate.pages.survey.differences_section import difference_tables
from measure87.disseminate.pages.survey.findings import findings_of
from measure87.disseminate.pages.survey.measure_section import measure_sections
from measure87.disseminate.pages.survey.not_shown import refused_of
from measure87.disseminate.pages.survey.page import survey_page
from measure87.disseminate.pages.survey.side_by_side_section import side_by_side
from measure87.vocabulary.estimate import Refusal
from tests.disseminate.pages.survey import invented_comparison as invented
from tests.disseminate.stated import stated

ENGLISH = words("en")
PIXELS = 0.03
"""The drawing has two decimals."""
TEXTS = PlotTexts("Title", "About", "Per 100 persons")


@pytest.fixture(scope="module")
def result():
    return invented.compared_result()


def saying(result, **parts):
    """The result with other parts of what its study says."""
    return replace(result, diagnostics=changed(result.diagnostics, **parts))


def page_of_result(result):
    return survey_page(result, invented.context(), ENGLISH, "87")


def test_numbers_stand_beside_their_rates_and_in_no_section_of_their_own(result):
    sections = measure_sections(result, ENGLISH)
    titles = [section.title for section in sections]
    assert len(set(titles)) == len(titles)
    (first,) = (s for s in sections if s.title.endswith("as the UN counts"))
    rows = [row for part in first.row_groups for row in part.rows]
    assert [(row.text.value, row.number.value) for row in rows] == [
        ("18.00", "180,000"),
        ("20.0", "100,000"),
        ("16.00", "80,000"),
    ]
    assert rows[0].number.interval == "162,000 – 198,000"


def test_a_number_without_a_rate_has_a_title_and_a_unit_of_its_own(result):
    totals = replace(result, estimates=[f for f in result.estimates if f.statistic == "total"])
    sections = measure_sections(totals, ENGLISH)
    assert sections[0].title == "Number of persons: Children in child labour as the UN counts"
    assert sections[0].scale.unit == "persons"
    finding = findings_of(totals, ENGLISH).main[0]
    assert (finding.title, finding.value) == (sections[0].title, "180,000")


def test_a_finding_tells_the_rate_and_the_number(result):
    finding = findings_of(result, ENGLISH).main[0]
    assert finding.value == "18.00"
    assert finding.sentences[1] == (
        "In numbers: 180,000 persons, between 162,000 and 198,000 with 95% confidence."
    )


def test_of_one_subject_only_the_definition_named_first_stands_open(result):
    found = findings_of(result, ENGLISH)
    assert [one.definition for one in found.main] == [invented.DEFINITIONS[invented.FIRST]]
    assert [one.definition for one in found.more] == [invented.DEFINITIONS[invented.SECOND]]


def test_no_more_than_six_findings_stand_open_and_none_is_lost(result):
    one = next(f for f in result.estimates if not f.group)
    many = [replace(one, name=f"measure_{k}") for k in range(20)]
    found = findings_of(replace(result, estimates=many), ENGLISH)
    assert len(found.main) == 6
    assert len({f.title for f in (*found.main, *found.more)}) == 20


def test_the_page_says_where_numbers_come_from(result):
    page = page_of(result, invented.context(), ENGLISH)
    assert "(Projections, 2025)" in page.numbers_source
    assert "each number is its rate times" in page.numbers_source
    rates = [f for f in result.estimates if f.statistic != "total"]
    alone = page_of(replace(result, estimates=rates), invented.context(), ENGLISH)
    assert alone.numbers_source is None


def test_differences_name_both_sides_and_what_the_interval_says_of_zero(result):
    groups, measures = difference_tables(result, ENGLISH)
    ((_, rows),) = groups.row_groups
    told = [(r.label, r.text.first, r.text.second, r.text.value, r.text.interval) for r in rows]
    assert told == [
        ("Male minus Female", "20.0", "16.00", "4.0", "3.0 to 5.0"),
        ("Female minus Male", "16.00", "20.0", "-4.0", "-9.0 to 1.0"),
    ]
    assert [r.text.reading for r in rows] == ["all of it is above 0", "it includes 0"]
    assert groups.unit == "percentage points"
    assert "covariance" in groups.about
    assert measures.about == "", "said once is enough"
    ((_, (row,)),) = measures.row_groups
    assert (row.text.value, row.text.reading) == ("-6.0", "all of it is below 0")


def test_what_definitions_side_by_side_differ_by_is_told_there_and_not_twice(result):
    shown = [row for table in difference_tables(result, ENGLISH) for _, row in table.row_groups]
    assert len(result.differences) == 4
    assert sum(map(len, shown)) == 3


def test_a_difference_that_is_not_shown_says_why_and_keeps_what_may_be_known(result):
    hidden = result.differences[0].suppress("side-not-shown")
    (table,) = difference_tables(replace(result, differences=[hidden]), ENGLISH)
    ((_, (row,)),) = table.row_groups
    assert row.text.hidden == "one of the two figures is not shown"
    assert row.text.value == ""
    assert table.plot is None


def test_rounds_are_told_apart_from_groups_and_said_to_be_taken_as_independent(result):
    figure = result.differences[0]
    minus = replace(figure.minus, group=figure.group, source="round_1")
    since = replace(result, differences=[replace(figure, minus=minus)])
    (table,) = difference_tables(since, ENGLISH)
    assert table.title == "Since an earlier release: round_1"
    assert "independent" in table.about
    ((_, (row,)),) = table.row_groups
    assert (row.label, row.text.second) == ("Male", None)


def test_a_difference_near_nothing_keeps_its_sign_in_its_interval(result):
    figure = replace(result.differences[0], value=0.00002, lower=-0.004, upper=0.00404)
    (table,) = difference_tables(replace(result, differences=[figure]), ENGLISH)
    ((_, (row,)),) = table.row_groups
    assert (row.text.value, row.text.interval) == ("0.002", "-0.400 to 0.404")


def test_those_who_move_are_told_with_the_rule(result):
    (found,) = side_by_side(result, invented.context(), ENGLISH)
    (pair,) = found.pairs
    told = [(row.label, row.text.value, row.by_rule) for row in pair.rows]
    chores = "by: Child of 5 to 14 in water, firewood and other household chores for long hours"
    assert told[0] == ("Under both", "16.00", False)
    assert told[1] == ("Only under the first", "2.00", False)
    assert told[2][0].startswith(chores)
    assert told[2][1:] == ("1.200", True)
    assert told[4] == ("Only under the second", "8.00", False)
    assert pair.difference.value == "-6.0"
    assert pair.reading.endswith("the second definition counts more.")
    assert [row.text.value for row in found.prevalences.rows] == ["18.00", "24.0"]


def test_nothing_of_what_the_gate_hides_is_told_or_drawn():
    result = invented.compared_result(first_only=2)
    (found,) = side_by_side(result, invented.context(), ENGLISH)
    (pair,) = found.pairs
    alone = next(row for row in pair.rows if row.label == "Only under the first")
    assert alone.text.hidden == "confidential"
    assert pair.plot is None
    assert pair.difference is None, "the gate lets no difference pass without both sides"
    page = page_of_result(result)
    assert "No picture is drawn, because a part of it is not shown." in page


def test_a_pair_that_was_refused_is_named_by_both_titles(result):
    name = f"{invented.FIRST}__and__child_labour_mics3"
    refused = replace(result, refused=[Refusal(name, "side-by-side", "why")])
    (row,) = refused_of(refused, invented.context(), ENGLISH)
    title = "Children in child labour as the UN counts, compared with: Child labour mics3"
    assert row == (title, "Everybody", "why")


def test_pairs_beside_others_than_the_first_are_folded(result):
    (pair,) = result.diagnostics.comparison
    third = changed(pair, first=invented.SECOND, second="child_labour_mics3")
    three = saying(result, comparison=[pair, third])
    (found,) = side_by_side(three, invented.context(), ENGLISH)
    assert (len(found.pairs), len(found.more)) == (1, 1)


def test_samples_that_share_no_measure_stand_apart(result):
    (pair,) = result.diagnostics.comparison
    other = changed(pair, first="forced_labour_adults", second="forced_labour_hshc_graded")
    both = saying(result, comparison=[pair, other])
    found = side_by_side(both, invented.context(), ENGLISH)
    assert [len(one.pairs) for one in found] == [1, 1]


def bars(svg):
    """Left and right end of each bar, with its colour, from the drawing itself."""
    found = []
    for path in re.findall(r"<path[^>]*>", svg):
        fill = re.search(r'fill="([^"]+)"', path)
        box = re.search(r'd="M([\d.]+),[\d.]+h([\d.]+)v', path)
        if fill and box and float(box[2]) > 0:
            left, width = float(box[1]), float(box[2])
            found.append((fill[1], left, left + width))
    return found


@pytest.mark.parametrize("narrow", [False, True])
def test_what_both_definitions_count_lies_above_each_other(narrow):
    overlap = Overlap("A", "B", both=16.0, first_only=2.0, second_only=8.0)
    drawn = bars(overlap_plot(overlap, TEXTS, "p", narrow=narrow))
    light = [(left, right) for fill, left, right in drawn if fill == "#c3d3df"]
    dark = sorted((left, right) for fill, left, right in drawn if fill == "#0b4f7d")
    assert light[0] == pytest.approx(light[1], abs=PIXELS)
    (start, end), scale = light[0], (light[0][1] - light[0][0]) / 16.0
    assert dark[0] == pytest.approx((start - 2.0 * scale, start), abs=PIXELS)
    assert dark[1] == pytest.approx((end, end + 8.0 * scale), abs=PIXELS)


def test_rules_are_drawn_one_after_another_where_their_definition_sticks_out():
    overlap = Overlap("A", "B", 16.0, 2.0, 8.0, rules_first=[("r", 1.5), ("s", 0.5)])
    drawn = bars(overlap_plot(overlap, TEXTS, "p"))
    start = next(left for fill, left, _ in drawn if fill == "#c3d3df")
    before = sorted((left, end) for fill, left, end in drawn if end <= start + PIXELS)
    scale = start / 2.0
    expected = [(0.0, 1.5 * scale), (0.0, 2.0 * scale), (1.5 * scale, 2.0 * scale)]
    assert len(before) == len(expected)
    for found, wanted in zip(before, expected, strict=True):
        assert found == pytest.approx(wanted, abs=PIXELS)


def test_a_plot_of_differences_goes_below_zero_and_has_a_line_there():
    blocks = [Block("", [Point("a", -3.0, -4.0, -2.0), Point("b", 1.0, -1.0, 3.0)])]
    plain, lined = (interval_plot(blocks, TEXTS, "p", line_at_zero=line) for line in (False, True))
    assert ">−4</text>" in lined
    assert lined.count("<line") == plain.count("<line") + 1


def test_an_interval_of_one_end_is_told_as_one(result):
    one = next(f for f in result.estimates if not f.group)
    one = replace(one, statistic="quantile", quantile=0.5, unit=None)
    median = replace(one, value=12.0, lower=9.0, upper=None)
    (section,) = measure_sections(replace(result, estimates=[median]), ENGLISH)
    # As many decimals as its step has.
    assert section.row_groups[0].rows[0].text.interval == "from 9.0000"


def test_where_few_did_not_answer_the_persons_are_said_to_be_those_who_were_asked(result):
    figures = [f for f in result.estimates if f.name == invented.FIRST]
    few = [f.with_flags("unknown-not-shown") if f.group else f for f in figures]
    measures = {invented.FIRST: invented.about(invented.FIRST, "T", unknown="exclude")}
    left_out = replace(result, estimates=few, diagnostics=stated(measures=measures))
    (section,) = measure_sections(left_out, ENGLISH)
    assert section.n_heading == "Persons who answered"
    rows = [row for part in section.row_groups for row in part.rows]
    assert [row.text.n for row in rows] == ["5,000", "2,500 asked", "2,500 asked"]
    (counted,) = measure_sections(replace(result, estimates=few), ENGLISH)
    assert counted.row_groups[1].rows[0].text.n == "2,500", "of a measure that counts them as no"


def test_a_share_of_those_who_answered_does_not_pass_for_one_of_those_who_were_asked(result):
    one = next(f for f in result.estimates if f.name == invented.FIRST and not f.group)
    one = replace(one, method="share-of-respondents", flags=("unknown-not-shown",))
    measures = {invented.FIRST: invented.about(invented.FIRST, "T", unknown="exclude")}
    told = replace(result, estimates=[one], diagnostics=stated(measures=measures))
    finding = findings_of(told, ENGLISH).main[0]
    assert finding.unit == "% of respondents who answered"
    assert finding.sentences[0].startswith("900 of 5,000 respondents who were asked")


def test_rounding_and_earlier_releases_are_told(result):
    account = result.diagnostics.disclosure
    rules = changed(account.rules, rounding=100, earlier_releases=2)
    rounded = saying(result, disclosure=changed(account, rules=rules))
    page = page_of(rounded, invented.context(), ENGLISH)
    said = " ".join(page.account)
    assert "multiples of 100" in said
    assert "2 earlier releases" in said
    assert "Hidden counts found: 0." in said


def test_a_page_without_comparisons_has_none_of_their_sections(result):
    page = page_of_result(replace(saying(result, comparison=None), differences=()))
    assert 'id="side-by-side"' not in page
    assert 'id="differences"' not in page
    assert "#differences" not in page
