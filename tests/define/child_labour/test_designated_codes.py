"""Is the code of a job on a list? Codes by hand, of a list with and without any."""

import narwhals as nw
import polars as pl
import pytest

from measure87.define.child_labour.designated import code_on_list
from measure87.define.lists import DesignatedList
from measure87.vocabulary.citation import Cite
from measure87.vocabulary.status import NO, UNKNOWN, YES

CITE = Cite("R190", at="paragraph 3", seen="printed")
JOBS = nw.from_native(
    pl.DataFrame(
        {
            "industry": ["05", "0510", "03", "B", None],
            "in_reference_week": [YES, UNKNOWN, YES, NO, NO],
        },
        schema_overrides={"in_reference_week": pl.Int8},
    )
)


def designated(*codes):
    return DesignatedList("industries", "industry", "ISIC4", codes, True, CITE)


@pytest.mark.parametrize(
    ("codes", "week", "expected"),
    [
        (("05", "B"), None, [YES, YES, NO, YES, UNKNOWN]),
        (("05", "B"), nw.col("in_reference_week"), [YES, UNKNOWN, NO, NO, NO]),
        (("0510",), None, [NO, YES, NO, NO, UNKNOWN]),
        ((), None, [NO] * 5),
        ((), nw.col("in_reference_week"), [NO] * 5),
    ],
)
def test_a_code_is_on_a_list_with_codes_and_on_none_without(codes, week, expected):
    listed = code_on_list(nw.col("industry"), designated(*codes), week)
    assert JOBS.with_columns(listed=listed)["listed"].to_list() == expected
