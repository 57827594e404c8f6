"""Do tests come into the tier and the process where they belong?"""

from types import SimpleNamespace

import pytest

from tests import tiers


class _Item:
    """As much of a test as the tiers look at."""

    def __init__(self, nodeid="tests/files/test_csv.py::test_a", marks=(), shared=()):
        self.nodeid = nodeid
        self.marks = {mark.name: mark for mark in marks}
        defs = [SimpleNamespace(scope=scope, baseid=base) for scope, base in shared]
        named = {str(number): [one] for number, one in enumerate(defs)}
        self._fixtureinfo = SimpleNamespace(name2fixturedefs=named)
        self.user_properties = []

    def get_closest_marker(self, name):
        return self.marks.get(name)

    def add_marker(self, mark):
        mark = getattr(pytest.mark, mark) if isinstance(mark, str) else mark
        self.marks[mark.name] = mark


def _group(item):
    tiers.group_by_fixtures([item])
    mark = item.get_closest_marker("xdist_group")
    return mark and mark.args[0]


@pytest.mark.parametrize("name", ["browser", "spark"])
def test_browsers_and_spark_are_slow(name):
    item = _Item(marks=[getattr(pytest.mark, name)])
    tiers.mark_tiers([item])
    assert item.get_closest_marker("slow") is not None


def test_others_are_quick_until_somebody_marks_them():
    item = _Item()
    tiers.mark_tiers([item])
    assert item.get_closest_marker("slow") is None


def test_tests_of_a_fixture_of_the_module_run_in_one_process():
    assert (
        _group(_Item(shared=[("module", "tests/files/test_csv.py")])) == "tests/files/test_csv.py"
    )


def test_tests_of_a_fixture_of_the_session_run_in_one_process_over_files():
    shared = [("module", "tests/files/test_csv.py"), ("session", "tests/files")]
    assert _group(_Item(shared=shared)) == "tests/files"


def test_fixtures_of_one_test_and_those_of_pytest_itself_bind_nothing():
    assert _group(_Item(shared=[("function", "tests/files"), ("session", "")])) is None


def test_a_group_that_somebody_chose_stays():
    chosen = _Item(marks=[pytest.mark.xdist_group("mine")], shared=[("module", "tests/x.py")])
    assert _group(chosen) == "mine"


def test_the_summary_names_the_longest_first_and_leaves_short_ones_out():
    def report(name, *seconds, when="teardown"):
        properties = [(f"cpu_{k}", value) for k, value in enumerate(seconds)]
        return SimpleNamespace(nodeid=name, when=when, user_properties=properties)

    reports = [report("a", 4.0, 3.0), report("b", 50.0), report("c", 1.0)]
    reports.append(report("b", 50.0, when="call"))
    assert tiers.summarise(reports) == [
        "3 tests, 1.0 minutes of processor time",
        "    50.0 s  b",
        "     7.0 s  a",
    ]


def test_the_time_of_a_test_is_noted_even_if_it_fails():
    item = _Item()
    timed = tiers.timed(item, "call")
    next(timed)
    with pytest.raises(ZeroDivisionError):
        timed.throw(ZeroDivisionError)
    assert [name for name, _ in item.user_properties] == ["cpu_call"]
