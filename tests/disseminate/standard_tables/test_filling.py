"""Cells of standard tables: signs, brackets, what does not apply, and which rows there are."""

from dataclasses import replace

import pytest

from measure87.disseminate import ReportContext
from measure87.disseminate.gate.rules import UNKNOWN_NOT_SHOWN
from measure87.disseminate.standard_tables.book import table_book
from measure87.disseminate.standard_tables.cells import SIGNS, Cell
from measure87.disseminate.standard_tables.filling import filled
from measure87.disseminate.standard_tables.released_cells import figures_of
from measure87.disseminate.standard_tables.signs import limits_of, signs_used
from measure87.disseminate.standard_tables.specification import Block, Column, Row, Table
from measure87.disseminate.standard_tables.words import table_words
from measure87.vocabulary.citation import Cite
from measure87.vocabulary.errors import RefusedError, StudyError
from measure87.vocabulary.estimate import Result
from tests.disseminate.standard_tables.invented_tables import figure, invented_tables, unreleased
from tests.disseminate.stated import stated

CITE = Cite("MICS6-SYNTAX-PR", at="table PR.3.3", seen="printed")


@pytest.fixture(scope="module")
def tables():
    book = table_book(invented_tables(), ReportContext())
    return {table.number: table for table in book.tables}


def texts(table):
    """Block and row -> cells as one would print them."""
    return {
        (block.title, row.label): [
            SIGNS.get(cell.state) or f"{cell.value:.{cell.decimals}f}" for cell in row.cells
        ]
        for block in table.blocks
        for row in block.rows
    }


def test_a_figure_is_a_percentage_and_its_denominator_the_weighted_number(tables):
    assert texts(tables["PR.3.3"])["", "Total"] == ["–", "–", "40.0", "–", "12.3", "1250"]
    assert texts(tables["PR.3.3"])["Sex", "Female"][-2:] == ["11.0", "600"]


def test_ages_stand_in_the_standards_order_and_unions_are_left_out(tables):
    rows = [label for title, label in texts(tables["PR.3.3"]) if title == "Age"]
    assert rows == ["5-11", "12-14", "15-17"]


def test_regions_stand_in_the_order_of_their_numbers_with_their_own_labels(tables):
    rows = [label for title, label in texts(tables["PR.3.3"]) if title == "Region"]
    assert rows == ["=HYPERLINK(0)", "Coast & <islands>", "3", "+East"]  # few people live in 3


def test_few_respondents_stand_in_brackets_or_are_a_star(tables):
    cells = {row.label: row.cells[4] for b in tables["PR.3.3"].blocks for row in b.rows}
    assert (cells["Coast & <islands>"].state, cells["Coast & <islands>"].value) == ("brackets", 25)
    assert cells["3"].state == "few"
    assert cells["3"].value is None


def test_a_column_that_does_not_apply_says_na(tables):
    assert texts(tables["PR.3.3"])["Age", "15-17"][2:4] == ["na", "na"]


def test_rows_and_blocks_without_any_figure_are_left_out(tables):
    titles = {block.title for block in tables["PR.3.3"].blocks}
    assert titles == {"", "Sex", "Region", "Age"}


def test_a_table_without_figures_says_what_the_questionnaire_lacks():
    result = invented_tables()
    kept = [e for e in result.estimates if e.name != "child_labour_sdg_b"]
    bare = Result(
        **{
            **{k: getattr(result, k) for k in ("command", "diagnostics", "refused")},
            "estimates": [e for e in kept if e.name == "nothing"],
            "released": True,
        }
    )
    tables = {t.number: t for t in table_book(bare, ReportContext()).tables}
    assert "the questionnaire has no heights" in tables["PR.3.4"].lacking
    assert "nobody in the data" in tables["PR.3.1"].lacking
    assert tables["PR.3.4"].blocks == ()


def table_of(column, *figures, row=None, rules=None):
    block = Block("total") if row is None else Block("forms", rows=(row,))
    table = Table("pr_3_3", "", (block,), (column,), CITE)
    diagnostics = {} if rules is None else stated(disclosure={"rules": rules})
    result = Result("run", figures, released=True, diagnostics=diagnostics)
    made = filled(table, figures_of(result), {}, table_words("en"))
    return made.blocks[0].rows[0].cells[0] if made.blocks else None


def test_a_complement_is_what_is_left_of_a_hundred():
    cell = table_of(Column("below", "complement", "m"), figure("m", 200, 50))
    assert cell.value == pytest.approx(75)


def test_a_part_is_a_share_of_the_whole_and_hidden_with_either():
    row = Row("state", "part", of="whole", shows="part")
    part, whole = figure("part", 1000, 30), figure("whole", 1000, 120)
    assert table_of(Column("everybody"), part, whole, row=row).value == pytest.approx(25)
    for hidden in ((part.suppress("confidential"), whole), (part, whole.suppress("confidential"))):
        assert table_of(Column("everybody"), *hidden, row=row).state == "confidential"


@pytest.mark.parametrize(("cases", "state"), [(24, "few"), (25, "brackets"), (50, "shown")])
def test_a_part_rests_on_the_cases_and_not_on_all_who_were_asked(cases, state):
    row = Row("state", "part", of="whole", shows="part")
    cell = table_of(
        Column("everybody"), figure("part", 9000, 12), figure("whole", 9000, cases), row=row
    )
    assert cell.state == state
    assert cell.value == (None if state == "few" else pytest.approx(1200 / cases))


def test_the_limits_of_the_study_decide_which_parts_stand_in_brackets():
    row = Row("state", "part", of="whole", shows="part")
    cell = table_of(
        Column("everybody"),
        figure("part", 9000, 6),
        figure("whole", 9000, 12),
        row=row,
        rules={"minimum_respondents": 10, "brackets_below": 20},
    )
    assert (cell.state, cell.value) == ("brackets", pytest.approx(50))


def test_the_cases_behind_percentages_are_those_of_the_sample():
    column = Column("children_n", "cases", measures=("whole",))
    assert table_of(column, figure("whole", 9000, 120)).value == 120
    assert table_of(column, figure("whole", 9000, 120).suppress("confidential")).value is None


def test_a_part_of_nobody_is_no_number():
    row = Row("state", "part", of="whole", shows="part")
    nobody = figure("part", 90, 0), figure("whole", 90, 0)
    assert table_of(Column("everybody"), *nobody, row=row) is None


def test_a_number_of_persons_is_that_of_the_first_figure_that_is_shown():
    column = Column("children_5_17", "weighted_n", measures=("one", "other"))
    one, other = figure("one", 100, 10).suppress("confidential"), figure("other", 80, 10)
    assert table_of(column, one, other).value == 100
    assert table_of(column, one, other.suppress("confidential")).state == "confidential"
    assert table_of(Column("children_n", "n", measures=("other",)), other).value == 80


def test_what_has_not_passed_the_gate_is_no_table():
    with pytest.raises(StudyError, match="disclosure gate"):
        table_book(unreleased(), ReportContext())


def test_a_result_without_figures_and_sets_is_refused():
    with pytest.raises(RefusedError, match="no figure"):
        table_book(Result("run", (), released=True), ReportContext())


def test_the_annex_has_the_columns_of_mics_and_the_limits_of_this_report(tables):
    (total,) = [row for b in tables["SE.1"].blocks for row in b.rows]
    assert [cell.value for cell in total.cells] == pytest.approx(
        # r, se, se/r, deff, deft, weighted, unweighted, r - 2se, r + 2se, lower, upper
        # of a release: design effects have two digits
        [0.123, 0.01, 0.01 / 0.123, 2.2, 2.2**0.5, 1250, 1000, 0.103, 0.143, 0.103, 0.153]
    )
    headings = [(*column.under, column.text) for column in tables["SE.1"].columns]
    assert headings[-1] == ("Confidence limits of this report (95%)", "Upper")
    assert len(headings) == 11


def test_the_annex_has_a_table_for_each_region_and_hides_what_is_hidden(tables):
    annex = [t for number, t in tables.items() if number.startswith("SE.")]
    assert [t.number for t in annex] == ["SE.1", "SE.2", "SE.3", "SE.4"]
    assert [t.title.split(": ")[1] for t in annex] == [
        "total sample", "=HYPERLINK(0)", "Coast & <islands>", "+East",
    ]  # fmt: skip
    brackets = annex[2].blocks[0].rows[0].cells
    assert {cell.state for cell in brackets[:5]} == {"brackets"}


def test_the_annex_says_what_is_kept_back_and_not_that_the_survey_lacks_it():
    one = replace(
        figure("child_labour_sdg_b", 400, 60, area="1"), weighted_n=None, deff=None
    ).with_flags(UNKNOWN_NOT_SHOWN)
    about = {"child_labour_sdg_b": {"title": "Children in child labour", "headline": True}}
    diagnostics = stated(measures=about, disclosure={"rules": {"minimum_respondents": 30}})
    result = Result("run", (one,), released=True, diagnostics=diagnostics)
    (table,) = table_book(result, ReportContext()).tables
    cells = dict(zip([c.text for c in table.columns], table.blocks[0].rows[0].cells, strict=True))
    assert cells["Weighted count"].state == cells["Design effect (deff)"].state == "confidential"
    assert cells["Unweighted count"].value == 400
    assert any(note.startswith("(c)") for note in table.notes)


def test_the_annex_orders_any_codes_and_names_a_missing_group():
    codes = ("²", "10", "2", "_missing")
    groups = ({"area": "1"}, *({"region": code} for code in codes))
    bare = tuple(replace(figure("m", 400, 60), group=group) for group in groups)
    result = Result(
        "run", bare, released=True, diagnostics=stated(measures={"m": {"headline": True}})
    )
    titles = [table.title.split(": ")[1] for table in table_book(result, ReportContext()).tables]
    assert titles == ["Urban", "2", "10", "²", "Missing or not known"]


def test_signs_are_explained_with_the_limits_of_the_study():
    rules = {"minimum_respondents": 10, "brackets_below": 20}
    limits = limits_of(Result("run", (), diagnostics=stated(disclosure={"rules": rules})))
    cells = [Cell("few"), Cell("brackets", 3.0), Cell("shown", 1.0)]
    assert signs_used(cells, limits, table_words("en")) == [
        "( ) Figures that are based on 10 to 19 unweighted cases.",
        "(*) Not shown: figures that are based on fewer than 10 unweighted cases.",
    ]
