"""`measure87 form simulate` tells where engines part, and exits 1 there."""

import json

import msgspec
import pytest
from click.testing import CliRunner

from measure87.cli import main
from measure87.collect.form.engines.programs import ENGINES, find_engine
from measure87.collect.form.model import form_json
from measure87.vocabulary.errors import Measure87Error
from tests.collect.form import small_form
from tests.collect.form.xform_of import xform_of


@pytest.fixture(scope="module", autouse=True)
def engines():
    try:
        for name in ENGINES:
            find_engine(name)
    except Measure87Error as error:
        pytest.skip(str(error))


def run(*arguments):
    return CliRunner().invoke(main, ["form", "simulate", *map(str, arguments)])


def built(tmp_path, form):
    folder = tmp_path / "form"
    folder.mkdir()
    (folder / "form.xml").write_text(xform_of(form), "utf-8")
    (folder / "form.json").write_bytes(form_json(form))
    return tmp_path


def test_a_form_on_which_engines_agree(tmp_path):
    done = run(built(tmp_path, small_form.FORM), "--interviews", 3, "--languages", "ar")
    assert done.exit_code == 0, done.output
    assert "3 interviews in javarosa and xforms-engine" in done.output
    assert "languages: العربية (ar)" in done.output
    assert "Interviews that differ: 0" in done.output


@pytest.mark.slow
def test_a_form_on_which_engines_part(tmp_path):
    done = run(built(tmp_path, small_form.unguarded()), "--interviews", 10, "--json")
    assert done.exit_code == 1
    told = json.loads(done.stdout)
    assert told["command"] == "form simulate"
    assert told["invented"] is True
    sums = [one for one in told["differences"] if one["path"].endswith("all_hours")]
    assert sums
    assert sums[0]["said"]["xforms-engine"] == ""


def test_one_engine_alone(tmp_path):
    done = run(built(tmp_path, small_form.FORM), "--interviews", 1, "--engine", "javarosa")
    assert done.exit_code == 0
    assert "1 interview in javarosa\n" in done.output


def test_the_languages_of_the_form_are_named(tmp_path):
    done = run(built(tmp_path, small_form.FORM), "--languages", "pt")
    assert done.exit_code == 1
    assert "the form does not speak pt" in done.output
    assert "English (en)" in done.output


def test_a_folder_without_a_form_says_how_to_build_one(tmp_path):
    done = run(tmp_path)
    assert done.exit_code == 1
    assert "measure87 form build" in done.output


@pytest.mark.slow
def test_a_question_that_takes_no_answer_is_told(tmp_path):
    impossible = msgspec.structs.replace(
        small_form.FORM,
        children=(
            small_form.q("never", "integer", "A number", "رقم", required=True, constraint=". < 0"),
        ),
    )
    done = run(built(tmp_path, impossible), "--interviews", 1)
    assert done.exit_code == 1
    assert "Required, and no answer was taken: 1\n  never" in done.output
