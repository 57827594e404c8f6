"""Do tests come into the tier and the process where they belong?"""

from types import SimpleNamespace
from unittest.mock import Mock

import hypothesis
import pytest

from tests import tiers


class _Item:
    """As much of a test as the tiers look at."""

    def __init__(self, nodeid="a.py::t", marks=()):
        self.nodeid = nodeid
        self.marks = {mark.name: mark for mark in marks}
        self.user_properties = []

    def get_closest_marker(self, name):
        return self.marks.get(name)

    def add_marker(self, mark):
        mark = getattr(pytest.mark, mark) if isinstance(mark, str) else mark
        self.marks[mark.name] = mark


@pytest.mark.parametrize("name", ["browser", "spark", "proof"])
def test_browsers_spark_and_proofs_are_slow(name):
    item = _Item(marks=[getattr(pytest.mark, name)])
    tiers.mark_tiers([item])
    assert item.get_closest_marker("slow") is not None


def test_others_are_quick_until_somebody_marks_them():
    item = _Item()
    tiers.mark_tiers([item])
    assert item.get_closest_marker("slow") is None


def test_of_a_test_with_few_quick_cases_the_others_are_slow():
    few = [_Item(f"a.py::t[{k}]", marks=[pytest.mark.few(3)]) for k in range(10)]
    none = [_Item(f"a.py::u[{k}]") for k in range(4)]
    tiers.mark_tiers([*few, *none])
    assert [k for k, item in enumerate(few) if item.get_closest_marker("slow") is None] == [0, 3, 6]
    assert all(item.get_closest_marker("slow") is None for item in none)


class Config:
    """Of a run of two processes."""

    def getvalue(self, name):
        return {"tx": ["popen", "popen"]}[name]


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
    assert tiers.ByFile(Config())._split_scope(test) == scope


def test_the_longest_files_begin_first_and_all_are_there():
    def is_there(name):
        return name == "spark" or (tiers.ROOT / name).is_file()

    assert [name for name in tiers.LONG_FIRST if not is_there(name)] == []
    node, scheduler = Mock(), tiers.ByFile(Config())
    units = ["a.py", tiers.LONG_FIRST[2], "b.py", tiers.LONG_FIRST[0]]
    scheduler.registered_collections = {node: units}
    scheduler.workqueue.update((name, {name: False}) for name in units)
    for _ in units:
        scheduler._assign_work_unit(node)
    sent = [call.args for call in node.send_runtest_some.call_args_list]
    assert sent == [([3],), ([1],), ([0],), ([2],)]


def report(name, *seconds, when="teardown"):
    properties = [(f"cpu_{k}", value) for k, value in enumerate(seconds)]
    return SimpleNamespace(nodeid=name, when=when, user_properties=properties)


def test_the_summary_names_the_longest_first_and_leaves_short_ones_out():
    reports = [report("a.py::a", 4.0, 3.0), report("b.py::b", 50.0), report("c.py::c", 1.0)]
    reports += [report("b.py::b", 50.0, when="call"), report("a.py::d", 2.0)]
    assert tiers.summarise(tiers.seconds_of(reports)) == [
        "4 tests, 1.0 minutes of processor time",
        "    50.0 s  b.py::b",
        "     7.0 s  a.py::a",
        "    50.0 s  b.py, all of it",
        "     9.0 s  a.py, all of it",
    ]


def test_a_tier_that_takes_more_than_it_may_says_so():
    took = {"a.py::a": 61.0}
    assert not any("MORE" in line for line in tiers.summarise(took, 2.0))
    (said,) = (line for line in tiers.summarise(took, 1.0) if "MORE" in line)
    assert "the 1 minutes of this tier" in said


@pytest.mark.parametrize(
    ("args", "marks", "budget"),
    [
        (["tests", "src"], "not slow", tiers.BUDGETS["not slow"]),
        (["tests"], "slow and not proof", tiers.BUDGETS["slow and not proof"]),
        (["tests", "src"], "", None),
        (["tests/files"], "not slow", None),
        (["src"], "not slow", None),
    ],
)
def test_only_a_whole_tier_has_a_budget(args, marks, budget):
    config = SimpleNamespace(
        args=args,
        invocation_params=SimpleNamespace(dir=tiers.ROOT),
        option=SimpleNamespace(markexpr=marks),
    )
    assert tiers.budget_of(config) == budget


@pytest.mark.parametrize(
    ("text", "marks", "left_out"),
    [
        ("def test_a(): pass", "slow and not proof", True),
        ("pytestmark = pytest.mark.slow", "slow and not proof", False),
        ("pytestmark = IN_BROWSER", "slow and not proof", False),
        ("def test_a(spark): pass", "proof", False),
        ("def test_a(): pass", "not slow", False),
        ("def test_a(): pass", "slow or not slow", False),
        ("def test_a(): pass", "", False),
    ],
)
def test_a_run_of_slow_tests_loads_only_files_that_may_have_some(tmp_path, text, marks, left_out):
    (tmp_path / "test_a.py").write_text(text)
    (tmp_path / "shared.py").write_text("SLOW = 3")
    assert tiers.is_left_out(tmp_path / "test_a.py", marks) == left_out
    assert tiers.is_left_out(tmp_path / "shared.py", marks) == (marks in tiers._SLOW_RUNS)
    assert not tiers.is_left_out(tmp_path, marks)


def test_what_each_test_took_is_kept_longest_first(tmp_path):
    took = tiers.seconds_of([report("a", 1.0), report("b", 2.5)])
    tiers.keep(took, tmp_path / "kept" / "times.csv")
    assert (tmp_path / "kept" / "times.csv").read_text() == "b,2.50\na,1.00\n"


def test_the_time_of_a_test_is_noted_even_if_it_fails():
    item = _Item()
    timed = tiers.timed(item, "call")
    next(timed)
    with pytest.raises(ZeroDivisionError):
        timed.throw(ZeroDivisionError)
    assert [name for name, _ in item.user_properties] == ["cpu_call"]


def test_make_proof_tries_more_examples_of_a_property():
    tried = hypothesis.settings.get_profile("tests").max_examples
    assert tried == tiers.EXAMPLES["tests"] == hypothesis.settings().max_examples
    assert hypothesis.settings.get_profile("many").max_examples > 10 * tried
