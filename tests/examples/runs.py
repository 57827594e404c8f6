"""The examples as they come out: each is run once for all tests that look at it.

They lie in a folder that all processes of a session share, see `made_once`; who writes, copies.
"""

import shutil
import sys
from importlib import util
from pathlib import Path
from types import ModuleType

import pytest

from measure87.study import demonstration
from measure87.study.demonstration import Done
from measure87.vocabulary.estimate import Result
from tests.made_once import made_once

EXAMPLES = demonstration.EXAMPLES
_LEFT_BY_RUNS = shutil.ignore_patterns("out", "private", "data")


def rounds_script() -> ModuleType:
    """The program of the example of three rounds, as a module."""
    path = EXAMPLES / "three-rounds" / "make_rounds.py"
    spec = util.spec_from_file_location(path.stem, path)
    assert spec is not None
    assert spec.loader is not None
    made = util.module_from_spec(spec)
    sys.modules[path.stem] = made
    spec.loader.exec_module(made)
    return made


def invented_country(factory: pytest.TempPathFactory) -> Done:
    """The invented country, surveyed and run."""

    def make(folder: Path) -> Done:
        study = folder / demonstration.INVENTED.name
        shutil.copytree(demonstration.INVENTED, study, ignore=_LEFT_BY_RUNS)
        demonstration.make_data(study)
        return demonstration.run(study)

    done: Done = made_once(factory, "invented-country", make)[1]
    return done


def domestic_workers(factory: pytest.TempPathFactory) -> Done:
    """The survey of domestic workers, run."""

    def make(folder: Path) -> Done:
        study = folder / demonstration.WORKERS.name
        shutil.copytree(demonstration.WORKERS, study, ignore=_LEFT_BY_RUNS)
        return demonstration.run(study)

    done: Done = made_once(factory, "domestic-workers", make)[1]
    return done


def three_rounds(factory: pytest.TempPathFactory) -> tuple[Path, Result]:
    """The folder with the rounds, and the newest one's result."""
    return made_once(factory, "three-rounds", lambda folder: rounds_script().make_rounds(folder))
