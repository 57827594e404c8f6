"""`import measure87`: quick, and every public name is there, explained, with an example."""

import doctest
import inspect
import subprocess
import sys
from pathlib import Path

import pytest

import measure87 as m
from measure87.library.classifying import classify
from measure87.library.survey import Survey
from measure87.vocabulary.errors import StudyError

HEAVY = ("polars", "numpy", "numba", "scipy", "narwhals", "pandas", "duckdb", "jinja2", "click")
NAMES = [name for name in m.__all__ if not name.startswith("_")]
METHODS = [
    name for name in vars(Survey) if not name.startswith("_") and callable(vars(Survey)[name])
]


def test_importing_takes_under_three_tenths_of_a_second():
    code = (
        "import sys, time; start = time.process_time(); import measure87\n"
        f"print(time.process_time() - start, [n for n in {HEAVY!r} if n in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    seconds, loaded = done.stdout.strip().split(" ", maxsplit=1)
    assert float(seconds) < 0.3
    assert loaded == "[]"


def test_the_public_names_are_listed_and_no_others():
    assert set(m.__all__) <= set(dir(m))
    for name in m.__all__:
        assert getattr(m, name) is not None
    with pytest.raises(AttributeError, match="no attribute 'guess'"):
        m.guess  # noqa: B018


def test_type_checkers_see_the_same_names():
    stub = (m.__file__ or "").removesuffix(".py") + ".pyi"
    with open(stub, encoding="utf-8") as file:  # noqa: PTH123
        text = file.read()
    for name in NAMES:
        assert f"import {name} as {name}" in text


def explained(name):
    """What a public name stands for; the room `classify` is called as the function."""
    return classify if name == "classify" else getattr(m, name)


@pytest.mark.parametrize("name", NAMES)
def test_every_public_name_is_explained_by_an_example_that_runs(name, monkeypatch):
    monkeypatch.chdir(Path(m.__file__).parents[2])  # examples speak of the folder `examples`
    run_examples(explained(name).__doc__, name)


def test_the_room_of_classification_can_be_called_and_stays_a_room(tmp_path):
    code = (
        "import measure87 as m; import measure87.classify.engine as e; print(callable(m.classify), "
    )
    for before in ("", "import measure87.classify; "):
        text = f"{before}{code}e.classify is m.classify.engine.classify)"
        done = subprocess.run(
            [sys.executable, "-c", text], capture_output=True, text=True, check=True
        )
        assert done.stdout.split() == ["True", "True"]
    with pytest.raises(StudyError):
        m.run(tmp_path / "nowhere")


@pytest.mark.parametrize("name", METHODS)
def test_every_method_of_a_survey_is_explained_by_an_example_that_runs(name):
    run_examples(inspect.getdoc(vars(Survey)[name]), name)


def run_examples(text, name):
    test = doctest.DocTestParser().get_doctest(text, {}, name, None, 0)
    assert test.examples, f"{name} has no example"
    runner = doctest.DocTestRunner(verbose=False)
    runner.run(test)
    assert runner.failures == 0
