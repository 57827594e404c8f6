"""Kinds of study are found and not listed; `study.toml` says which it is, or its keys do."""

import ast
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

import measure87
from measure87.files.settings import keys_of
from measure87.study import check_study, kinds
from measure87.study.kinds import (
    KEY,
    USUAL,
    every_kind,
    every_preset,
    hint_of_kind,
    kind_of,
    kind_with_preset,
)
from measure87.study.survey.presets import PRESETS
from measure87.vocabulary.errors import StudyError, UsageError


def folder_that_says(place, text):
    (place / "study.toml").write_text(text)
    return place


def test_every_package_that_gives_a_kind_is_one_under_its_own_name():
    assert set(every_kind()) >= {"survey", "lists", "world"}
    for name, kind in every_kind().items():
        package = type(kind).__module__.removeprefix("measure87.study.").split(".")[0]
        assert kind.name == name == package
    assert USUAL in every_kind()


@pytest.mark.parametrize("name", every_kind())
def test_a_kind_reads_the_key_that_names_it_and_refuses_another(name, tmp_path):
    (key,) = [one for one in keys_of(every_kind()[name].declared()) if one.name == KEY]
    place = SimpleNamespace(wrong=lambda key, value, wanted: StudyError(wanted))
    assert key.read({KEY: name}, place) == name
    assert key.read({}, place) is None
    with pytest.raises(StudyError, match=f"one of: {name}"):
        key.read({KEY: "other"}, place)


@pytest.mark.parametrize("name", every_kind())
def test_keys_that_tell_a_kind_are_keys_of_it_and_of_no_other(name):
    known = {one: {key.name for key in keys_of(k.declared())} for one, k in every_kind().items()}
    own = set(every_kind()[name].own_keys)
    assert own <= known.pop(name)
    assert not own & set().union(*known.values())


def test_a_kind_is_as_it_is_stated_whatever_the_other_keys_say(tmp_path):
    folder = folder_that_says(tmp_path, 'kind = "survey"\n[lists]\n')
    assert kind_of(folder).name == "survey"
    assert hint_of_kind(folder) is None


@pytest.mark.parametrize(
    ("text", "name"),
    [("", "survey"), ("[inputs.a]\n", "survey"), ("[lists]\n", "lists"), ("[gather]\n", "world")],
)
def test_a_file_without_kind_is_told_by_its_keys_and_gets_the_line_to_add(tmp_path, text, name):
    folder = folder_that_says(tmp_path, text)
    assert kind_of(folder).name == name
    assert hint_of_kind(folder).text.endswith(f'add the line kind = "{name}"')


@pytest.mark.parametrize("stated", ['"servey"', "3", "[]", '""'])
def test_an_unknown_kind_is_refused_with_those_that_are_near(tmp_path, stated):
    folder = folder_that_says(tmp_path, f"schema = 1\nkind = {stated}\n")
    with pytest.raises(StudyError) as caught:
        check_study(folder)
    assert caught.value.code == "unknown-kind"
    assert "survey" in caught.value.hint


def test_presets_are_those_of_the_kinds_each_once():
    assert set(kind_with_preset("blank").presets) == set(PRESETS)
    assert len(set(every_preset())) == len(every_preset())
    assert kind_with_preset("lists").name == "lists"
    with pytest.raises(UsageError) as caught:
        kind_with_preset("mics9")
    assert all(name in caught.value.hint for name in every_preset())


def test_a_package_without_a_kind_is_none(monkeypatch):
    found = kinds.every_kind.__wrapped__()
    assert "schemas" not in found


ROOT = Path(measure87.__file__).parent
HOMES = ("study", "disseminate/gate", "disseminate/pages")
STANDS_ON = {"field": "survey"}
"""A kind that lays its data out and then is another: it has no gate and no page of its own."""


def imports_of(folder):
    for path in folder.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module:
                yield path.name, node.module
            elif isinstance(node, ast.Import):
                yield from ((path.name, one.name) for one in node.names)


@pytest.mark.parametrize("home", HOMES)
@pytest.mark.parametrize("name", every_kind())
def test_no_kind_imports_another_those_to_come_among_them(name, home):
    """The walls name the kinds of today; this finds them."""
    package = f"measure87.{home.replace('/', '.')}"
    own = {name, STANDS_ON.get(name)}
    others = tuple(f"{package}.{other}" for other in every_kind() if other not in own)
    found = list(imports_of(ROOT / home / name))
    without = home == "disseminate/gate" or name in STANDS_ON  # the world's gate: in its estimate
    assert found or without
    for file, module in found:
        assert not any(module == one or module.startswith(f"{one}.") for one in others), file


@pytest.mark.few(1)
@pytest.mark.parametrize(
    ("kind", "others"),
    [
        ("lists", ("measure87.study.survey.recipe", "measure87.combine", "measure87.collect")),
        ("survey", ("measure87.study.lists.recipe", "measure87.combine", "jax", "numpyro")),
        ("world", ("measure87.study.survey.recipe", "measure87.study.lists.recipe", "splink")),
    ],
)
def test_the_recipe_of_one_kind_does_not_load_what_another_needs(kind, others):
    code = (
        "import sys\n"
        "from measure87.study.kinds import every_kind\n"
        f"every_kind()\nimport measure87.study.{kind}.recipe\n"
        f"print([name for name in {others!r} if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
