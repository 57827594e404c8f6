"""Do some interviewers have the same answer to all questions of a block more often than others?"""

from itertools import groupby

import numpy as np
import polars as pl

from measure87.collect.quality.by_interviewer import Comparison, beyond_chance, compared
from measure87.collect.quality.checking import Check, Found, Look
from measure87.collect.quality.items import Item
from measure87.vocabulary.releases.evening import EveningFinding

NAME = "straight_lining"
_LEAST_IN_BLOCK = 4


def run(look: Look, alpha: float) -> Found:
    """Blocks of questions with one list in which an interviewer's answers are too often alike."""
    found = blocks(look)
    if not found:
        return Found(not_made="no-blocks")
    findings, comparisons = [], 0
    for items in found:
        others = compared(look, *_alike(look, items))
        comparisons += len(others)
        findings += [
            _finding(items, look.labels[one.who], one)
            for one in beyond_chance(others, alpha / len(found))
        ]
    return Found(findings=findings, comparisons=comparisons)


def _finding(items: list[Item], label: str, one: Comparison) -> EveningFinding:
    """What is said of an interviewer; no share where the block is of sensitive questions."""
    sensitive = any(item.question.sensitive for item in items)
    return EveningFinding(
        check=NAME,
        says="interviewer_sensitive" if sensitive else "interviewer",
        item=items[0].name,
        interviewer=label,
        numbers=None if sensitive else {"own": one.own, "others": one.others},
    )


def blocks(look: Look) -> list[list[Item]]:
    """Runs of four questions or more that share a list, one after another in one section."""

    def block(item: Item) -> tuple[str, ...]:
        sections = [one.name for one in item.placed.sections]
        return (item.table, item.question.choices, *sections)

    runs = (list(run) for _, run in groupby(look.data.items, key=block))
    return [
        run for run in runs
        if len(run) >= _LEAST_IN_BLOCK and all(i.question.kind == "select_one" for i in run)
    ]  # fmt: skip


def _alike(look: Look, items: list[Item]) -> tuple["np.ndarray", "np.ndarray"]:
    """For each interview blocks whose answers are all one, and blocks with four answers or more."""
    frame = look.data.tables[items[0].table]
    interview = next(one.interview for one in look.answers if one.item.name == items[0].name)
    columns = [pl.col(one.name).cast(pl.String) for one in items]
    counted = frame.select(
        pl.concat_list(columns).list.drop_nulls().list.len().alias("given"),
        pl.concat_list(columns).list.drop_nulls().list.n_unique().alias("kinds"),
    )
    full = (counted["given"] >= _LEAST_IN_BLOCK).to_numpy() & (interview >= 0)
    alike = full & (counted["kinds"] == 1).to_numpy()
    n = look.data.main.height
    return tuple(
        np.bincount(interview[interview >= 0], weights=one[interview >= 0], minlength=n)
        for one in (alike.astype(np.float64), full.astype(np.float64))
    )  # type: ignore[return-value]


CHECK = Check(
    name=NAME,
    finds="interviewers with one answer to all questions of a block more often than others",
    threshold="above the others, in blocks of four questions or more with one list; that most "
    "people answer no to all is no finding",
    source="ours; the comparison as in `by_interviewer`",
    sort="statistical",
    run=run,
)
