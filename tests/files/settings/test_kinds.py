"""Each kind of value holds what it says, and its JSON Schema says the same to an editor."""

from datetime import date, datetime
from math import inf, nan

import pytest
from jsonschema import Draft202012Validator

from measure87.files.settings import (
    DAY,
    FLAG,
    LANGUAGE,
    NUMBER,
    POSITIVE,
    TEXT,
    ZERO_OR_MORE,
    Place,
    above,
    choice,
    pairs_of,
    schema_number,
    share,
    texts,
    whole,
)
from measure87.study.survey.input_settings import PERIOD
from measure87.study.survey.settings import country_kind
from measure87.study.world import values as world
from measure87.vocabulary.errors import StudyError

KINDS = {
    "text": TEXT,
    "flag": FLAG,
    "language": LANGUAGE,
    "number": NUMBER,
    "positive": POSITIVE,
    "zero or more": ZERO_OR_MORE,
    "above": above(-1.0),
    "whole": whole(2, 16),
    "share": share(0.5),
    "choice": choice(("log", "as_is")),
    "schema": schema_number(1),
    "texts": texts(),
    "texts needed": texts(needed=True),
    "pairs": pairs_of("lists", 'apart = [["a", "b"]]'),
    "period": PERIOD,
    "country": country_kind("for example BGD"),
    "whole numbers": world.whole_numbers(1950, 2100),
    "pairs of years": world.YEAR_PAIRS,
    "ages": world.AGE_GROUPS,
    "span": world.AGE_SPAN,
    "adjacent ages": world.ADJACENT_AGES,
    "sexes": world.SEXES,
    "kind of source": world.SOURCE_TYPE,
    "share of something": world.share_from(ZERO_OR_MORE),
}
VALUES = [
    *("", " ", "x", "log", "es", "pt-BR", "E", "mics", "true"),
    *(True, False, 0, 1, 2, 16, 17, -1, 2016, 10**9),
    *(-1.0, -0.5, 0.0, 0.5, 0.95, 1.0, 1.5, 2.0),
    *([], [1], ["a"], ["a", "a"], ["a", ""], ["a", 1], [2016, 2020], [1900]),
    *(
        [[2016, 2020]],
        [[2016]],
        [[1900, 2000]],
        [[5, 17]],
        [[5], [6]],
        [[17, 5]],
        [5, 17],
        [5, 130],
    ),
    *([["a", "b"]], [["a", 1]], ["a", "b"], "12 months", "ever", "BGD", "bgd", "XX"),
    *(["both"], ["female", "male"], ["female"], ["all"]),
    *({}, {"a": 1}),
]


def reads(kind, value):
    try:
        kind.read("key", value, Place("file.toml", None))
    except StudyError:
        return False
    return True


@pytest.mark.parametrize("name", KINDS)
def test_what_the_schema_refuses_the_reader_refuses(name):
    kind = KINDS[name]
    Draft202012Validator.check_schema(kind.schema)
    valid = Draft202012Validator(kind.schema).is_valid
    for value in VALUES:
        assert valid(value) or not reads(kind, value), value


STRICTER = {
    "period": ["x", "log", "es", "pt-BR", "E", "mics", "true", "BGD", "bgd", "XX"],
    "whole": [2.0],
    "schema": [1.0],
    "ages": [[[17, 5]]],
    "adjacent ages": [[[5], [6]], [[17, 5]]],
    "sexes": [["female"]],
}
"""Values that the reader refuses and a schema cannot: what is whole, in order, or together."""


@pytest.mark.parametrize("name", KINDS)
def test_what_the_reader_refuses_the_schema_refuses_but_for_what_it_cannot_say(name):
    kind = KINDS[name]
    valid = Draft202012Validator(kind.schema).is_valid
    found = [value for value in VALUES if valid(value) and not reads(kind, value)]
    assert repr(found) == repr(STRICTER.get(name, []))


@pytest.mark.parametrize("value", [nan, inf, -inf])
@pytest.mark.parametrize("kind", [NUMBER, POSITIVE, ZERO_OR_MORE, above(-1.0), share(0.0)])
def test_a_number_is_finite(kind, value):
    assert not reads(kind, value)


def test_a_day_is_no_hour_and_no_text():
    assert reads(DAY, date(2024, 6, 30))
    assert not reads(DAY, datetime(2024, 6, 30, 12))
    assert not reads(DAY, "2024-06-30")


def test_limits_of_numbers_are_where_they_are_said_to_be():
    assert [reads(whole(2, 16), n) for n in (1, 2, 16, 17)] == [False, True, True, False]
    assert [reads(share(0.5), x) for x in (0.49, 0.5, 0.99, 1.0)] == [False, True, True, False]
    assert [reads(above(-1.0), x) for x in (-1.0, -0.99)] == [False, True]
    assert [reads(ZERO_OR_MORE, x) for x in (-1e-12, 0, 0.0)] == [False, True, True]
    assert [reads(POSITIVE, x) for x in (0, 1e-12)] == [False, True]
