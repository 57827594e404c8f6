"""`measure87 define`: everything that a definition says, for people and for programs."""

import json
import subprocess
import sys

import pytest

from measure87.define import list_definitions, load_definition

READINGS = [
    spec
    for name in list_definitions()
    for spec in (name, *(f"{name}:{reading}" for reading in load_definition(name).readings))
]


def _run(*words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "measure87", "define", *words]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.fixture
def invoke():
    """Run a command inside this process: the JSON object, or the text."""
    from click.testing import CliRunner

    from measure87.cli import main

    def run(*words: str):
        done = CliRunner().invoke(main, ["define", *words], standalone_mode=False)
        assert done.exception is None, done.exception
        return json.loads(done.stdout) if "--json" in words else done.stdout

    return run


def test_list_names_every_definition_with_its_edition_and_measures(invoke):
    found = invoke("list", "--json")["definitions"]
    assert [entry["id"] for entry in found] == list(list_definitions())
    text = invoke("list")
    for entry in found:
        definition = load_definition(entry["id"])
        assert entry["measures"] == list(definition.measures)
        assert f"{entry['id']}  (edition {definition.edition})" in text
        assert all(name in text for name in definition.measures)


@pytest.mark.parametrize("spec", READINGS)
def test_show_leaves_out_no_rule_limit_list_or_mark(spec, invoke):
    definition = load_definition(spec)
    found = invoke("show", spec, "--json")["definition"]
    assert found["id"] == definition.versioned_id
    assert [rule["name"] for rule in found["rules"]] == [rule.name for rule in definition.rules]
    assert {limit["name"]: limit["says"] for limit in found["thresholds"]} == {
        name: str(limit) for name, limit in definition.limits.entries.items()
    }
    assert [entry["name"] for entry in found["lists"]] == list(definition.lists.entries)
    text = " ".join(invoke("show", spec).split())
    for name in (*definition.measures, *definition.limits.entries, *definition.lists.entries):
        assert f" {name} " in text
    for cite in definition.citations:
        assert f"{cite.at} [{cite.seen}]" in text
    for limit in definition.limits.entries.values():
        assert limit.start.isoformat() in text


@pytest.mark.parametrize("spec", READINGS)
def test_show_has_no_null(spec, invoke):
    def walk(value):
        yield value
        parts = value.values() if isinstance(value, dict) else value
        if isinstance(value, dict | list):
            for part in parts:
                yield from walk(part)

    assert None not in list(walk(invoke("show", spec, "--json")))


def test_what_is_not_read_in_print_is_listed_by_itself(invoke):
    found = invoke("show", "child_labour/icls18_2008_amended_2018", "--json")["definition"]
    marks = {(c["key"], c["at"]): c["seen"] for c in found["not_printed"]}
    assert marks["ILO-IPEC-HAZARD-LISTS", "designated hazardous industries"] == "unseen"
    assert "printed" not in marks.values()


def test_an_unknown_definition_is_one_sentence_with_the_known_ones_and_exit_status_1():
    done = _run("show", "child_labour/sdg_8_7_2", "--json")
    assert done.returncode == 1
    error = json.loads(done.stdout)["error"]
    assert "'child_labour/sdg_8_7_2'" in error["text"]
    assert "child_labour/sdg_8_7_1" in error["hint"]
    assert "Traceback" not in done.stderr


def test_a_day_before_the_definition_is_refused():
    done = _run("show", "child_labour/sdg_8_7_1@2001-01-01")
    assert done.returncode == 1
    assert "2001-01-01" in done.stderr


@pytest.mark.parametrize(
    "example",
    ["list", "show child_labour/sdg_8_7_1"],
)
def test_the_examples_in_the_help_run(example, invoke):
    command = example.split()[0]
    assert f"measure87 define {example}" in invoke(command, "--help")
    assert invoke(*example.split())
