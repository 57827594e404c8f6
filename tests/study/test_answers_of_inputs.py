"""Which counts of measures of two inputs are of the same persons."""

import polars as pl

from measure87.study.ledger.census import census_by_person
from measure87.study.survey.asked_alike import Answers
from measure87.study.survey.counted_persons import coded_alike, with_same_of_inputs
from measure87.vocabulary.same_persons import SamePersons

NO, UNKNOWN, YES = 0, 1, 2


def answers(name, statuses):
    """An input of some persons with one measure."""
    frame = pl.DataFrame(
        {"person_id": [*statuses], name: pl.Series([*statuses.values()], dtype=pl.Int8)}
    )
    return Answers(frame, {name: "d"})


def pair(what, name, what_other, other):
    return SamePersons(((what, (name, "d", 0)),), ((what_other, (other, "d", 0)),))


FIRST = answers("a", {"1": YES, "2": YES, "3": NO, "4": UNKNOWN})


def found(second, shared=(("one", "two"),), same=()):
    return with_same_of_inputs(same, {"one": FIRST, "two": second}, shared)


def test_cases_of_two_inputs_are_the_same_persons_whatever_the_order_of_files():
    second = answers("b", {"4": NO, "3": NO, "2": YES, "1": YES})
    assert found(second) == (pair("cases", "a", "cases", "b"),)


def test_and_where_one_input_has_further_persons_of_whom_its_measure_is_not():
    second = answers("b", {"2": YES, "1": YES, "3": NO, "4": NO, "9": None})
    assert found(second) == (pair("cases", "a", "cases", "b"),)


def test_but_not_where_its_measure_is_of_somebody_more_whoever_is_a_case():
    """Else what is hidden would tell that the fifth is none."""
    assert found(answers("b", {"2": YES, "1": YES, "3": NO, "4": NO, "9": NO})) == ()
    assert found(answers("b", {"2": YES, "1": YES, "3": NO, "4": NO, "9": YES})) == ()
    assert found(answers("b", {"2": YES, "1": YES, "3": NO})) == ()


def test_of_children_it_holds_also_where_measures_are_of_other_adults():
    ages = ["15-17", "15-17", "18-24"]
    name = "forced_labour"
    definition = "forced_labour/icls20_2018@2018-10-19"
    of_all = {
        name: definition,
        f"{name}_without_co_working": f"{definition[:-11]}:without_co_working@2018-10-19",
    }
    statuses = [[YES, NO, YES], [YES, NO, None]]
    inputs = {}
    for (measure, of), own in zip(of_all.items(), statuses, strict=True):
        columns = {"person_id": ["1", "2", "3"], "age": ages, measure: own}
        inputs[measure] = Answers(pl.DataFrame(columns), {measure: of})
    (told,) = with_same_of_inputs((), inputs, [tuple(inputs)])
    assert (told.ages, {count[0] for count in told.one}) == ((0, 17), {"cases"})


def test_of_inputs_without_common_persons_nothing_is_asked():
    second = answers("b", {"1": YES, "2": YES, "3": NO})
    known = pair("cases", "x", "answered", "y")
    assert found(second, shared=(), same=(known,)) == (known,)


def test_what_one_input_says_by_itself_is_not_said_again_of_two():
    frame = pl.DataFrame({"person_id": ["1", "2"], "a": [YES, NO], "b": [YES, NO]})
    both = Answers(frame, {"a": "d", "b": "d"})
    other = answers("c", {"1": NO, "2": YES})
    of_two = with_same_of_inputs((), {"one": both, "two": other}, [("one", "two")])
    assert of_two == (
        pair("cases", "a", "no", "c"),
        pair("cases", "c", "no", "a"),
        pair("cases", "c", "no", "b"),
    )


def test_inputs_are_coded_alike_where_nobody_of_both_has_another_code():
    def census(codes):
        return census_by_person(("sex",), codes, dict.fromkeys(codes, "w"))

    one = census({"1": ("1",), "2": ("2",)})
    more = census({"1": ("1",), "2": ("2",), "3": (None,)})
    other = census({"1": ("1",), "2": ("1",)})
    missing = census({"1": ("1",), "2": (None,)})
    censuses = {"one": one, "more": more, "other": other, "missing": missing}
    pairs = [("one", "more"), ("one", "other"), ("one", "missing"), ("more", "other")]
    assert coded_alike(censuses, pairs) == [("one", "more")]
