"""What `new --preset lists` writes: a study of overlapping lists, to be filled in."""

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from measure87.define.classifications.countries import is_user_assigned
from measure87.define.classifications.trafficking_cases import HTCDS, case_field
from measure87.estimate.multiple_lists.capture.population_counted import CASE_STATUSES
from measure87.files import AS_FOUND, SourceTable, TableForm, read_source, with_notices_told
from measure87.files.settings.default_text import default_lines
from measure87.study.disclosure_settings import limits_with_ledger
from measure87.study.kinds import FILE, Draft, Order
from measure87.study.lists.answers import holds_answers
from measure87.study.lists.count_columns import named_as_count, seems_a_count
from measure87.study.lists.long_lists import long_form_of
from measure87.study.lists.settings import ListTable
from measure87.study.new_text import country_code, quoted, relative_path
from measure87.study.table_form_keys import form_lines
from measure87.vocabulary.errors import UsageError

_HOLDER = "org_type"
"""Field of HTCDS that says what kind of organisation holds a record, in lower case."""
_METHODS = {
    "level": "",
    "threshold": "p-value under which stepwise takes an interaction",
    "order": "most lists that one interaction of bic may join",
    "seed": "",
    "robustness_checks": "refit to changed lists",
}
_LIMITS = {
    "minimum_respondents": "fewer persons observed: not shown",
    "brackets_below": "fewer: in brackets",
    "minimum_cases": "fewer on a list or on two: not shown; 1: counts are public",
}


@dataclass(frozen=True)
class ColumnsFound:
    """Columns of a file by what they seem to be."""

    lists: tuple[str, ...]
    count: str | None
    others: tuple[str, ...]


def columns_found(source: SourceTable) -> ColumnsFound:
    """Columns of 0 and 1, or yes and no, are lists.

    One named `count` or the like holds persons, in six languages; or one that seems to by the shape
    of the table.
    """
    count = named_as_count(source)
    frame = source.frame.lazy().collect()
    lists = tuple(
        name
        for name in source.columns
        if name != count and (_zeros_and_ones(frame[name]) or holds_answers(frame[name]))
    )
    count = count or seems_a_count(source, lists, ())
    others = tuple(name for name in source.columns if name != count and name not in lists)
    return ColumnsFound(lists, count, others)


def _zeros_and_ones(column: pl.Series) -> bool:
    numbers = column.cast(pl.Float64, strict=False)
    return numbers.null_count() == 0 and bool(numbers.is_in([0.0, 1.0]).all())


def new_list_study(order: Order) -> Draft:
    """A study of overlapping lists: its table, and what is to be stated before it runs.

    Raises
    ------
    UsageError
        If there is no file, or the country is none.
    """
    if order.data is None:
        raise UsageError(
            f"the preset {order.preset} needs a file",
            code="missing-option",
            hint="give --data FILE: one column of 1 and 0 for each list, and a column of counts, "
            "or one row per person",
        )
    code = None if order.country is None else country_code(order.country)
    text = lists_study_text(
        with_notices_told(read_source(order.data, form=order.form)),
        relative_path(order.data, order.folder),
        code,
        invented=code is not None and is_user_assigned(code),
        form=order.form,
    )
    return Draft({FILE: text}, "State in study.toml what is counted")


def lists_study_text(
    source: SourceTable,
    table: str,
    country: str | None,
    *,
    invented: bool,
    form: TableForm = AS_FOUND,
) -> str:
    """The text of `study.toml`; the statement of what is counted is left to whoever knows it."""
    found = columns_found(source)
    lines = [
        "# A study of overlapping lists. Unknown keys are refused, with the nearest known one.",
        "schema = 1",
        'kind = "lists"',
        'title = "How many there are: persons on overlapping lists"',
        *([f'country = "{country}"'] if country else []),
        f"invented = {str(invented).lower()}    # if true, labelled so everywhere",
        'language = "en"',
        "notes = []",
        "",
        "# Without these five nothing is estimated: the figure has no meaning without them.",
        "[counted]",
        'population = ""        # who is counted',
        'area = ""              # geographic area',
        'period = ""            # from when to when a person could come on a list',
        f'status = ""            # {", ".join(CASE_STATUSES)}; several joined by a comma',
        'closed_because = ""    # why nobody enters or leaves the population meanwhile',
        "",
        "[lists]",
        f"table = {quoted(table)}",
        *form_lines(form),
        f"columns = {_array(found.lists)}    # 1: on the list, 0: not",
        *([f"count = {quoted(found.count)}    # persons of each row"] if found.count else
          ['# count = "..."    # without it each row is one person']),
        *([f"# other columns: {', '.join(found.others)}"] if found.others else []),
        *_long_form(source, found),
        *_strata(found.others),
        '# mutually_exclusive = [["one list", "another"]]    # lists that cannot share a person',
        "# methods = []        # by default all that the data allow",
        *default_lines(ListTable, _METHODS, 22),
        "",
        "[disclosure]",
        *default_lines(limits_with_ledger, _LIMITS, 29),
        "",
    ]  # fmt: skip
    return "\n".join(lines)


def _strata(others: Sequence[str]) -> list[str]:
    """Columns that are fields of a standard of case records are named as strata to choose from."""
    fields = [name for name in others if case_field(HTCDS, name)]
    holder = next((name for name in others if name.casefold() == _HOLDER), None)
    told = "estimated separately, and summed"
    if not fields:
        return [f'# strata = "..."      # {told}']
    return [
        f'standard = "{HTCDS}"    # of the codes of strata: docs/how-to/estimate-from-lists.md',
        *(f"# strata = {quoted(name)}    # {told}" for name in fields),
        *([f"# holder = {quoted(holder)}    # of each record, in place of columns; with:",
           '# person = "..."      # key of the person'] if holder else []),
    ]  # fmt: skip


def _long_form(source: SourceTable, found: ColumnsFound) -> list[str]:
    """The lines of a file with one row for each person on a list, to be looked at."""
    seen = None if found.lists or found.count else long_form_of(source)
    if seen is None:
        return []
    if not seen.is_sure:
        lines = (f"# {line}" for line in seen.lines())
        return ["# one row for each person on a list, it seems; name the columns of both:", *lines]
    return [
        "# one row for each person on a list, it seems; look whether these are the two:",
        f"person = {quoted(seen.persons[0])}    # key of the person",
        f"holder = {quoted(seen.holders[0])}    # name of the list",
    ]


def _array(names: Sequence[str]) -> str:
    return "[" + ", ".join(quoted(name) for name in names) + "]"
