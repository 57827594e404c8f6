"""A folder of `form build`: what form.json says counts, and so do the measures it promises."""

import json

import pytest
from click.testing import CliRunner

from measure87.cli import main
from measure87.collect.form.lint.rendered import book_of
from measure87.collect.form.model import form_json
from measure87.study.forms.promises import check_with_promises
from measure87.vocabulary.errors import DataError, StudyError
from tests.collect.form.clean_form import Sheets
from tests.collect.form.own_form import SDG_A, dropped, own_form


def folder(tmp_path, form):
    (tmp_path / "form").mkdir(exist_ok=True)
    (tmp_path / "form" / "form.json").write_bytes(form_json(form))
    return tmp_path


def codes(found):
    return [one.code for one in found.findings]


def as_workbook(form, path, without=()):
    """The sheets of a form as another program would write them."""
    import openpyxl

    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, sheet in book_of(form, path).sheets.items():
        into = book.create_sheet(name)
        into.append([cell.text for cell in sheet.headers.values()])
        for row in sheet.rows:
            texts = [row[at].text if at in row else None for at in sheet.headers]
            if texts[1] not in without:
                into.append(texts)
    book.save(path)


def test_a_form_of_our_own_that_is_clean_has_no_finding(tmp_path):
    assert codes(check_with_promises(folder(tmp_path, own_form()))) == []


def test_a_change_that_drops_a_promised_measure_is_found(tmp_path):
    found = check_with_promises(folder(tmp_path, dropped(own_form(), "work_hours")))
    assert codes(found) == ["dropped-measure"]
    assert SDG_A in found.findings[0].text
    assert "economic_hours" in found.findings[0].text


def test_a_question_that_is_gone_from_the_xlsform_drops_its_measure_too(tmp_path):
    study = folder(tmp_path, own_form())
    as_workbook(own_form(), study / "form" / "form.xlsx")
    assert codes(check_with_promises(study)) == []
    as_workbook(own_form(), study / "form" / "form.xlsx", without=["work_hours"])
    found = check_with_promises(study)
    assert sorted(codes(found)) == ["dropped-measure", "unlike-form-json"]


@pytest.mark.parametrize(
    ("column", "text"),
    [("relevant", "${age} >= 6"), ("required", "yes"), ("type", "integer"), ("constraint", "")],
)
def test_what_was_changed_in_the_xlsform_alone_is_found(tmp_path, column, text):
    import openpyxl

    study = folder(tmp_path, own_form())
    path = study / "form" / "form.xlsx"
    as_workbook(own_form(), path)
    book = openpyxl.load_workbook(path)
    sheet = book["survey"]
    heads = [cell.value for cell in sheet[1]]
    row = next(r for r in range(2, 30) if sheet.cell(r, 2).value == "work_hours")
    if column == "type":
        row = next(r for r in range(2, 30) if sheet.cell(r, 2).value == "sex")
    sheet.cell(row, heads.index(column) + 1).value = text or None
    book.save(path)
    found = [one for one in check_with_promises(study).findings if one.code == "unlike-form-json"]
    assert [(one.place.row, one.place.header) for one in found] == [(row, column)]


def test_an_order_that_was_changed_in_the_xlsform_alone_is_found(tmp_path):
    import openpyxl

    study = folder(tmp_path, own_form())
    path = study / "form" / "form.xlsx"
    as_workbook(own_form(), path)
    book = openpyxl.load_workbook(path)
    sheet = book["survey"]
    row = next(r for r in range(2, 30) if sheet.cell(r, 2).value == "threatened")
    for column in range(1, sheet.max_column + 1):
        above, below = sheet.cell(row, column), sheet.cell(row + 1, column)
        above.value, below.value = below.value, above.value
    book.save(path)
    [found] = check_with_promises(study).findings
    assert (found.code, found.place.row, found.question) == ("unlike-form-json", row, "unpaid")


def test_a_measure_that_there_is_not_cannot_be_promised(tmp_path):
    form = own_form(measures=("child_labour/sdg_8_7_1/child_labour_sdg_c", "no/such/measure"))
    found = check_with_promises(folder(tmp_path, form))
    assert codes(found) == ["unknown-measure", "unknown-measure"]
    assert "did you mean" in found.findings[0].remedy


def test_what_is_sensitive_is_what_the_form_says(tmp_path):
    form = own_form()
    member = form.children[1].children[0]
    threatened = member.children[-1].children[1]
    assert threatened.sensitive
    asked_of_all = json.loads(form_json(form))
    section = asked_of_all["children"][1]["children"][0]["children"][-1]
    section["children"][1]["choices"] = "yesno"
    section["children"][2]["relevant"] = ""
    study = folder(tmp_path, form)
    (study / "form" / "form.json").write_text(json.dumps(asked_of_all))
    found = check_with_promises(study)
    assert {(one.code, one.question) for one in found.findings} == {
        ("no-refusal", "threatened"), ("not-in-private", "unpaid"),
    }  # fmt: skip


@pytest.mark.parametrize("content", ["", "{", "[]", '{"id": 1}', '{"id": "a"}'])
def test_a_form_json_that_is_none_is_told_in_one_sentence(tmp_path, content):
    study = folder(tmp_path, own_form())
    (study / "form" / "form.json").write_text(content)
    with pytest.raises(DataError, match=r"form\.json is no form"):
        check_with_promises(study)


def test_a_folder_without_a_form_is_told(tmp_path):
    with pytest.raises(StudyError, match=r"no form\.json"):
        check_with_promises(tmp_path)


def test_the_command_tells_findings_and_leaves_with_1(tmp_path):
    sheets = Sheets()
    sheets.set("worked", relevant="${agee} >= 5")
    path = str(sheets.write(tmp_path / "form.xlsx"))
    done = CliRunner().invoke(main, ["form", "check", path, "--json"])
    assert done.exit_code == 1
    [finding] = json.loads(done.stdout)["findings"]
    assert finding == {
        "code": "unknown-question", "sheet": "survey", "row": 14, "column": "relevant",
        "cell": f"{finding['cell'][0]}14", "question": "worked",
        "text": "there is no question 'agee'", "remedy": "write ${age}",
    }  # fmt: skip
    accepted = CliRunner().invoke(main, ["form", "check", path, "--accept", "unknown-question"])
    assert accepted.exit_code == 0
    assert "no fault" in accepted.stdout
    unknown = CliRunner().invoke(main, ["form", "check", path, "--accept", "unknown-questions"])
    assert unknown.exit_code == 2


def test_the_xlsform_of_a_folder_is_checked_with_what_its_form_json_says(tmp_path):
    study = folder(tmp_path, own_form())
    path = study / "form" / "form.xlsx"
    as_workbook(own_form(), path, without=["work_hours"])
    done = CliRunner().invoke(main, ["form", "check", str(path)])
    assert done.exit_code == 1
    assert "dropped-measure" in done.stdout


def test_a_country_file_is_checked_as_the_form_that_it_describes(tmp_path, monkeypatch):
    """The bank builds it; here a form by hand stands for what it builds."""
    made = dropped(own_form(), "work_hours")
    for name in ("read_country", "build_form"):
        monkeypatch.setattr(f"measure87.study.forms.opening.{name}", lambda _: made)
    path = tmp_path / "country.toml"
    path.write_text("")
    done = CliRunner().invoke(main, ["form", "check", str(path), "--json"])
    assert done.exit_code == 1, done.output
    assert [one["code"] for one in json.loads(done.stdout)["findings"]] == ["dropped-measure"]
    told = CliRunner().invoke(main, ["form", "support", str(path), "--question", "age"])
    assert told.exit_code == 0, told.output


def test_the_command_checks_a_folder(tmp_path):
    study = folder(tmp_path, dropped(own_form(), "work_hours"))
    done = CliRunner().invoke(main, ["form", "check", str(study)])
    assert done.exit_code == 1
    assert "dropped-measure" in done.stdout
