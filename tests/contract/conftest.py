"""What is not collected, and what tests of many classifications share."""

import pytest

from tests.expressions_once import expressions_once

collect_ignore = ["new_kind"]  # the kind of study that `test_a_new_kind.py` puts into a copy


@pytest.fixture(scope="module")
def each_expression_once():
    """For tests that classify the cases of definitions hundreds of times."""
    with expressions_once():
        yield
