"""The two engines, and forms written for them."""

import pytest

from measure87.collect.form.engines.programs import ENGINES, find_engine
from measure87.collect.form.engines.simulating import (
    chosen_languages,
    compare_interviews,
    simulate_interviews,
)
from measure87.collect.form.engines.xform import read_xform
from measure87.vocabulary.errors import Measure87Error
from tests.collect.form.xform_of import xform_of


@pytest.fixture(scope="session")
def programs():
    """Both engines; where one is missing, the test is left out and says what to install."""
    try:
        return [find_engine(name) for name in ENGINES]
    except Measure87Error as error:
        pytest.skip(str(error))


@pytest.fixture(scope="session")
def written(tmp_path_factory):
    """Write a form model as XForm."""

    def write(form):
        path = tmp_path_factory.mktemp("form") / "form.xml"
        path.write_text(xform_of(form), "utf-8")
        return path

    return write


@pytest.fixture(scope="session")
def simulated(programs, written):
    """Simulate a form in both engines and compare."""

    def simulate(form, *, interviews, languages=("all",), **more):
        path = written(form)
        spoken = chosen_languages(read_xform(path), languages)
        done = simulate_interviews(
            path, programs, interviews=interviews, seed=87, languages=spoken, model=form, **more
        )
        return compare_interviews(path, programs, done)

    return simulate
