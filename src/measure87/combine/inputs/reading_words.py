"""How publishers write sexes, ages, years and kinds of source, read strictly."""

import re
from collections.abc import Iterable

from measure87.files import SourceTable, code_of
from measure87.vocabulary.errors import DataError

_SEXES = {
    "both": ("both", "bothsex", "bothsexes", "total", "t", "sext"),
    "female": ("female", "females", "f", "sexf", "girls", "girl"),
    "male": ("male", "males", "m", "sexm", "boys", "boy"),
}
_SEX_OF = {word: sex for sex, words in _SEXES.items() for word in words}
_AGES = re.compile(r"^(?:age_\w*?_?)?y?(\d{1,3})\s*(?:-|–|_|t|to)\s*y?(\d{1,3})(?: years)?$")
_OPEN_AGE = re.compile(r"^(?:age_\w*?_?)?y?(?:ge)?(\d{1,3})\+?$")
_YEARS = re.compile(r"^((?:19|20)\d\d)(?:\s*[-/–]\s*((?:19|20)?\d\d))?$")

_SOURCE_WORDS = (
    ("modelled", r"modell?ed|model[- ]based"),
    (
        "child_labour_survey",
        r"child labou?r|child activity|working children|trabajo infantil|^cls\b",
    ),
    ("mics", r"\bmics|multiple indicator cluster"),
    ("dhs", r"\bdhs|demographic and health"),
    ("labour_force_survey", r"labou?r force|\blfs\b|encuesta nacional de empleo"),
    ("census", r"census"),
    ("household_survey", r"household|\bhies\b|^hs\b|\bliving (?:conditions|standards)"),
)
"""Kind of source and the words that tell it, in the order in which they are tried."""


def read_sex(written: object, *, where: str) -> str:
    """`both`, `female` or `male`.

    Raises
    ------
    DataError
        If the word is none that is known.

    >>> read_sex("BOTHSEX", where="t"), read_sex("SEX_F", where="t"), read_sex("_T", where="t")
    ('both', 'female', 'both')
    """
    word = re.sub(r"[^a-z]", "", code_of(written).lower())
    if word not in _SEX_OF:
        raise _unread("sex", written, where, "for instance both, female, male, F, SEX_M, _T")
    return _SEX_OF[word]


def read_ages(written: object, *, where: str) -> tuple[int, int | None]:
    """Youngest and oldest completed age; None is open.

    Raises
    ------
    DataError
        If no ages can be read.

    >>> read_ages("5_17", where="t"), read_ages("AGE_CLDVERSION_Y05-11", where="t")
    ((5, 17), (5, 11))
    >>> read_ages("Y5T14", where="t"), read_ages("15+", where="t")
    ((5, 14), (15, None))
    """
    word = code_of(written).lower()
    pair = _AGES.match(word)
    if pair and int(pair[1]) <= int(pair[2]):
        return int(pair[1]), int(pair[2])
    single = _OPEN_AGE.match(word)
    if single and ("+" in word or "ge" in word.removeprefix("age_")):
        return int(single[1]), None
    raise _unread("ages", written, where, "for instance 5-17, 5_14, Y5T17, 15+")


def read_year(written: object, *, where: str) -> int:
    """The year; of a period such as 2015-2016 or 2015/16 its last.

    Raises
    ------
    DataError
        If no year can be read.

    >>> [read_year(text, where="t") for text in (2016, "2015-2016", "1999/00")]
    [2016, 2016, 2000]
    """
    found = _YEARS.match(code_of(written))
    if not found:
        raise _unread("year", written, where, "for instance 2016 or 2015-2016")
    first, last = int(found[1]), found[2]
    if last is None:
        return first
    second = int(last) if len(last) == 4 else first - first % 100 + int(last)
    second += 100 if second < first else 0
    if second - first > 3:
        raise _unread("year", written, where, "a period of more than four years is no year")
    return second


def kind_of_source(source: str | None) -> str:
    """Kind of source by the words of its name; `unknown` where none of them tells.

    >>> [kind_of_source(name) for name in ("MICS 2017", "LFS - Labour Force Survey", "x")]
    ['mics', 'labour_force_survey', 'unknown']
    """
    name = (source or "").lower()
    return next((kind for kind, words in _SOURCE_WORDS if re.search(words, name)), "unknown")


def read_number(written: object, *, what: str, where: str) -> float | None:
    """A number out of a cell; None for an empty one and for a dash.

    Raises
    ------
    DataError
        If the cell holds something else.

    >>> read_number("12.5", what="value", where="t"), read_number("–", what="value", where="t")
    (12.5, None)
    """
    if written is None or code_of(written) in ("", "-", "–", "—", "..", "N", "NaN"):
        return None
    if isinstance(written, int | float) and not isinstance(written, bool):
        return float(written)
    text = code_of(written)
    if not re.fullmatch(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?", text):
        hint = "a number is expected, with a point for the decimals"
        if text.endswith("%"):
            hint += ", and no % sign: write it in the unit of its column"
        raise _unread(what, written, where, hint)
    return float(text)


def named_columns(
    table: SourceTable, wanted: Iterable[str], *, needed: Iterable[str]
) -> dict[str, str]:
    """Which column of a file is which, by name without case, brackets and underscores.

    Raises
    ------
    DataError
        If one of `needed` is not there, or two columns could be the same.
    """
    plain: dict[str, list[str]] = {}
    for column in table.columns:
        plain.setdefault(plain_name(column), []).append(column)
    found: dict[str, str] = {}
    for name in wanted:
        hits = plain.get(plain_name(name), [])
        if len(hits) > 1:
            raise DataError(
                f"the columns {' and '.join(map(repr, hits))} could both be {name}",
                code="ambiguous-column",
                where=table.name,
            )
        if hits:
            found[name] = hits[0]
    missing = [name for name in needed if name not in found]
    if missing:
        raise DataError(
            f"there is no column {missing[0]!r}",
            code="unknown-column",
            where=table.name,
            hint=f"columns present: {', '.join(table.columns[:25])}",
        )
    return found


def plain_name(column: str) -> str:
    """A column's name in small letters and digits alone.

    >>> plain_name("[Reporting Type]"), plain_name("ref_area")
    ('reportingtype', 'refarea')
    """
    return re.sub(r"[^a-z0-9]", "", column.lower())


def _unread(what: str, written: object, where: str, hint: str) -> DataError:
    return DataError(
        f"{what} {str(written)[:40]!r} cannot be read",
        code=f"unread-{what}",
        where=where,
        hint=hint,
    )
