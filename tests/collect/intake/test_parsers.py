"""Whatever a server says is read, asked for again, or refused in one sentence."""

import json
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from measure87.collect.intake.central import Attached, FormVersion, _Heads, _Page, _token
from measure87.collect.intake.http import _asked_to_wait
from measure87.collect.intake.pulling import _time
from measure87.collect.intake.signed import reads
from tests.collect.intake.fuzzed_parsers import PARSERS

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=4),
    lambda one: (
        st.lists(one, max_size=3)
        | st.dictionaries(st.sampled_from(["value", "__id", "__system", "edits", "x"]), one)
    ),
)


@pytest.mark.parametrize("kind", [_Page, _Heads, FormVersion, list[Attached]])
@given(content=st.binary(max_size=60) | JSON.map(lambda one: json.dumps(one).encode()))
def test_an_answer_is_of_its_shape_or_a_value_error(kind, content):
    try:
        reads(kind)(content)
    except ValueError:
        return


@given(st.text(max_size=40) | st.datetimes().map(lambda d: d.strftime("%a, %d %b %Y %H:%M:%S GMT")))
def test_what_to_wait_is_a_number_or_nothing(said):
    answer = SimpleNamespace(headers={"retry-after": said, "date": "Wed, 05 Mar 2031 09:00:00 GMT"})
    wait = _asked_to_wait(answer)
    assert wait is None or wait >= 0


@given(st.none() | st.text(max_size=60))
def test_a_link_gives_a_token_or_none(link):
    assert _token(link) is None or isinstance(_token(link), str)


@given(st.text(max_size=30) | st.datetimes().map(lambda d: f"{d.isoformat()}+14:00"))
def test_a_time_of_a_server_is_a_time(said):
    assert _time(said).tzinfo is not None


@pytest.mark.parametrize("name", PARSERS)
@settings(max_examples=40, deadline=None)
@given(content=st.binary(max_size=80), at=st.integers(0, 400), cut=st.integers(0, 40))
def test_a_content_that_is_harmed_anywhere_is_read_or_refused_as_declared(name, content, at, cut):
    parser = PARSERS[name]
    for seed in parser.seeds:
        place = at % (len(seed) + 1)
        parser(seed[:place] + content + seed[place + cut :])


@pytest.mark.parametrize("name", PARSERS)
@pytest.mark.parametrize("content", [b"", b" \n", b"\xef\xbb\xbf", b"\0"])
def test_nothing_at_all_is_read_or_refused_as_declared(name, content):
    PARSERS[name](content)
