"""What the assistant reads of a file: names, labels, code frames, and known answers in words.

Of a text variable only words of the list of answers are kept; all else is counted by kind.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

import polars as pl

from measure87.collect.assistant.answer_words import (
    AnswerTexts,
    answer_texts,
    different_words,
)
from measure87.collect.assistant.held_numbers import (
    HeldNumbers,
    numbers_beside_marks,
    numbers_of,
    unlabelled,
)
from measure87.collect.mapping_text import one_line
from measure87.collect.report import told_rows
from measure87.collect.suspected_codes import What, suspected_in
from measure87.files import SourceTable, code_text

_MOST = 0.5
"""Share of the rows that must have an identifier: who was not interviewed may have none."""
_ROW = "__row__"
"""Column with the number of the row in its file."""
_MANY_WORDS = 40
"""Different words above which a variable holds no answers in words: names, places, occupations."""
_MANY_TEXTS = 1000
"""Different texts above which that is not looked at: cases and points make many of few words."""


@dataclass(frozen=True)
class CodebookVariable:
    """A variable as a codebook has it.

    Parameters
    ----------
    name : str
        As the file spells it.
    label : str
        Its label, empty if it has none.
    values : mapping
        Code text -> label.
    bounds : pair of float, or None
        Smallest and greatest number without a label that is in the file, but for `beyond`. Used to
        see whether a number can be an age or hours; never written.
    texts : AnswerTexts, optional
        What is known of its texts, if it holds text without labels.
    is_free_text : bool
        Whether it holds so many different texts that they are no answers.
    beyond : tuple of int
        Usual codes for no answer that are in the file without a label, and can be neither an age
        nor hours of a week: 999, -9.
    marks : tuple of str
        Texts beside numbers that say that there is none: NA, a point, "ne sait pas".
    """

    name: str
    label: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    bounds: tuple[float, float] | None = None
    texts: AnswerTexts | None = None
    is_free_text: bool = False
    beyond: tuple[int, ...] = ()
    marks: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """What is compared: the label, or else the name."""
        return self.label or self.name


@dataclass(frozen=True)
class Codebook:
    """The variables of a file, in its order.

    Parameters
    ----------
    name : str
    variables : tuple of CodebookVariable
    tells_apart : function, optional
        Whether some variables together differ in every row that has all of them; None where
        there is no file to look at.
    alike : function, optional
        In how many rows some variables together are those of another row, and the first two such
        rows, counted from 1; zeros where there are none.
    perhaps_missing : function, optional
        Numbers of a variable that may be codes for no answer if it holds hours, or ages, and in how
        many rows they are.
    """

    name: str
    variables: tuple[CodebookVariable, ...]
    tells_apart: Callable[[tuple[str, ...]], bool] | None = None
    perhaps_missing: Callable[[str, What], tuple[tuple[int, ...], int]] | None = None
    alike: Callable[[tuple[str, ...]], tuple[int, int, int]] | None = None


def codebook_of(source: SourceTable) -> Codebook:
    """The codebook of a file that was read.

    Numbers that the file declares missing, or that have a label, do not count for the bounds.
    """
    texts = _texts(source)
    held = numbers_of(source) | {k: v for k, v in texts.items() if isinstance(v, HeldNumbers)}
    words = {k: v for k, v in texts.items() if not isinstance(v, HeldNumbers)}
    return Codebook(
        source.name,
        tuple(
            CodebookVariable(
                name,
                source.variable_labels.get(name, ""),
                source.value_labels.get(name, {}),
                held[name].bounds if name in held else None,
                words.get(name),
                name in words and words[name] is None,
                held[name].beyond if name in held else (),
                held[name].marks if name in held else (),
            )
            for name in source.columns
        ),
        partial(_tells_apart, source),
        partial(_perhaps_missing, source),
        partial(repeated_rows, source),
    )


def _texts(source: SourceTable) -> dict[str, AnswerTexts | HeldNumbers | None]:
    """What is known of the texts of each variable that has no labels; None of free text."""
    schema = source.lazy.collect_schema()
    names = [
        name
        for name in source.columns
        if schema[name] == pl.String and not source.value_labels.get(name)
    ]
    if not names:
        return {}
    counts = source.lazy.select(
        code_text(name, schema[name]).drop_nulls().value_counts(name="n", sort=True)
        .head(_MANY_TEXTS + 1).implode().alias(name)
        for name in names
    ).collect()  # fmt: skip
    return {name: _known(name, counts[name][0]) for name in names}


def _known(name: str, counts: pl.Series) -> AnswerTexts | HeldNumbers | None:
    rows = {each[name]: each["n"] for each in counts.to_list()}
    if len(rows) <= _MANY_TEXTS and (numbers := numbers_beside_marks(rows)):
        return numbers
    if len(rows) > _MANY_TEXTS or different_words(rows) > _MANY_WORDS:
        return None
    return answer_texts(rows)


def _perhaps_missing(source: SourceTable, name: str, what: What) -> tuple[tuple[int, ...], int]:
    """Numbers that may be codes for no answer, and the rows that have them."""
    if not source.lazy.collect_schema()[name].is_numeric():
        return (), 0
    number = source.lazy.select(unlabelled(source, name).alias("number")).drop_nulls()
    counts = dict(number.group_by("number").len("rows").collect().iter_rows())
    codes = suspected_in(counts, what)
    return codes, sum(counts[code] for code in codes)


def _tells_apart(source: SourceTable, names: tuple[str, ...]) -> bool:
    """Whether no two rows agree in all variables, of the rows that have them all: most do."""
    rows = source.lazy.select(names)
    count, whole = (
        rows.select(pl.len(), pl.all_horizontal(pl.all().is_not_null()).sum().alias("whole"))
        .collect()
        .row(0)
    )
    different = rows.drop_nulls().unique().select(pl.len()).collect().item()
    return bool(whole == different and whole > _MOST * count)


def repeated_rows(source: SourceTable, names: Sequence[str]) -> tuple[int, int, int]:
    """In how many rows variables are all those of another row, and the first two that agree.

    Rows that lack one of them are nobody's and do not count.
    """
    numbered = source.numbered(_ROW).select(_ROW, *names).drop_nulls()
    same = numbered.group_by(names).agg(
        pl.len().alias("rows"), pl.col(_ROW).sort().head(2).alias("first")
    )
    found = same.filter(pl.col("rows") > 1).collect().sort(pl.col("first").list.first())
    if not found.height:
        return 0, 0, 0
    first, second = found["first"][0].to_list()
    return int(found["rows"].sum()), first, second


def alike_rows(names: Sequence[str], found: tuple[int, int, int]) -> str:
    """What `repeated_rows` found, as a sentence; empty where no rows agree."""
    rows, first, second = found
    if not rows:
        return ""
    return (
        f"{', '.join(map(one_line, names))} are those of another row in {told_rows(rows)}, first "
        f"rows {first} and {second}: take out rows that stand twice, or name what tells them apart"
    )
