"""What may stand in a file of thresholds, entry by entry, and in a nation's own."""

from datetime import date, datetime

import narwhals as nw
import polars as pl
import pytest

from measure87.define.thresholds import national_limits, read_limits, readings_named
from measure87.vocabulary.errors import DefinitionError

CITE = {"key": "R190", "at": "paragraph 3", "seen": "printed"}
OTHER = {"key": "ZZ-LAW", "title": "Law of Z", "at": "section 1", "seen": "printed"}
DAY = date(2020, 1, 1)


def entry(**more):
    return {"at_least": 43, "unit": "hours", "from": DAY, "cite": CITE} | more


def read(on=None, reading=None, **more):
    return read_limits({"long": entry(**more)}, on, reading)["long"]


def test_a_limit_has_all_that_its_entry_says():
    limit = read(ages=[15, 17])
    assert (limit.name, limit.side, limit.bound, limit.unit) == ("long", "at_least", 43, "hours")
    assert (limit.start, limit.ages, limit.words) == (DAY, (15, 17), ())
    assert (limit.cite.key, limit.cite.at) == ("R190", "paragraph 3")


def test_what_an_entry_does_not_say_is_empty():
    limit = read_limits({"long": {"above": 0.5, "from": DAY, "cite": CITE}}, None, None)["long"]
    assert (limit.unit, limit.ages, limit.words) == ("", None, ())


@pytest.mark.parametrize("ages", [[0, 0], [5, 5], [5, 17]])
def test_ages_are_a_first_and_a_last_one(ages):
    assert read(ages=ages).ages == tuple(ages)


@pytest.mark.parametrize(
    "ages", [[6, 5], [-1, 5], [5], [5, 6, 7], [5.0, 6], [True, 6], ["5", "6"], 5, (5, 6)]
)
def test_other_ages_are_refused(ages):
    with pytest.raises(DefinitionError, match="limit long: ages are"):
        read(ages=ages)


@pytest.mark.parametrize("bound", [True, "43", None, float("inf"), float("nan"), [43]])
def test_a_bound_is_a_finite_number(bound):
    with pytest.raises(DefinitionError, match="not a number"):
        read(at_least=bound)


@pytest.mark.parametrize("day", [None, "2020-01-01", datetime(2020, 1, 1), 2020])
def test_the_day_from_which_it_holds_is_a_date(day):
    with pytest.raises(DefinitionError, match="limit long needs `from`, a date"):
        read(**{"from": day})


@pytest.mark.parametrize("cite", [None, {}, {"key": "R190"}, {"key": "R190", "page": 3}])
def test_a_limit_says_where_it_stands(cite):
    with pytest.raises(DefinitionError, match="limit long needs cite"):
        read(cite=cite)
    uncited = {name: value for name, value in entry().items() if name != "cite"}
    with pytest.raises(DefinitionError, match="limit long needs cite"):
        read_limits({"long": uncited}, None, None)


@pytest.mark.parametrize("written", [43, "43", [43]])
def test_a_limit_is_a_table_or_a_list_of_tables(written):
    with pytest.raises(DefinitionError, match="and must be a table"):
        read_limits({"long": written}, None, None)


def test_keys_that_no_limit_has_are_refused():
    with pytest.raises(DefinitionError, match="'age' is not known"):
        read(age=[5, 17])


def test_versions_are_ordered_by_their_day_wherever_they_stand():
    versions = [entry(at_least=year - 2000, **{"from": date(year, 1, 1)}) for year in (2018, 2010)]
    for on, bound in ((date(2012, 1, 1), 10), (date(2018, 1, 1), 18), (None, 18)):
        assert read_limits({"long": versions}, on, None)["long"].bound == bound
    with pytest.raises(DefinitionError, match="its first version is of 2010-01-01"):
        read_limits({"long": versions}, date(2009, 12, 31), None)


READINGS = {"strict": {"above": 40, "cite": {"at": "paragraph 4"}}, "cited": {"cite": OTHER}}


def test_a_reading_has_its_own_side_and_citation_and_else_those_of_the_text():
    plain, strict, cited, other = (
        read(reading=name, readings=READINGS) for name in (None, "strict", "cited", "other")
    )
    assert plain == other
    assert (plain.side, plain.bound, plain.cite.at) == ("at_least", 43, "paragraph 3")
    assert (strict.side, strict.bound) == ("above", 40)
    assert (strict.cite.key, strict.cite.at) == ("R190", "paragraph 4")
    assert (cited.side, cited.bound, cited.cite.key) == ("at_least", 43, "ZZ-LAW")


def test_the_readings_of_all_limits_and_versions_are_named():
    raw = {
        "one": entry(readings=READINGS),
        "two": [entry(), entry(readings={"wide": {"above": 1}})],
        "three": entry(),
    }
    assert readings_named(raw) == {"strict", "cited", "wide"}
    assert readings_named({}) == set()


def test_both_ages_of_a_limit_are_among_those_that_it_covers():
    frame = nw.from_native(pl.DataFrame({"age_years": [14, 15, 16, 17, 18]}))
    covered = frame.select(found=read(ages=[15, 17]).covers_age(nw.col("age_years")))
    assert covered["found"].to_list() == [False, True, True, True, False]


def test_a_word_is_no_number_and_has_no_length():
    word = read_limits({"untold": STANDARD["untold"]}, None, None)["untold"]
    with pytest.raises(DefinitionError, match="limit untold is the word 'no', not a number"):
        _ = word.number
    assert word.length is None
    number = read(at_least=43)
    assert (number.number, number.length) == (43.0, 43.0)


@pytest.mark.parametrize(
    ("side", "bound", "words"),
    [
        ("at_least", 43, "at least 43 hours"),
        ("below", 43.0, "below 43 hours"),
        ("at_most", 0.5, "at most 0.5 hours"),
        ("value", 365, "365 hours"),
    ],
)
def test_a_limit_is_told_as_one_would_say_it(side, bound, words):
    raw = {side: bound, "unit": "hours", "from": DAY, "cite": CITE}
    assert str(read_limits({"long": raw}, None, None)["long"]) == words


def test_a_choice_is_told_by_its_word():
    assert str(read_limits(STANDARD, None, None)["untold"]) == "counts as no"


STANDARD = {
    "long": [entry(at_least=48, **{"from": date(2010, 1, 1)}), entry(ages=[15, 17])],
    "young": {"below": 12, "unit": "years", "from": DAY, "cite": CITE},
    "untold": {"counts_as": "no", "words": ["no", "yes"], "from": DAY, "cite": CITE},
}


def national(**own):
    return national_limits(own, STANDARD, "zz/thresholds.toml")


def test_a_nation_replaces_the_limits_that_it_names_and_keeps_the_others():
    found = national(young={"below": 14, "unit": "years", "from": DAY, "cite": OTHER})
    assert found["long"] == STANDARD["long"]
    assert found["untold"] == STANDARD["untold"]
    limits = read_limits(found, None, None)
    assert (limits["young"].bound, limits["young"].cite.key) == (14, "ZZ-LAW")
    assert STANDARD["young"]["below"] == 12, "the standard is as it was"


def test_a_nation_may_have_another_edge_of_the_same_side():
    above = entry(ages=[15, 17], above=40)
    del above["at_least"]
    assert read_limits(national(long=above), None, None)["long"].side == "above"


def test_a_nation_may_have_dated_versions_of_its_own():
    versions = [
        {"at_most": age, "unit": "years", "from": date(year, 1, 1), "cite": OTHER}
        for age, year in ((13, 2022), (11, 2015))
    ]
    found = national(young=versions)
    assert read_limits({"young": found["young"]}, date(2016, 1, 1), None)["young"].bound == 11
    assert read_limits({"young": found["young"]}, None, None)["young"].bound == 13


def test_the_words_of_a_choice_are_the_standards():
    found = national(untold={"counts_as": "yes", "from": DAY, "cite": OTHER})
    assert read_limits(found, None, None)["untold"].words == ("no", "yes")
    with pytest.raises(DefinitionError, match="which no rule understands"):
        read_limits(
            national(untold={"counts_as": "maybe", "words": ["maybe"], "from": DAY, "cite": OTHER}),
            None,
            None,
        )


@pytest.mark.parametrize(
    ("own", "said"),
    [
        ({"short": entry()}, "'short' is not known"),
        ({"young": entry(unit="years")}, "limit young has 'at_least', and the standard's has"),
        ({"untold": entry(unit="")}, "limit untold has 'at_least', and the standard's has"),
        ({"long": entry()}, "limit long needs ages, as the standard's"),
        ({"young": {"below": 14, "from": DAY, "cite": OTHER}}, "limit young needs unit"),
        ({"long": entry(ages=[15, 17], unit="minutes")}, "limit long is in 'minutes'"),
        ({"untold": {"counts_as": "yes", "unit": "x", "from": DAY, "cite": OTHER}},
         "limit untold is in 'x', and the standard's in None"),
        ({"long": [entry(ages=[15, 17]), entry(**{"from": date(2021, 1, 1)})]},
         "limit long needs ages"),
    ],
)  # fmt: skip
def test_a_nation_cannot_turn_a_limit_or_count_it_in_something_else(own, said):
    with pytest.raises(DefinitionError, match=said):
        national(**own)
