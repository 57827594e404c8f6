"""The tutorial "your first survey": its commands, read out of the page, run from first to last."""

import json
import re
import socket

import polars as pl
import pytest

from measure87.classify import Tables, classify
from measure87.collect import apply_mapping, load_mapping
from measure87.collect.form.engines.programs import find_engine
from measure87.define import load_definition
from measure87.files import read_source
from measure87.study.evening import read_evening
from measure87.study.field.tables import laid_out
from measure87.study.field.text import USUAL
from measure87.vocabulary.errors import Measure87Error
from measure87.vocabulary.status import YES
from tests.tutorials.following import TUTORIALS, follow

PAGE = TUTORIALS / "your-first-survey.md"
PORT = "8870"
HOUSEHOLDS = 60
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def followed(tmp_path_factory):
    try:
        find_engine("javarosa")
    except Measure87Error as error:
        pytest.skip(str(error))
    folder = tmp_path_factory.mktemp("first")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    return follow(PAGE, folder, instead={PORT: port}, seconds=600)


@pytest.fixture(scope="module")
def walked(followed):
    return followed.folder / "my-survey", followed.all_printed


def test_every_command_prints_what_the_page_shows(followed):
    assert followed.not_as_shown() == []
    assert sum(len(one.shown) for one in followed.steps) > 10


def test_all_that_was_sent_was_pulled(walked):
    study, said = walked
    main = pl.read_parquet(study / "field" / "tables" / "main.parquet")
    assert main.height == main["_id"].n_unique() == HOUSEHOLDS
    assert f"{HOUSEHOLDS} interviews: 0 new" in said, "a second pull brings nothing"


def test_the_evening_knows_households_of_the_form_alone(walked):
    study, _ = walked
    made = {
        one.name: one.not_made for one in read_evening(study / "field/evening/evening.json").checks
    }
    assert made["duplicate_keys"] is None
    assert made["times_of_day"] is None


def test_the_evening_page_names_no_interview_and_nobody_who_sent_it(walked):
    study, _ = walked
    main = pl.read_parquet(study / "field" / "tables" / "main.parquet")
    names = [*main["_id"], *main["_submitter"]]
    for name in ("evening.html", "evening.json"):
        text = (study / "field" / "evening" / name).read_text("utf-8")
        assert not [one for one in names if one.removeprefix("uuid:") in text], name
    assert (study / "field" / "evening" / "evening.xlsx").is_file()


def test_the_report_has_the_measures_that_the_form_promises(walked):
    study, _ = walked
    told = json.loads((study / "out" / "estimates.json").read_text("utf-8"))
    assert told["released"] is True
    assert told["diagnostics"]["study"]["invented"] is True
    found = {one["name"] for one in told["estimates"] if not one["group"]}
    promised = re.findall(r'"\w+/\w+/(\w+)",', (study.parent / "country.toml").read_text("utf-8"))
    assert len(promised) > 5
    assert set(promised) <= found
    report = (study / "out" / "report.html").read_text("utf-8")
    assert "Draft questionnaire" in report
    assert "uuid:" not in report


def test_cases_are_those_of_the_tables_that_were_pulled(walked):
    """Released counts against a classification of the pulled tables, made apart from the run."""
    study, _ = walked
    told = json.loads((study / "out" / "estimates.json").read_text("utf-8"))
    classes = classified(study)
    compared = [one for one in told["estimates"] if not one["group"] and one.get("n_cases")]
    assert len(compared) >= 3
    for one in compared:
        assert one["n_cases"] == (classes[one["name"]] == YES).sum(), one["name"]


def classified(study):
    """Classes of all persons, by the mapping of the form."""
    section = load_mapping(study / "mapping.toml")["field"]
    wanted = [(found, tuple(found.measures)) for found in map(load_definition, USUAL)]
    with laid_out(study, None) as files:
        made = apply_mapping(section, {name: read_source(path) for name, path in files.items()})
        tables = Tables(made.persons, made.jobs, made.circumstances)
        return classify(tables, wanted).to_native().collect()
