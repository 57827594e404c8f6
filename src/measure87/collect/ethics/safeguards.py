"""How an interview ended, and whether it was private: what its safeguards say.

A form marks its safeguards (`Question.safeguard`); a question with the list `stop` is one too. Only
the respondent can refuse, by a code of which the form says `refused`, or `respondent-stopped`.
An interviewer who stops because she is threatened, because others listen or because the respondent
is distressed leaves an incomplete interview, which is never counted as a refusal.
"""

from collections import Counter
from typing import Literal

import polars as pl

from measure87.collect.ethics.agreement import MAIN, Tables, says_of, table_name
from measure87.collect.form.model import Form, Placed, placed

type Outcome = Literal["complete", "incomplete", "refused"]

CONTINUED = ("continue", "1")
REFUSED = "respondent-stopped"
STOP = "stop"
"""Codes of a question that stops, beside those of which the form says `yes` or `refused`."""


def outcomes(form: Form, tables: Tables) -> pl.DataFrame:
    """How each interview ended: `_id` and `outcome`.

    A code of which nothing is known is no refusal. A refusal anywhere in an interview goes before
    other stops.
    """
    order: tuple[Outcome, ...] = ("complete", "incomplete", "refused")
    ranks = [
        (row[0], order.index(_outcome(form, one, code)))
        for one in placed(form)
        if one.question.safeguard == STOP or one.question.choices == STOP
        for row in _answers(tables, one).iter_rows()
        for code in row[1:]
        if code is not None
    ]
    worst: Counter[str] = Counter()
    for interview, rank in ranks:
        worst[interview] = max(worst[interview], rank)
    ids = tables[MAIN]["_id"].to_list()
    return pl.DataFrame(
        {"_id": ids, "outcome": [order[worst[one]] for one in ids]},
        schema={"_id": pl.String, "outcome": pl.String},
    )


def overheard(form: Form, tables: Tables) -> int:
    """Rows with an answer to a sensitive question though the interview was not private.

    Whether it was is looked for in the table of the question, and otherwise in the main table;
    where nobody said, a row is not counted.
    """
    checks = _of_kind(form, "private")
    own = {table_name(one) for one in checks}
    found: set[tuple[str, str, int]] = set()
    for check in checks:
        home = table_name(check)
        for name in [home, *(one for one in tables if home == MAIN and one not in own)]:
            keys = ["_id"] if home == MAIN else ["_id", "_row"]
            open_rows = _not_private(form, tables, check).select(keys).unique()
            rows = _sensitive_rows(form, tables, name).join(open_rows, on=keys, how="semi")
            found |= {(name, one, row) for one, row in rows.select("_id", "_row").iter_rows()}
    return len(found)


def _sensitive_rows(form: Form, tables: Tables, name: str) -> pl.DataFrame:
    """`_id` and `_row` of rows with an answer to a sensitive question."""
    sensitive = {
        one.question.name
        for one in placed(form)
        if one.question.sensitive and table_name(one) == name
    }
    frame = tables[name]
    columns = [one for one in frame.columns if one.partition("/")[0] in sensitive]
    row = pl.col("_row") if "_row" in frame.columns else pl.lit(0).alias("_row")
    answered = pl.any_horizontal(pl.lit(value=False), *(pl.col(c).is_not_null() for c in columns))
    return frame.filter(answered).select("_id", row)


def _not_private(form: Form, tables: Tables, check: Placed) -> pl.DataFrame:
    codes = [code for code, says in says_of(form, check.question).items() if says == "no"]
    frame = tables[table_name(check)]
    if check.question.name not in frame.columns:
        return frame.clear()
    return frame.filter(pl.col(check.question.name).cast(pl.String).is_in(codes))


def _outcome(form: Form, one: Placed, code: str) -> Outcome:
    listed = form.list_of(one.question)
    says = next((c.says for c in listed.choices if c.name == code), "") if listed else ""
    if says == "refused" or code == REFUSED:
        return "refused"
    return "complete" if says == "yes" or code in CONTINUED else "incomplete"


def _of_kind(form: Form, kind: str) -> list[Placed]:
    return [one for one in placed(form) if one.question.safeguard == kind]


def _answers(tables: Tables, one: Placed) -> pl.DataFrame:
    """`_id`, and the answer or (where several can be chosen) the codes that were chosen."""
    frame = tables.get(table_name(one))
    if frame is None:
        return pl.DataFrame({"_id": []})
    name = one.question.name
    if name in frame.columns:
        return frame.select("_id", pl.col(name).cast(pl.String))
    chosen = [column for column in frame.columns if column.startswith(f"{name}/")]
    return frame.select(
        "_id",
        *(
            pl.when(pl.col(column)).then(pl.lit(column.partition("/")[2])).alias(column)
            for column in chosen
        ),
    )
