"""Errors in the words of Python, and none with a cell of the frame in it.

The estimators' hints name options of the command line. What an engine says of a step that failed
repeats the value that it failed on.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager

from measure87.vocabulary.errors import DataError, Measure87Error

_IN_PYTHON = (
    (
        r"(a column of 0 and 1, 1 being yes)$",
        r"\1, or, of no, unknown and yes, an enumeration of these; or ask for "
        '"COLUMN=CODE", the share of one code, to which all other codes are a no',
    ),
    (r"choose one with --input: (.*)$", r'name one: input_name="..." of \1'),
    (r"--single-cluster (\w+)", r'single_cluster="\1"'),
    (r"--measure (\S+)=CODE", r'prevalence("\1=CODE")'),
    (r"write (\S+)=CODE with --statistic proportion", r'write prevalence("\1=CODE")'),
    (r"--statistic (\w+)", r"\1(...)"),
    (r"--status (\S+)", r'statuses=["\1"]'),
    (r"\(--replicate-factors\)", "(factors=True)"),
    (r"name it with --weight", 'name it, Survey(frame, weights="COLUMN")'),
    (r"--(by|value)\b", r"\1"),
    (r"--level ([\d.]+)", r"level=\1"),
    (
        r"where each row is one person on one list, `person` and `holder` name the columns of both",
        "where each row is one person on one list, turn the frame first: a row a person, and "
        "for each list a column of 1 and 0",
    ),
    (r"each --fpc belongs to its --cluster", "each of fpc belongs to its cluster"),
    (r"one --fpc for each --cluster", "one fpc for each of clusters"),
    (r'Outcome\(\.\.\., coding="status"\)', "statuses=[...] of the Survey"),
)


_OF_STEPS = "run the steps that make the frame by themselves, and look at the kinds of its columns"
_OF_ENGINES = {
    "ConnectionException": "its connection is closed: keep it open while the survey is asked",
    "ResourceInUseException": "its connection is in use: ask one question at a time, or give each "
    "thread a connection of its own",
}
"""What to do where the fault is in how an engine is used, by the name of its error."""
_ENGINES = frozenset({"duckdb", "_duckdb", "narwhals", "polars", "pyarrow", "pyspark", "py4j"})


@contextmanager
def in_python() -> Iterator[None]:
    """Let an error say what to write in Python, and an engine's error no value."""
    try:
        yield
    except Measure87Error as error:
        for option, argument in _IN_PYTHON:
            error.hint = error.hint and re.sub(option, argument, error.hint)
        raise
    except Exception as error:
        if type(error).__module__.partition(".")[0] not in _ENGINES:
            raise
        raise DataError(
            f"the frame could not be read ({type(error).__name__})",
            code="unreadable-frame",
            where="the frame",
            hint=_OF_ENGINES.get(type(error).__name__, _OF_STEPS),
        ) from None
