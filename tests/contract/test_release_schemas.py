"""The schemas of released files are those of the structures, and hold of what is released.

Each kind of study is run in the small; the examples are held against the schemas where they are
tested. Two validators, which are not ours, accept what is released and refuse what is damaged.
"""

import copy
import importlib.util
import json
import random
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from measure87.combine.estimation import fitting
from measure87.study import run_study
from measure87.study.release_schemas import NAMES, released_files, schema_name, schema_path
from measure87.study.world.country.series import run_country
from measure87.study.world.recipe import run_world
from measure87.vocabulary.estimate import Estimate, Minus, Refusal
from measure87.vocabulary.provenance import Provenance
from measure87.vocabulary.release_files.json_schemas import ALWAYS
from measure87.vocabulary.release_files.reading import result_of
from tests.combine.estimation.made_questions import scales_without_sampling
from tests.released_json import documents, faults_in_node, faults_in_python, validator
from tests.study.test_list_study import filled
from tests.study.tiny import write_study
from tests.study.world.made_world import write_made_world

ROOT = Path(__file__).parents[2]
KINDS = ("survey", "lists", "world")
VALUES = [True, -1, 3, 0.5, "", "female", None, [], [1], ["a"], {}, {"x": 1}]


@pytest.fixture(scope="module")
def survey(tmp_path_factory):
    folder = write_study(tmp_path_factory.mktemp("survey"))
    run_study(folder)
    return documents(folder / "out", "survey")


@pytest.fixture(scope="module")
def lists(tmp_path_factory):
    folder = filled(tmp_path_factory.mktemp("lists"))
    run_study(folder)
    return documents(folder / "out", "lists")


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    """A run over countries, and one country's own series on it."""
    place = tmp_path_factory.mktemp("world")
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(fitting, "draw_scales", scales_without_sampling)
        run_world(write_made_world(place / "settings"), place / "out")
    (place / "per.toml").write_text('schema = 1\ncountry = "PER"\n')
    run_country(place / "per.toml", place / "out", place / "country")
    own = documents(place / "country", "world")
    return documents(place / "out", "world") | {f"PER/{file}": one for file, one in own.items()}


@pytest.fixture(scope="module")
def cases(survey, lists, world):
    """Every JSON file of these, with its schema."""
    return [*survey.values(), *lists.values(), *world.values()]


def of(cases, name):
    """A copy of the first document of a schema."""
    return copy.deepcopy(next(document for one, document in cases if one == name))


def test_page_and_schemas_are_current():
    path = ROOT / "docs" / "reference" / "make_release_schemas.py"
    spec = importlib.util.spec_from_file_location("release_page", path)
    maker = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(maker)
    for path, content in maker.written_files().items():
        assert path.read_text("utf-8") == content, f"run python docs/reference/{maker.__name__}"


def test_every_schema_is_one_and_names_no_place_on_the_network():
    assert set(released_files()) == set(NAMES)
    for name in NAMES:
        text = schema_path(name).read_text("utf-8")
        Draft202012Validator.check_schema(json.loads(text))
        assert text.count("://") == 1, "its draft alone"


def test_each_file_of_a_release_finds_its_schema():
    for name, one in released_files().items():
        assert schema_name(one.file, name if name in KINDS else "survey") == name
    assert schema_name("report.html", "survey") is schema_name("survey.json", "survey") is None


@pytest.mark.parametrize("kind", KINDS)
def test_all_that_is_released_is_as_the_schemas_say(kind, request):
    found = request.getfixturevalue(kind)
    assert dict(zip(found, faults_in_python(found.values()), strict=True)) == dict.fromkeys(
        found, ""
    )


def test_no_schema_is_left_untried(cases):
    assert {name for name, _ in cases} == set(NAMES)


def test_what_is_always_in_the_file_is_what_is_written():
    least = {
        "Estimate": Estimate("a", "mean", "taylor"),
        "Minus": Minus("a", "mean"),
        "Refusal": Refusal("a", "b", "c"),
        "Provenance": Provenance(),
    }
    assert least.keys() == ALWAYS.keys()
    for name, one in least.items():
        required = {*validator("survey").schema["$defs"][name]["required"]}
        assert required == one.to_json().keys()


def _set(*way, value):
    def spoil(document):
        *steps, last = way
        for step in steps:
            document = document[step]
        document[last] = value

    return spoil


def _drop(*way):
    def spoil(document):
        *steps, last = way
        for step in steps:
            document = document[step]
        del document[last]

    return spoil


def _show_what_is_suppressed(document):
    document["estimates"][0] |= {"flags": ["suppressed", "few-respondents"], "value": 0.25}


DAMAGES = [
    ("survey", _drop("diagnostics", "disclosure"), "disclosure"),
    ("survey", _set("released", value=False), "released"),
    ("survey", _set("schema", value=2), "schema"),
    ("survey", _drop("estimates", 0, "group"), "group"),
    ("survey", _set("estimates", 0, "value", value=None), "value"),
    ("survey", _set("estimates", 0, "n", value=-1), "n"),
    ("survey", _set("estimates", 0, "n", value=2.5), "n"),
    ("survey", _set("estimates", 0, "horoscope", value=1), "horoscope"),
    ("survey", _set("diagnostics", "study", "horoscope", value=1), "horoscope"),
    ("survey", _set("diagnostics", "mapping", "survey", "rows_read", value={"jobs": "few"}), "few"),
    ("survey", _show_what_is_suppressed, "False schema does not allow 0.25"),
    ("lists", _drop("diagnostics", "lists", "verdict"), "verdict"),
    ("lists", _drop("diagnostics", "disclosure"), "disclosure"),
    ("lists", _set("diagnostics", "lists", "methods", "chao", "deviance", value=3.1), "deviance"),
    ("lists", _set("estimates", 0, "statistic", value="number"), "statistic"),
    ("world", _drop("diagnostics", "about", "measures"), "measures"),
    ("world", _set("estimates", 0, "labels", "place", value=3), "labels"),
    ("world", _set("provenance", "when", value="today"), "when"),
    ("about", _set("level", value="0.95"), "level"),
    ("about", _set("subtitle", value=None), "subtitle"),
    ("gather", _drop(17), ""),
    ("gather", _set(4, "status", value="soon"), "status"),
    ("parameters", _drop("measures"), "measures"),
    ("manifest", _set("files", "report.html", "sha256", value="abc"), "sha256"),
    ("manifest", _drop("files", "report.html", "format"), "format"),
    ("manifest", _set("files", "report.html", "bytes", value=-1), "bytes"),
    ("manifest", _set("host", value="x"), "host"),
]


def damaged(cases):
    found = []
    for name, spoil, _ in DAMAGES:
        document = of(cases, name)
        spoil(document)
        found.append((name, document))
    return found


def test_what_is_damaged_is_refused(cases):
    found = damaged(cases)
    for (name, document), (_, _, told) in zip(found, DAMAGES, strict=True):
        errors = [f"{e.json_path} {e.message}" for e in validator(name).iter_errors(document)]
        assert errors, (name, told)
        assert any(told in one for one in errors), (name, told, errors)


def changed(document, rng):
    """A document with one value, or one key, that is another."""
    found = copy.deepcopy(document)
    inside, last = rng.choice(list(_places(found)))
    if isinstance(inside, dict) and rng.random() < 0.4:
        value = inside.pop(last)
        if rng.random() < 0.5:
            inside[f"{last}s"] = value
    else:
        inside[last] = copy.deepcopy(rng.choice(VALUES))
    return found


def _places(value):
    """Every key of a document, with the object or list that has it."""
    items = value.items() if isinstance(value, dict) else enumerate(value)
    for key, one in list(items)[:8]:
        yield value, key
        if isinstance(one, dict | list):
            yield from _places(one)


def randomly_changed(cases, number):
    rng = random.Random(87)
    return [(name, changed(document, rng)) for name, document in cases for _ in range(number)]


def test_what_the_schemas_accept_is_read(cases):
    """They are no milder than our reader, which publishes a release again."""
    of_results = [case for case in cases if case[0] in KINDS]
    found = randomly_changed(of_results, 60)
    faults = faults_in_python(found)
    assert 0.3 < sum(map(bool, faults)) / len(faults) < 0.97
    for (_, document), fault in zip(found, faults, strict=True):
        if not fault:
            result_of(document)


@pytest.mark.slow
def test_another_language_s_validator_says_the_same_of_all(cases):
    found = [*cases, *damaged(cases), *randomly_changed(cases, 40)]
    in_python = [bool(fault) for fault in faults_in_python(found)]
    in_node = [bool(fault) for fault in faults_in_node(found)]
    assert in_node == in_python
    assert not any(in_node[: len(cases)])
    assert all(in_node[len(cases) : len(cases) + len(DAMAGES)])
