"""A share of one code, where the file writes the same answer in several ways.

Every other code counts as a no. Where Sim and SIM stand beside sim, the share of sim is not that of
those who said so. A zero byte behind it, which a table in Parquet can hold, is a blank here.
"""

from collections.abc import Iterable, Mapping

from measure87.vocabulary.errors import DataError
from measure87.vocabulary.spelling import UNSEEN, plain


def require_one_spelling(name: str, code: str, codes: Iterable[object], *, where: str) -> None:
    """Refuse a code beside which others differ from it in case, accents or blanks alone.

    Parameters
    ----------
    name
        The column.
    code
        Whose share is asked for.
    codes
        All that the column holds.
    where
        What is at fault, for the message.

    Raises
    ------
    DataError
        `several-spellings`; the others are counted and not shown.
    """
    ways = {code} | {one for one in codes if isinstance(one, str) and _bare(one) == _bare(code)}
    if len(ways) == 1:
        return
    raise DataError(
        f"{name} writes {code} in {len(ways)} ways, which differ in case, accents or blanks alone",
        code="several-spellings",
        where=where,
        hint="write it in one way in the file: any other code counts as a no",
    )


ANOTHER_SPELLING = "in another spelling, with other capitals, accents or blanks"
"""How a column has a code that nobody has as it is asked for; the cell itself is not shown."""


def is_spelt_otherwise(code: str, codes: Iterable[object]) -> bool:
    """Whether a column has a code but for case, accents or blanks.

    >>> is_spelt_otherwise("Yes", ["no", "yes", None]), is_spelt_otherwise("x", ["y"])
    (True, False)
    """
    return any(isinstance(one, str) and one != code and _bare(one) == _bare(code) for one in codes)


def labelled(text: str, labels: Mapping[str, str]) -> str | None:
    """The code whose label a text is, as the file has it or else in another spelling.

    >>> labelled("girl", {"1": "Boy", "2": "Girl"}), labelled("2", {"2": "Girl"})
    ('2', None)
    """
    exact = (code for code, label in labels.items() if label == text)
    near = (code for code, label in labels.items() if _bare(label) == _bare(text))
    return next(exact, None) or next(near, None)


def _bare(text: str) -> str:
    return " ".join(UNSEEN.sub(" ", plain(text)).split())
