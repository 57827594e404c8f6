"""Columns of lists whose cells are answers in words: oui and non, sí and no, да and нет.

They are read as 1 and 0 where every cell of a column is a known answer of yes or no, in whatever
language; one other word, or an empty cell, and the column is left as it is and refused later, for
about that person it is not known whether the list has her.
"""

from collections.abc import Iterable

import polars as pl

_ON = {"yes": "1", "no": "0"}
_MOST_WORDS = 12
"""Different spellings of yes and no in a column; more are no answers."""


def answers_as_numbers(frame: pl.DataFrame | pl.LazyFrame, names: Iterable[str]) -> pl.LazyFrame:
    """The table with 1 and 0, as text, in those of some columns that hold yes and no in words."""
    table = frame.lazy()
    kinds = table.collect_schema()
    said = {name: _said(table, name) for name in names if kinds.get(name) == pl.String}
    return table.with_columns(
        pl.col(name).replace_strict(numbers) for name, numbers in said.items() if numbers
    )


def holds_answers(column: pl.Series) -> bool:
    """Whether every cell is yes or no in words."""
    return column.dtype == pl.String and bool(_said(column.to_frame().lazy(), column.name))


def _said(table: pl.LazyFrame, name: str) -> dict[str, str]:
    """What each text of a column stands for; nothing where one of them is no yes or no."""
    # What reads surveys is loaded where a table of lists has words in it.
    from measure87.collect.assistant.answer_words import meanings_of

    texts = table.select(pl.col(name).unique()).head(_MOST_WORDS + 1).collect().to_series()
    if texts.null_count() or len(texts) > _MOST_WORDS:
        return {}
    meanings = meanings_of(texts)
    return (
        {text: _ON[meanings[text]] for text in texts}
        if all(meanings.get(text) in _ON for text in texts)
        else {}
    )
