"""The codebook for programs: JSON with all that the form says of a column, CSV for spreadsheets."""

import msgspec

from measure87.collect.form.model import Serves
from measure87.collect.form.outputs.codebook.columns import Column, TableOfForm, tables_of
from measure87.collect.form.outputs.in_words import Speaker
from measure87.collect.form.outputs.numbering import Numbered
from measure87.files import BYTE_ORDER_MARK, csv_text

SCHEMA = 1


def codebook_json(of: Numbered) -> bytes:
    """`codebook.json`: tables, columns, and the texts of each language."""
    form = of.form
    content = {
        "schema": SCHEMA,
        "form": {
            "id": form.id,
            "version": form.version,
            "title": form.title,
            "country": form.country,
            "languages": form.languages,
            "draft": form.draft,
            "ethics_approval": form.ethics_approval,
        },
        "tables": [
            {
                "name": table.name,
                "own": table.own,
                "columns": [_plain(column, of) for column in table.columns],
            }
            for table in tables_of(form)
        ],
    }
    return msgspec.json.format(msgspec.json.encode(content), indent=1) + b"\n"


def _plain(column: Column, of: Numbered) -> dict[str, object]:
    """One column; what it does not have is left out."""
    question = column.question
    codes = [
        {"code": one.name, "labels": one.labels, **({"says": one.says} if one.says else {})}
        for one in column.choices
    ]
    found: dict[str, object] = {
        "name": column.name,
        "question": question.name,
        "path": "/".join(column.placed.path),
        "number": column.number,
        "type": question.kind,
        "storage": question.bind_type,
        "labels": question.labels,
        "hints": question.hints,
        "choice": column.choice,
        "codes": codes,
        "asked": _said(column.asked, column, of),
        "check": _said(question.constraint, column, of),
        "calculation": question.calculation,
        "required": question.required,
        "sensitive": question.sensitive,
        "identifier": question.identifier,
        "consent": question.consent,
        "serves": [_serves(one) for one in column.serves],
        "source": question.source,
        "module": question.module,
        "cognitive_test": question.cognitive_test,
    }
    return {key: value for key, value in found.items() if value or isinstance(value, bool)}


def _said(expression: str, column: Column, of: Numbered) -> dict[str, object]:
    """An expression, and what it says in each language."""
    if not expression:
        return {}
    words = {
        language: Speaker(of, language, column.number).condition(expression)
        for language in of.form.languages
    }
    return {"expression": expression, "words": words}


def _serves(one: Serves) -> dict[str, str]:
    fields = {name: getattr(one, name) for name in one.__struct_fields__}
    return {name: value for name, value in fields.items() if value}


def serves_text(one: Serves) -> str:
    """A standard cell in one line: `circumstances.answer CO2 (work, subjected)`."""
    more = ", ".join(filter(None, (one.stage, one.mode, one.by_whom, one.on_whom)))
    item = f" {one.item}" if one.item else ""
    return f"{one.table}.{one.column}{item}" + (f" ({more})" if more else "")


def codebook_csv(of: Numbered) -> str:
    """`codebook.csv`: one row a column, labels of each language beside each other."""
    form = of.form
    first = form.languages[0]
    head = (
        "table", "column", "question", "number", "type",
        *(f"label_{language}" for language in form.languages),
        *(f"codes_{language}" for language in form.languages),
        "asked", "asked_in_words", "check", "required", "sensitive", "identifier", "consent",
        "serves", "source", "module", "cognitive_test",
    )  # fmt: skip
    rows = [
        _row(table, column, of, Speaker(of, first, column.number))
        for table in tables_of(form)
        for column in table.columns
    ]
    return BYTE_ORDER_MARK + csv_text([head, *rows])


def _row(table: TableOfForm, column: Column, of: Numbered, speaker: Speaker) -> tuple[str, ...]:
    question = column.question
    languages = of.form.languages
    chosen = (column.choice,) if column.choice else column.choices
    yes_no = [
        "yes" if one else "" for one in (question.required, question.sensitive, question.identifier)
    ]
    return (
        table.name,
        column.name,
        question.name,
        column.number,
        question.kind,
        *(question.labels.get(language, "") for language in languages),
        *(
            "; ".join(f"{one.name} = {one.labels.get(language, '')}" for one in chosen)
            for language in languages
        ),
        column.asked,
        speaker.condition(column.asked),
        question.constraint,
        *yes_no,
        question.consent,
        "; ".join(map(serves_text, column.serves)),
        question.source,
        question.module,
        question.cognitive_test,
    )
