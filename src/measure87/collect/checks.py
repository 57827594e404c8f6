"""What is wrong with the rows of raw data: weights, identifiers, places in the design.

Every error says how many rows are at fault and which is the first. Values are never shown.
"""

from collections.abc import Mapping, Sequence

import polars as pl

from measure87.collect.expressions import Find, unanswered
from measure87.collect.mapping import ColumnMapping
from measure87.files.csv_numbers import is_number
from measure87.vocabulary.cells import cell_kind
from measure87.vocabulary.errors import DataError

ROW = "__row__"
"""Column with the number that the row has in its file, while checks are made."""


_WEIGHT_HINTS = {
    "an empty cell": "keep only completed interviews (`keep`), or correct the weights in the file",
    "a negative number": "no weight is below 0: look whether this is the variable of the weights, "
    "or correct the weights in the file",
}
"""What to do about weights that are not there or below 0, by the kind of the first cell."""
_NO_NUMBER = (
    "it is no number: take blanks and apostrophes between thousands out of the cells, and the row "
    "of a total or a note out of the file"
)
_LAST = 5
"""Rows at the end of a table that may be totals and notes below it."""


def check_weight(rows: pl.LazyFrame, mapping: ColumnMapping, find: Find, where: str) -> None:
    """Refuse weights that are negative, missing or no finite numbers."""
    if not mapping.variables:
        return
    variable = find(mapping.variables[0])
    weight = variable.number
    missing = unanswered(mapping, variable) | weight.is_null()
    bad = rows.filter(missing | (weight < 0)).select(
        pl.col(ROW), variable.text.alias("value"), (weight < 0).fill_null(False).alias("negative")
    )
    found = bad.collect()
    if not found.height:
        return
    found = _at_fault(found)
    negative = bool(found["negative"][0])
    row, shown = int(found[ROW][0]), cell_kind(found["value"][0])
    raise DataError(
        f"a weight must be a finite number, there in every row and not negative; "
        f"{found.height:,} row(s) of {variable.name} break this, first row {row} with {shown}",
        code="negative-weight" if negative else "missing-weight",
        where=where,
        hint=_WEIGHT_HINTS.get(shown, _NO_NUMBER),
    )


def _at_fault(found: pl.DataFrame) -> pl.DataFrame:
    """Rows without those whose weight is text for want of another: `173,25` beside one word."""
    alone = found.filter(pl.col("negative") | pl.col("value").is_null() | no_number("value"))
    return alone if alone.height else found


def no_number(column: str) -> pl.Expr:
    """Whether a text is no number however numbers are written: with a point, a comma, thousands."""
    return ~is_number(pl.col(column).str.strip_chars())


def check_identifiers(table: pl.LazyFrame, keys: Sequence[str], where: str, what: str) -> None:
    """Refuse rows without an identifier, and two rows with the same one.

    `table` holds the standard columns and `ROW`; identifiers are not shown.
    """
    blank = table.filter(pl.any_horizontal(pl.col(list(keys)).is_null())).select(ROW).collect()
    if blank.height:
        hint = "map variables that identify every row"
        if _are_last(blank, table):
            hint = f"the last row may be a total or a note: take it out of the file; or {hint}"
        raise DataError(
            f"{blank.height:,} rows have no identifier ({what}), first row {_first(blank)}",
            code="missing-identifier",
            where=f"{where}: {', '.join(keys)}",
            hint=hint,
        )
    key = pl.col(keys[0]) if len(keys) == 1 else pl.struct(list(keys))
    counts = table.select(pl.len().alias("rows"), key.n_unique().alias("different")).collect()
    if counts["rows"][0] == counts["different"][0]:
        return
    repeated = (
        table.with_columns(key.is_duplicated().alias("twice"))
        .filter("twice")
        .select(*keys, ROW)
        .collect()
        .sort(ROW)
    )
    first = repeated.row(0, named=True)
    same = repeated.filter([pl.col(key) == first[key] for key in keys])
    one, other = same[ROW].head(2).to_list()
    raise DataError(
        f"{repeated.height:,} rows share the identifier of another row ({what}), "
        f"first rows {one} and {other}",
        code=f"duplicate-{what}",
        where=f"{where}: {', '.join(keys)}",
        hint="drop the repeated rows, or map every variable that tells rows apart",
    )


def check_lines(persons: pl.LazyFrame, where: str) -> None:
    """Refuse two persons of one household on the same line: a child would have two mothers."""
    told = persons.filter(pl.col("household_id").is_not_null() & pl.col("line").is_not_null())
    place = pl.struct("household_id", "line")
    shared = told.filter(place.is_duplicated()).select(ROW, place.alias("place")).collect()
    if not shared.height:
        return
    shared = shared.sort(ROW)
    same = shared.filter(pl.col("place") == shared["place"][0])
    one, other = same[ROW].head(2).to_list()
    raise DataError(
        f"{shared.height:,} persons share a line of their household with another person, "
        f"first rows {one} and {other}",
        code="duplicate-line",
        where=f"{where}: household_id, line",
        hint="map every variable that tells households apart, or leave out mother_line and "
        "father_line",
    )


def check_known(
    rows: pl.LazyFrame,
    owners: pl.LazyFrame,
    keys: Sequence[str],
    where: str,
    *,
    row: str,
    owner: str,
) -> None:
    """Refuse rows whose keys are not among those of the table they belong to."""
    lost = rows.join(owners.select(keys), on=list(keys), how="anti").select(ROW, *keys).collect()
    if not lost.height:
        return
    plain = [_plain_key(key).alias(key) for key in keys]
    alike = lost.lazy().select(plain).join(owners.select(plain), on=list(keys), how="semi")
    found = alike.select(pl.len()).collect().item()
    raise DataError(
        f"{lost.height:,} {row} without {owner}, first row {_first(lost)}",
        code=f"{row}-without-{owner}".replace(" ", "-"),
        where=where,
        hint=f"{found:,} of them have an identifier that differs from one of the other file in "
        "zeros before a number, blanks or capitals alone: write it alike in both files"
        if found
        else "the identifiers must be made of the same variables in both files; or drop these rows",
    )


def _plain_key(name: str) -> pl.Expr:
    """A key without what is written now so and now otherwise: zeros before a number, as `01-07`."""
    text = pl.col(name).cast(pl.String).str.to_lowercase().str.replace_all(r"\s", "")
    return text.str.replace_all(r"(^|\D)0+(\d)", "${1}${2}")


def check_job_of_yes(
    rows: pl.LazyFrame,
    owners: pl.LazyFrame,
    keys: Sequence[str],
    where: str,
    *,
    present: Mapping[str, Sequence[str]],
) -> None:
    """Refuse a yes in a row of a person who does not have the job that the question is about.

    Parameters
    ----------
    rows : rows with a yes: `keys`, `question`, and `ROW`
    owners : `keys` of the jobs that are there
    present : job to the variables that say who has it
    """
    lost = rows.join(owners.select(keys), on=list(keys), how="anti").sort(ROW)
    found = lost.select(ROW, "question", "job_id").collect()
    if not found.height:
        return
    _, question, job = found.row(0)
    alike = found.filter((pl.col("question") == question) & (pl.col("job_id") == job))
    raise DataError(
        f"{alike[ROW].n_unique():,} row(s) have a yes to the question {question!r} and not the job "
        f"{str(job)!r}, first row {_first(alike)}",
        code="yes-outside-the-job",
        where=where,
        hint=f"`present` ({', '.join(present.get(job, ()))}) says who has the job, and persons "
        "outside it answered the question: let it hold for all the time that the question is "
        "about, name the job that is meant in `job`, or correct the answers in the file",
    )


def check_present(table: pl.LazyFrame, column: str, variables: Sequence[str], where: str) -> None:
    """Refuse rows whose stratum or cluster is empty."""
    blank = table.filter(pl.col(column).is_null()).select(ROW).collect()
    if blank.height:
        raise DataError(
            f"{blank.height:,} row(s) have no {column} ({', '.join(variables)}), first row "
            f"{_first(blank)}",
            code=f"missing-{column}",
            where=where,
            hint="keep only rows with a place in the sample design, or map another variable",
        )


_UNTOLD = {
    "question": "rows of one person, job and question are one answer: write in every row which "
    "question was answered",
    "item": "write in every row what the answer says, such as CO5, or map its code; under unmapped "
    '= "unknown" a yes without an item is unknown',
}
"""What to do about answers of which one of these is not told."""


def check_told(answered: pl.LazyFrame, column: str, variables: Sequence[str], where: str) -> None:
    """Refuse answers of which it is not told to which question, or to which item, they are."""
    blank = answered.filter(pl.col(column).is_null()).select(ROW).collect()
    if blank.height:
        raise DataError(
            f"{blank.height:,} answer(s) have no {column} ({', '.join(variables)}), first row "
            f"{_first(blank)}",
            code=f"missing-{column}",
            where=f"{where}.circumstances.{column}",
            hint=_UNTOLD[column],
        )


def _are_last(blank: pl.DataFrame, table: pl.LazyFrame) -> bool:
    """Whether some rows, not many, are all the last ones of a table of more."""
    if blank.height > _LAST:
        return False
    last = table.select(pl.col(ROW).sort().tail(blank.height + 1)).collect()[ROW].to_list()
    return len(last) > blank.height and last[1:] == blank[ROW].sort().to_list()


def _first(rows: pl.DataFrame) -> int:
    """The smallest row number."""
    return int(rows.select(pl.col(ROW).min()).item())
