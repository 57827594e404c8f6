"""What may stand in a designated list, and which codes of the data belong to it."""

import narwhals as nw
import polars as pl
import pytest

from measure87.define.lists import read_lists
from measure87.vocabulary.errors import DefinitionError

COLUMNS = ("column", "version", "code", "title", "verified", "cite", "at", "seen", "document")
FISHING = {
    "column": "industry",
    "version": "ISIC4",
    "code": "03",
    "title": "Fishing",
    "verified": "yes",
    "cite": "ZZ-DECREE",
    "at": "schedule 1",
    "seen": "printed",
    "document": "Decree of Z (invented)",
}


def text(*rows, columns=COLUMNS):
    lines = [",".join(columns)]
    lines += [",".join(row.get(name, "") for name in columns) for row in rows]
    return "\n".join(lines) + "\n"


def read(*rows, **more):
    (found,) = read_lists({"work": text(*rows, **more)}, "zz").entries.values()
    return found


def test_a_list_has_all_codes_of_its_rows():
    found = read(FISHING, FISHING | {"code": " B "}, FISHING | {"code": "4711"})
    assert (found.name, found.column, found.version) == ("work", "industry", "ISIC4")
    assert found.codes == ("03", "B", "4711")
    assert found.verified is True
    assert read(FISHING | {"verified": "no"}).verified is False
    assert (found.cite.at, found.cite.seen) == ("schedule 1", "printed")


@pytest.mark.parametrize("name", ["column", "version", "verified", "cite", "at", "seen"])
def test_all_rows_say_the_same_of_what_the_list_is(name):
    other = {"version": "ISIC3.1", "seen": "unseen", "verified": "no"}.get(name, "other")
    for rows in (
        [FISHING, FISHING | {name: other}],
        [FISHING, FISHING | {name: ""}],
        [FISHING | {name: " "}],
    ):
        with pytest.raises(DefinitionError, match=f"list work: {name} must be given and the same"):
            read(*rows)
    left = tuple(column for column in COLUMNS if column != name)
    with pytest.raises(DefinitionError, match=f"{name} must be given"):
        read(FISHING, columns=left)


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([], "list work is empty"),
        ([FISHING | {"verified": "perhaps"}], "verified is 'perhaps', and must be yes or no"),
        ([FISHING, FISHING | {"code": " "}], "list work: row 2 has no code"),
        ([FISHING, FISHING | {"code": "3"}], "code '3' does not exist in ISIC4"),
    ],
)
def test_a_list_that_cannot_be_is_refused_with_its_place(rows, said):
    with pytest.raises(DefinitionError, match=said) as caught:
        read(*rows)
    assert caught.value.where == "zz/lists/work.csv"


def test_a_longer_code_belongs_to_the_listed_code_that_it_begins_with():
    codes = ["03", "0311", "031", "0", "3", "4711", "4712", "47", None]
    frame = nw.from_native(pl.DataFrame({"code": codes}))
    found = read(FISHING, FISHING | {"code": "4711"}, FISHING | {"code": "05"})
    held = frame.select(found=found.holds(nw.col("code")))["found"].to_list()
    assert held == [True, True, True, False, False, True, False, False, None]


def test_an_unverified_list_holds_no_code_where_verified_ones_are_asked_for():
    texts = {"one": text(FISHING), "other": text(FISHING | {"verified": "no"})}
    lists = read_lists(texts, "zz")
    verified = lists.verified
    assert (verified["one"], verified["other"].codes) == (lists["one"], ())
    frame = nw.from_native(pl.DataFrame({"code": ["03", None]}))
    none = frame.with_columns(found=verified["other"].holds(nw.col("code")))
    assert none["found"].to_list() == [False, False]
    with pytest.raises(DefinitionError, match="there is no list 'third'") as caught:
        _ = lists["third"]
    assert caught.value.hint == "known: one, other"
