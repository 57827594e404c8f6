"""What a run says beside its figures, where that has moved since a release of the same persons.

Of a question that only some are asked (hazards, of who works) one more or one less who gave no
answer tells that a person whose answers were corrected was asked it. So where any number has moved
none is told, nor what is new in the lists: an answer that nobody lacked then, or lacks now.
"""

from collections.abc import Iterator, Mapping, Sequence

from msgspec.structs import replace

from measure87.disseminate.gate.counts import NOT_SHOWN, without_counts
from measure87.vocabulary.estimate import Result
from measure87.vocabulary.release_files.reading import survey_said
from measure87.vocabulary.releases.common import Shown
from measure87.vocabulary.releases.survey import MappingAccount, SurveyDiagnostics

_OF_WHO_WAS_ASKED = "persons"


def numbers_moved(said: SurveyDiagnostics, before: Sequence[Result]) -> bool:
    """Whether a number that an earlier release tells is another one now.

    Parameters
    ----------
    said
        What the run says, before the gate.
    before
        Releases of the same persons. One that is `not-shown` there is some number above 0; what is
        not in a list there is 0, unless it is of a column that was not in the file.
    """
    return any(
        _moved(account, then[name])
        for result in before
        for then in [survey_said(result).mapping or {}]
        for name, account in (said.mapping or {}).items()
        if name in then
    )


def without_numbers(said: SurveyDiagnostics, before: Sequence[Result]) -> SurveyDiagnostics:
    """The account without numbers of missing and odd answers, naming those that were named then."""
    return replace(
        said,
        undetermined=said.undetermined and {measure: {} for measure in said.undetermined},
        mapping=said.mapping
        and {
            name: _as_then(
                account,
                [then[name] for one in before if name in (then := survey_said(one).mapping or {})],
            )
            for name, account in said.mapping.items()
        },
    )


def _as_then(account: MappingAccount, before: Sequence[MappingAccount]) -> MappingAccount:
    read, kept = (
        {name: rows if name == _OF_WHO_WAS_ASKED else NOT_SHOWN for name, rows in found.items()}
        for found in (account.rows_read, account.rows_kept)
    )
    named = dict.fromkeys(name for then in before for name in then.unknown)
    return replace(
        account,
        rows_read=read,
        rows_kept=kept,
        unknown=dict.fromkeys(named if before else account.unknown, NOT_SHOWN),
        unmapped=[replace(one, rows=NOT_SHOWN) for one in account.unmapped],
        out_of_range=[replace(one, rows=NOT_SHOWN) for one in account.out_of_range],
        assumed=[without_counts(text) for text in account.assumed],
    )


def _moved(now: MappingAccount, then: MappingAccount) -> bool:
    numbers, known = dict(_numbers(now)), dict(_numbers(then))
    absent = {
        f"{table}.{column}"
        for account in (now, then)
        for table, columns in account.absent.items()
        for column in columns
    }
    return any(
        _differ(numbers.get(name, 0), known.get(name, 0))
        for name in numbers.keys() | known.keys()
        if name[1] not in absent
    )


def _differ(now: Shown, then: Shown) -> bool:
    return now == 0 if then == NOT_SHOWN else now != then


def _numbers(account: MappingAccount) -> Iterator[tuple[tuple[str, ...], Shown]]:
    """Every number of rows or answers but of persons, by what it is of."""
    rows: Mapping[str, Mapping[str, Shown]] = {"read": account.rows_read, "kept": account.rows_kept}
    for what, tables in rows.items():
        for table, count in tables.items():
            if table != _OF_WHO_WAS_ASKED:
                yield (what, table), count
    for column, count in account.unknown.items():
        yield ("unknown", column), count
    for one in account.unmapped:
        yield ("unmapped", f"{one.table}.{one.column}", one.variable, one.code or ""), one.rows
    for odd in account.out_of_range:
        yield ("out of range", f"{odd.table}.{odd.column}", odd.variable), odd.rows
