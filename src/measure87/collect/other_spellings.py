"""Codes that a mapping names in another spelling: Yes, where it names yes.

They are not taken for one code, for M and m may be two. The error tells the code that the mapping
names, and never the cell.
"""

from collections.abc import Sequence

import polars as pl

from measure87.collect.expressions import Variable
from measure87.collect.mapping import ColumnMapping
from measure87.collect.report import UnmappedCode
from measure87.collect.value_checks import unmapped_error
from measure87.vocabulary.errors import DataError
from measure87.vocabulary.spelling import UNSEEN, plain


def written_otherwise(strange: Sequence[UnmappedCode], mapping: ColumnMapping) -> dict[str, str]:
    """Codes that a mapping names in another spelling, with the code that it names."""
    answers = (*mapping.yes, *mapping.no, *mapping.unknown, *mapping.not_asked, *mapping.missing)
    named = {_bare(code): code for code in (*(mapping.codes or {}), *answers) if _bare(code)}
    return {one.code: named[_bare(one.code)] for one in strange if _bare(one.code) in named}


def _bare(code: str) -> str:
    """A code without capitals, accents and blanks."""
    return UNSEEN.sub("", plain(code))


def other_spelling_error(
    rows: pl.LazyFrame,
    strange: Sequence[UnmappedCode],
    variable: Variable,
    mapping: ColumnMapping,
    where: str,
) -> DataError:
    """The error for codes that the mapping names in another spelling: of one of these."""
    spelt = written_otherwise(strange, mapping)
    code = next(spelt[one.code] for one in strange if one.code in spelt)
    ways = [one for one in strange if spelt.get(one.code) == code]
    error = unmapped_error(rows, ways, variable, where)
    error.hint = (
        f"it is {code!r}, which the mapping names, but for capitals, accents or blanks: write it "
        "in one way in the file, or name the other spelling as well"
    )
    return error
