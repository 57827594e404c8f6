"""An export of Survey Solutions: a zip archive of tab-separated files, main data.

Read as its documentation has it (github.com/surveysolutions/docs, commit c82c8499, pages "Data
export files", "Missing values", "Merging files", "GPS question", "Categorical multi-select
question"): `interview__id` in each file; in the file of a roster a column that ends with `__id`
for each level; multi-selects as `NAME__CODE`; positions as `NAME__Latitude` and so on. A question
that was asked and not answered is -999999999 or ##N/A##, one that was skipped is blank: both are
left out here, as decision 48 has it.

Unseen: the order of `__id` columns in nested rosters (told by those of the files above), the mark
of negative codes (`NAME__n1`, believed), multi-selects that keep the order of answers (refused).
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from measure87.collect.form.model import Form, placed, repeats
from measure87.collect.intake.servers.archives import files_of, rows_of_text
from measure87.collect.intake.servers.source import REJECTED, Record, Submission
from measure87.collect.intake.servers.unfinished import tell_unfinished
from measure87.vocabulary.errors import DataError

INTERVIEW = "interview__id"
_REJECTED = ("65", "125")
"""`interview__status` of what a supervisor, or the headquarters, rejected, as its source has it
(`InterviewStatus`)."""
_UNFINISHED = ("-1", "0", "20", "40", "60", "80", "85", "95")
"""Deleted, restored, created, assigned, sent to an interviewer, begun anew: as the same source has
them (`InterviewStatus`), those that nobody has completed."""
_UNANSWERED = ("-999999999", "##N/A##")
_SERVICE = ("interview__", "assignment__")
_PARTS = ("Latitude", "Longitude", "Altitude", "Accuracy")
_CODE = re.compile(r"n?\d+")
type _Rows = list[dict[str, str]]
type _Key = tuple[str, ...]


@dataclass(frozen=True)
class _Roster:
    """Rows of one roster.

    above : the roster it lies in
    columns : that number its rows, those of the rosters above first
    """

    file: str | None
    above: str | None
    columns: tuple[str, ...]
    members: dict[_Key, _Rows]


class SurveySolutionsExport:
    """See `source.Source`.

    Parameters
    ----------
    version : of the questionnaire, which the files do not say
    """

    def __init__(
        self, path: Path, form: Form, *, version: str = "", password: str | None = None
    ) -> None:
        self._path, self._form, self._version, self._password = path, form, version, password

    def submissions(self) -> Iterator[Submission]:
        """See `source.Source`."""
        files = self._files()
        rosters = self._rosters(files)
        main = self._main(files, {one.file for one in rosters.values()})
        multiple = self._multiple()
        finished = [row for row in files[main] if _status(row) not in _UNFINISHED]
        tell_unfinished(self._path, len(files[main]) - len(finished))
        for row in finished:
            below = _below(rosters, None, (row[INTERVIEW],), multiple)
            record: Record = {**answers(row, multiple), **below}
            status = _status(row)
            yield Submission(
                id=row[INTERVIEW],
                record=record,
                version=self._version,
                review=REJECTED if status in _REJECTED else f"status {status}" if status else "",
            )

    def _files(self) -> dict[str, _Rows]:
        found = {}
        for name, content in files_of(self._path, self._password).items():
            stem, _, suffix = name.rpartition(".")
            if suffix.lower() == "tab" and not stem.startswith(_SERVICE):
                rows = list(rows_of_text(content, name, "\t"))
                if any(INTERVIEW not in row for row in rows):
                    raise DataError(
                        f"{name} has a row without {INTERVIEW}",
                        code="bad-export",
                        hint="export main survey data as tab-separated files, and give the archive",
                    )
                found[stem] = rows
        return found

    def _main(self, files: Mapping[str, _Rows], rosters: set[str | None]) -> str:
        main = [
            name
            for name, rows in files.items()
            if name not in rosters and not any(_ids(row) for row in rows[:1])
        ]
        if len(main) != 1:
            raise DataError(
                f"{self._path.name} has {len(main)} files at the level of the interview",
                code="bad-export",
                hint="give an export of one questionnaire, as tab-separated files",
            )
        return main[0]

    def _multiple(self) -> Mapping[str, str]:
        return {
            one.question.name: one.question.kind
            for one in placed(self._form)
            if one.question.kind in ("select_multiple", "geopoint")
        }

    def _rosters(self, files: Mapping[str, _Rows]) -> dict[str, _Roster]:
        """The rows of each roster of the form, by the interview and the rows above."""
        named = {name.casefold(): name for name in files}
        found: dict[str, _Roster] = {}
        for chain in repeats(self._form):
            name = chain[-1].name
            above = next((one.name for one in reversed(chain[:-1]) if one.repeats), None)
            columns = found[above].columns if above is not None else ()
            file = named.get(name.casefold())
            rows = files[file] if file is not None else []
            own = sorted({key for row in rows for key in _ids(row)} - set(columns))
            if rows and len(own) != 1:
                raise DataError(
                    f"{file}.tab does not say which column numbers its own rows",
                    code="bad-export",
                    hint="its columns that end with __id must be those above and one more",
                )
            found[name] = _Roster(file, above, (*columns, *own), {})
            for row in rows:
                key = (row[INTERVIEW], *(row.get(one, "") for one in columns))
                found[name].members.setdefault(key, []).append(row)
        return found


def _status(row: Mapping[str, str]) -> str:
    return row.get("interview__status", "").strip()


def _below(
    rosters: Mapping[str, _Roster], at: str | None, key: _Key, multiple: Mapping[str, str]
) -> dict[str, list[Record]]:
    """Members of each roster in one row."""
    found: dict[str, list[Record]] = {}
    for name, roster in rosters.items():
        if roster.above != at:
            continue
        for row in roster.members.get(key, []):
            inside = _below(rosters, name, (*key, row.get(roster.columns[-1], "")), multiple)
            record: Record = {**answers(row, multiple), **inside}
            found.setdefault(name, []).append(record)
    return found


def _ids(row: Mapping[str, str]) -> list[str]:
    """Columns that number rows of rosters, in the order of the file."""
    return [key for key in row if key.endswith("__id") and key not in (INTERVIEW, "assignment__id")]


def answers(row: Mapping[str, str], multiple: Mapping[str, str]) -> dict[str, str]:
    """Answers of one row by question, without what was not answered.

    Raises
    ------
    DataError
        If a multi-select keeps the order of its answers: its columns hold no 0 and 1.
    """
    found: dict[str, str] = {}
    chosen: dict[str, list[str]] = {}
    parts: dict[str, dict[str, str]] = {}
    for key, cell in row.items():
        if cell.replace(",", "") in _UNANSWERED:
            continue
        name, _, part = key.rpartition("__")
        kind = multiple.get(name)
        if kind == "geopoint":
            parts.setdefault(name, {})[part] = cell
        elif kind == "select_multiple" and _CODE.fullmatch(part):
            if cell.partition(".")[0] not in ("0", "1"):
                raise DataError(
                    f"{name} keeps the order of its answers, which is not read",
                    code="ordered-answers",
                    hint="export it from a questionnaire in which the order is not recorded",
                )
            codes = chosen.setdefault(name, [])
            if cell.startswith("1"):
                codes.append(part.replace("n", "-"))
        elif not key.startswith(_SERVICE) and not key.endswith("__id") and key != "ssSys_IRnd":
            found[key] = cell
    found |= {name: " ".join(codes) for name, codes in chosen.items()}
    found |= {name: _position(told) for name, told in parts.items() if "Latitude" in told}
    return found


def _position(told: Mapping[str, str]) -> str:
    return " ".join(told.get(part, "0") for part in _PARTS)
