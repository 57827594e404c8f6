"""The mapping of a form's own tables: `mapping.toml`, made of what each question serves.

Nobody maps by hand: a column is the name of its question, and the codes say themselves what they
are as a status. A refusal and "don't know" are unknown. An empty cell is unknown too, never no:
where a status of the same row opens the question and is no, it did not arise.

Where a calculate serves the same cell as a question, it goes before: it says what no answer means.
`told` in it says that other columns of the row tell more, `none` that the question did not arise.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from measure87.collect.form.gates import opened_by
from measure87.collect.form.model import ChoiceList, Form, Placed, Question, Serves, placed
from measure87.collect.form.patterns import gate_of
from measure87.collect.mapping_text import toml_value
from measure87.vocabulary.columns import JOBS, PERSONS, Column

INPUT = "field"
"""Name of the input in `study.toml` and of the section in `mapping.toml`."""
VERSIONS: Mapping[str, str] = MappingProxyType({"industry": "ISIC4", "occupation": "ISCO08"})
"""Classifications of codes, where a country names no other."""
NO_ANSWER = (-8, -9)
"""Numbers that stand for no answer: don't know, refused."""
_STATUS_OF_CALCULATE = {"yes": ["1"], "no": ["2"], "unknown": ["8", "9"],
                        "not_asked": ["told", "none"]}  # fmt: skip
_KEYS = {
    "persons": (
        ("person_id", 'variables = ["_id", "_row"]'),
        ("household_id", 'variable = "_id"'),
        ("line", 'variable = "_row"'),
        ("stratum", 'variable = "_stratum"\noptional = true'),
        ("weight", 'variable = "_weight"\noptional = true'),
    ),
    "jobs": (
        ("person_id", 'variables = ["_id", "_parent_row"]'),
        ("job_id", 'variable = "_row"'),
    ),
}
"""Columns of our own: they identify a row (see docs/decisions/0048-fielded-surveys.md), or place
its household in the sample."""
_TABLES = {"persons": PERSONS, "jobs": JOBS}


@dataclass(frozen=True)
class _Columns:
    """What a form's questions serve, to be written down."""

    form: Form
    servers: Mapping[tuple[str, str], Placed]
    """Table and column to the question that fills it."""
    language: str

    @property
    def columns(self) -> Mapping[str, tuple[str, str]]:
        """Question to the table and the column of which it is a status."""
        return {
            one.question.name: (serves.table, serves.column)
            for one in placed(self.form)
            for serves in one.question.serves
            if serves.table in _TABLES and _TABLES[serves.table][serves.column].kind == "status"
        }

    def entry(self, table: str, column: Column, one: Placed) -> list[str]:
        """The entry of one standard column."""
        head = [f"[{INPUT}.{table}.{column.name}]", f"variable = {toml_value(one.question.name)}"]
        if column.kind == "status":
            return [*head, *self.status(one.question), *self.gate(table, column.name, one)]
        if column.kind == "code":
            return [*head, *self.code(column, one.question)]
        if column.kind in ("integer", "number"):
            missing = ", ".join(map(str, NO_ANSWER))
            return [*head, f"missing = [{missing}]"]
        return head

    def status(self, question: Question) -> list[str]:
        """Which codes are yes, no and unknown."""
        said = _said(question, self.form.list_of(question))
        lines = [f"{key} = {toml_value(codes)}" for key, codes in said.items() if codes]
        return [*lines, 'blank = "unknown"']

    def gate(self, table: str, column: str, one: Placed) -> list[str]:
        """The status of the same row that opens the question, if there is one."""
        expressions = [one.question.relevant]
        expressions += [section.relevant for section in reversed(one.sections)]
        for expression in expressions:
            for name in opened_by(expression):
                owner, opener = self.columns.get(name, ("", ""))
                if owner == table and opener != column and (table, opener) in self.servers:
                    return [f"asked_if = {toml_value(opener)}"]
        return []

    def code(self, column: Column, question: Question) -> list[str]:
        """Codes that stand for no answer, and the labels of a list of the country's own."""
        told = self.form.list_of(question)
        choices = () if told is None else told.choices
        levels = {code for code, _ in column.levels}
        if not levels:
            labels = [f"{one.name} = {toml_value(one.labels[self.language])}" for one in choices]
            return [f"labels = {{ {', '.join(labels)} }}"] if labels else []
        missing = [one.name for one in choices if one.name not in levels]
        return [f"missing = {toml_value(missing)}"] if missing else []


def mapping_of_form(form: Form, versions: Mapping[str, str] = VERSIONS) -> str:
    """Text of the `mapping.toml` of a form.

    Parameters
    ----------
    form : the form
    versions : `industry` and `occupation` to the version of the classification of their codes

    What a form's modules leave out is left out here, and `check` says which measures lack it.
    """
    columns = _Columns(form, _servers(form), form.languages[0])
    entries = [
        _head(form),
        *_versions(columns.servers, versions),
        *_tables(columns),
        *_circumstances(columns),
    ]
    return "\n\n".join("\n".join(lines) for lines in entries) + "\n"


def _servers(form: Form) -> dict[tuple[str, str], Placed]:
    """Table and column to the question that fills it; a calculate goes before."""
    found: dict[tuple[str, str], Placed] = {}
    for one in placed(form):
        for serves in one.question.serves:
            key = serves.table, serves.column
            if serves.table in _TABLES and (key not in found or one.question.kind == "calculate"):
                found[key] = one
    return found


def _head(form: Form) -> list[str]:
    return [
        f"# Mapping of the form {form.id}, version {form.version}, and of no other: written by",
        "# `measure87 form build`. Change the country file and build again; do not change this.",
        "",
        "schema = 1",
        "",
        f"[{INPUT}]",
        'unmapped = "fail"',
        'keep = [{ variable = "_kept", codes = [1] }]    # those that no supervisor rejected',
    ]


def _tables(columns: _Columns) -> Iterator[list[str]]:
    """The entries of persons, and of jobs where the form asks of them."""
    tables = {table for table, _ in columns.servers}
    for table, keys in _KEYS.items():
        if table not in tables:
            continue
        for column, said in keys:
            yield [f"[{INPUT}.{table}.{column}]", said]
        for (owner, name), one in columns.servers.items():
            if owner == table:
                yield columns.entry(table, _TABLES[table][name], one)


def _versions(
    servers: Mapping[tuple[str, str], Placed], versions: Mapping[str, str]
) -> list[list[str]]:
    there = {name: code for name, code in versions.items() if ("jobs", name) in servers}
    named = [f"{name} = {toml_value(code)}" for name, code in there.items()]
    return [[f"[{INPUT}.versions]", *named]] if named else []


def _circumstances(columns: _Columns) -> Iterator[list[str]]:
    """One entry for each thing that an answer about a job says."""
    consents = _consents(columns.form)
    for one in placed(columns.form):
        question = one.question
        for serves in question.serves:
            if serves.table != "circumstances" or serves.column != "answer":
                continue
            if _is_computed(columns.form, question, serves):
                continue
            consent = consents.get((serves.item, serves.stage, gate_of(question.name)))
            yield _answer(columns, one, serves, consent)


def _answer(columns: _Columns, one: Placed, serves: Serves, consent: Question | None) -> list[str]:
    question = one.question
    variable = question.name + (f"/{serves.choice}" if serves.choice else "")
    said = {"item": serves.item, "stage": serves.stage, "mode": serves.mode,
            "by_whom": serves.by_whom, "on_whom": serves.on_whom}  # fmt: skip
    lines = [
        f"[[{INPUT}.circumstances]]",
        f"question = {toml_value(gate_of(question.name))}",
        *(f"{key} = {toml_value(code)}" for key, code in said.items() if code),
        f"variable = {toml_value(variable)}",
    ]
    if serves.choice:
        return [*lines, "yes = [1]", "no = [0]", 'blank = "null"']
    lines += [*columns.status(question), *columns.gate("jobs", "", one)]
    if consent is not None:
        told = ", ".join([f"variable = {toml_value(consent.name)}", *columns.status(consent)])
        lines.append(f"consent_lacked = {{ {told} }}")
    return lines


def _consents(form: Form) -> dict[tuple[str, str, str], Question]:
    """Item, stage and gate to the question whether she agreed at the beginning."""
    return {
        (serves.item, serves.stage, gate_of(one.question.name)): one.question
        for one in placed(form)
        for serves in one.question.serves
        if serves.table == "circumstances" and serves.column == "consent_lacked"
    }


def _is_computed(form: Form, question: Question, serves: Serves) -> bool:
    """Whether a calculate of the same gate says what this question's answer is."""
    return question.kind != "calculate" and any(
        other.kind == "calculate" and serves in other.serves
        and gate_of(other.name) == gate_of(question.name)
        for other in (one.question for one in placed(form))
    )  # fmt: skip


def _said(question: Question, choices: ChoiceList | None) -> Mapping[str, list[str]]:
    if choices is None:
        return _STATUS_OF_CALCULATE
    found: dict[str, list[str]] = {"yes": [], "no": [], "unknown": []}
    for choice in choices.choices:
        found["unknown" if choice.says in ("refused", "") else choice.says].append(choice.name)
    return found
