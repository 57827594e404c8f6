"""Public names that come with their modules: all of them are there, and none that is not asked."""

import subprocess
import sys
from importlib import import_module

import pytest

PACKAGES = (
    "measure87.files",
    "measure87.estimate.replicates",
    "measure87.estimate.survey",
    "measure87.estimate.weighting",
)


@pytest.mark.parametrize("name", PACKAGES)
def test_every_public_name_is_found_and_listed(name):
    package = import_module(name)
    for one in package.__all__:
        assert getattr(package, one) is not None
    assert set(package.__all__) <= {*dir(package)}


@pytest.mark.parametrize("name", PACKAGES)
def test_another_name_is_none_of_the_package(name):
    with pytest.raises(AttributeError, match=f"module '{name}' has no attribute 'no_such_name'"):
        import_module(name).no_such_name  # noqa: B018


def test_a_plain_estimate_loads_neither_readers_of_files_nor_recipes_of_weights():
    code = (
        "import sys, measure87.estimate.survey.estimates; "
        "print([m for m in sys.modules if m in "
        "('measure87.files.reading', 'measure87.estimate.weighting.recipe', 'pyreadstat')])"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"
