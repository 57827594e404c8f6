"""What a survey says of itself after the gate: no more than the rule for plain values lets."""

import random

import msgspec
import pytest

from measure87.disseminate import NOT_SHOWN
from measure87.disseminate.gate.counts import safe_diagnostics
from measure87.disseminate.gate.survey.account import safe_account
from measure87.vocabulary.releases.codec import plain
from measure87.vocabulary.releases.survey import (
    AskedItem,
    MappingAccount,
    StatedInstrument,
    SurveyDiagnostics,
    UnmappedRows,
)


def everything(kind, rng):
    """A value of a declared type with every part that it may have, of few persons or many."""
    if isinstance(kind, msgspec.inspect.StructType):
        return kind.cls(**{one.name: everything(one.type, rng) for one in kind.fields})
    if isinstance(kind, msgspec.inspect.UnionType):
        return everything(next(t for t in kind.types if not isinstance(t, _LAST)), rng)
    if isinstance(kind, msgspec.inspect.DictType):
        keys = ("a: hours", "b: hours", "age", "job")
        return {key: everything(kind.value_type, rng) for key in keys}
    if isinstance(kind, msgspec.inspect.ListType):
        return [everything(kind.item_type, rng) for _ in range(2)]
    if isinstance(kind, msgspec.inspect.TupleType):
        return [everything(one, rng) for one in kind.item_types]
    if isinstance(kind, msgspec.inspect.LiteralType):
        return kind.values[0]
    if isinstance(kind, msgspec.inspect.StrType):
        return "of 2 persons"
    made = {msgspec.inspect.BoolType: True, msgspec.inspect.FloatType: 1.5}
    return made.get(type(kind), rng.choice((0, 1, 2, 3, 9)))


_LAST = (msgspec.inspect.NoneType, msgspec.inspect.LiteralType)
_DECLARED = msgspec.inspect.type_info(SurveyDiagnostics)


@pytest.mark.parametrize("seed", range(40))
@pytest.mark.parametrize("hidden", [(), ("a: hours", "job")])
def test_no_part_that_is_declared_passes_what_is_left_out_of_plain_values(seed, hidden):
    said = everything(_DECLARED, random.Random(seed))
    known, left_out = safe_diagnostics(plain(said), 3, unknown_hidden=hidden)
    shown = plain(safe_account(said, 3, unknown_hidden=hidden))
    assert _without_stages(shown) == _without_stages(known)
    assert left_out == []
    assert safe_account(said, 10) != safe_account(said, 3)


def _without_stages(account):
    """Stages of work are texts; the rule for plain values takes them for stages of a design."""
    for instrument in account["instrument"].values():
        for item in instrument["asked"]:
            del item["stages"]
    return account


def test_an_account_without_parts_stays_so():
    assert safe_account(SurveyDiagnostics()) == SurveyDiagnostics()


def test_rows_are_counted_together_where_they_add_up_and_alone_where_not():
    account = MappingAccount(
        rows_read={"persons": 90, "jobs": 2},
        rows_kept={"persons": 90, "jobs": 40},
        unmapped=[UnmappedRows(table="jobs", column="sex", variable="S1", rows=1)],
        out_of_range=[],
        unknown={"persons.hours": 0},
        absent={},
        assumed=["1 row has no sex"],
    )
    shown = safe_account(SurveyDiagnostics(mapping={"fs": account})).mapping["fs"]
    assert shown.rows_read == {"persons": NOT_SHOWN, "jobs": NOT_SHOWN}
    assert shown.rows_kept == account.rows_kept
    assert shown.unmapped[0].rows == NOT_SHOWN
    assert shown.unknown == {"persons.hours": 0}
    assert shown.assumed == ["fewer than 3 rows have no sex"]


def test_a_question_that_speaks_of_one_person_is_told_as_any_other_text():
    asked = AskedItem(item="debt", words=["Did one person owe money?"])
    said = SurveyDiagnostics(instrument={"fl": StatedInstrument(asked=[asked], not_asked=[])})
    (item,) = safe_account(said).instrument["fl"].asked
    assert item.words == ["Did fewer than 3 persons owe money?"]
    assert item.stages is None


def test_a_number_that_is_hidden_before_the_gate_is_a_fault_of_ours():
    with pytest.raises(AssertionError, match="before the gate"):
        safe_account(SurveyDiagnostics(undetermined={"x": {"hours": NOT_SHOWN}}))
