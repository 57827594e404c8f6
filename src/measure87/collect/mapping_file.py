"""Read `mapping.toml`: strictly, so that a misspelt key is an error and not a silent default."""

import hashlib
import tomllib
from collections.abc import Callable, Mapping
from math import inf, isfinite
from pathlib import Path
from typing import Any

from measure87.collect.mapping import (
    ColumnMapping,
    InputMapping,
    JobBlock,
    Keep,
    QuestionMapping,
    StudyMapping,
)
from measure87.collect.mapping_notices import read_notice
from measure87.collect.quotes import CONSENT_WORDS, IN_WORDS, read_quotes
from measure87.collect.strict_toml import (
    as_bool,
    as_codes,
    as_digits,
    as_list,
    as_number,
    as_range,
    as_texts,
    check_table,
    mapping_error,
    one_of,
    refuse_missing_keys,
    refuse_unknown_keys,
    unknown_word,
)
from measure87.collect.sum_of_products import sum_parts
from measure87.collect.unfinished import CONFIRMED, refuse_unfinished
from measure87.files import code_of
from measure87.vocabulary.columns import CIRCUMSTANCES, JOBS, PERSONS, Column, Table
from measure87.vocabulary.errors import StudyError
from measure87.vocabulary.plain_text import parse_toml

SCHEMA = 1

SECTION_KEYS = (
    "unmapped", "keep", "versions", "notices", "words", "consent_words", "persons", "jobs",
    "circumstances",
)  # fmt: skip
COMMON_KEYS = ("variable", "variables", "value", "note", "optional", "confirmed")
KIND_KEYS = {
    "identifier": (),
    "status": ("yes", "no", "unknown", "not_asked", "combine", "blank", "asked_if", "any"),
    "code": ("codes", "missing", "labels", "digits"),
    "integer": ("missing", "range", "asked_if"),
    "number": ("missing", "range", "scale", "combine", "asked_if", "sum"),
    "date": ("missing", "asked_if"),
}
_PART_KEYS = ("variable", "yes", "no", "unknown", "not_asked", "blank", "note")
_QUESTION_FIXED = ("item", "stage", "mode", "by_whom", "on_whom")
_VERSIONED = ("industry", "occupation")
_PRESENT = Column("present", "status", "whether the person has this job")


def load_mapping(path: Path | str) -> StudyMapping:
    """The mapping in a file.

    Raises
    ------
    StudyError
        If the file is not there, is not TOML, has another schema, a key or column that is
        not known (the nearest known one is named), or statements that contradict each other.
    """
    file = Path(path)
    try:
        data = file.read_bytes()
    except OSError as error:
        raise StudyError(
            f"cannot read {file.name}: {error.strerror}",
            code="no-mapping",
            where=str(file.parent),
            hint="`measure87 new` writes one",
        ) from error
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        raise StudyError(
            f"{file.name} is not UTF-8 text", code="encoding", where=file.name,
            hint="save it as UTF-8",
        ) from error  # fmt: skip
    return parse_mapping(text, name=file.name)


def parse_mapping(text: str, *, name: str = "mapping.toml") -> StudyMapping:
    """The mapping in a text; errors as in `load_mapping`."""
    try:
        raw = parse_toml(text)
    except tomllib.TOMLDecodeError as error:
        raise StudyError(
            f"{name} is not valid TOML: {error}", code="toml", where=name,
            hint="text stands in quotation marks, every [section] once",
        ) from error  # fmt: skip
    schema = raw.pop("schema", None)
    if schema != SCHEMA:
        raise StudyError(
            f"the mapping has schema {schema!r}; this version reads {SCHEMA}",
            code="schema",
            where=f"{name}: schema",
            hint="write `schema = 1` first, or use the version that wrote the file",
        )
    refuse_unfinished(raw, name)
    inputs = {key: _section(key, value, f"{name}: {key}") for key, value in raw.items()}
    if not inputs:
        raise StudyError(
            "the mapping maps nothing", code="empty-mapping", where=name,
            hint="it needs one section for each input of study.toml",
        )  # fmt: skip
    digest = hashlib.sha256(text.encode()).hexdigest()
    return StudyMapping(inputs=inputs, name=name, sha256=digest)


def _section(name: str, raw: Any, where: str) -> InputMapping:
    check_table(raw, where)
    refuse_unknown_keys(raw, SECTION_KEYS, where)
    persons = _columns(raw.get("persons", {}), PERSONS, f"{where}.persons")
    jobs = _jobs(raw.get("jobs"), f"{where}.jobs")
    circumstances = _circumstances(raw.get("circumstances"), jobs, f"{where}.circumstances")
    if circumstances is not None and jobs is None:
        raise mapping_error(
            "circumstances are about jobs, and no job is mapped", where, "map the jobs"
        )
    section = InputMapping(
        name=name,
        unmapped=one_of(raw.get("unmapped", "fail"), ("fail", "unknown"), f"{where}.unmapped"),
        keep=tuple(_keep(entry, f"{where}.keep") for entry in as_list(raw.get("keep", []), where)),
        versions=as_texts(raw.get("versions", {}), f"{where}.versions", _VERSIONED),
        persons=persons,
        jobs=jobs,
        circumstances=circumstances,
        notices=tuple(
            read_notice(entry, f"{where}.notices")
            for entry in as_list(raw.get("notices", []), where)
        ),
        quotes=read_quotes(raw, _items_of_questions(circumstances), where),
    )
    _check_versions(section, where)
    return section


def _items_of_questions(
    circumstances: Mapping[str, ColumnMapping] | tuple[QuestionMapping, ...] | None,
) -> Mapping[str, frozenset[str]] | None:
    """Question to the items that it says; None where a file of answers names its questions."""
    if isinstance(circumstances, Mapping):
        return None
    found: dict[str, frozenset[str]] = {}
    for entry in circumstances or ():
        found[entry.question] = found.get(entry.question, frozenset()) | {entry.fixed["item"]}
    return found


def _keep(raw: Any, where: str) -> Keep:
    check_table(raw, where)
    refuse_unknown_keys(raw, ("variable", "codes"), where)
    refuse_missing_keys(raw, ("variable", "codes"), where)
    return Keep(str(raw["variable"]), as_codes(raw["codes"], f"{where}.codes"))


def _columns(raw: Any, table: Table, where: str) -> dict[str, ColumnMapping]:
    check_table(raw, where)
    refuse_unknown_keys(raw, table.names, where, what="column")
    refuse_missing_keys(raw, table.required, where)
    columns = {name: column_mapping(table[name], entry, f"{where}.{name}")
               for name, entry in raw.items()}  # fmt: skip
    _check_gates(columns, where)
    return columns


def _jobs(raw: Any, where: str) -> dict[str, ColumnMapping] | tuple[JobBlock, ...] | None:
    if raw is None:
        return None
    if isinstance(raw, dict):
        return _columns(raw, JOBS, where)
    blocks = tuple(_block(entry, f"{where}[{i}]") for i, entry in enumerate(as_list(raw, where), 1))
    names = [block.job for block in blocks]
    if len(set(names)) < len(names):
        raise mapping_error(
            "two jobs have the same name", where, "give each [[jobs]] its own `job`"
        )
    return blocks


def _block(raw: Any, where: str) -> JobBlock:
    check_table(raw, where)
    own = [name for name in JOBS.names if name not in JOBS.required]
    refuse_unknown_keys(raw, ("job", "present", CONFIRMED, *own), where)
    refuse_missing_keys(raw, ("job",), where)
    present = raw.get("present")
    columns = {name: column_mapping(JOBS[name], raw[name], f"{where}.{name}")
               for name in own if name in raw}  # fmt: skip
    _check_gates(columns, where)
    if isinstance(present, dict):
        present = {"blank": "no"} | present
    return JobBlock(
        job=code_of(raw["job"]),
        present=None if present is None else column_mapping(_PRESENT, present, f"{where}.present"),
        columns=columns,
    )


def _circumstances(
    raw: Any, jobs: Any, where: str
) -> dict[str, ColumnMapping] | tuple[QuestionMapping, ...] | None:
    if raw is None:
        return None
    if isinstance(raw, dict):
        if IN_WORDS in raw:
            raise mapping_error(
                f"{IN_WORDS} is made of the words that the mapping quotes, not of a variable",
                f"{where}.{IN_WORDS}",
                f'under {CONSENT_WORDS} write QUESTION = "its words"',
            )
        return _columns(raw, CIRCUMSTANCES, where)
    names = tuple(block.job for block in jobs) if isinstance(jobs, tuple) else ()
    return tuple(
        _question(entry, names, f"{where}[{i}]") for i, entry in enumerate(as_list(raw, where), 1)
    )


def _question(raw: Any, jobs: tuple[str, ...], where: str) -> QuestionMapping:
    check_table(raw, where)
    answer_keys = ("variable", "variables", "value", *KIND_KEYS["status"])
    refuse_unknown_keys(
        raw,
        ("question", "job", "note", "consent_lacked", CONFIRMED, *_QUESTION_FIXED, *answer_keys),
        where,
    )
    refuse_missing_keys(raw, ("question", "item"), where)
    fixed = {key: str(raw[key]) for key in _QUESTION_FIXED if key in raw}
    for key, value in fixed.items():
        levels = [code for code, _ in CIRCUMSTANCES[key].levels]
        one_of(value, levels, f"{where}.{key}")
    job = code_of(raw["job"]) if "job" in raw else None
    if len(jobs) > 1 and job is None:
        raise mapping_error("which job the question is about is not said", f"{where}.job",
                     f"one of {', '.join(jobs)}")  # fmt: skip
    if jobs and job is not None:
        one_of(job, jobs, f"{where}.job")
    consent = raw.get("consent_lacked")
    return QuestionMapping(
        question=code_of(raw["question"]),
        job=job or (jobs[0] if jobs else None),
        fixed=fixed,
        answer=column_mapping(
            CIRCUMSTANCES["answer"], {k: raw[k] for k in answer_keys if k in raw}, where
        ),
        consent_lacked=None
        if consent is None
        else column_mapping(CIRCUMSTANCES["consent_lacked"], consent, f"{where}.consent_lacked"),
    )


def column_mapping(column: Column, raw: Any, where: str) -> ColumnMapping:
    """The mapping of one standard column from its TOML entry."""
    check_table(raw, where)
    refuse_unknown_keys(raw, (*COMMON_KEYS, *KIND_KEYS[column.kind]), where)
    parts = _parts(column, raw, where) or sum_parts(column, raw, where)
    variables, value = _source(raw, where)
    variables = variables or tuple(name for part in parts for name in part.variables)
    readers: dict[str, Callable[[Any, str], Any]] = {
        "yes": as_codes, "no": as_codes, "unknown": as_codes, "not_asked": as_codes,
        "missing": as_codes,
        "combine": lambda v, w: one_of(
            v, ("sum", "product") if column.kind == "number" else ("any", "all"), w),
        "blank": lambda v, w: one_of(v, ("unknown", "no", "null"), w),
        "asked_if": lambda v, w: str(v),
        "codes": lambda v, w: as_texts(v, w, None),
        "labels": lambda v, w: as_texts(v, w, None),
        "range": as_range, "scale": as_number, "digits": as_digits,
    }  # fmt: skip
    found = {key: read(raw[key], f"{where}.{key}") for key, read in readers.items() if key in raw}
    optional = as_bool(raw.get("optional", False), f"{where}.optional")
    as_bool(raw.get(CONFIRMED, True), f"{where}.{CONFIRMED}")
    if optional and column.required:
        raise mapping_error(f"{column.name} cannot be optional", where, "every table needs it")
    mapping = ColumnMapping(column, variables, value, optional=optional, parts=parts, **found)
    _check_column(mapping, where)
    return mapping


def _parts(column: Column, raw: Mapping[str, Any], where: str) -> tuple[ColumnMapping, ...]:
    """The answers under `any`, each with codes of its own; what an empty cell means is shared."""
    if "any" not in raw:
        return ()
    both = [key for key in ("yes", "no", "unknown", "not_asked", "combine") if key in raw]
    if both:
        raise mapping_error(
            f"{both[0]} stands beside `any`, whose answers have codes of their own",
            where,
            "write the codes into each entry of `any`",
        )
    shared = {key: raw[key] for key in ("blank",) if key in raw}
    parts = []
    for position, entry in enumerate(as_list(raw["any"], f"{where}.any"), 1):
        place = f"{where}.any[{position}]"
        check_table(entry, place)
        refuse_unknown_keys(entry, _PART_KEYS, place)
        refuse_missing_keys(entry, ("variable",), place)
        parts.append(column_mapping(column, shared | entry, place))
    if not parts:
        raise mapping_error("`any` is empty", where, "name at least one variable in it")
    return tuple(parts)


def _source(raw: Mapping[str, Any], where: str) -> tuple[tuple[str, ...], str | None]:
    given = [key for key in ("variable", "variables", "value", "any", "sum") if key in raw]
    if len(given) != 1:
        raise mapping_error(
            f"needs exactly one of variable, variables, value; has {', '.join(given) or 'none'}",
            where,
            'write for instance variable = "Q12"',
        )
    if given in (["any"], ["sum"]):
        return (), None
    if given == ["value"]:
        return (), code_of(raw["value"])
    names = [raw["variable"]] if given == ["variable"] else as_list(raw["variables"], where)
    if not names or not all(isinstance(name, str) and name for name in names):
        raise mapping_error("a variable's name must be text", where, "write it in quotation marks")
    return tuple(names), None


def _check_column(mapping: ColumnMapping, where: str) -> None:
    column = mapping.column
    many = len(mapping.variables) > 1 and not mapping.parts
    if many and column.kind in ("code", "integer", "date"):
        raise mapping_error(f"{column.name} takes one variable", where, "use `variable`")
    if many and column.kind in ("status", "number") and mapping.combine is None:
        ways = "any or all" if column.kind == "status" else "sum or product"
        raise mapping_error(
            "how to combine several variables is not said", where, f"combine: {ways}"
        )
    if column.kind == "status":
        _check_status(mapping, where)
    if mapping.value is not None and column.kind == "date":
        raise mapping_error(
            f"{column.name} is a day of each person, not the same for all", where,
            "name its variable",
        )  # fmt: skip
    if mapping.value is not None and column.kind in ("number", "integer"):
        _check_constant(mapping.value, column, f"{where}.value")
    allowed = {code for code, _ in column.levels}
    given = {*(mapping.codes or {}).values(), *([] if mapping.value is None else [mapping.value])}
    wrong = sorted(given - allowed) if allowed else []
    if wrong:
        raise mapping_error(f"{wrong[0]!r} is not a code of {column.name}", where,
                     "its codes: " + ", ".join(f"{c} ({t})" for c, t in column.levels))  # fmt: skip


def _check_constant(value: str, column: Column, where: str) -> None:
    """Refuse the same value for everybody where it is no finite number, or not a whole one."""
    try:
        number = float(value)
    except ValueError:
        number = inf
    if not isfinite(number) or (column.kind == "integer" and not number.is_integer()):
        wanted = "a whole number" if column.kind == "integer" else "a finite number"
        raise mapping_error(
            f"{column.name} is {wanted}, not {value!r}", where, "write for instance value = 12"
        )


def _check_status(mapping: ColumnMapping, where: str) -> None:
    if mapping.value is not None:
        one_of(mapping.value, ("yes", "no", "unknown"), f"{where}.value")
        return
    if mapping.parts:
        return
    if not mapping.yes and not mapping.no:
        raise mapping_error("which codes are yes and which no is not said", where,
                     "write for instance yes = [1] and no = [2]")  # fmt: skip
    listed = [*mapping.yes, *mapping.no, *mapping.unknown, *mapping.not_asked]
    twice = sorted({code for code in listed if listed.count(code) > 1})
    if twice:
        raise mapping_error(f"code {twice[0]!r} is in two of yes, no, unknown, not_asked", where,
                     "keep one")  # fmt: skip


def _check_gates(columns: Mapping[str, ColumnMapping], where: str) -> None:
    for name, mapping in columns.items():
        seen = [name]
        gate = mapping.asked_if
        while gate is not None:
            place = f"{where}.{name}.asked_if"
            if gate not in columns or columns[gate].column.kind != "status":
                statuses = [n for n, m in columns.items() if m.column.kind == "status"]
                raise unknown_word(gate, statuses, place, "mapped status")
            if gate in seen:
                raise mapping_error(f"{name} is asked if {gate} is, in a circle", place, "drop one")
            seen.append(gate)
            gate = columns[gate].asked_if


def _check_versions(section: InputMapping, where: str) -> None:
    """An industry or occupation without its classification cannot be compared with any list."""
    tables: list[Mapping[str, ColumnMapping]] = [section.persons]
    if isinstance(section.jobs, Mapping):
        tables.append(section.jobs)
    elif section.jobs:
        tables.extend(block.columns for block in section.jobs)
    for name in _VERSIONED:
        if name not in section.versions and any(name in table for table in tables):
            raise mapping_error(
                f"{name} is mapped, and its classification is not named",
                f"{where}.versions.{name}",
                "for instance ISIC4 or ISCO08; NATIONAL for a list of the country's own",
            )
