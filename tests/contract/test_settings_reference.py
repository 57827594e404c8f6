"""Pages and schemas of settings are those of the code; the schemas hold of what is read."""

import copy
import importlib.util
import json
import random
import re
import tomllib
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from measure87.collect.mapping_file import inputs_of
from measure87.collect.mapping_schema import TABLES
from measure87.collect.presets import forced_labour_mapping
from measure87.files.settings import Place, Variants, keys_of, read_declared
from measure87.files.settings.tables import Tables
from measure87.study.schemas import declared_settings, schema_path
from measure87.vocabulary.errors import Measure87Error

ROOT = Path(__file__).parents[2]
REFERENCE = ROOT / "docs" / "reference"
STUDIES = ROOT / "examples"
WEIGHTS = (ROOT / "docs" / "how-to" / "weights.md").read_text("utf-8")
LINKAGE = (ROOT / "docs" / "how-to" / "link-lists.md").read_text("utf-8")
PLAN = (ROOT / "docs" / "how-to" / "plan-a-survey.md").read_text("utf-8")
EXAMPLES = {
    "survey": [(STUDIES / "uk-domestic-workers" / "study.toml").read_text("utf-8")],
    "lists": [(STUDIES / "uk-2013-lists" / "study.toml").read_text("utf-8")],
    "world": [
        (STUDIES / "world-child-labour" / name).read_text("utf-8")
        for name in ("world.toml", "demo.toml")
    ],
    "linkage": [
        text for text in re.findall(r"```toml\n(.*?)```", LINKAGE, re.S) if "schema" in text
    ],
    "recipe": [
        text for text in re.findall(r"```toml\n(.*?)```", WEIGHTS, re.S) if "schema" in text
    ],
    "plan": ["".join(re.findall(r"```toml\n(.*?)```", PLAN, re.S)[:2])],
}
FOLDERS = {
    "survey": STUDIES / "uk-domestic-workers",
    "lists": STUDIES / "uk-2013-lists",
    "world": STUDIES / "world-child-labour",
    "linkage": STUDIES,
    "recipe": STUDIES,
    "plan": STUDIES,
}
"""Where the files lie that the examples name; those of a linkage or recipe are not read."""
MAPPINGS = [
    (STUDIES / "uk-domestic-workers" / "mapping.toml").read_text("utf-8"),
    forced_labour_mapping(),
    *re.findall(r"```toml\n(.*?)```", (REFERENCE / "mapping.md").read_text("utf-8"), re.S),
]
VALUES = [True, -1, 3, 0.5, 2016, "", "mics", "female", [], [1], ["a"], [[5, 17]], {}, {"x": 1}]


@pytest.fixture(scope="module")
def maker():
    spec = importlib.util.spec_from_file_location("page", REFERENCE / "make_settings.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def schema_of(kind):
    return json.loads(schema_path(kind).read_text("utf-8"))


def test_pages_and_schemas_are_current(maker):
    for path, content in maker.written_files().items():
        assert path.read_text("utf-8") == content, "run python docs/reference/make_settings.py"


def declarations(kind):
    """Every class and function that declares keys of a kind of settings."""
    left, found = [declared_settings()[kind]], []
    while left:
        one = left.pop()
        if isinstance(one, Variants):
            left += one.of.values()
        elif one not in found:
            found.append(one)
            left += [key.kind.declared for key in keys_of(one) if isinstance(key.kind, Tables)]
    return found


@pytest.mark.parametrize("kind", declared_settings())
def test_every_key_says_what_it_is_for(kind):
    for declared in declarations(kind):
        assert keys_of(declared)
        for key in keys_of(declared):
            assert key.help, key.name


@pytest.mark.parametrize("kind", declared_settings())
def test_a_schema_is_one_and_holds_of_the_examples(kind):
    Draft202012Validator.check_schema(schema_of(kind))
    for text in EXAMPLES.get(kind, ()):
        content = tomllib.loads(text)
        assert list(Draft202012Validator(schema_of(kind)).iter_errors(as_json(content))) == []


def as_json(content):
    return json.loads(json.dumps(content, default=str))


def places(value, at=()):
    """The keys of every value in a settings file."""
    items = value.items() if isinstance(value, dict) else enumerate(value)
    for key, one in items:
        yield (*at, key)
        if isinstance(one, dict | list):
            yield from places(one, (*at, key))


def changed(content, rng):
    """The same settings with one value, or one key, that is another."""
    found = copy.deepcopy(content)
    *way, last = rng.choice(list(places(found)))
    inside = found
    for key in way:
        inside = inside[key]
    if isinstance(inside, dict) and rng.random() < 0.4:
        value = inside.pop(last)
        if rng.random() < 0.5:
            inside[f"{last}s"] = value
    else:
        inside[last] = copy.deepcopy(rng.choice(VALUES))
    return found


def is_read(kind, content, folder):
    try:
        if kind == "mapping":
            inputs_of(content, "mapping.toml")
        else:
            read_declared(declared_settings()[kind], content, Place("settings.toml", folder))
    except Measure87Error:
        return False
    return True


@pytest.mark.parametrize("kind", EXAMPLES)
def test_what_the_schema_refuses_is_not_read(kind):
    rng, valid = random.Random(87), Draft202012Validator(schema_of(kind)).is_valid
    content, folder = tomllib.loads(EXAMPLES[kind][0]), FOLDERS[kind]
    assert is_read(kind, content, folder)
    refused = 0
    for _ in range(300):
        other = changed(content, rng)
        if not valid(as_json(other)):
            refused += 1
            assert not is_read(kind, other, folder), other
    assert refused > 100


@pytest.mark.parametrize("table", TABLES)
def test_every_key_of_a_mapping_says_what_it_is_for(table):
    assert keys_of(TABLES[table])
    for key in keys_of(TABLES[table]):
        assert key.help, key.name


def test_the_schema_of_a_mapping_is_one_and_holds_of_the_examples():
    Draft202012Validator.check_schema(schema_of("mapping"))
    validator = Draft202012Validator(schema_of("mapping"))
    assert len(MAPPINGS) == 4
    for text in MAPPINGS:
        assert list(validator.iter_errors(as_json(tomllib.loads(text)))) == []


@pytest.mark.few(2)
@pytest.mark.parametrize("text", MAPPINGS)
def test_what_the_schema_of_a_mapping_refuses_is_not_read(text):
    rng, valid = random.Random(87), Draft202012Validator(schema_of("mapping")).is_valid
    content = tomllib.loads(text)
    assert is_read("mapping", content, STUDIES)
    refused = 0
    for _ in range(200):
        other = changed(content, rng)
        if not valid(as_json(other)):
            refused += 1
            assert not is_read("mapping", other, STUDIES), other
    assert refused > 50
