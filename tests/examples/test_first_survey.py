"""The invented survey in the field, whose evening page `make demo` shows."""

import json
import subprocess
import sys

import polars as pl
import pytest

from measure87.collect.form.building import build_form
from measure87.collect.form.country import read_country
from measure87.collect.form.mapping_of_form import mapping_of_form
from measure87.collect.form.model import form_json, placed, read_form
from measure87.study import run_study
from measure87.study.evening import read_evening
from measure87.study.field.evening_text import evening_text
from measure87.study.field.settings import read_field_settings
from measure87.study.field.text import study_text
from tests.folder_secret import give_secret

HOUSEHOLDS = 120
MAIN = (
    "child_labour_sdg_a",
    "child_labour_sdg_b",
    "forced_labour_adults",
    "forced_labour_adults_stock",
    "forced_labour_children",
)
MOST_BYTES = 200_000
NOT_IN_A_DEMONSTRATION = ("pyxform", "jpype", "httpx", "pyodk", "pyrage")


@pytest.fixture(scope="module")
def evening(demo, tmp_path_factory):
    """The folder that the demonstration made, and what it said."""
    folder = tmp_path_factory.mktemp("demo")
    return folder / demo.FIELD.name, demo.run_evening(folder)


def test_the_page_is_named_and_finds_the_household_that_was_put_in_twice(evening):
    folder, (said, named) = evening
    page = folder / "field" / "evening" / "evening.html"
    assert named == page
    assert page.is_file()
    found = read_evening(page.with_suffix(".json"))
    assert found.interviews == HOUSEHOLDS + 1
    alarms = {(one.check, one.says, one.count) for one in found.findings if one.alarm}
    at_once = overlapping(pl.read_parquet(folder / "field" / "tables" / "main.parquet"))
    assert alarms == {("duplicate_keys", "twice", 1), ("times_of_day", "overlap", at_once)}
    assert "2 findings need action (duplicate keys, times of day)" in said[0]


def overlapping(main):
    """Interviews during which their interviewer had another, counted pair by pair."""
    rows = main.select("_submitter", "start", "end").rows()
    return sum(
        any(who == other and start < ended and began < end and at != place
            for place, (other, began, ended) in enumerate(rows))
        for at, (who, start, end) in enumerate(rows)
    )  # fmt: skip


def test_the_page_names_no_interview_and_nobody_who_sent_it(evening):
    folder, _ = evening
    main = pl.read_parquet(folder / "field" / "tables" / "main.parquet")
    for name in ("evening.html", "evening.json"):
        text = (folder / "field" / "evening" / name).read_text("utf-8")
        told = [*main["_id"].str.strip_prefix("uuid:"), *main["_submitter"]]
        assert not [one for one in told if one in text], name


@pytest.mark.slow
def test_the_main_results_of_a_small_survey_are_not_the_first_to_be_hidden(evening):
    """Two are: one differs from another by one person; of three children two have one route."""
    folder, _ = evening
    give_secret(folder)
    run_study(folder)
    content = json.loads((folder / "out" / "estimates.json").read_text("utf-8"))
    everybody = {one["name"]: one for one in content["estimates"] if not one.get("group")}
    hidden = {name for name in MAIN if "suppressed" in everybody[name]["flags"]}
    assert hidden == {"child_labour_sdg_b", "forced_labour_children"}


def test_form_mapping_and_study_are_those_of_the_country_file(demo):
    country = read_country(demo.FIELD / "country.toml")
    form = build_form(country)
    assert (demo.FIELD / "form" / "form.json").read_bytes() == form_json(form)
    mapping = (demo.FIELD / "mapping.toml").read_text("utf-8")
    assert mapping == mapping_of_form(form, country.versions)
    assert (demo.FIELD / "study.toml").read_text("utf-8") == study_text(country)
    assert (demo.FIELD / "evening.toml").read_text("utf-8") == evening_text(form)
    assert read_field_settings(demo.FIELD).invented


def test_the_tables_are_small_and_have_no_question_that_identifies(demo):
    form = read_form(demo.FIELD / "form" / "form.json")
    named = {one.question.name for one in placed(form) if one.question.identifier}
    files = sorted((demo.FIELD / "tables").glob("*.parquet"))
    assert [path.stem for path in files] == ["jobs", "main", "persons"]
    assert sum(path.stat().st_size for path in files) < MOST_BYTES
    assert named
    for path in files:
        assert not named & set(pl.read_parquet_schema(path)), path.name


@pytest.mark.slow
def test_it_asks_for_nothing_that_a_demonstration_does_not_install(tmp_path):
    """In a process of its own, which finds out what is loaded."""
    code = (
        "import sys, pathlib; from measure87.study.demonstration import run_evening; "
        "run_evening(pathlib.Path(sys.argv[1])); "
        f"print([one for one in {NOT_IN_A_DEMONSTRATION} if one in sys.modules])"
    )
    told = [sys.executable, "-c", code, str(tmp_path)]
    done = subprocess.run(told, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
