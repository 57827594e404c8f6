"""The jobs of which some answer meets a criterion."""

from typing import Any

from measure87.classify.engine import rule_expression
from measure87.classify.frames import KEYS, Frame, Levels, Tables
from measure87.define import Definition
from measure87.vocabulary.status import YES


def jobs_meeting(tables: Tables, definition: Definition, rule: str) -> Any:
    """Jobs with an answer that is a yes by a rule on answers, one row a job, as a native frame.

    Parameters
    ----------
    tables : with circumstances
    rule : a rule at the level of circumstances, which rests on no other rule
    """
    levels = Levels(tables)
    rows: Frame = levels.frames["circumstance"]
    met = rows.filter(rule_expression(levels, definition, definition.rule(rule)) == YES)
    return met.select(*KEYS["job"]).unique().to_native()
