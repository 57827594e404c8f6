"""Do tests come into the tier and the process where they belong?"""

from types import SimpleNamespace

import pytest

from tests import tiers


class _Item:
    """As much of a test as the tiers look at."""

    def __init__(self, marks=()):
        self.marks = {mark.name: mark for mark in marks}
        self.user_properties = []

    def get_closest_marker(self, name):
        return self.marks.get(name)

    def add_marker(self, mark):
        mark = getattr(pytest.mark, mark) if isinstance(mark, str) else mark
        self.marks[mark.name] = mark


@pytest.mark.parametrize("name", ["browser", "spark"])
def test_browsers_and_spark_are_slow(name):
    item = _Item(marks=[getattr(pytest.mark, name)])
    tiers.mark_tiers([item])
    assert item.get_closest_marker("slow") is not None


def test_others_are_quick_until_somebody_marks_them():
    item = _Item()
    tiers.mark_tiers([item])
    assert item.get_closest_marker("slow") is None


@pytest.mark.parametrize(
    ("test", "scope"),
    [
        ("tests/files/test_csv.py::test_a", "tests/files/test_csv.py"),
        ("tests/files/test_csv.py::test_a[b::c@d]", "tests/files/test_csv.py"),
        ("tests/classify/test_child_labour_on_engines.py::test_a", "spark"),
        ("tests/estimate/survey/test_survey_engines.py::test_b", "spark"),
    ],
)
def test_tests_of_a_file_run_in_one_process_and_all_on_spark_do(test, scope):
    class Config:
        def getvalue(self, name):
            return {"tx": ["popen", "popen"]}[name]

    assert tiers.ByFile(Config())._split_scope(test) == scope


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
