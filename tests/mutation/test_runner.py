"""Is it told truly what became of a mutant? On an invented package and its invented tests."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.mutation.changes import changes_of_python
from tests.mutation.kept import KEPT, Killed
from tests.mutation.known_tests import MAP, KnownTest, read_known_tests
from tests.mutation.mutants import mutants_of
from tests.mutation.running import KILLED, SURVIVED, Fate, in_turns
from tests.mutation.sources import Sources
from tests.mutation.trial import Trial, files_of, without_the_project

ROOT = Path(__file__).parents[2]
SOURCE = """from functools import cache


def is_small(number):
    return number < 3


def counted_down(number):
    while number != 0:
        number = number - 1
    return number


def has_more(number):
    return number > 1


@cache
def doubled(number):
    return 2 * number


def never_asked(number):
    return number + number
"""
TESTS = """import pytest

from tiny.counting.sizes import counted_down, doubled, has_more, is_small


@pytest.fixture(scope="module")
def twice():
    return doubled(2)


def test_three_is_not_small():
    assert not is_small(3)


def test_two_are_small():
    assert is_small(2)


def test_counting_ends():
    assert counted_down(3) == 0


def test_many_are_more():
    assert has_more(9)


def test_first_of_the_fixture(twice):
    assert twice > 0


def test_second_of_the_fixture(twice):
    assert twice == 4


def test_kept_answer():
    assert doubled(2) == 4
"""
ACCEPTED = """
[[accepted]]
file = "src/tiny/counting/sizes.py"
function = "has_more"
key = "return number > 1 :: > -> >="
reason = "invented"

[[accepted]]
file = "src/tiny/counting/sizes.py"
function = "has_more"
key = "return number > 7 :: > -> >="
reason = "invented; the line is no more"
"""
FILE = "src/tiny/counting/sizes.py"


def _in_project(root, *arguments):
    place = ["--root", root, "--package", "src/tiny"]
    command = [sys.executable, "-m", "tests.mutation", *arguments, *place]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    """The package with its tests, and the map of them."""
    root = tmp_path_factory.mktemp("project")
    content = {
        "pyproject.toml": '[tool.pytest.ini_options]\naddopts = "--import-mode=importlib"\n',
        "src/tiny/__init__.py": "",
        "src/tiny/counting/__init__.py": "",
        FILE: SOURCE,
        "tests/test_sizes.py": TESTS,
        "tests/mutation/accepted.toml": ACCEPTED,
    }
    for name, text in content.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    told = _in_project(root, "map", "--processes", "1")
    assert told.returncode == 0, told.stdout + told.stderr
    return root


@pytest.fixture(scope="module")
def run(project):
    """What a run of all mutants says; one may use a second."""
    return _in_project(project, "--files", FILE, "--seconds", "1", "--table")


def _listed(run, title):
    """What is told under a title, without the place."""
    found = re.search(rf"\n{title}[^\n]*:\n((?:  .*\n?)*)", run.stdout)
    assert found is not None, run.stdout + run.stderr
    return {line.strip().partition("  ")[2] or line.strip() for line in found[1].splitlines()}


def _tests_reaching(project, part_of_line):
    sources = Sources(project, "src/tiny")
    line = 1 + [part_of_line in text for text in SOURCE.splitlines()].index(True)
    known = read_known_tests(project / MAP)
    return {test.name.partition("::")[2] for test in known.reaching(sources, FILE, line)}


def test_a_test_reaches_what_its_fixture_entered_once_and_what_is_kept_from_before(project):
    assert _tests_reaching(project, "2 * number") == {
        "test_first_of_the_fixture",
        "test_second_of_the_fixture",
        "test_kept_answer",
    }


def test_a_test_reaches_nothing_that_it_does_not_enter(project):
    assert _tests_reaching(project, "number > 1") == {"test_many_are_more"}
    assert _tests_reaching(project, "number + number") == set()


@pytest.mark.slow
def test_survivors_that_nobody_accepted_are_told_and_fail_the_run(run):
    assert _listed(run, "new survivors") == {
        "return number > 1 :: 1 -> 2 in has_more: 1 of 1 tests that reach it tried",
        "return number + number :: + -> - in never_asked: no test reaches it",
    }
    assert run.returncode == 1


def test_a_mutant_that_loops_for_ever_is_stopped_and_told(run):
    assert _listed(run, "ran out of time") == {
        "number = number - 1 :: - -> +",
        "number = number - 1 :: 1 -> 2",
    }


def test_an_acceptance_of_a_change_that_cannot_be_made_any_more_is_stale(run):
    assert _listed(run, "stale") == {f"{FILE} :: has_more :: return number > 7 :: > -> >="}


def test_the_table_counts_every_mutant_once(run, project):
    made = len(changes_of_python(SOURCE))
    killed = made - 3
    row = f"{made},{killed},2,3,1,1"
    lines = (project / "tests/mutation/mutants.csv").read_text("utf-8").splitlines()
    assert lines[0] == "seed,room,made,killed,timed_out,survived,not_reached,accepted"
    assert [line.partition(",")[2] for line in lines[1:]] == [f"counting,{row}", f"all,{row}"]
    assert f"{killed / (made - 1):.3f}" in run.stdout


@pytest.mark.slow
def test_a_run_that_goes_on_tries_the_living_alone_and_counts_all(project, run, tmp_path):
    copy = tmp_path / "again"
    shutil.copytree(project, copy)
    path = copy / "tests/test_sizes.py"
    path.write_text(TESTS.replace("has_more(9)", "has_more(2) and not has_more(1)"), "utf-8")
    told = _in_project(copy, "--files", FILE, "--seconds", "1", "--table", "--resume")
    made = len(changes_of_python(SOURCE))
    assert f"{made} mutants, {made - 5} killed before" in told.stdout  # 3 survived, 2 looped
    table = copy / "tests/mutation/mutants.csv"
    assert table.read_text("utf-8").splitlines()[-1].endswith(f",all,{made},{made - 1},2,1,1,0")


def test_a_file_that_changed_has_no_mutants_killed_before(project, run, tmp_path):
    copy = tmp_path / "changed"
    shutil.copytree(project, copy)
    assert len((copy / KEPT).read_text("utf-8").splitlines()) == len(changes_of_python(SOURCE)) - 5
    (copy / FILE).write_text(f"{SOURCE}\nMORE = 1\n", "utf-8")
    sources = Sources(copy, "src/tiny")
    assert Killed(sources).among(mutants_of(sources, [FILE])) == []


def test_a_test_that_fails_without_a_mutant_stops_the_run_by_name(project, run, tmp_path):
    broken = tmp_path / "broken"
    shutil.copytree(project, broken)
    path = broken / "tests/test_sizes.py"
    path.write_text(TESTS.replace("assert not is_small(3)", "assert is_small(3)"), "utf-8")
    told = _in_project(broken, "--files", FILE)
    assert told.returncode == 1
    assert told.stderr.strip().endswith(
        "fail without a mutant: tests/test_sizes.py::test_three_is_not_small"
    )
    assert "new survivors" not in told.stdout


def test_the_packages_own_modules_are_read_after_the_tests_that_import_them(tmp_path):
    tests = (
        "src/small/sizes.py::small.sizes.f",
        "tests/test_sizes.py::a",
        "tests/test_a.py::b",
    )
    trial = Trial(tmp_path, "src/small", tests, tmp_path, seconds=1, memory=1)
    assert files_of(trial) == ["tests/test_sizes.py", "tests/test_a.py", "src/small/sizes.py"]


def test_libraries_stay_where_the_package_has_left_nothing_but_data_among_them(tmp_path):
    places = {
        "project": "src/small/__init__.py",
        "installed": "small/__init__.py",
        "libraries": "small/examples/data.csv",
        "others": "numbers.py",
    }
    for place, content in places.items():
        path = tmp_path / place / content
        path.parent.mkdir(parents=True)
        path.touch()
    given = ["", *(str(tmp_path / place) for place in places)]
    assert without_the_project(given, "src/small") == given[3:]


def test_tests_of_the_first_four_files_have_the_first_turn():
    names = ("a::1", "b::1", "c::1", "a::2", "d::1", "e::1", "b::2", "f::1")
    tests = [KnownTest(name, 0.1, {}, frozenset()) for name in names]
    first, rest = in_turns(tests)
    assert [test.name for test in first] == ["a::1", "b::1", "c::1", "a::2", "d::1", "b::2"]
    assert [test.name for test in rest] == ["e::1", "f::1"]
    assert in_turns(first) == [first]


def test_what_a_test_has_killed_is_kept_and_not_what_was_ended_from_outside(project, tmp_path):
    copy = tmp_path / "kept"
    shutil.copytree(project, copy)
    sources = Sources(copy, "src/tiny")
    mutants = mutants_of(sources, [FILE])
    killers = ("tests/test_a.py::test_a[x]", "tests/test_b.py", "the process ended by SIGKILL")
    (copy / KEPT).unlink(missing_ok=True)
    fates = [Fate(one, KILLED, by=by) for one, by in zip(mutants, killers, strict=False)]
    fates.append(Fate(mutants[3], SURVIVED, tried=1))
    assert list(Killed(sources).kept(fates)) == fates
    assert [one.by for one in Killed(sources).among(mutants)] == [*killers[:2]]
