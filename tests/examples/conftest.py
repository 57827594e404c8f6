"""The script that runs both examples, as a module."""

import importlib.util
import sys
from pathlib import Path

import pytest

EXAMPLES = Path(__file__).parents[2] / "examples"


@pytest.fixture(scope="session")
def demo():
    """`examples/run_all.py`, imported."""
    spec = importlib.util.spec_from_file_location("run_all_examples", EXAMPLES / "run_all.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules["run_all_examples"] = module
    spec.loader.exec_module(module)
    return module
