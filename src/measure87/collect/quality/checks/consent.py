"""Was anybody asked who had not agreed, and do some interviewers get fewer agreements?"""

import numpy as np
import polars as pl

from measure87.collect.form.model import Placed, placed
from measure87.collect.quality.by_interviewer import beyond_chance, compared
from measure87.collect.quality.checking import Check, Found, Look
from measure87.collect.quality.items import MAIN
from measure87.numerics.arrays import BoolArray, IntArray
from measure87.vocabulary.releases.evening import EveningFinding

NAME = "consent"


def run(look: Look, alpha: float) -> Found:
    """Sensitive answers without the agreement that the form records in the same place."""
    asked = [
        one
        for one in placed(look.data.form)
        if one.question.consent in ("person", "assent", "guardian", "waiver")
        and one.question.name in look.data.tables.get(one.table or MAIN, pl.DataFrame()).columns
    ]
    if not asked:
        return Found(not_made="no-consent")
    findings, calls, comparisons = [], [], 0
    places = _without(look, asked)
    if places.size:
        findings.append(EveningFinding(check=NAME, says="without", count=places.size))
        calls = look.calls(places, NAME, "without")
    for one in asked:
        if (one.table or MAIN) != MAIN or one.question.consent != "person":
            continue
        answered = look.data.main[one.question.name].is_not_null().to_numpy()
        refused = answered & ~_agreed(look, one)
        found = compared(look, refused.astype(np.float64), answered.astype(np.float64))
        comparisons += len(found)
        findings += [
            EveningFinding(
                check=NAME, says="interviewer", interviewer=look.labels[who.who],
                numbers={"own": who.own, "others": who.others},
            )
            for who in beyond_chance(found, alpha)
        ]  # fmt: skip
    return Found(findings=findings, calls=calls, comparisons=comparisons)


def _agreed(look: Look, one: Placed) -> BoolArray:
    """Rows of its table in which an agreement is recorded."""
    options = look.data.form.list_of(one.question)
    yes = [c.name for c in options.choices if c.says == "yes"] if options is not None else []
    column = look.data.tables[one.table or MAIN][one.question.name].cast(pl.String)
    return column.is_in([*yes, "OK", "true"]).fill_null(False).to_numpy().astype(np.bool_)


def _without(look: Look, asked: list[Placed]) -> IntArray:
    """Interviews with sensitive answers where no agreement is recorded.

    It is looked for in the row of the answer; where its table records none, in the interview. One
    of those that a table records is enough: the person's, a guardian's, an assent, a waiver.
    """
    by_table = {
        table: np.logical_or.reduce(
            [_agreed(look, one) for one in asked if (one.table or MAIN) == table]
        )
        for table in {one.table or MAIN for one in asked}
    }
    found: set[int] = set()
    for answers in look.answers:
        inside = answers.interview >= 0
        if not answers.item.question.sensitive or not inside.any():
            continue
        agreed = by_table.get(answers.item.table)
        if agreed is None and MAIN in by_table:
            agreed = by_table[MAIN][answers.interview]
        if agreed is not None:
            found |= set(answers.interview[answers.given & ~agreed & inside].tolist())
    return np.array(sorted(found), np.int64)


CHECK = Check(
    name=NAME,
    finds="interviews with sensitive answers and no agreement; interviewers with more refusals",
    threshold="every one; an interviewer above the others",
    source="the form's questions that record consent, assent or waiver",
    sort="statistical",
    run=run,
)
