"""The graded rule of 2012 against a second implementation of its sentence, by possible worlds.

Grades are read from the table below, copied by hand from the list that the definition cites, and
not from its limits.
"""

import itertools
import random

import polars as pl
import pytest

from measure87.classify import Tables, classify
from measure87.define import load_definition
from measure87.vocabulary.columns import HSHC_ITEMS
from measure87.vocabulary.status import NO, UNKNOWN, YES

MEDIUM = {"R6", "R7", "D5", "D6", "D7", "D8", "D9", "D10"}
MEDIUM |= {"P14", "P15", "P16", "P17", "P18", "P19"}
STAGE = {"R": "RECRUITMENT", "D": "DURING", "L": "LEAVING"}
ITEMS = [code for code, _ in HSHC_ITEMS]
NAMES = ("forced_labour_hshc_graded", "forced_labour_hshc_any_item")


def _answers(rng: random.Random) -> list[tuple[str, str, int]]:
    """Item, stage and answer of one job: each dimension asked, and a strong penalty in each."""
    strong = [code for code in ITEMS if code[0] == "P" and code not in MEDIUM]
    medium = [code for code in ITEMS if code[0] == "P" and code in MEDIUM]
    rows = []
    for letter, stage in STAGE.items():
        own = [code for code in ITEMS if code[0] == letter]
        for code in (*rng.sample(own, 2), rng.choice(strong), rng.choice(medium)):
            answer = rng.choices((NO, UNKNOWN, YES), (6, 1, 3))[0]
            rows.append((code, stage, answer))
    return rows


def _graded(rows: list[tuple[str, str, int]]) -> bool:
    """Item and penalty of one dimension, one of the two strong; all answers yes or no."""
    for letter, stage in STAGE.items():
        items = {code for code, at, yes in rows if yes == YES and at == stage}
        involuntary = {code for code in items if code[0] == letter}
        penalties = {code for code in items if code[0] == "P"}
        if involuntary and penalties and (involuntary | penalties) - MEDIUM:
            return True
    return False


def _any_item(rows: list[tuple[str, str, int]]) -> bool:
    told = {code for code, _, yes in rows if yes == YES}
    return any(code[0] == "P" for code in told) and any(code[0] != "P" for code in told)


def _in_worlds(rows, counted) -> set[bool]:
    """What the rule says in every world in which the unknown answers are known."""
    open_ = [n for n, row in enumerate(rows) if row[2] == UNKNOWN]
    found = set()
    for world in itertools.product((NO, YES), repeat=len(open_)):
        known = dict(zip(open_, world, strict=True))
        found.add(counted([(c, s, known.get(n, a)) for n, (c, s, a) in enumerate(rows)]))
    return found


def _classified(workers: list[list[tuple[str, str, int]]]) -> list[tuple[int, ...]]:
    persons = pl.DataFrame({"person_id": range(len(workers))}).with_columns(age_years=pl.lit(30))
    jobs = persons.select("person_id", job_id=pl.lit("1"))
    rows = [
        {"person_id": n, "job_id": "1", "question": f"Q{q}", "item": c, "stage": s, "answer": a}
        for n, answers in enumerate(workers)
        for q, (c, s, a) in enumerate(answers)
    ]
    circumstances = pl.DataFrame(rows, schema_overrides={"answer": pl.Int8})
    tables = Tables(persons.lazy(), jobs.lazy(), circumstances.lazy())
    found = classify(tables, [(load_definition("forced_labour/hshc_2012"), NAMES)])
    return found.collect().sort("person_id").select(NAMES).rows()


@pytest.mark.parametrize("seed", [1, 2])
def test_the_graded_rule_says_what_its_sentence_says_in_every_world(seed):
    rng = random.Random(seed)
    workers = [_answers(rng) for _ in range(1_500)]
    for answers, found in zip(workers, _classified(workers), strict=True):
        for status, counted in zip(found, (_graded, _any_item), strict=True):
            worlds = _in_worlds(answers, counted)
            if status == UNKNOWN:
                assert any(answer == UNKNOWN for _, _, answer in answers)
            else:
                assert worlds == {status == YES}, answers


def test_an_unknown_is_left_only_where_the_worlds_differ_or_a_grade_is_open():
    rng = random.Random(3)
    workers = [_answers(rng) for _ in range(3_000)]
    statuses = [row[0] for row in _classified(workers)]
    worlds = [_in_worlds(answers, _graded) for answers in workers]
    differing = sum(len(found) == 2 for found in worlds)
    unknown = sum(status == UNKNOWN for status in statuses)
    assert 0 < differing <= unknown <= 1.1 * differing


def test_the_two_rules_differ_and_no_measure_is_a_headline():
    definition = load_definition("forced_labour/hshc_2012")
    assert not any(measure.headline for measure in definition.measures.values())
    medium = [("R6", "RECRUITMENT", YES), ("R5", "RECRUITMENT", NO), ("P14", "RECRUITMENT", YES)]
    apart = [("R5", "RECRUITMENT", YES), ("P4", "RECRUITMENT", NO), ("P4", "DURING", YES)]
    apart += [("D1", "DURING", NO)]
    strong = [*medium, ("P2", "RECRUITMENT", YES)]
    medium += [("P2", "RECRUITMENT", NO)]
    assert _classified([medium, apart, strong]) == [(NO, YES), (NO, YES), (YES, YES)]


def test_every_grade_is_marked_unseen():
    limits = load_definition("forced_labour/hshc_2012").limits.entries
    grades = {name: limit for name, limit in limits.items() if name.startswith("grade_")}
    assert set(grades) == {f"grade_{code.lower()}" for code in ITEMS}
    assert {limit.cite.seen for limit in grades.values()} == {"unseen"}
    assert {n.removeprefix("grade_").upper() for n, g in grades.items() if g.bound == "medium"} == (
        MEDIUM
    )
