"""The public names of the room come one by one, and none of them hides behind a module."""

import pkgutil
import subprocess
import sys

import measure87.estimate.survey as room


def test_every_public_name_is_found_where_it_is_said_to_be():
    for name in room.__all__:
        assert getattr(room, name).__name__ == name
        assert name in dir(room)


def test_no_name_is_also_a_module():
    """Once loaded, the module would stand in the place of the name."""
    assert not {one.name for one in pkgutil.iter_modules(room.__path__)} & set(room.__all__)


def test_an_unknown_name_is_said_as_of_any_module():
    assert not hasattr(room, "estimate_everything")


def test_a_table_of_proportions_loads_no_tests_and_no_regressions():
    code = (
        "import sys; from measure87.estimate.survey import estimate_survey, Outcome, SurveyDesign;"
        "print(*(name for name in sys.modules if name in "
        "('scipy.stats', 'scipy.optimize', 'measure87.estimate.survey.regression')))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []
