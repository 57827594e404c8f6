"""Tables of the field by hand: interviews as nested answers, laid out as decision 48 has them."""

from collections.abc import Iterator, Mapping
from typing import Any

import polars as pl

from measure87.collect.form.model import Form, placed, repeats

TYPES = {"integer": pl.Int64, "decimal": pl.Float64, "date": pl.Date}
OURS = {"_id": pl.String, "_row": pl.Int64, "_parent_row": pl.Int64, "_deleted": pl.Boolean}

Answers = Mapping[str, Any]


def field_tables(form: Form, interviews: Mapping[str, Answers]) -> dict[str, pl.DataFrame]:
    """`main` and one frame a repeat; `interviews` by instance, repeats as lists within."""
    names = {path[-1].name: path[-2].name if len(path) > 1 and _inner(path) else ""
             for path in repeats(form)}  # fmt: skip
    rows: dict[str, list[dict[str, Any]]] = {"main": [], **{name: [] for name in names}}
    for instance, answers in interviews.items():
        rows["main"].append({"_id": instance, "_deleted": False, **_own(answers)})
        _below(rows, instance, answers, None)
    return {name: _frame(form, name, found) for name, found in rows.items()}


def _inner(path: tuple[Any, ...]) -> bool:
    return any(section.repeats for section in path[:-1])


def _own(answers: Answers) -> dict[str, Any]:
    return {name: value for name, value in answers.items() if not isinstance(value, list)}


def _below(
    rows: dict[str, list[dict[str, Any]]], instance: str, answers: Answers, above: int | None
) -> None:
    for name, members in answers.items():
        if isinstance(members, list):
            for member in members:
                number = 1 + sum(row["_id"] == instance for row in rows[name])
                place = {"_id": instance, "_row": number}
                place |= {} if above is None else {"_parent_row": above}
                rows[name].append({**place, **_own(member)})
                _below(rows, instance, member, number)


def _frame(form: Form, table: str, rows: list[dict[str, Any]]) -> pl.DataFrame:
    columns = dict(_columns(form, table))
    kinds = {name: kind for name, kind in OURS.items() if name != "_deleted" or table == "main"}
    made = []
    for row in rows:
        full = dict.fromkeys([*kinds, *columns])
        for name, value in row.items():
            if isinstance(value, set):
                ticked = [one for one in columns if one.startswith(f"{name}/")]
                assert {f"{name}/{one}" for one in value} <= set(ticked), name
                full |= {one: one.split("/")[1] in value for one in ticked}
            else:
                assert name in full, f"{table} has no {name}"
                full[name] = value
        made.append(full)
    return pl.DataFrame(made, schema={**kinds, **columns})


def _columns(form: Form, table: str) -> Iterator[tuple[str, Any]]:
    for one in placed(form):
        question = one.question
        if (one.table or "main") != table or question.kind == "note" or question.identifier:
            continue
        if question.kind == "select_multiple":
            told = form.list_of(question)
            assert told is not None
            yield from ((f"{question.name}/{c.name}", pl.Boolean) for c in told.choices)
        else:
            yield question.name, TYPES.get(question.kind, pl.String)
