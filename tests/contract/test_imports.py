"""What an import may load."""

import subprocess
import sys

HEAVY = ("polars", "scipy", "numba", "pandas", "pyarrow", "altair", "duckdb", "pyspark", "jinja2")


def test_importing_the_package_loads_nothing_heavy():
    code = (
        "import sys, measure87, measure87.vocabulary.columns, measure87.vocabulary.estimate\n"
        f"print([name for name in {HEAVY!r} if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_study_of_a_survey_loads_no_distributions_of_scipy():
    """`scipy.stats` takes a second of the processor; its functions are those of `scipy.special`."""
    code = (
        "import sys, measure87.study.survey.recipe, measure87.disseminate\n"
        "print([name for name in ('scipy.stats', 'scipy.special') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "['scipy.special']"
