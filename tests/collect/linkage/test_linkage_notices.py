"""When lists are told to be doubtful, and when nothing is drawn from them."""

from dataclasses import dataclass

import numpy as np
import polars as pl
import pytest

from measure87.collect.linkage.linkage_notices import doubtful_share, notices, refuse_all_doubtful
from measure87.collect.linkage.record_forms import ListRecords
from measure87.vocabulary.errors import RefusedError


@dataclass
class Scored:
    """What notices read of scored pairs."""

    probability: np.ndarray
    uncompared: float = 0.0
    mixture: None = None
    not_always: tuple[int, ...] = ()


def codes(scored):
    return {notice.code for notice in notices([], scored)}


def test_the_doubtful_share_is_what_the_best_threshold_judges_wrongly():
    p = np.array([0.9] * 80 + [0.3] * 40)
    # 80 x 0.1 taken wrongly and 40 x 0.3 missed, of 84 matches.
    assert doubtful_share(Scored(p)) == pytest.approx(20 / 84)
    assert codes(Scored(p)) == {"doubtful-matches"}


def test_lists_that_tell_nearly_nothing_are_refused():
    with pytest.raises(RefusedError) as refused:
        refuse_all_doubtful(Scored(np.full(200, 0.4)))
    assert refused.value.code == "all-doubtful"
    refuse_all_doubtful(Scored(np.full(200, 0.9)))


def test_a_few_doubtful_matches_are_told_and_not_refused():
    few = Scored(np.full(20, 0.4))
    refuse_all_doubtful(few)
    assert codes(few) == {"few-matches", "doubtful-matches"}


def test_matches_that_were_never_compared_are_told():
    assert codes(Scored(np.full(100, 0.99), uncompared=0.05)) == {"pairs-not-compared"}
    assert not codes(Scored(np.full(100, 0.99), uncompared=0.01))


def test_of_hashed_lists_it_is_told_that_hashes_do_not_show_them():
    p = np.full(100, 0.99)
    texts = [
        notices([], Scored(p, uncompared=0.05, not_always=some))[0].text for some in ((), (2, 3))
    ]
    assert "the lists are long" in texts[0]
    assert "hashes show neither" in texts[1]
    assert "in the clear where the lists lie" in texts[1]


def of_codes(name, column, codes):
    return ListRecords(name, pl.DataFrame({column: pl.Series(codes, dtype=pl.String)}), True)


def no_common_code(column, *codes):
    lists = [of_codes(name, column, some) for name, some in zip("abc", codes, strict=False)]
    told = notices(lists, Scored(np.full(100, 0.99)))
    return [notice.text for notice in told if notice.code == "no-common-code"]


@pytest.mark.parametrize("column", ["sex", "nationality", "place", "stratum.region"])
def test_lists_that_write_codes_differently_are_named(column):
    told = no_common_code(column, ["1", "2"] * 5, ["f", "m"] * 5, ["1", "f"] * 5)
    assert [("'a'" in one, "'b'" in one, "'c'" in one) for one in told] == [(True, True, False)]
    assert f"{column.removeprefix('stratum.')!r}" in told[0]


@pytest.mark.parametrize(
    ("column", "codes"),
    [
        ("sex", (["f", "m"] * 5, [*["m"] * 9, "f"])),  # one code is enough
        ("sex", (["1"] * 10, ["f"] * 9)),  # too few to say so
        ("sex", (["1"] * 10, [*["f"] * 9, None])),
        ("names", (["x"] * 10, ["y"] * 10)),  # no code
        ("sex", (["1"] * 10,)),
    ],
)
def test_codes_that_could_agree_and_few_records_are_not(column, codes):
    assert no_common_code(column, *codes) == []
