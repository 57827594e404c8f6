"""The questionnaire on paper: all questions, skip instructions, the direction of its language."""

import io
import re
import zipfile

import docx
import pytest
from lxml import etree, html
from msgspec.structs import replace
from pypdf import PdfReader

from measure87.collect.form.model import SHOWN, Form, Question, Section, placed
from measure87.collect.form.outputs.paper.as_docx import docx_bytes
from measure87.collect.form.outputs.paper.as_html import paper_page
from measure87.collect.form.outputs.paper.blocks import Grid, Heading, Item, Note, PageBreak, sheets
from measure87.collect.form.outputs.paper.layout import paper_of
from measure87.files.pdf_writing import pdf_of, set_out
from tests.collect.form.outputs.made_form import LANGUAGES, made_form, say

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def texts_of(form, language):
    """All words of a form that belong on paper, up to the first name in them."""
    for one in placed(form):
        if one.question.kind in SHOWN:
            yield one.question.labels[language].split("${")[0].strip()
        found = form.list_of(one.question)
        yield from (choice.labels[language] for choice in (found.choices if found else ()))


def docx_text(content):
    return "".join(docx.Document(io.BytesIO(content)).element.body.itertext())


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_question_and_answer_is_on_paper_in_every_language(language):
    form = made_form()
    paper = paper_of(form, language)
    page = " ".join(html.fromstring(paper_page(paper)).itertext())
    text = docx_text(docx_bytes(paper))
    for words in texts_of(form, language):
        assert words in page
        assert words in text
    assert paper.words["banner"] in page
    assert "${" not in page + text


def test_skip_instructions_are_words_that_name_the_questions():
    items = {b.number: b for b in paper_of(made_form(), "en").blocks if isinstance(b, Item)}
    assert items["B4"].instructions == ("Ask only if the answer to B3 is from 5 to 17.",)
    assert items["E3"].instructions[0] == ("Ask only if the answer to E2 is “Yes” or “Don’t know”.")
    assert items["E2"].instructions == ("Ask in private. The person may refuse to answer.",)
    assert items["B3"].checks == ("Check that this answer is from 0 to 120.",)
    assert items["B3"].text == "How old is [B1]?"
    headings = [b for b in paper_of(made_form(), "en").blocks if isinstance(b, Heading)]
    assert headings[-1].instructions == (
        "Fill in this part only if the answer to A1 is “Yes” and the result at D1 is more than 0.",
    )


def test_what_the_form_works_out_is_asked_to_be_worked_out_where_something_needs_it():
    items = {b.number: b for b in paper_of(made_form(), "en").blocks if isinstance(b, Item)}
    assert items["D1"].instructions == ("Work out: the number of lines of “Household members”.",)


def test_a_short_repeat_is_a_grid_and_a_long_one_a_part_for_each_member():
    blocks = paper_of(made_form(), "en").blocks
    (grid,) = (block for block in blocks if isinstance(block, Grid))
    assert [item.number for item in grid.items] == ["C1", "C2", "C3", "C4", "C5"]
    roster = next(b for b in blocks if isinstance(b, Heading) and b.letter == "B")
    assert roster.instructions[0].startswith("Fill in one copy of this part for each.")
    jobs = next(b for b in blocks if isinstance(b, Heading) and b.letter == "C")
    assert jobs.instructions[1] == "Number of lines: the answer to B5."


@pytest.mark.parametrize(("questions", "widths"), [(3, [3]), (7, [7]), (9, [5, 4]), (14, [7, 7])])
def test_grids_are_as_even_as_can_be(questions, widths):
    inside = tuple(Question(f"q{n}", "integer", say(f"Question {n}")) for n in range(questions))
    form = Form("f", "1", say("F"), LANGUAGES, (), (Section("r", inside, repeats=True),))
    blocks = paper_of(form, "en").blocks
    assert [len(block.items) for block in blocks if isinstance(block, Grid)] == widths


def test_a_repeat_of_many_questions_is_no_grid():
    inside = tuple(Question(f"q{n}", "integer", say(f"Question {n}")) for n in range(15))
    form = Form("f", "1", say("F"), LANGUAGES, (), (Section("r", inside, repeats=True),))
    assert not any(isinstance(block, Grid) for block in paper_of(form, "en").blocks)


def test_a_wide_grid_takes_its_heading_onto_its_page():
    pages = sheets(paper_of(made_form(), "en").blocks)
    assert [is_wide for is_wide, _ in pages] == [False, True, False]
    assert isinstance(pages[1][1][0], Heading)
    assert not isinstance(pages[0][1][-1], Heading)
    every = [block for _, blocks in pages for block in blocks]
    blocks = paper_of(made_form(), "en").blocks
    assert [one for one in every if not isinstance(one, PageBreak)] == [
        one for one in blocks if not isinstance(one, PageBreak)
    ]


def test_what_is_filled_in_on_copies_begins_and_ends_with_a_page_and_none_is_empty():
    inside = tuple(Question(f"q{n}", "integer", say(f"Question {n}")) for n in range(15))
    copies = Section("r", inside, repeats=True)
    question = Question("a", "text", say("Before?"))
    form = Form("f", "1", say("F"), LANGUAGES, (), (question, copies, replace(question, name="b")))
    blocks = paper_of(form, "en").blocks
    kinds = [type(block).__name__ for block in blocks]
    assert kinds == ["Item", "PageBreak", "Heading", *["Item"] * 15, "PageBreak", "Item"]
    assert docx_text(docx_bytes(paper_of(form, "en")))
    alone = paper_of(replace(form, children=(copies,)), "en").blocks
    assert not any(isinstance(block, PageBreak) for block in alone)
    (before, _, after) = sheets(paper_of(made_form(), "en").blocks)
    assert [type(block).__name__ for block in before[1]].count("PageBreak") == 1
    assert not isinstance(after[1][0], PageBreak)


def test_a_part_without_a_title_has_its_letter_and_no_name_of_a_program():
    inside = Section("asked_block", (Question("q", "text", say("Why?")),), relevant="${a} = 1")
    first = Question("a", "integer", say("How many?"))
    form = Form("f", "1", say("F"), LANGUAGES, (), (first, inside))
    heading = paper_of(form, "en").blocks[1]
    assert (heading.letter, heading.text) == ("B", "")
    assert heading.instructions == ("Fill in this part only if the answer to A1 is 1.",)
    assert "asked_block" not in paper_page(paper_of(form, "en"))


def test_a_form_for_fieldwork_has_its_approval_and_no_banner():
    form = made_form(draft=False)
    page = paper_page(paper_of(form, "en"))
    assert "Ethics approval: NEC 12/2026 (invented)" in page
    assert "DRAFT" not in page
    assert "No ethics approval is recorded" in paper_page(paper_of(made_form(), "en"))


def test_a_check_without_words_is_said_by_the_message_of_the_form():
    question = Question("q", "text", say("Code?"), constraint="regex(., '^[0-9]+$')",
                        constraint_messages=say("Digits alone."))  # fmt: skip
    form = Form("f", "1", say("F"), LANGUAGES, (), (question,))
    (item,) = paper_of(form, "en").blocks
    assert item.checks == ("Digits alone.",)


def test_there_are_boxes_for_the_highest_number():
    question = Question("q", "integer", say("How many?"), constraint=". >= 0 and . <= 99999")
    form = Form("f", "1", say("F"), LANGUAGES, (), (question,))
    assert paper_page(paper_of(form, "en")).count('"digit"') == 5


def test_negative_codes_keep_their_sign_on_the_left_in_arabic():
    question = Question("q", "integer", {"ar": "كم؟ -8: لا أعرف"}, constraint=". = -8")
    form = Form("f", "1", {"ar": "F"}, ("ar",), (), (question,))
    (item,) = paper_of(form, "ar").blocks
    assert "\u200e-8:" in item.text
    assert "\u200e-8" in item.checks[0]


def test_words_of_a_form_run_nothing_in_a_browser():
    form = Form("f", "1", {"en": "<script>x</script>"}, ("en",), (),
                (Question("q", "note", {"en": "<img src=x onerror=y>\nand more"}),))  # fmt: skip
    page = paper_page(paper_of(form, "en"))
    assert "<script>" not in page
    assert "<img" not in page
    assert "<br>and more" in page
    assert any(isinstance(block, Note) for block in paper_of(form, "en").blocks)


def test_the_page_needs_nothing_from_anywhere_and_says_its_language():
    for language in LANGUAGES:
        page = paper_page(paper_of(made_form(), language))
        root = html.fromstring(page)
        assert root.get("lang") == language
        assert root.get("dir") == ("rtl" if language == "ar" else "ltr")
        assert not re.search(r"https?:|src=|@import|url\(", page)
        for table in root.iter("table"):
            assert {cell.get("scope") for cell in table.iter("th")} == {"col", "row"}


def test_arabic_runs_from_the_right_in_every_property_that_word_reads():
    with zipfile.ZipFile(io.BytesIO(docx_bytes(paper_of(made_form(), "ar")))) as packed:
        body = etree.fromstring(packed.read("word/document.xml"))
        styles = packed.read("word/styles.xml").decode()
    paragraphs = list(body.iter(f"{W}p"))
    assert all(p.find(f"{W}pPr/{W}bidi") is not None for p in paragraphs)
    runs = list(body.iter(f"{W}r"))
    assert runs
    assert all(run.find(f"{W}rPr/{W}rtl") is not None for run in runs)
    assert all(t.find(f"{W}tblPr/{W}bidiVisual") is not None for t in body.iter(f"{W}tbl"))
    pages = list(body.iter(f"{W}sectPr"))
    assert len(pages) == 3
    assert all(page.find(f"{W}bidi") is not None for page in pages)
    assert 'w:bidi="ar"' in styles
    english = docx_bytes(paper_of(made_form(), "en"))
    with zipfile.ZipFile(io.BytesIO(english)) as packed:
        document = packed.read("word/document.xml")
    assert b"<w:bidi" not in document
    assert b"<w:rtl" not in document


def test_docx_has_headings_a_banner_on_each_page_and_a_head_on_each_page_of_a_table():
    document = docx.Document(io.BytesIO(docx_bytes(paper_of(made_form(), "en"))))
    heads = [p.text for p in document.paragraphs if p.style.name.startswith("Heading")]
    assert heads == ["B. Household members", "C. Jobs", "E. Threats"]
    assert document.sections[0].header.paragraphs[0].text.startswith("DRAFT:")
    (table,) = document.tables
    assert table.rows[0]._tr.find(f".//{W}tblHeader") is not None
    assert len(table.columns) == 6
    widths = {section.orientation for section in document.sections}
    assert len(widths) == 2


def test_signs_that_xml_forbids_do_not_break_docx():
    form = Form("f", "1", {"en": "a\x0bb"}, ("en",), (), (Question("q", "text", {"en": "\x01?"}),))
    assert "a b" in docx_text(docx_bytes(paper_of(form, "en")))


@pytest.mark.few(1)
@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_pdf_is_tagged_in_its_language_and_the_same_each_time(language):
    page = paper_page(paper_of(made_form(), language))
    content, again = (pdf_of(set_out(page), "a-questionnaire") for _ in range(2))
    assert content == again
    reader = PdfReader(io.BytesIO(content))
    assert reader.trailer["/Root"]["/Lang"] == language
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    text = " ".join(one.extract_text() for one in reader.pages)
    assert "E4" in text
    assert "[B1]" in text or "B1" in text
    sizes = {one.mediabox.width > one.mediabox.height for one in reader.pages}
    assert sizes == {True, False}
