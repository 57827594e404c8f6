"""The tables as CSV, workbook, page and PDF: safe cells, numbers as numbers, signs, language."""

import csv
import io
import re
from dataclasses import replace
from html.parser import HTMLParser

import openpyxl
import pytest

from measure87.disseminate import ReportContext
from measure87.disseminate.format_registry import format_named
from measure87.disseminate.standard_tables.as_html import tables_page
from measure87.disseminate.standard_tables.as_pdf import pdf_bytes, too_wide
from measure87.disseminate.standard_tables.book import table_book
from measure87.disseminate.standard_tables.cells import FilledBlock, Heading
from measure87.disseminate.standard_tables.words import table_words
from tests.disseminate.standard_tables.invented_tables import TITLE, invented_tables

RESULT = invented_tables()


def files_of(name, result=RESULT):
    output = format_named(name).write(result, ReportContext())
    return {file.path: file.data for file in output.files}


@pytest.fixture(scope="module")
def workbook():
    return openpyxl.load_workbook(io.BytesIO(files_of("tables-xlsx")["tables/tables.xlsx"]))


@pytest.fixture(scope="module")
def page():
    return files_of("tables-html")["tables/tables.html"].decode()


def cells_of(sheet):
    return [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]


def row_of(sheet, label):
    (cell,) = [c for c in cells_of(sheet) if c.column == 1 and c.value == label]
    return list(sheet[cell.row])


def test_no_cell_of_the_workbook_is_a_formula(workbook):
    assert {cell.data_type for sheet in workbook for cell in cells_of(sheet)} <= {"s", "n"}


def test_text_that_could_run_is_kept_as_text_when_somebody_edits_it(workbook):
    starts = ("=", "+", "-", "@")
    risky = [
        cell
        for sheet in workbook
        for cell in cells_of(sheet)
        if isinstance(cell.value, str) and cell.value.startswith(starts)
    ]
    assert {cell.value for cell in risky} >= {"=HYPERLINK(0)", "+East", TITLE}
    assert all(cell.quotePrefix for cell in risky)


def test_numbers_of_the_workbook_are_numbers_with_their_digits(workbook):
    total = row_of(workbook["PR.3.3"], "Total")
    assert [(c.value, c.number_format) for c in total[5:7]] == [(12.3, "#,##0.0"), (1250, "#,##0")]


def test_a_figure_in_brackets_is_a_positive_number_that_shows_in_brackets(workbook):
    cell = row_of(workbook["PR.3.3"], "Coast & <islands>")[5]
    assert (cell.value, cell.data_type) == (25, "n")
    assert cell.number_format.startswith('"("#,##0.0")"')


def test_signs_of_the_workbook_are_those_of_mics(workbook):
    assert row_of(workbook["PR.3.3"], "3")[5].value == "(*)"
    assert row_of(workbook["PR.3.3"], "15-17")[3].value == "na"


def test_the_workbook_says_its_title_and_language_and_repeats_its_head_in_print(workbook):
    assert workbook.properties.title == TITLE
    assert workbook.properties.language == "en"
    assert workbook["PR.3.3"].print_title_rows == "$5:$6"
    assert workbook["PR.3.3"].freeze_panes == "B7"


def test_a_sheet_prints_upright_unless_its_table_is_wide(workbook):
    found = {name: workbook[name].page_setup.orientation for name in ("PR.3.3", "PR.3.4", "SE.1")}
    assert found == {"PR.3.3": "portrait", "PR.3.4": "landscape", "SE.1": "landscape"}


def test_titles_and_notes_of_a_sheet_stay_above_its_columns_so_that_print_is_no_wider(workbook):
    for name in ("Contents", "PR.3.1", "PR.3.3", "SE.1"):
        sheet = workbook[name]
        over = {str(span.start_cell.coordinate) for span in sheet.merged_cells.ranges}
        long = [c for c in cells_of(sheet) if isinstance(c.value, str) and len(c.value) > 80]
        assert long
        assert all(cell.alignment.wrap_text for cell in long)
        assert all(cell.coordinate in over or name == "Contents" for cell in long)
        lines = [(sheet.row_dimensions[c.row].height or 15) / 15 for c in long]
        assert all(n >= len(c.value) / 210 for n, c in zip(lines, long, strict=True))


def test_the_first_sheet_says_that_the_country_is_invented_and_links_every_table(workbook):
    cells = cells_of(workbook["Contents"])
    assert any(cell.value == "INVENTED COUNTRY" for cell in cells)
    links = {cell.hyperlink.location for cell in cells if cell.hyperlink}
    assert links == {f"'{name}'!A1" for name in workbook.sheetnames if name != "Contents"}


def test_every_sheet_has_its_notes_below(workbook):
    for name in ("PR.3.1", "PR.3.3", "SE.1"):
        texts = [str(cell.value) for cell in cells_of(workbook[name])]
        assert any("Order of rows" in one or "layout not checked" in one for one in texts)


def test_csv_holds_one_file_a_table_with_signs_beside_numbers():
    files = files_of("tables-csv")
    assert "tables/pr_3_3.csv" in files
    rows = list(
        csv.DictReader(io.StringIO(files["tables/pr_3_3.csv"].decode("utf-8-sig"), newline=""))
    )
    by_label = {row["Row"].lstrip("'"): row for row in rows}
    total, coast = by_label["Total"], by_label["Coast & <islands>"]
    assert float(total["Total child labour"]) == 12.3
    assert total["Number of children age 5-17 years (weighted)"] == "1250"
    assert float(coast["Total child labour"]) == 25
    assert coast["Total child labour (sign)"] == "( )"
    hidden = by_label["3"]
    assert (hidden["Total child labour"], hidden["Total child labour (sign)"]) == ("", "(*)")


def test_no_cell_of_a_csv_file_can_run_as_a_formula():
    for path, data in files_of("tables-csv").items():
        for row in csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")):
            for cell in row:
                risky = cell.startswith(("=", "+", "-", "@", "\t", "\r"))
                assert not risky or re.fullmatch(r"-?[\d.]+", cell), (path, cell)


def test_the_contents_name_the_files_that_there_are():
    files = files_of("tables-csv")
    rows = list(
        csv.DictReader(io.StringIO(files["tables/contents.csv"].decode("utf-8-sig"), newline=""))
    )
    named = {f"tables/{row['File']}" for row in rows if row["File"]}
    assert named == set(files) - {"tables/contents.csv"}
    assert all(row["Notes"] for row in rows)


class Cells(HTMLParser):
    """Rows of the tables of a page: cells with their scope, columns and rows."""

    def __init__(self):
        super().__init__()
        self.tables, self.texts = [], []

    def handle_starttag(self, tag, attrs):
        if tag == "table":
            self.tables.append([])
        elif tag == "tr":
            self.tables[-1].append([])
        elif tag in ("td", "th"):
            self.tables[-1][-1].append({"tag": tag, **dict(attrs)})

    def handle_data(self, data):
        self.texts.append(data)


def test_every_heading_of_the_page_says_of_what_it_is_one(page):
    parser = Cells()
    parser.feed(page)
    scopes = [c.get("scope") for t in parser.tables for row in t for c in row if c["tag"] == "th"]
    assert set(scopes) == {"col", "colgroup", "row", "rowgroup"}


def test_every_row_of_the_page_fills_the_table(page):
    parser = Cells()
    parser.feed(page)
    for table in parser.tables:
        widths = []
        for number, row in enumerate(table):
            for cell in row:
                columns, rows = int(cell.get("colspan", 1)), int(cell.get("rowspan", 1))
                for down in range(rows):
                    while len(widths) <= number + down:
                        widths.append(0)
                    widths[number + down] += columns
        assert len(set(widths)) == 1, widths


def test_the_page_escapes_what_the_data_say_and_speaks_its_language(page):
    assert '<html lang="en" dir="ltr">' in page
    assert "Coast &amp; &lt;islands&gt;" in page
    assert "<islands>" not in page
    assert "INVENTED COUNTRY" in page
    assert "(25.0)" in page
    assert "(*)" in page


def test_the_page_asks_for_nothing_from_anywhere(page):
    assert "default-src 'none'" in page
    assert not re.search(r"(?:src|href)=\"(?!#)", page)
    assert "url(" not in page


@pytest.fixture(scope="module")
def pdf(real_pdf):
    pytest.importorskip("weasyprint", reason="pip install 'measure87[pdf]'", exc_type=ImportError)
    pypdf = pytest.importorskip("pypdf")
    data = files_of("tables-pdf")["tables/tables.pdf"]
    return pypdf.PdfReader(io.BytesIO(data))


def test_the_pdf_is_tagged_and_says_title_and_language(pdf):
    root = pdf.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert b"pdfuaid:part" in root["/Metadata"].get_data().replace(b" ", b"")
    assert TITLE in pdf.metadata.title


def roles_of(element):
    """Roles of all structure elements below one."""
    found = []
    children = element.get("/K", [])
    for child in children if isinstance(children, list) else [children]:
        child = child.get_object() if hasattr(child, "get_object") else child
        if isinstance(child, dict):
            if "/S" in child:
                found.append(child["/S"])
            found += roles_of(child)
    return found


def titles_of(outline):
    """Titles of all bookmarks."""
    return [
        title
        for entry in outline
        for title in (titles_of(entry) if isinstance(entry, list) else [entry.title])
    ]


def test_the_tables_of_the_pdf_are_tables_with_heads(pdf):
    roles = roles_of(pdf.trailer["/Root"]["/StructTreeRoot"])
    assert {"/Table", "/TR", "/TH", "/TD", "/H1", "/H2"} <= set(roles)
    bookmarks = " ".join(titles_of(pdf.outline))
    assert "PR.3.3 Child labour" in bookmarks
    assert "SE.1" in bookmarks


def test_the_pages_of_the_pdf_are_numbered_and_hold_the_numbers(pdf):
    pages = [page.extract_text() for page in pdf.pages]
    for number, text in enumerate(pages, start=1):
        assert f"Page {number} of {len(pages)}" in " ".join(text.split())
    (child_labour,) = [text for text in pages if "Total child labour" in text]
    assert "12.3" in child_labour
    assert "(25.0)" in child_labour


def test_the_fonts_of_the_pdf_are_in_it(pdf):
    for page in pdf.pages:
        for font in page["/Resources"]["/Font"].values():
            descendant = font.get_object()["/DescendantFonts"][0].get_object()
            descriptor = descendant["/FontDescriptor"].get_object()
            assert {"/FontFile2", "/FontFile3"} & set(descriptor)


@pytest.mark.parametrize("rows", [20, 44, 53])
def test_the_notes_of_a_printed_table_stand_together_and_with_rows_of_it(rows):
    pytest.importorskip("weasyprint", reason="pip install 'measure87[pdf]'", exc_type=ImportError)
    pypdf = pytest.importorskip("pypdf")
    result = invented_tables(("mics6",))
    book = table_book(result, ReportContext())
    table = next(table for table in book.tables if table.id == "pr_3_3")
    (row,) = table.blocks[0].rows
    long = FilledBlock("", tuple(replace(row, label=f"Row {n}") for n in range(rows)))
    data = pdf_bytes(replace(book, tables=(replace(table, blocks=(long,)),)), table_words("en"))
    pages = [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(data)).pages]
    noted = [text for text in pages if table.notes[0][:20] in text or "Order of rows" in text]
    assert len(noted) == 1
    assert noted[0].count("Row ") >= min(rows, 4)


@pytest.mark.slow
@pytest.mark.parametrize("word", ["Nichtregierungsorganisationen", "Общеобразовательные"])
def test_no_column_of_a_printed_table_is_cut_however_long_its_words_are(word):
    weasyprint = pytest.importorskip("weasyprint", exc_type=ImportError)
    book = table_book(invented_tables(("mics6",)), ReportContext())
    table = next(table for table in book.tables if table.id == "pr_3_3")
    heads = tuple(Heading(f"{word}{word} {n}") for n, _ in enumerate(table.columns))
    (row,) = table.blocks[0].rows
    block = FilledBlock("", (replace(row, label=word * 3),))
    wide = replace(book, tables=(replace(table, columns=heads, blocks=(block,)),))

    def cut(tight):
        page = tables_page(wide, table_words("en"), for_print=True, tight=frozenset(tight))
        return list(too_wide(weasyprint.HTML(string=page).render()))

    assert cut(()) == ["pr_3_3"]
    assert cut(["pr_3_3"]) == []
    pypdf = pytest.importorskip("pypdf")
    pages = pypdf.PdfReader(io.BytesIO(pdf_bytes(wide, table_words("en")))).pages
    assert "".join(page.extract_text() for page in pages).count("12.3") == 1
