"""Sheets of a workbook that KoboToolbox exports, as tables of ours.

Rows are numbered from 1 by `_index`; one of a repeat has the number of the row above it in
`_parent_index`. An export of "XML values and headers" has the names of questions, within their
groups or not; one of labels has not. Positions have four more columns, photos one of their address.
Seen in `src/formpack/reporting/export.py` and `src/formpack/schema/fields.py` of
github.com/kobotoolbox/formpack, commit 176f619; no server was tried.
"""

import re
from collections.abc import Collection, Mapping, Sequence

from measure87.collect.intake.servers.kobo import NOT_APPROVED
from measure87.collect.intake.servers.source import REJECTED
from measure87.collect.intake.servers.table_names import MAIN

type _Row = Mapping[str, str]
type Tables = Mapping[str, Sequence[_Row]]

_NUMBER, _ABOVE = "_index", "_parent_index"
_ABOUT = {
    "_submission_time": "_submitted_at",
    "__version__": "_form_version",
    "_submitted_by": "_submitter",
    "_validation_status": "_review",
}
_POSITION = re.compile(r"_(.+)_(latitude|longitude|altitude|precision)")
_ADDRESS = re.compile(r"(.+)_URL")


def is_of_kobo(tables: Tables) -> bool:
    """Whether rows are numbered and tied as KoboToolbox does it, and not as we do."""
    return any(
        _ABOVE in row or (_NUMBER in row and "_uuid" in row)
        for rows in tables.values()
        for row in rows[:1]
    )


def as_ours(
    tables: Tables, above: Mapping[str, str], questions: Collection[str]
) -> dict[str, list[dict[str, str]]]:
    """The same tables with `_id`, `_row` and `_parent_row`, and what is told of an interview.

    Parameters
    ----------
    tables
        By `main` and the names of repeats.
    above
        Of each repeat the table that it is in.
    questions
        Names of the form's questions; columns that KoboToolbox adds to these are left out.

    A row of a repeat whose row above is not there gets an empty `_id`.
    """
    ids = {MAIN: {_number(row, k): _id(row) for k, row in enumerate(tables.get(MAIN, ()))}}
    found = {MAIN: [_interview(row, questions) for row in tables.get(MAIN, ())]}
    for name in above:  # the table above stands before
        of_above = ids[above[name]]
        ids[name], found[name] = {}, []
        for k, row in enumerate(tables.get(name, ())):
            number, before = _number(row, k), row.get(_ABOVE, "")
            ids[name][number] = of_above.get(before, "")
            tied = {"_id": ids[name][number], "_row": number}
            tied |= {"_parent_row": before} if above[name] != MAIN else {}
            cells = {within(name, key): cell for key, cell in row.items()}
            found[name].append(_answers(cells, questions) | tied)
    return {name: rows for name, rows in found.items() if name in tables}


def within(repeat: str, key: str) -> str:
    """A column's path from its repeat on.

    >>> within("jobs", "roster/jobs/hours"), within("jobs", "old_jobs/1")
    ('hours', 'old_jobs/1')
    """
    return f"/{key}".rpartition(f"/{repeat}/")[2].removeprefix("/")


def _interview(row: _Row, questions: Collection[str]) -> dict[str, str]:
    told = {own: row[theirs] for theirs, own in _ABOUT.items() if theirs in row}
    if told.get("_review") == NOT_APPROVED:
        told["_review"] = REJECTED
    return _answers(row, questions) | told | {"_id": _id(row)}


def _id(row: _Row) -> str:
    """What names an interview: as from the server itself, or else its number there."""
    own = row.get("meta/rootUuid") or row.get("_uuid")
    return f"uuid:{own.removeprefix('uuid:')}" if own else row.get("_id", "")


def _number(row: _Row, at: int) -> str:
    """The number of a row; of a repeat that holds no other it is not always told."""
    return row.get(_NUMBER, str(at + 1))


def _answers(row: _Row, questions: Collection[str]) -> dict[str, str]:
    return {
        key: cell
        for key, cell in row.items()
        if (names_question(key, questions) or not key.startswith(("_", "meta/")))
        and not _is_added(key.rpartition("/")[2], questions)
    }


def names_question(path: str, questions: Collection[str]) -> bool:
    """Whether a column's path ends with a question of the form, or with a part of its answer.

    >>> names_question("_home/_age", {"_age"}), names_question("_chores/1", {"_chores"})
    (True, True)
    >>> names_question("_index", {"_age"}), names_question("_home/x", {"_age"})
    (False, False)
    """
    return any(one in questions for one in path.split("/")[-2:])


def _is_added(name: str, questions: Collection[str]) -> bool:
    """Whether a column is a part of a position, or an address of a file."""
    made = (_POSITION.fullmatch(name), _ADDRESS.fullmatch(name))
    return name not in questions and any(one is not None and one[1] in questions for one in made)
