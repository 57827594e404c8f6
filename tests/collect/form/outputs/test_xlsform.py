"""XLSForm and XForm: what they hold, in every language, and what engines say of them."""

import importlib.util
import io
import shutil
import subprocess
import time
from contextlib import nullcontext
from pathlib import Path

import openpyxl
import pytest
from lxml import etree
from pyxform.survey_element import SurveyElement

import measure87.collect.form.outputs.xform as module
from measure87.collect.form.model import SHOWN, Form, Question, Section, placed
from measure87.collect.form.outputs import write_outputs
from measure87.collect.form.outputs.languages import named
from measure87.collect.form.outputs.xform import xform
from measure87.collect.form.outputs.xlsform import xlsform
from measure87.vocabulary.errors import DataError
from tests.collect.form.outputs.made_form import LANGUAGES, long_form, made_form, say

XF = "{http://www.w3.org/2002/xforms}"


def rows(content, sheet):
    """Rows of a sheet as dicts of what is filled in."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    head, *below = book[sheet].iter_rows(values_only=True)
    return [
        {key: cell for key, cell in zip(head, row, strict=True) if cell is not None}
        for row in below
    ]


def test_every_question_stands_in_order_with_its_words_in_every_language():
    form = made_form(draft=False)
    survey = rows(xlsform(form), "survey")
    asked = [row for row in survey if not row["type"].startswith(("begin", "end_"))]
    assert [row["name"] for row in asked] == [one.question.name for one in placed(form)]
    for row, one in zip(asked, placed(form), strict=True):
        for language in LANGUAGES:
            label = one.question.labels.get(language)
            assert row.get(f"label::{named(language)}") == label
        assert row.get("relevant", "") == one.question.relevant


def test_a_calculate_has_its_type_and_a_message_its_languages():
    survey = {row["name"]: row for row in rows(xlsform(made_form()), "survey")}
    assert survey["is_child"]["bind::type"] == "int"
    assert survey["job_hours"][f"constraint_message::{named('ar')}"].startswith("[ar]")
    assert survey["roster"]["type"] == "end_repeat"


def test_every_screen_of_a_draft_says_so_and_none_of_a_form_for_fieldwork():
    draft, final = (rows(xlsform(made_form(draft=one)), "survey") for one in (True, False))
    banners = [row["name"] for row in draft if row["type"] == "note"]
    assert banners == ["draft_roster", "draft_jobs", "draft_forced", "thanks"]
    begun = [row for row in draft if row["type"].startswith("begin")]
    assert all(row["label::English (en)"].startswith("DRAFT – ") for row in begun)
    loose = next(row for row in draft if row["name"] == "consent")
    assert loose["label::English (en)"].startswith("DRAFT – ")
    assert [row["name"] for row in final if row["type"] == "note"] == ["thanks"]
    assert not any("DRAFT" in str(cell) for row in final for cell in row.values())


def test_the_banner_takes_no_name_of_the_form():
    form = made_form()
    taken = Question("draft_roster", "text", say("Something else?"))
    form = Form(**{**{f: getattr(form, f) for f in form.__struct_fields__},
                   "children": (*form.children, taken)})  # fmt: skip
    names = [row["name"] for row in rows(xlsform(form), "survey") if "name" in row]
    assert "draft_roster_" in names
    assert names.count("draft_roster") == 1


def test_a_label_that_looks_like_a_formula_stays_text():
    form = Form("f", "1", {"en": "=1+1"}, ("en",), (),
                (Question("q", "text", {"en": "=HYPERLINK(1)"}),), draft=False)  # fmt: skip
    book = openpyxl.load_workbook(io.BytesIO(xlsform(form)))
    assert {c.data_type for sheet in book for row in sheet for c in row} <= {"s", "n"}
    assert rows(xlsform(form), "survey")[0]["label::English (en)"] == "=HYPERLINK(1)"


def test_the_xform_has_every_leaf_and_every_language():
    form = made_form()
    root = etree.fromstring(xform(xlsform(form)).encode())
    languages = {node.get("lang") for node in root.iter(f"{XF}translation")}
    assert languages == {named(language) for language in LANGUAGES}
    binds = {node.get("nodeset").rsplit("/", 1)[-1] for node in root.iter(f"{XF}bind")}
    assert binds >= {one.question.name for one in placed(form)}
    shown = [one for one in placed(form) if one.question.kind in SHOWN]
    arabic = root.find(f".//{XF}translation[@lang='{named('ar')}']")
    said = "".join(arabic.itertext())
    assert all(one.question.labels["ar"].split("${")[0] in said for one in shown)


def nested_form():
    """Questions in groups in repeats in repeats, where pyxform asks which repeat each is of."""

    def part(name):
        questions = (
            Question(f"{name}_a", "integer", say("How many?"), default="now()"),
            Question(f"{name}_b", "date", say("When?"), default="today()"),
        )
        return Section(f"{name}_group", questions, labels=say("Part"))

    inner = Section("inner", (part("i"), part("j")), repeats=True, labels=say("Inner"))
    outer = Section("outer", (part("o"), inner, part("p")), repeats=True, labels=say("Outer"))
    return Form("nested", "1", say("F"), LANGUAGES, (), (outer, part("m")))


@pytest.mark.parametrize("form", [made_form(), nested_form()], ids=["made", "nested"])
def test_pyxform_makes_the_same_of_a_form_with_its_own_way_to_compare_parts(form, monkeypatch):
    ours = xform(xlsform(form))
    monkeypatch.setattr(module, "_parts_known_by_identity", nullcontext)
    assert ours == xform(xlsform(form))
    assert SurveyElement.__eq__ is not object.__eq__


def test_a_form_of_250_questions_in_six_languages_is_written_in_ten_seconds(tmp_path):
    begun = time.process_time()
    write_outputs(long_form(250), tmp_path, pdf=False)
    assert time.process_time() - begun < 10


def test_the_same_form_gives_the_same_bytes(tmp_path):
    first, second = (write_outputs(made_form(), tmp_path / one, pdf=False) for one in ("a", "b"))
    assert [path.name for path in first] == [path.name for path in second]
    for one, other in zip(first, second, strict=True):
        assert one.read_bytes() == other.read_bytes(), one.name


def test_what_says_former_words_does_not_stay_behind(tmp_path):
    write_outputs(made_form(languages=("en", "fr")), tmp_path, pdf=False)
    old = tmp_path / "paper" / "questionnaire_en.pdf"
    own = tmp_path / "paper" / "notes.txt"
    for path in (old, own):
        path.write_text("of somebody")
    written = write_outputs(made_form(languages=("en", "ar")), tmp_path, pdf=False)
    assert {path for path in tmp_path.rglob("*") if path.is_file()} == {*written, own}


def test_what_pyxform_refuses_leaves_nothing_behind_and_says_why(tmp_path):
    lists = made_form().lists
    broken = Form("f", "1", {"en": "F"}, ("en",), lists,
                  (Question("q", "select_one", {"en": "Which?"}, choices="nowhere"),))  # fmt: skip
    with pytest.raises(DataError, match="nowhere"):
        write_outputs(broken, tmp_path, pdf=False)
    assert list(tmp_path.iterdir()) == []


WITHOUT_SCREEN = Form(
    "f", "1", say("F"), LANGUAGES, (),
    (
        Question("q", "integer", say("How many?")),
        Section("computed", (
            Question("twice", "calculate", calculation="${q} * 2"),
            Section("inner", (Question("thrice", "calculate", calculation="${q} * 3"),)),
        ), labels=say("Computed")),
    ),
)  # fmt: skip


def test_a_part_that_only_works_things_out_has_no_screen_and_keeps_its_path():
    root = etree.fromstring(xform(xlsform(WITHOUT_SCREEN)).encode())
    assert root.findall(f".//{XF}group") == []
    assert {one.get("nodeset") for one in root.iter(f"{XF}bind")} >= {
        "/data/computed/twice", "/data/computed/inner/thrice",
    }  # fmt: skip


@pytest.mark.parametrize(
    "form", [made_form(), made_form(draft=False), long_form(50), WITHOUT_SCREEN],
    ids=["draft", "fieldwork", "long", "computed"])  # fmt: skip
def test_odk_validate_takes_it(form, tmp_path):
    java = shutil.which("java")
    assert java, "java is missing: apt-get install default-jre-headless"
    found = importlib.util.find_spec("pyxform")
    jar = Path(found.origin).parent / "validators" / "odk_validate" / "bin" / "ODK_Validate.jar"
    path = tmp_path / "form.xml"
    path.write_text(xform(xlsform(form)), "utf-8")
    said = subprocess.run([java, "-jar", jar, path], capture_output=True, text=True, check=False)
    assert said.returncode == 0, said.stderr
    assert "Xform is valid" in said.stdout + said.stderr
