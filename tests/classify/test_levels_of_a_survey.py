"""Which rules a survey can answer by the tables it has, and what parents who live there bring."""

from itertools import product
from types import SimpleNamespace

import narwhals as nw
import polars as pl
import pytest

from measure87.classify import Tables, engine
from measure87.classify.engine import _is_able, _refuse_unasked, _turn
from measure87.classify.frames import Levels
from measure87.define.rule import Input, Rule
from measure87.vocabulary.errors import DataError
from measure87.vocabulary.status import NO, UNKNOWN, YES


def rule(level, *inputs, needs_one=False):
    """A rule that reads (column, required)."""
    read = tuple(Input(name, name, required) for name, required in inputs)
    return Rule("r", level, 0, "any", "status", lambda: nw.lit(NO), read, (), needs_one)


PERSONS = pl.LazyFrame({"person_id": ["a"], "age_years": [10], "told": [YES]})
JOBS = pl.LazyFrame({"person_id": ["a"], "job_id": ["1"], "of_job": [YES]})


@pytest.mark.parametrize(
    ("jobs", "one", "able"),
    [
        # A rule on jobs needs a table of jobs, even if all that it reads is told of persons.
        (False, rule("job", ("told", True)), False),
        (True, rule("job", ("told", True)), True),
        # A person's rule does not read what stands at a job alone: only rules are lifted.
        (True, rule("person", ("of_job", True)), False),
        (True, rule("job", ("of_job", True)), True),
        # What is optional need not be there, unless one of them must.
        (True, rule("person", ("absent", False)), True),
        (True, rule("person", ("absent", False), needs_one=True), False),
        (True, rule("person", ("absent", False), ("told", False), needs_one=True), True),
        (True, rule("person", ("absent", True), ("told", True)), False),
    ],
)
def test_a_rule_is_able_where_its_table_and_all_that_it_requires_are_there(jobs, one, able):
    levels = Levels(Tables(PERSONS, JOBS if jobs else None))
    assert _is_able(levels, one, {}, set()) is able


def test_a_rule_that_rests_on_another_is_able_where_the_other_is():
    other = rule("job", ("of_job", True))
    levels = Levels(Tables(PERSONS, JOBS))
    one = rule("person", ("other", True))
    assert _is_able(levels, one, {"other": other}, {"other"})
    assert not _is_able(levels, one, {"other": other}, set())


def of_parent(line, status):
    """By hand: None is a parent who lives elsewhere, and says nothing."""
    if line == 0:
        return None
    return UNKNOWN if line is None or status is None else status


def test_the_greatest_status_of_parents_who_live_there_comes_to_their_child():
    """Each parent elsewhere, of unknown line, not in the table, or there with each status."""
    there = {1: YES, 2: UNKNOWN, 3: NO, 4: None}
    rows = [
        {"household_id": "h", "line": line, "mother_line": 0, "father_line": 0, "work": status}
        for line, status in there.items()
    ]
    lines = [0, None, 99, *there]
    pairs = list(product(lines, lines))
    rows += [
        {"household_id": "h", "line": 100 + i, "mother_line": mother, "father_line": father}
        for i, (mother, father) in enumerate(pairs)
    ]
    # The same lines in another household are other persons; a person of no line is nobody's parent.
    rows += [{"household_id": "g", "line": line, "work": YES} for line in (3, None)]
    persons = pl.DataFrame(
        [{"person_id": str(i), "age_years": 10} | row for i, row in enumerate(rows)],
        schema_overrides={"work": pl.Int8, "line": pl.Int64, "mother_line": pl.Int64},
    )
    levels = Levels(Tables(persons.lazy()))
    levels.join_parents(["work"])
    assert levels.has("person", "parents_work")
    found = levels.frames["person"].to_native().collect()
    assert set(found.columns) == {*persons.columns, "parents_work"}
    assert found.height == persons.height
    got = {row["line"]: row["parents_work"] for row in found.filter(household_id="h").to_dicts()}
    for i, (mother, father) in enumerate(pairs):
        said = [of_parent(line, there.get(line)) for line in (mother, father)]
        said = [status for status in said if status is not None]
        assert got[100 + i] == (max(said) if said else UNKNOWN), (mother, father)


def test_parents_cannot_be_found_without_the_lines_of_a_household():
    levels = Levels(Tables(PERSONS))
    with pytest.raises(DataError, match="the rule on parents needs the column household_id"):
        levels.join_parents(["told"])


def test_what_is_there_is_settled_and_what_is_not_is_passed_over():
    settled = []
    levels = Levels(Tables(PERSONS), lambda frame: settled.append(frame) or frame)
    levels.settle("person")
    levels.settle("job")
    assert len(settled) == 1


def test_rules_that_wait_for_each_other_are_named_and_those_that_can_run_do(monkeypatch):
    """Of rules of jobs and of the person the finer run first; the others wait for another turn."""

    def waiting(name, level, *inputs):
        return SimpleNamespace(
            name=name, level=level, inputs=[SimpleNamespace(column=one) for one in inputs]
        )

    definition, ran = SimpleNamespace(id="invented"), []
    monkeypatch.setattr(engine, "_run", lambda levels, of, turn, goals: ran.append(turn))
    one, other = waiting("one", "person", "other"), waiting("other", "person", "age_years", "one")
    with pytest.raises(DataError, match="rules of invented wait for each other: one"):
        _turn(None, definition, [one, other], ())
    assert ran == []
    job, person = waiting("heavy", "job", "hours"), waiting("old", "person", "age_years")
    after = waiting("late", "person", "old")
    assert _turn(None, definition, [after, person, job], ()) == [after, person]
    assert _turn(None, definition, [after, person], ()) == [after]
    assert _turn(None, definition, [after], ()) == []
    assert ran == [[job], [person], [after]]


def test_columns_of_coarser_levels_come_down_from_the_nearest_and_none_of_finer_ones():
    persons = pl.LazyFrame({"person_id": ["a", "b"], "age": [11, 30], "same": ["p", "p"]})
    jobs = pl.LazyFrame(
        {
            "person_id": ["a", "a", "b"],
            "job_id": ["1", "2", "1"],
            "hours": [5.0, 6.0, 7.0],
            "same": ["j", "j", "j"],
        }
    )
    rows = pl.LazyFrame(
        {
            "person_id": ["a", "a", "b"],
            "job_id": ["1", "2", "1"],
            "question": ["q", "q", "q"],
            "item": ["x", "y", "x"],
            "answer": [2, 0, 1],
        }
    )
    names = ["age", "hours", "same", "item", "told", "nothing"]
    found = {}
    for level in ("circumstance", "answer", "job", "person"):
        levels = Levels(Tables(persons, jobs, rows))
        levels.add("answer", told=nw.lit(1))
        levels.pull_down(level, names)
        frame = levels.frames[level].collect().to_native()
        assert set(frame.columns) == levels.columns[level]
        found[level] = {name: frame[name].to_list() for name in names if name in frame.columns}
        found[level] = {name: sorted(values) for name, values in found[level].items()}
    jobs_have = {"age": [11, 11, 30], "hours": [5.0, 6.0, 7.0], "same": ["j"] * 3}
    assert found == {
        "circumstance": {**jobs_have, "item": ["x", "x", "y"], "told": [1, 1, 1]},
        "answer": {**jobs_have, "told": [1, 1, 1]},
        "job": jobs_have,
        "person": {"age": [11, 30], "same": ["p", "p"]},
    }


@pytest.mark.parametrize(
    ("group", "refused"),
    [
        (("economic_hours", "heavy_loads"), True),
        (("hours",), True),
        (("economic_hours", "hours"), True),
        # An item of circumstances may have been asked: that is seen where the questions are.
        (("heavy_loads", "IN3"), False),
        (("IN3", "CO1"), False),
        # One column of a group is enough, of whichever table.
        (("economic_hours", "industry"), False),
        (("heavy_loads", "school_attendance"), False),
    ],
)
def test_a_measure_is_refused_where_of_several_columns_the_survey_has_none(group, refused):
    persons = pl.LazyFrame({"person_id": ["a"], "school_attendance": [YES]})
    jobs = pl.LazyFrame({"person_id": ["a"], "job_id": ["1"], "industry": ["03"]})
    levels = Levels(Tables(persons, jobs))
    measures = [SimpleNamespace(name="m", one_of=(("school_attendance",), group))]
    if not refused:
        _refuse_unasked(levels, SimpleNamespace(id="invented"), measures)
        return
    with pytest.raises(DataError) as caught:
        _refuse_unasked(levels, SimpleNamespace(id="invented"), measures)
    said = f"invented needs one of {', '.join(group)} for m, and this survey has none"
    assert said in caught.value.text


@pytest.mark.parametrize(
    ("table", "missing"),
    [
        ("persons", "person_id"),
        ("jobs", "person_id"),
        ("jobs", "job_id"),
        ("circumstances", "question"),
        ("circumstances", "answer"),
    ],
)
def test_a_table_without_a_column_that_it_must_have_is_refused_with_those_it_has(table, missing):
    about = {"person_id": ["a"], "job_id": ["1"], "question": ["q"], "item": ["x"], "answer": [2]}
    tables = {"persons": PERSONS, "jobs": JOBS, "circumstances": pl.LazyFrame(about)}
    tables[table] = tables[table].drop(missing)
    with pytest.raises(DataError, match=f"the column {missing} is missing") as caught:
        Levels(Tables(**tables))
    assert caught.value.hint == f"present: {', '.join(tables[table].collect_schema().names())}"
