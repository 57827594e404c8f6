"""Hints in the words of Python: the estimators' own name options of the command line."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

from measure87.vocabulary.errors import Measure87Error

_IN_PYTHON = (
    (
        r"(a column of 0 and 1, 1 being yes)$",
        r'\1, or ask for "COLUMN=CODE", the share of one code',
    ),
    (r"--single-cluster (\w+)", r'single_cluster="\1"'),
    (r"--measure (\S+)=CODE", r'prevalence("\1=CODE")'),
    (r"write (\S+)=CODE with --statistic proportion", r'write prevalence("\1=CODE")'),
    (r"--statistic (\w+)", r"\1(...)"),
    (r"--status (\S+)", r'statuses=["\1"]'),
    (r"--level ([\d.]+)", r"level=\1"),
    (r"each --fpc belongs to its --cluster", "each of fpc belongs to its cluster"),
    (r"one --fpc for each --cluster", "one fpc for each of clusters"),
    (r'Outcome\(\.\.\., coding="status"\)', "statuses=[...] of the Survey"),
)


@contextmanager
def in_python() -> Iterator[None]:
    """Let an error say what to write in Python."""
    try:
        yield
    except Measure87Error as error:
        for option, argument in _IN_PYTHON:
            error.hint = error.hint and re.sub(option, argument, error.hint)
        raise
