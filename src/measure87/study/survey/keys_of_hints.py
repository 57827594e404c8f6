"""Hints of estimators in the words of `study.toml`: they name options of the command line."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

from measure87.vocabulary.errors import Measure87Error

_KEYS = (
    (r"--single-cluster (\w+)", r'single_cluster = "\1"'),
    (r"\(--replicate-factors\)", "(factors = true)"),
)


@contextmanager
def with_keys_in_hints() -> Iterator[None]:
    """Let an error say which key of the study to write."""
    try:
        yield
    except Measure87Error as error:
        for option, key in _KEYS:
            error.hint = error.hint and re.sub(option, key, error.hint)
        raise
