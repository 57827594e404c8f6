"""`measure87 form sheet`: out, in, and what it says of it."""

import json

import openpyxl
from click.testing import CliRunner

from measure87.cli import main
from measure87.cli.form_sheet import _gaps
from measure87.cli.speech.choice import speaking
from measure87.cli.speech.pages import page
from measure87.collect.form.model import read_form
from measure87.collect.form.outputs.sheet import gaps_of, read_translations
from tests.collect.form.outputs.made_form import write_made_form
from tests.collect.form.outputs.test_sheet import filled, small_form


def run(*arguments):
    return CliRunner().invoke(main, ["form", "sheet", *map(str, arguments)])


def sheet_of(folder, change=lambda book: None):
    path = folder / "sheet.xlsx"
    assert run(folder / "my-form", "-o", path).exit_code == 0
    book = openpyxl.load_workbook(path)
    change(book)
    book.save(path)
    return path


def new_words(book):
    filled(book)
    for row in book["words_fr"].iter_rows(min_row=3):
        if row[0].value == "label/threat":
            row[3].value = "Vous a-t-on menacé ?"


def test_a_sheet_goes_out_and_comes_back_into_everything_that_is_written(tmp_path, monkeypatch):
    monkeypatch.setattr(
        "measure87.collect.form.outputs.can_make_pdf", lambda: False
    )  # six PDFs take longer than all the rest
    write_made_form(tmp_path / "my-form")
    path = sheet_of(tmp_path, new_words)
    done = run(tmp_path / "my-form", "--read", path)
    assert done.exit_code == 0, done.output
    assert "translator T. fr, checked by C. fr; tested" in done.output
    assert '[cognitive_tests.fr]\nwho = "Office"\npersons = 12\non = 2026-10-20' in done.output
    assert '[translators]\nen = "T. en"\nfr = "T. fr"' in done.output
    folder = tmp_path / "my-form" / "form"
    form = read_form(folder / "form.json")
    assert form.draft
    for name in ("paper/questionnaire_fr.html", "codebook/codebook_fr.html", "form.xml"):
        assert "Vous a-t-on menacé ?" in (folder / name).read_text("utf-8"), name
    again = openpyxl.load_workbook(sheet_of(tmp_path))
    assert again["people"]["B4"].value == "T. fr"


def test_what_is_lacking_is_told_to_programs(tmp_path, monkeypatch):
    monkeypatch.setattr("measure87.collect.form.outputs.can_make_pdf", lambda: False)
    write_made_form(tmp_path / "my-form")
    path = sheet_of(tmp_path)
    done = run(tmp_path / "my-form", "--read", path, "--json")
    told = json.loads(done.output)
    assert told["command"] == "form sheet"
    assert {"language": "fr", "code": "no-translator",
            "text": "nobody stands for the translation"} in told["gaps"]  # fmt: skip
    assert "form.xlsx" in told["rewritten"]
    people = run(tmp_path / "my-form", "--read", path)
    assert "things are lacking" in people.output
    (line,) = [one for one in people.output.splitlines() if "ar: it was not translated" in one]
    assert line.startswith("  ar: it was not translated back: form_title/, label/consent, ")
    assert line.endswith(" more (--json names all)")


def test_of_a_country_file_a_sheet_is_written_and_looked_at_and_nothing_else(tmp_path, monkeypatch):
    source = "measure87.cli.form_source"
    monkeypatch.setattr(f"{source}.read_country", lambda path: path.name)
    monkeypatch.setattr(f"{source}.build_form", lambda country: small_form())
    monkeypatch.setattr(f"{source}.banners", lambda: {"fr": "NON VÉRIFIÉ"})
    country = tmp_path / "country.toml"
    country.write_text("")
    path = tmp_path / "sheet.xlsx"
    assert run(country, "-o", path).exit_code == 0
    rows = openpyxl.load_workbook(path)["words_fr"].iter_rows(values_only=True)
    assert ("section/part", "Partie") in {(row[0], row[3]) for row in rows}
    done = run(country, "--read", path, "--json")
    assert done.exit_code == 0, done.output
    assert json.loads(done.output)["rewritten"] == []
    assert {one.name for one in tmp_path.iterdir()} == {"country.toml", "sheet.xlsx"}


def test_what_cannot_be_done_is_said_with_what_to_do(tmp_path):
    write_made_form(tmp_path / "my-form")
    (tmp_path / "empty").mkdir()
    (tmp_path / "form.txt").write_text("")
    for arguments, status, said in (
        ((tmp_path / "my-form",), 2, "needs one of -o and --read"),
        ((tmp_path / "my-form", "-o", tmp_path / "sheet.csv"), 2, "not written as .csv"),
        ((tmp_path / "empty", "-o", tmp_path / "s.xlsx"), 1, "there is no form in empty"),
        ((tmp_path / "form.txt", "-o", tmp_path / "s.xlsx"), 2, "neither a folder nor"),
    ):
        done = run(*arguments)
        assert done.exit_code == status, done.output
        assert said in done.output
    (tmp_path / "my-form" / "form" / "form.json").write_text("{}")
    done = run(tmp_path / "my-form", "-o", tmp_path / "s.xlsx")
    assert (done.exit_code, "form.json is no form" in done.output) == (1, True)
    assert not (tmp_path / "s.xlsx").exists()


def test_what_is_lacking_is_told_in_every_language(tmp_path):
    write_made_form(tmp_path / "my-form")

    def change(book):
        for row in book["words_fr"].iter_rows(min_row=3):
            if row[0].value == "label/threat":
                row[3].value = "Vous a-t-on menacé, ${nobody} ?"

    path = sheet_of(tmp_path, change)
    form = read_form(tmp_path / "my-form" / "form" / "form.json")
    gaps = gaps_of(form, read_translations(path, form))
    assert {
        "no-translator",
        "no-checker",
        "no-test",
        "other-references",
        "no-back-translation",
    } <= {gap.code for gap in gaps}
    told = [
        {"language": gap.language, "text": gap.text} | ({"key": gap.key} if gap.key else {})
        for gap in gaps
    ]
    for language in ("fr", "es", "pt", "ar", "ru"):
        with speaking(language):
            for line in _gaps(told):
                assert page(line) != line, (language, line)


def test_a_sheet_saved_as_csv_is_asked_for_as_a_workbook(tmp_path):
    write_made_form(tmp_path / "my-form")
    path = tmp_path / "sheet.csv"
    path.write_text("key;kind;source;translation\nlabel/age;label;Age;Âge\n", encoding="utf-8-sig")
    done = run(tmp_path / "my-form", "--read", path)
    assert done.exit_code == 1
    assert "sheet.csv is not an Excel workbook" in done.stderr
    assert done.stderr.endswith("save it again as .xlsx\n")
