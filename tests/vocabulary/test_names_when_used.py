"""Public names that come with their modules: each is there, none hides behind a module."""

import pkgutil
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
        found = getattr(package, one)
        assert getattr(found, "__name__", one) == one
    assert set(package.__all__) <= {*dir(package)}


@pytest.mark.parametrize("name", PACKAGES)
def test_no_name_is_also_a_module(name):
    """Once loaded, the module would stand in the place of the name."""
    package = import_module(name)
    assert not {one.name for one in pkgutil.iter_modules(package.__path__)} & set(package.__all__)


@pytest.mark.parametrize("name", PACKAGES)
def test_another_name_is_none_of_the_package(name):
    with pytest.raises(AttributeError, match=f"module '{name}' has no attribute 'no_such_name'"):
        import_module(name).no_such_name  # noqa: B018


def test_a_table_of_proportions_loads_nothing_that_it_does_not_need():
    code = (
        "import sys; from measure87.estimate.survey import estimate_survey, Outcome, SurveyDesign;"
        "print(*(name for name in sys.modules if name in ('scipy.stats', 'scipy.optimize', "
        "'measure87.estimate.survey.regression', 'measure87.files.reading', 'pyreadstat', "
        "'measure87.estimate.weighting.recipe')))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []
