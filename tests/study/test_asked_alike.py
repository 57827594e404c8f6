"""Which counts of two measures are of the same persons, found person by person."""

import polars as pl

from measure87.study.survey.asked_alike import of_all_inputs, same_persons
from measure87.vocabulary.same_persons import SamePersons

# Six children: three work, one of whom faces heavy loads, and one did not say whether she works.
# Who does not work was not asked of hazards, and has the code of an answer that was not given.
WORK = [2, 2, 2, 0, 0, 1]
LOADS = [2, 0, 0, 1, 1, 1]


def pairs(**statuses):
    frame = pl.DataFrame({name: pl.Series(one, dtype=pl.Int8) for name, one in statuses.items()})
    found = same_persons(frame, dict.fromkeys(statuses, "d"))
    return {(*_said(one.one), *_said(one.other)) for one in found}


def _said(counts):
    ((what, (name, _, sample)),) = counts
    assert sample == 0  # one input is one sample
    return what, name


def test_who_answered_on_hazards_is_who_works():
    assert pairs(work=WORK, loads=LOADS) == {("cases", "work", "answered", "loads")}
    # One who works did not answer.
    assert pairs(work=WORK, loads=[2, 0, 1, 1, 1, 1]) == set()


def test_of_another_subject_it_is_asked_of_measures_of_earlier_releases_too():
    frame = pl.DataFrame({"a": [2, 0, 1, 0], "b": [2, 0, 0, 1]})
    now, then = "child_labour/x", "forced_labour/y"
    (found,) = same_persons(frame, {"a": now}, {"b": then})
    assert found == SamePersons((("cases", ("a", now, 0)),), (("cases", ("b", then, 0)),))
    assert same_persons(frame, {"a": now}, {"b": "child_labour/y"}) == ()


def test_the_same_unknown_of_two_measures_are_left_out_and_the_same_cases_are_not():
    assert pairs(loads=LOADS, tools=[2, 2, 0, 1, 1, 1]) == set()
    assert pairs(a=[2, 0, 1, 0], b=[2, 0, 0, 1]) == {("cases", "a", "cases", "b")}


def test_nobody_is_never_the_same_as_nobody():
    """There is no case of either."""
    same = {("unknown", "b", "no", "a"), ("unknown", "b", "answered", "a")}
    assert pairs(a=[0, 0, 0], b=[1, 1, 1]) == same
    assert pairs(a=[None, 2, 0], b=[2, None, None]) == set()
    # One measure with itself says nothing new.
    assert pairs(a=[2, 2, None]) == set()


def test_a_measure_of_two_inputs_is_one_of_two_samples():
    pair = SamePersons((("cases", ("a", "d", 0)),), (("answered", ("b", "d", 0)),))
    first, second = of_all_inputs([[pair], [pair]])
    assert first == pair
    assert second == SamePersons((("cases", ("a", "d", 1)),), (("answered", ("b", "d", 1)),))


SDG = "child_labour/sdg_8_7_1"
EDITION = "@2018-10-19"


def by_age(a, b, reading="", ages=("5-11", "15-17", "15-17", "15-17")):
    """What is known of child labour with and without chores, of four children of these ages."""
    suffix = reading.replace(":", "_")
    names = [f"child_labour_sdg_a{suffix}", f"child_labour_sdg_b{suffix}"]
    columns = {name: pl.Series(one, dtype=pl.Int8) for name, one in zip(names, (a, b), strict=True)}
    frame = pl.DataFrame({"age": ages, **columns})
    found = same_persons(frame, dict.fromkeys(names, f"{SDG}{reading}{EDITION}"))
    return {(_said(one.one), _said(one.other), one.ages) for one in found}


def test_two_definitions_that_are_one_at_an_age_are_known_to_be():
    for reading in ("", ":strict"):
        end = reading.replace(":", "_")
        one, other = f"child_labour_sdg_a{end}", f"child_labour_sdg_b{end}"
        found = by_age([0, 2, 0, 1], [2, 2, 0, 1], reading)
        assert (("cases", one), ("cases", other), (15, 17)) in found
        assert (("unknown", one), ("unknown", other), (15, 17)) in found


def test_what_the_persons_of_a_study_contradict_or_show_of_nobody_is_not_said():
    assert not {age for *_, age in by_age([0, 2, 0, 0], [2, 0, 2, 0])} - {None}
    assert not {age for *_, age in by_age([2, 0, 0, 0], [0, 0, 0, 0])} - {None}


def test_without_groups_of_ages_nothing_is_asked_of_them():
    frame = pl.DataFrame({"child_labour_sdg_a": [2, 0], "child_labour_sdg_b": [2, 0]})
    found = same_persons(frame, dict.fromkeys(frame.columns, f"{SDG}{EDITION}"))
    assert {one.ages for one in found} == {None}


def of_readings(plain, strict, ages=("5-11", "12-14", "15-17", "15-17"), before=False):
    """What is known of the cases of two readings, of children of these ages."""
    names = ["child_labour_sdg_a", "child_labour_sdg_a_strict"]
    named = zip(names, (plain, strict), strict=True)
    columns = {name: pl.Series(one, dtype=pl.Int8) for name, one in named}
    frame = pl.DataFrame({"age": ages, **columns} if ages else columns)
    one, other = {names[0]: f"{SDG}{EDITION}"}, {names[1]: f"{SDG}:strict{EDITION}"}
    found = same_persons(frame, other, one) if before else same_persons(frame, one | other)
    return {(_said(one.one), _said(one.other), one.ages) for one in found}


CASES = {("cases", "child_labour_sdg_a"), ("cases", "child_labour_sdg_a_strict")}


def test_two_readings_that_are_one_at_an_age_are_known_to_be():
    for before in (False, True):
        found = of_readings([2, 2, 2, 0], [2, 2, 0, 0], before=before)
        assert {age for one, other, age in found if {one, other} == CASES} == {(5, 14)}


def test_at_an_age_at_which_a_person_denies_it_it_is_not_said():
    found = of_readings([2, 2, 2, 0], [2, 0, 0, 0])
    assert {age for one, other, age in found if {one, other} == CASES} == {(5, 11)}
    assert not {age for *_, age in of_readings([2, 2, 2, 0], [0, 0, 2, 0])} - {None}


def of_forced_labour(plain, other, ages, before=False):
    """Ages at which two readings of forced labour have the same cases.

    `before`: earlier releases alone have them.
    """
    forced = "forced_labour/icls20_2018"
    names = {"forced_labour": forced + EDITION}
    names["forced_labour_without_co_working"] = f"{forced}:without_co_working{EDITION}"
    columns = dict(zip(names, (plain, other), strict=True))
    frame = pl.DataFrame({"age": ages, **columns} if ages else columns)
    both = [("cases", name) for name in names]
    found = same_persons(frame, {}, names) if before else same_persons(frame, names)
    return {one.ages for one in found if [_said(one.one), _said(one.other)] == both}


def test_readings_of_which_no_list_says_so_are_one_where_the_persons_show_it():
    """Of six persons a child of 15 to 17 is a case by the second reading alone."""
    ages = ["5-11", "12-14", "15-17", "18-24", "25+", "25+"]
    assert of_forced_labour([0, 2, 0, 2, 2, 0], [0, 2, 2, 2, 2, 0], ages) == {(0, 14), (18, None)}
    assert of_forced_labour([0, 2, 2, 2, 2, 0], [0, 2, 2, 2, 2, 0], ages) == {None}
    assert of_forced_labour([0, 0, 0, 0, 0, 2], [2, 2, 2, 2, 2, 0], ages) == set()


def test_without_groups_of_ages_they_are_one_only_for_everybody():
    assert of_forced_labour([2, 0, 2], [2, 0, 2], None) == {None}
    assert of_forced_labour([2, 0, 2], [2, 2, 2], None) == set()


def test_where_earlier_releases_alone_have_measures_nothing_is_said():
    assert of_forced_labour([2, 0, 2], [2, 0, 2], ("25+",) * 3, before=True) == set()


def test_without_ages_a_count_of_two_readings_is_one_only_if_it_is_at_every_age():
    """Of the two the same are unknown at any age; cases may be others at 15 to 17, as it happens
    are none here."""
    same = [2, 0, 1]
    ((one, other, ages),) = of_readings(same, same, ages=(), before=True)
    assert (one[0], other[0], ages) == ("unknown", "unknown", None)


def of_nobody(statuses, ages):
    """Counts of child labour by MICS4 that are nobody's, and at which ages."""
    frame = pl.DataFrame({"age": ages, "child_labour_mics4": pl.Series(statuses, dtype=pl.Int8)})
    found = same_persons(frame, {"child_labour_mics4": "child_labour/mics4@2009-01-01"})
    return {(_said(one.one)[0], one.ages) for one in found if not one.other}


def test_at_an_age_of_which_a_definition_counts_nobody_that_is_said_of_whoever_is_so_old():
    """MICS4 has no child labour from 15 on."""
    nobody = {("cases", (15, 17)), ("unknown", (15, 17))}
    assert of_nobody([2, 0], ["5-11", "15-17"]) == nobody
    assert of_nobody([2, 0], ["5-11", "12-14"]) == set()
    assert of_nobody([2, 2], ["5-11", "15-17"]) == {("unknown", (15, 17))}


def of_marriages(every, since_childhood, ages, reading=""):
    """What forced marriages and those since childhood have in common, and at which ages."""
    suffix = reading.replace(":", "_")
    names = [f"forced_marriage{suffix}", f"forced_marriage_since_childhood{suffix}"]
    columns = dict(zip(names, (every, since_childhood), strict=True))
    frame = pl.DataFrame({"age": ages, **columns} if ages else columns)
    definition = f"forced_marriage/global_estimates{reading}@2018-01-01"
    found = same_persons(frame, dict.fromkeys(names, definition))
    return {("+".join(what for what, _ in one.one), one.ages) for one in found if one.ages}


def test_a_child_in_a_forced_marriage_is_so_since_childhood():
    """Two girls of 15 to 17 and two women of 25, one of whom married as an adult."""
    ages = ["15-17", "15-17", "25+", "25+"]
    for reading in ("", ":child_marriage_is_forced"):
        found = of_marriages([2, 1, 2, 2], [2, 1, 2, 0], ages, reading)
        assert found == {(what, (0, 17)) for what in ("cases", "unknown")}


def test_at_an_age_at_which_a_girl_denies_it_or_without_ages_nothing_is_said_of_marriages():
    """One of 16 says that she married at 18."""
    found = of_marriages([2, 2, 2], [0, 2, 0], ["15-17", "12-14", "25+"])
    assert found == {("cases", (0, 14))}
    assert of_marriages([2, 2, 2], [0, 2, 0], ()) == set()


def test_forced_marriages_alone_are_held_against_none():
    frame = pl.DataFrame({"age": ["15-17", "25+"], "forced_marriage": [2, 0]})
    assert (
        same_persons(frame, {"forced_marriage": "forced_marriage/global_estimates@2018-01-01"})
        == ()
    )


def test_where_there_are_no_groups_of_ages_no_age_is_said_of_two_readings():
    assert {age for *_, age in of_readings([2, 2, 2, 0], [2, 2, 0, 0], ages=())} <= {None}


def test_one_reading_is_another_where_a_third_measure_is_both():
    """At 5 to 11 who is counted by MICS5 is counted by the indicator, by either reading."""
    names = {"child_labour_mics5": "child_labour/mics5@2014-04-07"}
    names["child_labour_sdg_a_strict"] = f"{SDG}:strict{EDITION}"
    ages = ["5-11", "12-14", "15-17"]
    columns = dict(zip(names, ([2, 0, 2], [2, 2, 0]), strict=True))
    found = same_persons(pl.DataFrame({"age": ages, **columns}), names)
    assert {one.ages for one in found if one.ages} == {(5, 11)}


ICLS20 = "forced_labour/icls20_2018"


def of_adults(everybody, adults, definition=ICLS20):
    """What is known of a measure of all ages and of that of adults."""
    ages = ["15-17", "18-24", "25+", "25+"]
    columns = {"everybody": everybody, "adults": adults}
    frame = pl.DataFrame(
        {"age": ages, **{name: pl.Series(one, dtype=pl.Int8) for name, one in columns.items()}}
    )
    every = same_persons(frame, {"everybody": ICLS20, "adults": definition})
    return [(_said(one.one), _said(one.other), one.ages) for one in every if one.ages]


def test_a_measure_of_other_ages_counts_the_same_persons_of_these():
    cases = ("cases", "everybody"), ("cases", "adults"), (18, None)
    unknown = ("unknown", "everybody"), ("unknown", "adults"), (18, None)
    assert of_adults([2, 2, 0, 0], [None, 2, 0, 0]) == [cases]
    assert of_adults([0, 2, 1, 0], [None, 2, 1, 0]) == [cases, unknown]
    # Another definition, another rule for adults, and two measures of the same ages.
    assert of_adults([2, 2, 0, 0], [None, 2, 0, 0], "forced_labour/other") == []
    assert of_adults([2, 2, 0, 0], [None, 0, 0, 0]) == []
    assert of_adults([2, 2, 0, 0], [0, 2, 0, 0]) == []


ZZ = "zz/code@2024-07-01"
A, B = "child_labour_sdg_a", "child_labour_sdg_b"


def of_a_country(names, columns):
    """What is known at some ages of measures of the country, `zz_`, and of its standard."""
    frame = pl.DataFrame(
        {"age": ["5-11", "12-14", "15-17"], **dict(zip(names, columns, strict=True))}
    )
    own = {name: (name.removeprefix("zz_"), f"{SDG}{EDITION}") for name in names if "zz_" in name}
    versioned = {name: ZZ if name in own else f"{SDG}{EDITION}" for name in names}
    assert not any(one.ages for one in same_persons(frame, versioned))
    every = same_persons(frame, versioned, standards=own)
    return {(_said(one.one), _said(one.other), one.ages) for one in every if one.ages}


def test_a_national_definition_counts_as_its_standard_does_where_no_person_denies_it():
    """It differs at 15 to 17: there the country counts one child whom the standard does not."""
    cases = ("cases", A), ("cases", f"zz_{A}"), (0, 14)
    assert of_a_country((A, f"zz_{A}"), ([2, 2, 0], [2, 2, 2])) == {cases}
    assert of_a_country((A, f"zz_{A}"), ([2, 0, 0], [2, 2, 2])) == {(*cases[:2], (0, 11))}


def test_what_a_standard_says_of_its_measures_is_asked_of_the_country_s():
    """At 15 to 17 no chores are too many, so that both measures of the indicator are one."""
    both = ("cases", f"zz_{A}"), ("cases", f"zz_{B}"), (15, 17)
    assert of_a_country((f"zz_{A}", f"zz_{B}"), ([2, 0, 2], [2, 2, 2])) == {both}
    assert of_a_country((f"zz_{A}", f"zz_{B}"), ([2, 0, 0], [2, 2, 2])) == set()
    crossed = ("cases", f"zz_{A}"), ("cases", B), (15, 17)
    assert of_a_country((f"zz_{A}", B), ([2, 0, 2], [2, 2, 2])) == {crossed}


GROUNDS = {"labour": ("early", "hazards", "worst"), "hazards": ("hazards",), "worst": ("worst",)}


def made_up(labour, hazards, worst=None, grounds=GROUNDS):
    """What parts of a measure, at 5 to 11, 12 to 14, and two at 15 to 17, make up of it."""
    columns = {"labour": labour, "hazards": hazards, **({"worst": worst} if worst else {})}
    frame = pl.DataFrame({"age": ["5-11", "12-14", "15-17", "15-17"], **columns})
    every = same_persons(frame, dict.fromkeys(columns, "d"), grounds=grounds)
    return {
        (one.one[0][1][0], *(count[1][0] for count in one.other), one.ages, one.no_more)
        for one in every
        if one.ages
    }


def test_a_part_is_the_whole_at_ages_at_which_the_other_grounds_are_idle():
    assert made_up([2, 2, 2, 0], [0, 0, 2, 0]) == {("labour", "hazards", (15, 17), False)}
    assert made_up([2, 2, 2, 0], [0, 2, 2, 0]) == {("labour", "hazards", (12, 17), False)}
    assert made_up([2, 2, 2, 0], [2, 0, 2, 0]) == {
        ("labour", "hazards", (5, 11), False), ("labour", "hazards", (15, 17), False),
    }  # fmt: skip
    assert made_up([2, 2, 2, 2], [0, 0, 2, 0]) == set()  # a case who is none of the part
    assert made_up([2, 2, 0, 0], [0, 0, 0, 0]) == set()  # nobody of these ages is a case


def test_two_parts_make_up_the_whole_where_each_case_is_one_of_either():
    both = ("labour", "hazards", "worst", (15, 17), True)
    assert made_up([2, 2, 2, 2], [0, 0, 2, 0], [0, 0, 0, 2]) == {both}
    assert made_up([2, 2, 2, 2], [0, 0, 2, 2], [0, 0, 0, 2]) == {
        ("labour", "hazards", (15, 17), False)
    }
    assert made_up([2, 2, 2, 2], [0, 0, 1, 0], [0, 0, 0, 2]) == set()  # one of whom it is unknown


def test_parts_with_all_its_grounds_or_others_are_not_asked_at_ages():
    all_of_it = {"labour": ("hazards", "worst"), "hazards": ("hazards",), "worst": ("worst",)}
    others = {"labour": ("early", "hazards"), "hazards": ("hazards", "more")}
    assert made_up([0, 0, 2, 2], [0, 0, 2, 0], [0, 0, 0, 2], all_of_it) == set()
    assert made_up([2, 2, 2, 0], [0, 0, 2, 0], grounds=others) == set()
    assert made_up([2, 2, 2, 0], [0, 0, 2, 0], grounds={}) == set()


TABLES = "child_labour/mics6_tables@2020-01-01"
HOURS = {
    "children_in_economic_activity": TABLES,
    "child_labour_sdg_a": f"{SDG}{EDITION}",
    "economic_activity_below_threshold": TABLES,
}


def of_hours(work, above, below):
    """How many measures there are in each equation that holds of these children at all ages."""
    statuses = zip(HOURS, (work, above, below), strict=True)
    frame = pl.DataFrame({name: pl.Series(one, dtype=pl.Int8) for name, one in statuses})
    return sorted(len(one.measures) for one in same_persons(frame, HOURS))


def test_who_works_is_below_hours_or_above_them_or_did_not_tell_without_groups_of_ages():
    assert of_hours([2, 2, 2, 1, 0], [2, 0, 1, 1, 0], [0, 2, 1, 1, 0]) == [2, 3, 3]


def test_it_is_not_said_where_somebody_told_hours_of_work_that_she_did_not_tell_of():
    assert of_hours([2, 2, 2, 1, 0], [2, 0, 1, 0, 0], [0, 2, 1, 1, 0]) == [3]
    assert of_hours([2, 2, 2, 1, 0], [2, 0, 1, 0, 0], [0, 2, 1, 0, 0]) == [2]
