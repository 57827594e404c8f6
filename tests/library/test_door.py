"""`import measure87`: quick, and every public name is there, explained, with an example."""

import doctest
import inspect
import subprocess
import sys

import pytest

import measure87 as m
from measure87.library.survey import Survey

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
    found = getattr(m, name)
    return getattr(found, "explained", found)


@pytest.mark.parametrize("name", NAMES)
def test_every_public_name_is_explained_by_an_example_that_runs(name):
    run_examples(explained(name).__doc__, name)


@pytest.mark.parametrize("name", METHODS)
def test_every_method_of_a_survey_is_explained_by_an_example_that_runs(name):
    run_examples(inspect.getdoc(vars(Survey)[name]), name)


def run_examples(text, name):
    test = doctest.DocTestParser().get_doctest(text, {}, name, None, 0)
    assert test.examples, f"{name} has no example"
    runner = doctest.DocTestRunner(verbose=False)
    runner.run(test)
    assert runner.failures == 0
