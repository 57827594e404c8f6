"""Releases to all digits, for tests that hold figures to a computation of their own.

What is released goes in steps that follow the error; the tests of these are elsewhere.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest

from measure87.study.survey import recipe


@contextmanager
def every_digit() -> Iterator[None]:
    """Studies that run inside release all digits."""
    rules_of = recipe.disclosure_rules
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            recipe, "disclosure_rules", lambda *a, **k: replace(rules_of(*a, **k), digits=False)
        )
        yield
