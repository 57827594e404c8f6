"""The program answers at once: what is heavy is loaded by who needs it."""

import subprocess
import sys

import pytest

HEAVY = {"babel", "jax", "numba", "numpy", "polars", "pyreadstat", "scipy", "vl_convert"}
CODE = """
import sys, time
import measure87
imported = time.process_time()
from measure87.cli import main
try:
    main(sys.argv[1:])
except SystemExit:
    pass
print(imported, time.process_time(), *(name for name in {heavy!r} if name in sys.modules),
      file=sys.stderr)
"""


def started(*arguments):
    """Processor seconds until the package and until the answer is there, and what was loaded."""
    told = [sys.executable, "-c", CODE.format(heavy=sorted(HEAVY)), *arguments]
    done = subprocess.run(told, capture_output=True, text=True, check=True)
    imported, answered, *loaded = done.stderr.splitlines()[-1].split()
    return float(imported), float(answered), loaded, done.stdout


@pytest.mark.parametrize("group", [(), ("define",), ("estimate",)])
def test_help_loads_nothing_heavy(group):
    imported, answered, loaded, text = started(*group, "--help")
    assert text.startswith("Usage: ")
    assert loaded == []
    assert imported < 0.3
    assert answered < 0.5
