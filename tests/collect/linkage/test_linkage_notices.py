"""When lists are told to be doubtful, and when nothing is drawn from them."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from measure87.collect.linkage import RawList, record_forms
from measure87.collect.linkage.hashed_lists import hashed_records
from measure87.collect.linkage.linkage_notices import doubtful_share, notices, refuse_all_doubtful
from measure87.collect.linkage.record_forms import ListRecords
from measure87.vocabulary.errors import RefusedError
from tests.collect.linkage.conftest import KEY


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


REPEATED = [
    # given, family, birth, sex, record, zone
    ("Awa", "Diop", "1990-05-31", "f", "1", "north"),
    ("AWA ", "diop", "1990-05-31", "F", "2", "south"),  # the same, under another number
    ("Awa", "Diop", "1990-05-31", None, "3", "north"),  # not in every field
    ("Awa", None, "1990-05-31", "f", "4", "north"),
    ("Awa", None, "1990-05-31", "f", "5", "north"),  # the same, of one name
    ("Ali", "Ba", "1990", "m", "6", "north"),
    ("Ali", "Ba", "1990", "m", "7", "north"),  # perhaps another of that year
    (None, None, "1991-02-03", "m", "8", "north"),
    (None, None, "1991-02-03", "m", "9", "north"),  # perhaps another of that day
]


@pytest.mark.parametrize("hashed", [False, True])
@pytest.mark.parametrize("deduplicated", [False, True])
def test_records_that_repeat_another_of_a_list_without_repeats_are_counted(deduplicated, hashed):
    names = ("given_name", "family_name", "birth_date", "sex", "record", "stratum.zone")
    raw = pl.DataFrame(REPEATED, schema=dict.fromkeys(names, pl.String), orient="row")
    records = record_forms(
        RawList("police", Path("police"), {}, deduplicated=deduplicated), raw, None
    )
    lists = [hashed_records(records, KEY, ["zone"]) if hashed else records]
    told = [
        notice.text
        for notice in notices(lists, Scored(np.full(100, 0.99)))
        if notice.code == "repeats-though-deduplicated"
    ]
    assert [text.split(" repeat ")[0] for text in told] == (
        ["2 of 9 records of list 'police'"] if deduplicated else []
    )
