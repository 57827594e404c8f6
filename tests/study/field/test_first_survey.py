"""The tutorial "your first survey": its commands, read out of the page, run from first to last."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest

import measure87
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

ROOT = Path(measure87.__file__).parents[2]
PAGE = ROOT / "docs" / "tutorials" / "your-first-survey.md"
PORT = "8870"
HOUSEHOLDS = 60
pytestmark = pytest.mark.slow

WAIT = """
until grep -q Ctrl-C phones.log; do kill -0 $! || { cat phones.log; exit 1; }; sleep 0.2; done
"""


def blocks():
    """Language and text of each block of code of the page."""
    return re.findall(r"^```(\w+)\n(.*?)^```", PAGE.read_text("utf-8"), re.DOTALL | re.MULTILINE)


def script(port):
    """The page as one script; what stands for the phones runs beside the rest."""
    lines = ["set -e", "trap 'kill $(jobs -p) 2> /dev/null || true' EXIT"]
    for kind, text in blocks():
        if kind == "toml":
            lines += ["cat >> my-survey/study.toml <<'END'", text.replace(PORT, port), "END"]
        for line in text.splitlines() if kind == "console" else ():
            if not line.startswith("$ "):
                continue
            command = line.removeprefix("$ ").replace(PORT, port)
            beside = "tests.standin.phones" in command
            lines.append(f"{command} > phones.log 2>&1 &{WAIT}" if beside else command)
    return "\n".join(lines)


def printed():
    """What the page says is printed, without what it leaves out."""
    for kind, text in blocks():
        if kind == "console":
            yield from (one for one in text.splitlines() if not one.startswith(("$ ", "...")))


@pytest.fixture(scope="module")
def walked(tmp_path_factory):
    try:
        find_engine("javarosa")
    except Measure87Error as error:
        pytest.skip(str(error))
    folder = tmp_path_factory.mktemp("first")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    paths = (str(Path(sys.executable).parent), os.environ["PATH"])
    told = {"PATH": os.pathsep.join(paths), "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}"}
    process = subprocess.Popen(
        ["/bin/bash", "-c", script(port)], cwd=folder, env=os.environ | told, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True,
    )  # fmt: skip
    try:
        said, _ = process.communicate(timeout=600)
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
    assert process.returncode == 0, said
    phones = (folder / "phones.log").read_text("utf-8").replace(port, PORT)
    return folder / "my-survey", said.replace(port, PORT) + phones


def test_every_line_that_the_page_shows_is_printed(walked):
    _, said = walked
    shown = list(printed())
    assert len(shown) > 10
    assert [line for line in shown if line not in said.splitlines()] == []


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
