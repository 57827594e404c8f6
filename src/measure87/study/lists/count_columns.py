"""Which column of a table of histories holds persons: by its name, or by the shape of the table.

A column of counts that nobody names makes each row one person, and the figure is then of rows. A
table of histories has no two rows alike in lists and groups; persons have, for most of them are on
one list alone. So a column of whole numbers is a count where no two rows are alike without it, and
rows of persons would have been.
"""

from collections.abc import Collection, Sequence
from functools import cache

import polars as pl

from measure87.files import SourceTable
from measure87.study.lists.answers import answers_as_numbers
from measure87.vocabulary.errors import StudyError

_COUNTS = (
    "count counts persons n freq frequency total people victims "
    "effectif effectifs personnes frequence nb nbre victimes "
    "conteo recuento personas frecuencia cantidad victimas "
    "contagem pessoas frequencia quantidade efetivo efetivos efectivo efectivos vitimas "
    "количество численность частота человек лиц всего "
    "عدد تكرار أشخاص مجموع"
)
"""Names of columns of counts, in the spelling of whoever has them."""
_NUMBERS = "number no nombre numero num cas casos cases число чел"
"""Words that are a count before a name of persons, and a key where they stand alone."""
_BESIDE = (
    "of de des d del the du da das dos persons people individuals cases victims personnes "
    "individus cas victimes personas individuos casos victimas pessoas vitimas total "
    "человек лиц жертв случаев أشخاص حالات ضحايا"
)
"""Words after the name that change nothing: number of persons, nombre de personnes."""
_WHOLE = r"^[0-9]+(\.0+)?$"
_RANGE = r"^(<=?\s*[0-9]+|[0-9]+\s*-\s*[0-9]+)$"
_EXPECTED = 5.0
"""Pairs of rows alike that persons would have at least; none at all is then no chance."""
_FULL, _FEW = 0.8, 6
"""Share of the histories of all groups, and rows, from which on a table without rows alike is one
of counts."""
_FEW_LISTS = 5
"""Lists up to which some persons are on the same ones, however few persons there are."""
_READABLE = 0.8
"""Share of cells of a column of counts that are counts; others are empty, or wrong."""
_ALL_DIFFERENT = 60
"""Rows from which on numbers that all differ are keys."""
_ROW = "__row__"
_NOMBRE = "nombre"
"""The number in French, and the name of a person in Spanish, which is no number."""
_ARTICLE = "ال"


def named_as_count(source: SourceTable) -> str | None:
    """The column whose name says that it holds persons of each row, in six languages."""
    found = [name for name in source.columns if _is_count_name(name)]
    if not found:
        return None
    cells = source.lazy.select(pl.col(found).cast(pl.String)).collect()
    return next((name for name in found if _may_count(_numbers(cells[name]))), None)


def seems_a_count(source: SourceTable, lists: Sequence[str], known: Collection[str]) -> str | None:
    """The column that holds persons of each row by the shape of the table; None where it has none.

    Parameters
    ----------
    lists : columns of 1 and 0, or of yes and no
    known : columns that are known to be something else
    """
    if not lists:
        return None
    table = answers_as_numbers(source.frame, lists)
    frame = table.select(pl.col(list(source.columns)).cast(pl.String)).collect()
    found = [
        name
        for name in source.columns
        if name not in (*lists, *known) and _holds_counts(frame[name])
    ]
    told = [name for name in found if _tells_persons_apart(frame, lists, name)]
    return next((name for name in told if _is_count_name(name)), next(iter(told), None))


def refuse_unnamed_count(source: SourceTable, lists: Sequence[str], known: Collection[str]) -> None:
    """Refuse a table of histories of which no column is named as the count.

    Raises
    ------
    StudyError
        With the line to write, and how to say that a row is one person nevertheless.
    """
    name = seems_a_count(source, _of_answers(source, lists), known)
    if name is None:
        return
    raise StudyError(
        "without `count` each row is one person; but no two rows are alike, as in a table of "
        f"counts, and {name!r} seems to hold the persons of each row",
        code="count-not-named",
        where=source.name,
        hint="name it in `count`; if each row is one person and this is something known of her, "
        "name it in `covariates`, or take the column out of the file",
    )


def _of_answers(source: SourceTable, lists: Sequence[str]) -> list[str]:
    """Those of 0 and 1 alone; where nobody names the lists, every column is taken for one."""
    table = answers_as_numbers(source.frame, lists).lazy().select(pl.col(list(lists)))
    cells = table.select(pl.all().cast(pl.String).cast(pl.Float64, strict=False)).collect()
    return [name for name in lists if cells[name].drop_nulls().is_in([0.0, 1.0]).all()]


def _is_count_name(name: str) -> bool:
    words = _words(name)
    if not words:
        return False
    counts, numbers, beside = map(_plain_words, (_COUNTS, _NUMBERS, _BESIDE))
    if len(words) == 1:
        return words[0] in counts or words[0] == _NOMBRE
    return words[0] in counts | numbers and beside.issuperset(words[1:])


@cache
def _plain_words(texts: str) -> frozenset[str]:
    return frozenset(_words(texts))


def _words(name: str) -> list[str]:
    """The words of a name without accents, case and the Arabic article; numbers are none."""
    # What reads surveys is loaded where a table of lists is looked at.
    from measure87.vocabulary.spelling import plain

    letters = "".join(sign if sign.isalpha() else " " for sign in plain(name))
    return [word.removeprefix(_ARTICLE) or word for word in letters.split()]


def _numbers(cells: pl.Series) -> pl.Series:
    return cells.str.strip_chars().cast(pl.Float64, strict=False)


def _numbers_rows(numbers: pl.Series) -> bool:
    """Whether these are 0, 1, 2, ... or 1, 2, 3, ...: the number of the row."""
    first = numbers.min()
    if first not in (0.0, 1.0) or numbers.null_count():
        return False
    rows = pl.Series(range(len(numbers)), dtype=pl.Float64) + first
    return bool((numbers.sort() == rows).all())


def _may_count(numbers: pl.Series) -> bool:
    """Whether there are numbers at all, and they are neither those of rows nor keys."""
    there = numbers.drop_nulls()
    is_key = len(there) >= _ALL_DIFFERENT and there.n_unique() == len(there)
    return bool(len(there)) and not is_key and not _numbers_rows(numbers)


def _holds_counts(cells: pl.Series) -> bool:
    """Whether nearly all are whole numbers or ranges of them, some above 1, and may count."""
    text = cells.str.strip_chars()
    readable = text.str.contains(f"{_WHOLE}|{_RANGE}").fill_null(value=False)
    numbers = _numbers(text)
    enough = int(readable.sum()) >= _READABLE * len(cells)
    return enough and bool((numbers > 1).any()) and _may_count(numbers)


def _tells_persons_apart(frame: pl.DataFrame, lists: Sequence[str], name: str) -> bool:
    """Whether no two rows are alike without a column, and rows of persons would have been.

    Without lists, a column with as many values as half the rows is no group: a key or a day.
    """
    beside = [
        other
        for other in frame.columns
        if other not in (*lists, name) and 2 * frame[other].n_unique() <= frame.height
    ]
    if frame.height < 2 or frame.select(*lists, *beside).is_duplicated().any():
        return False
    if len(lists) <= _FEW_LISTS and not frame.select(lists).is_duplicated().any():
        return True
    is_full = frame.height >= max(_FULL * _histories(frame, lists, beside), _FEW)
    return is_full or _pairs_alike(frame, lists, beside) >= _EXPECTED


def _histories(frame: pl.DataFrame, lists: Sequence[str], beside: Sequence[str]) -> int:
    """Rows of a table that has every history in every group."""
    groups = frame.select(beside).n_unique() if beside else 1
    return int((2 ** len(lists) - 1) * groups)


def _pairs_alike(frame: pl.DataFrame, lists: Sequence[str], beside: Sequence[str]) -> float:
    """How many pairs of persons of one group would be on the same lists, were lists independent."""
    sizes = frame.group_by(beside).len(_ROW)[_ROW] if beside else pl.Series([frame.height])
    groups = sizes.cast(pl.Float64)
    pairs = float((groups * (groups - 1) / 2).sum())
    for name in lists:
        shares = frame[name].value_counts()["count"] / frame.height
        pairs *= float((shares**2).sum())
    return pairs
