"""Are places in the sources and their users found, and mutants drawn evenly?"""

from collections import Counter

import pytest

from tests.mutation.changes import Change
from tests.mutation.known_tests import KnownTest, KnownTests, in_order, within
from tests.mutation.mutants import Mutant, drawn, mutants_of
from tests.mutation.sources import Module, Sources, named_function

TEXT = """LIMIT = 5

class Box:
    size = 3

    def grown(self, by=1):
        def twice(number):
            return 2 * number
        return twice(self.size + by)

async def waiting():
    return [number for number in (1, 2)]
"""


@pytest.mark.parametrize(
    ("part", "function"),
    [
        ("LIMIT = 5", ""),
        ("size = 3", ""),
        ("by=1", "Box.grown"),
        ("2 * number", "Box.grown.<locals>.twice"),
        ("self.size + by", "Box.grown"),
        ("in (1, 2)", "waiting"),
    ],
)
def test_a_line_belongs_to_the_innermost_named_function(part, function):
    line = 1 + TEXT[: TEXT.index(part)].count("\n")
    assert Module("box.py", TEXT).function_at(line) == function


def test_the_names_are_those_that_python_gives():
    names = {}
    exec(compile(TEXT, "box.py", "exec"), names)  # noqa: S102
    assert names["Box"].grown.__code__.co_qualname == "Box.grown"
    assert names["waiting"].__code__.co_qualname == "waiting"


@pytest.mark.parametrize(
    ("qualified_name", "function"),
    [
        ("total", "total"),
        ("Box.total.<locals>.<lambda>", "Box.total"),
        ("total.<locals>.part.<locals>.<genexpr>.<locals>.<lambda>", "total.<locals>.part"),
        ("<lambda>", ""),
    ],
)
def test_a_lambda_belongs_to_the_named_function_around_it(qualified_name, function):
    assert named_function(qualified_name) == function


@pytest.fixture
def sources(tmp_path):
    """Two compiled modules, one calling the other; constants; a folder that hands names on."""
    content = {
        "__init__.py": "from tiny.constants import LIMIT\n",
        "constants.py": "LIMIT = 5\n",
        "inner.py": "import numba\n@numba.njit(cache=True)\ndef inner(x):\n    return x\n",
        "outer.py": "from numba import njit\nfrom tiny import LIMIT\nfrom tiny.inner import inner\n"
        "@njit\ndef outer(x):\n    return inner(x) + LIMIT\n",
        "caller.py": "from tiny import outer\ndef call(x):\n    return outer.outer(x)\n",
        "far.py": "from tiny.caller import call\n",
    }
    tests = {
        "test_inner.py": "from tiny.inner import inner\n",
        "test_far.py": "from tiny.far import call\n",
        "test_by_data.py": "from tests.data import made\n",
        "data.py": "from tiny.outer import outer\n",
    }
    files = {f"src/tiny/{name}": text for name, text in content.items()}
    files |= {f"tests/{name}": text for name, text in tests.items()}
    for name, text in files.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return Sources(tmp_path, "src/tiny")


def _names(paths):
    return {path.removeprefix("src/tiny/") for path in paths}


def test_users_are_found_through_compiled_modules_and_folders_but_no_further(sources):
    assert _names(sources.users("src/tiny/inner.py")) == {"inner.py", "outer.py", "caller.py"}
    assert _names(sources.users("src/tiny/caller.py")) == {"caller.py", "far.py"}
    assert "outer.py" in _names(sources.users("src/tiny/constants.py"))


def test_files_of_tests_use_a_compiled_module_directly_or_by_what_they_share(sources):
    both = {"tests/test_inner.py", "tests/data.py", "tests/test_by_data.py"}
    assert sources.tests_using("src/tiny/inner.py") == both
    assert sources.tests_using("src/tiny/caller.py") == set()
    assert sources.tests_using("src/tiny/far.py") == {"tests/test_far.py"}


def test_compiled_functions_may_hold_whatever_their_module_can_reach(sources):
    assert _names(sources.compiled_users("src/tiny/constants.py")) == {"outer.py"}
    assert _names(sources.compiled_users("src/tiny/inner.py")) == {"inner.py", "outer.py"}
    assert not sources.compiled_users("src/tiny/far.py")


def test_changes_of_a_function_that_are_told_alike_are_numbered(tmp_path):
    text = "def between(x):\n    return 0 < x < 3\ndef also_between(x):\n    return 0 < x < 3\n"
    path = tmp_path / "src/tiny/between.py"
    path.parent.mkdir(parents=True)
    path.write_text(text, "utf-8")
    mutants = mutants_of(Sources(tmp_path, "src/tiny"), ["src/tiny/between.py"])
    told = [(m.function, m.key) for m in mutants if m.change.before == "<"]
    key = "return 0 < x < 3 :: < -> <="
    assert told == [(f, k) for f in ("between", "also_between") for k in (key, f"{key} #2")]


def test_a_change_of_data_is_tried_by_the_tests_that_enter_the_modules_beside_it(sources):
    beside = KnownTest("a.py::beside", 1.0, {}, frozenset({"src/tiny/caller.py::call"}))
    elsewhere = KnownTest("a.py::elsewhere", 1.0, {}, frozenset({"src/other/b.py::call"}))
    known = KnownTests((beside, elsewhere), frozenset(), {})
    assert known.reaching(sources, "src/tiny/thresholds.toml", 1) == {beside}
    assert not sources.compiled_users("src/tiny/thresholds.toml")


def _mutants(room, number):
    change = Change(1, 0, 1, "0", "1", "0")
    return [Mutant(room, f"{room}/{n:03}.py", "", change) for n in range(number)]


def test_each_room_gives_as_many_and_a_small_room_what_it_has():
    mutants = _mutants("large", 90) + _mutants("larger", 200) + _mutants("small", 4)
    counted = Counter(mutant.room for mutant in drawn(mutants, 30, seed=1))
    assert counted == {"large": 13, "larger": 13, "small": 4}


def test_a_seed_draws_the_same_mutants_and_another_seed_others():
    mutants = _mutants("large", 90) + _mutants("larger", 200)
    assert drawn(mutants, 20, seed=1) == drawn(mutants[::-1][::-1], 20, seed=1)
    assert drawn(mutants, 20, seed=1) != drawn(mutants, 20, seed=2)


def _test(name, seconds, shared=None):
    return KnownTest(name, seconds, shared or {}, frozenset())


def test_fast_tests_come_first_and_those_of_a_fixture_stay_together():
    tests = [
        _test("a.py::slow", 9.0),
        _test("b.py::with_fixture", 0.1, {"made": 2.0}),
        _test("c.py::middle", 2.5),
        _test("b.py::with_fixture_too", 3.0, {"made": 2.0}),
        _test("a.py::fast", 1.0),
    ]
    assert [test.name.partition("::")[2] for test in in_order(tests)] == [
        "fast",
        "with_fixture",
        "with_fixture_too",
        "middle",
        "slow",
    ]


def test_a_fixture_that_takes_no_time_keeps_no_slow_tests_with_fast_ones():
    tests = [
        _test("a.py::slow", 9.0, {"of_all": 0.0}),
        _test("a.py::fast", 1.0, {"of_all": 0.0}),
        _test("b.py::middle", 2.0, {"of_all": 0.0}),
    ]
    assert [test.name for test in in_order(tests)] == ["a.py::fast", "b.py::middle", "a.py::slow"]
    assert [test.name for test in within(tests, 4.0)] == ["a.py::fast", "b.py::middle"]


def test_tests_fit_into_the_seconds_with_each_fixture_made_once():
    tests = [
        _test("b.py::one", 1.0, {"made": 5.0}),
        _test("b.py::two", 1.5, {"made": 5.0}),
        _test("c.py::too_long", 9.0),
    ]
    assert [test.name for test in within(tests, 8.0)] == ["b.py::one", "b.py::two"]
    assert [test.name for test in within(tests[2:], 1.0)] == ["c.py::too_long"]
