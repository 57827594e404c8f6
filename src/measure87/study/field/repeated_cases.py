"""Was a household interviewed twice, so that its persons stand twice in the file?

A run counts every interview that nobody deleted or rejected. Which questions name a case is what
the evening checks know (`field/evening.toml`); interviews in which nobody is listed count nobody,
and however a visit ended, its persons count.
"""

from pathlib import Path

import numpy as np
import polars as pl

from measure87.collect.quality.checks.duplicate_keys import of_cases_twice
from measure87.collect.quality.corrections import FILE
from measure87.collect.quality.field_data import FIELD, TABLES, read_interviews
from measure87.vocabulary.estimate import Notice
from measure87.vocabulary.few_told import FEW, told

_ID = "_id"


def notices_of_cases(folder: Path) -> tuple[Notice, ...]:
    """What is to be told of cases with several interviews whose persons all count."""
    data = read_interviews(folder)
    if data.cases is None:
        return ()
    persons = pl.read_parquet(folder / FIELD / TABLES / "persons.parquet", columns=[_ID])[_ID]
    counted = data.main[_ID].is_in(persons.unique().implode()).to_numpy().astype(np.bool_)
    twice = of_cases_twice(data.cases, counted)
    count = data.cases.filter(pl.Series(twice)).n_unique()
    return (_told(count, data.key),) if count else ()


def _told(count: int, key: tuple[str, ...]) -> Notice:
    return Notice(
        "cases-interviewed-twice",
        f"{told(count, 'cases')} ({', '.join(key)}) have more than one interview, and the persons "
        "of all of them count. Find out which is right (`measure87 collect check DIR`), reject the "
        "others on the server and bring the interviews anew; where only the number of the case is "
        f"wrong, correct it in {FIELD}/{FILE}",
        {"cases": {"below": FEW} if count < FEW else count, "named": list(key)},
    )
