"""What tests of several rooms share."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from unittest.mock import patch

import hypothesis
import pytest

_ROOT = str(Path(__file__).resolve().parents[1])
if _ROOT not in sys.path:  # so that tests find each other's data however pytest is started
    sys.path.append(_ROOT)

from tests import byte_code, compiled_cache, kernel_cache, stand_in_pdf, tiers  # noqa: E402
from tests.stated_keys import stated_keys  # noqa: E402, F401

os.environ["LC_ALL"] = "C.UTF-8"  # the program speaks the language of the system, tests English
byte_code.keep_byte_code()
kernel_cache.keep_kernels()
compiled_cache.keep_compiled()
stand_in_pdf.install()
os.fsync = lambda fd: None  # no test loses its power, and thousands wait for the disk
for profile, examples in tiers.EXAMPLES.items():  # without a deadline: a busy machine is no failure
    hypothesis.settings.register_profile(profile, deadline=None, max_examples=examples)
hypothesis.settings.load_profile("tests")

_INSTALL_JAVA = "sudo apt-get install -y openjdk-17-jre-headless"


def _java_version() -> int:
    """Major version of the system's Java, 0 if there is none."""
    java = shutil.which("java")
    if java is None:
        return 0
    told = subprocess.run([java, "-version"], capture_output=True, text=True, check=False).stderr
    found = re.search(r'version "(\d+)', told)
    return int(found[1]) if found else 0


@pytest.hookimpl(tryfirst=True)  # before tests are chosen by their marks
def pytest_collection_modifyitems(items):
    tiers.mark_tiers(items)


def pytest_ignore_collect(collection_path, config):
    return True if tiers.is_left_out(collection_path, config.option.markexpr) else None


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    return tiers.ByFile(config, log)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_setup(item):
    return (yield from tiers.timed(item, "setup"))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item):
    return (yield from tiers.timed(item, "call"))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item):
    return (yield from tiers.timed(item, "teardown"))


def pytest_terminal_summary(terminalreporter, config):
    reports = [one for kind in terminalreporter.stats.values() for one in kind]
    took = tiers.seconds_of(one for one in reports if isinstance(one, pytest.TestReport))
    tiers.keep(took)
    terminalreporter.section("processor time", sep="-")
    for line in tiers.summarise(took, tiers.budget_of(config)):
        terminalreporter.line(line)


@pytest.fixture(scope="module")
def real_pdf():
    """The tables of a study as PDF are set as outside of tests."""
    from measure87.disseminate.formats import tables_pdf
    from measure87.disseminate.standard_tables.as_pdf import pdf_bytes

    with patch.object(tables_pdf, "pdf_bytes", pdf_bytes):
        yield


@pytest.fixture(scope="session")
def spark():
    """A Spark session on this machine; the test is left out where there is no Java 17+."""
    if _java_version() < 17:
        pytest.skip(f"Spark needs Java 17 or newer: {_INSTALL_JAVA}")
    sql = pytest.importorskip("pyspark.sql", reason="pip install 'measure87[spark]'")
    os.environ["PYSPARK_PYTHON"] = sys.executable
    os.environ["PYSPARK_DRIVER_PYTHON"] = sys.executable
    session = (
        sql.SparkSession.builder.master("local[2]")
        .appName("measure87-tests")
        .config("spark.ui.enabled", "false")
        .config("spark.sql.shuffle.partitions", "2")
        .config("spark.driver.memory", "1g")
        .config("spark.driver.host", "localhost")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .getOrCreate()
    )
    session.sparkContext.setLogLevel("ERROR")
    yield session
    session.stop()
