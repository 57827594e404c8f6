"""Which figures serve what is asked, and what is told of the others."""

from itertools import combinations

import numpy as np
import pytest

from measure87.combine.adjustment.asked import Asked, ErrorRules
from measure87.combine.adjustment.known_differences import (
    Apart,
    Crosswalk,
    Flow,
    SourceBias,
    SurveyError,
)
from measure87.combine.adjustment.model_figures import model_figures
from measure87.combine.adjustment.selection import (
    DETECTED,
    NO_PERSONS,
    PARTS,
    SAME_PERSONS,
    largest_apart,
    selected,
)
from measure87.combine.inputs import Figure, figure_table
from measure87.vocabulary.errors import RefusedError, UsageError

PLACES = ("KEN", "UGA")


def row(country="KEN", measure="a", **other):
    given = {
        "year": 2016, "sex": "both", "age_from": 5, "age_to": 17, "origin": "made up",
        "estimate": 0.2, "se": 0.01, "source_type": "mics", "source": "A",
    }  # fmt: skip
    return Figure(country=country, measure=measure, **(given | other))


def why(asked, *rows):
    frame = selected(figure_table(rows), asked, PLACES)
    assert (frame["used"] == frame["why_not"].is_null()).all()
    return frame["why_not"].to_list()


@pytest.mark.parametrize(
    ("one", "reason"),
    [
        (row(), None),
        (row().leave_out("by hand"), "by hand"),
        (row(measure="b"), "another measure than those that serve a"),
        (row(source_type="administrative"), DETECTED),
        (row(source_type="modelled"), "a model's estimate, not an observation"),
        (row("TZA"), "the country is not in the set of regions"),
        (row(sex="female"), "the model's sexes are both"),
        (row(age_to=14), "the model's ages are 5-17"),
        (row(age_to=None), "the model's ages are 5-17"),
    ],
)
def test_a_figure_that_does_not_serve_says_why(one, reason):
    assert why(Asked("a"), one) == [reason]


def test_years_that_are_not_looked_at_are_told_as_they_were_asked():
    late, early = row(year=2020), row(year=2000)
    assert why(Asked("a", first_year=2010, last_year=2018), late) == [
        "outside the years 2010 to 2018"
    ]
    assert why(Asked("a", first_year=2010), early) == ["outside the years from 2010"]
    assert why(Asked("a", last_year=2010), late) == ["outside the years to 2010"]


def test_an_open_age_group_is_not_one_that_ends():
    assert why(Asked("a", ages=((18, None),)), row(age_from=18, age_to=None)) == [None]
    assert why(Asked("a", ages=((18, None),)), row(age_from=18, age_to=64)) == [
        "the model's ages are 18-"
    ]


def test_other_ages_serve_where_the_survey_has_none_nearer():
    asked = Asked("a", other_ages=((7, 17), (5, 14)))
    nearer = "the survey has a figure of ages that are nearer"
    assert why(asked, row(age_to=14), row(age_from=7)) == [nearer, None]
    assert why(asked, row(age_to=14), row()) == [nearer, None]
    assert why(asked, row(age_to=14)) == [None]


def test_another_survey_of_the_year_does_not_take_the_place_of_other_ages():
    asked = Asked("a", other_ages=((5, 14),))
    other = row(age_to=14, source="B")
    assert why(asked, other, row()) == [None, None]
    # Nor does another kind of source where neither tells its name.
    census = row(age_to=14, source_type="census", source=None)
    assert why(asked, census, row(source=None)) == [None, None]


def test_a_flow_without_its_period_cannot_be_made_a_stock_and_does_not_stop_the_others():
    asked = Asked("a", flows=(Flow("f", 400.0, 0.3),))
    reasons = why(asked, row(measure="f"), row("UGA", measure="f", recall_days=365.0))
    assert reasons[0].endswith("cannot be told without the period")
    assert reasons[1] is None


def test_where_nothing_serves_the_reasons_are_counted_or_the_measures_are_named():
    table = figure_table([row(sex="female"), row("UGA", sex="female"), row(age_to=14)])
    with pytest.raises(RefusedError, match="no published figure serves a") as caught:
        model_figures(table, Asked("a"), PLACES, ErrorRules())
    assert caught.value.code == "no-figures"
    assert caught.value.hint == (
        "left out: the model's sexes are both (2); the model's ages are 5-17 (1)"
    )
    with pytest.raises(RefusedError) as caught:
        model_figures(table, Asked("hazardous"), PLACES, ErrorRules())
    assert caught.value.hint == "measures in the files: a"


@pytest.mark.parametrize(
    "wrong",
    [
        {"crosswalks": (Crosswalk("a"),)},
        {"crosswalks": (Crosswalk("b"),), "flows": (Flow("b", 1.0, 1.0),)},
        {"ages": ((5, 11), (12, 17)), "other_ages": ((5, 14),)},
        {"other_ages": ((5, 17),)},
        {"other_ages": ((5, 14), (5, 14))},
        {"crosswalks": (Crosswalk("b", same_at=((15, 17),)),)},
        {"crosswalks": (Crosswalk("b", same_at=((5, 17),)),)},
        {"ages": ((5, 11), (12, 17)), "crosswalks": (Crosswalk("b", same_at=((5, 11),) * 2),)},
        {"source_bias": (SourceBias("dhs", 0.0, 1.0), SourceBias("dhs", 1.0, 1.0))},
    ],
)
def test_what_contradicts_itself_cannot_be_asked(wrong):
    with pytest.raises(UsageError):
        Asked("a", **wrong)


@pytest.mark.parametrize(
    ("what", "numbers"),
    [
        (Flow, (0.0, 1.0)),
        (Flow, (1.0, float("nan"))),
        (SourceBias, (float("inf"), 1.0)),
        (SourceBias, (0.0, 0.0)),
        (SourceBias, (0.0, float("nan"))),
    ],
)
def test_what_cannot_be_is_not_known_of_figures(what, numbers):
    with pytest.raises(UsageError):
        what("dhs", *numbers)


def test_figures_set_apart_have_all_of_the_values_that_were_named():
    apart = Apart("by telephone", 0.3, (("source_type", "mics"), ("year", 2016)))
    table = figure_table([row(), row("UGA"), row(year=2015), row(source_type="dhs", source="B")])
    found = model_figures(table, Asked("a", apart=(apart,)), PLACES, ErrorRules())
    assert found.adjustments == ("by telephone",)
    assert found.figures.adjustment_sd.tolist() == [0.3]
    told = dict(zip(found.row.tolist(), found.figures.adjustment[:, 0].tolist(), strict=True))
    rows = found.table.to_dicts()
    assert all(
        told[r["row"]] == float(r["source_type"] == "mics" and r["year"] == 2016) for r in rows
    )


CELLS = Asked("a", sexes=("female", "male"), ages=((5, 11), (12, 14), (15, 17)))


def children(country, year):
    """Persons by sex and age; nobody knows of years before 2000."""
    return None if year < 2000 else np.array([[7.0, 3.0, 3.0], [8.0, 3.0, 3.0]])


def of(sex, young=5, old=17, **other):
    return row(sex=sex, age_from=young, age_to=old, **other)


def why_cells(*rows, asked=CELLS):
    """Reason by (measure, sex, youngest, oldest)."""
    frame = selected(figure_table(rows), asked, PLACES, children)
    keys = frame.select("measure", "sex", "age_from", "age_to").iter_rows()
    return dict(zip(keys, frame["why_not"].to_list(), strict=True))


GIRLS = [of("female", *ages) for ages in ((5, 11), (12, 14), (15, 17))]
BOYS = [of("male", *ages) for ages in ((5, 11), (12, 14), (15, 17))]
BY_SEX = [of("female"), of("male")]
BY_AGE = [of("both", *ages) for ages in ((5, 11), (12, 14), (15, 17))]
TOTAL = of("both")


@pytest.mark.parametrize(
    ("rows", "serve", "reasons"),
    [
        ([TOTAL], [TOTAL], set()),
        ([TOTAL, *BY_SEX], BY_SEX, {PARTS}),
        ([TOTAL, *BY_AGE], BY_AGE, {PARTS}),
        ([TOTAL, *BY_SEX, *BY_AGE, *GIRLS, *BOYS], [*GIRLS, *BOYS], {PARTS}),
        # Three ages tell more than two sexes; girls of all ages are among them, and no sum.
        ([TOTAL, *BY_SEX, *BY_AGE], BY_AGE, {PARTS, SAME_PERSONS}),
        ([TOTAL, *GIRLS, of("male")], [*GIRLS, of("male")], {PARTS}),
        # One figure of everybody tells more than one of some.
        ([TOTAL, of("female", 12, 14)], [TOTAL], {SAME_PERSONS}),
        ([of("both", 5, 14), of("both", 15, 17)], [of("both", 5, 14), of("both", 15, 17)], set()),
        ([of("both", 5, 14), of("both", 12, 17)], [of("both", 5, 14)], {SAME_PERSONS}),
    ],
)
def test_no_person_of_a_survey_counts_twice_and_the_finest_figures_serve(rows, serve, reasons):
    for order in (rows, rows[::-1]):
        found = why_cells(*order)
        used = {key for key, reason in found.items() if reason is None}
        assert used == {("a", one.sex, one.age_from, one.age_to) for one in serve}
        assert set(found.values()) - {None} == reasons


def test_another_survey_of_the_year_and_another_measure_do_not_replace_a_total():
    asked = Asked("a", CELLS.sexes, CELLS.ages, crosswalks=(Crosswalk("b"),))
    rows = [*GIRLS, *BOYS, row(source="B"), row(measure="b")]
    frame = selected(figure_table(rows), asked, PLACES, children)
    assert frame["why_not"].to_list() == [None] * 8


def test_a_total_that_nobody_can_weigh_does_not_serve():
    late, early = row(), row("UGA", year=1999)
    frame = selected(figure_table([late, early]), CELLS, PLACES, children)
    assert frame["why_not"].to_list() == [None, NO_PERSONS]
    frame = selected(figure_table([late]), CELLS, PLACES)
    assert frame["why_not"].to_list() == [NO_PERSONS]


def test_a_total_one_of_whose_cells_nobody_is_in_cannot_be_weighed():
    """No boy is 15 to 17: of girls alone there is a total, of both sexes there is none."""

    def without_boys(country, year):
        return np.array([[7.0, 3.0, 3.0], [8.0, 3.0, 0.0]])

    rows = [of("female"), row("UGA"), row("UGA", year=2015, age_to=14)]
    frame = selected(figure_table(rows), CELLS, PLACES, without_boys)
    told = {(one["sex"], one["age_to"]): one["why_not"] for one in frame.to_dicts()}
    assert told == {("female", 17): None, ("both", 17): NO_PERSONS, ("both", 14): None}
    few = selected(figure_table(rows), CELLS, PLACES, lambda *at: children(*at) / 100.0)
    assert few["why_not"].to_list() == [None] * 3, "be it less than one person"


def test_ages_that_are_no_union_of_the_models_do_not_serve():
    found = why_cells(of("both", 5, 15), of("both", 5, 14))
    assert found["a", "both", 5, 15] == "the model's ages are 5-11, 12-14, 15-17"
    assert found["a", "both", 5, 14] is None


def test_a_total_is_weighed_by_the_persons_in_its_cells():
    rules = ErrorRules()
    found = model_figures(
        figure_table([of("both", 5, 14), row("UGA", sex="male")]), CELLS, PLACES, rules, children
    )
    want = [[[7 / 21, 3 / 21, 0.0], [8 / 21, 3 / 21, 0.0]], [[0, 0, 0], [8 / 14, 3 / 14, 3 / 14]]]
    assert found.figures.cell_weight == pytest.approx(np.array(want), rel=1e-12)


SAME = Asked(
    "a", CELLS.sexes, CELLS.ages, crosswalks=(Crosswalk("b", same_at=((15, 17),)),)
)  # fmt: skip


def test_where_two_measures_are_the_same_a_survey_tells_of_its_children_once():
    mine = [*GIRLS, *BOYS]
    theirs = [row(measure="b", sex=one.sex, age_from=one.age_from, age_to=one.age_to)
              for one in mine]  # fmt: skip
    found = why_cells(*mine, *theirs, asked=SAME)
    left = {key for key, reason in found.items() if reason is not None}
    assert left == {("b", "female", 15, 17), ("b", "male", 15, 17)}
    assert "the same as the survey's figure of a" in found["b", "male", 15, 17]
    # Alone, or beside a total of other ages too, they serve.
    assert set(why_cells(*theirs, TOTAL, asked=SAME).values()) == {None}
    made = model_figures(figure_table(theirs), SAME, PLACES, ErrorRules(), children)
    assert made.same_ages == ((2,),)


def test_the_largest_set_without_a_common_member_is_that_of_trying_all():
    rng = np.random.default_rng(2)
    for _ in range(60):
        sets = list({frozenset(rng.choice(7, rng.integers(1, 5), replace=False).tolist())
                     for _ in range(7)})  # fmt: skip
        tried = [
            chosen
            for n in range(len(sets) + 1)
            for chosen in combinations(sets, n)
            if sum(map(len, chosen)) == len(frozenset().union(*chosen))
        ]
        want = max((len(c), sum(map(len, c)), -sum(len(s) ** 2 for s in c)) for c in tried)
        got = largest_apart(sets)
        assert (len(got), sum(map(len, got)), -sum(len(s) ** 2 for s in got)) == want


def test_a_country_without_a_population_is_not_said_to_lack_a_region():
    table = figure_table([row("TZA"), row("RWA"), row("KEN")])
    found = selected(table, Asked("a"), PLACES, without_population=("TZA",))
    assert found["why_not"].to_list() == [
        None,
        "the country is not in the set of regions",
        "the population file does not have the country",
    ]


def test_two_sexes_of_one_age_are_two_cells_and_their_total_tells_nothing_more():
    asked = Asked("a", sexes=("female", "male"))
    found = why_cells(TOTAL, *BY_SEX, asked=asked)
    assert {key for key, reason in found.items() if reason == PARTS} == {("a", "both", 5, 17)}
    assert list(found.values()).count(None) == 2


@pytest.mark.parametrize("sd", [0.0, -0.1, float("nan"), float("inf")])
def test_an_error_between_surveys_is_a_number_above_0(sd):
    with pytest.raises(UsageError, match="survey error of mics: sd"):
        SurveyError("mics", sd)


def test_two_sexes_of_two_ages_serve_and_their_totals_do_not():
    asked = Asked("a", sexes=("female", "male"), ages=((5, 11), (12, 17)))
    cells = [of(sex, *ages) for sex in asked.sexes for ages in asked.ages]
    found = why_cells(TOTAL, *BY_SEX, *cells, asked=asked)
    assert {key for key, reason in found.items() if reason is None} == {
        ("a", one.sex, one.age_from, one.age_to) for one in cells
    }
    assert list(found.values()).count(PARTS) == 3


def test_of_one_cell_all_figures_of_a_survey_serve_whatever_they_are_of():
    """Nothing is told twice by figures of one cell: a measure and another that serves it."""
    asked = Asked("a", crosswalks=(Crosswalk("b"),))
    assert why(asked, row(), row(measure="b"), row(source="B")) == [None] * 3


def test_ages_at_which_two_measures_are_the_same_are_told_where_the_model_has_them_not():
    ages = ((5, 11), (12, 14), (15, 17))
    with pytest.raises(UsageError, match=r"b: same_at has \[18, 24\], which") as caught:
        Asked("a", ages=ages, crosswalks=(Crosswalk("b", same_at=((5, 11), (18, 24))),))
    assert caught.value.hint == "its ages are [5, 11], [12, 14], [15, 17]"
    with pytest.raises(UsageError, match=r"b: same_at has \[5, 11\], \[5, 11\], which"):
        Asked("a", ages=ages, crosswalks=(Crosswalk("b", same_at=((5, 11), (5, 11))),))


def test_of_reasons_why_nothing_serves_four_are_told_and_those_alike_by_name():
    rows = [
        row(sex="female"),
        row("UGA", sex="female"),
        row(source_type="administrative"),
        row("RWA", source_type="modelled"),
        row("TZA"),
        row(age_to=14),
    ]
    with pytest.raises(RefusedError) as caught:
        model_figures(figure_table(rows), Asked("a"), PLACES, ErrorRules())
    about = "the country is not in the set of regions", "the model's ages are 5-17"
    once = sorted([DETECTED, "a model's estimate, not an observation", *about])
    told = ["the model's sexes are both (2)", *(f"{reason} (1)" for reason in once[:3])]
    assert caught.value.hint == "left out: " + "; ".join(told)


def test_figures_left_out_by_hand_do_not_take_the_place_of_their_total():
    left = [one.leave_out("by hand") for one in BY_SEX]
    found = why_cells(TOTAL, *left)
    assert found == {
        ("a", "both", 5, 17): None,
        ("a", "female", 5, 17): "by hand",
        ("a", "male", 5, 17): "by hand",
    }


def test_a_total_of_two_cells_is_weighed_by_their_persons_or_does_not_serve():
    early, late = of("female", 5, 14, country="UGA", year=1999), of("female", 5, 14)
    assert set(why_cells(early).values()) == {NO_PERSONS}
    found = model_figures(figure_table([late]), CELLS, PLACES, ErrorRules(), children)
    assert found.figures.cell_weight[0] == pytest.approx(np.array([[0.7, 0.3, 0], [0, 0, 0]]))


def test_a_figure_of_one_cell_needs_no_persons():
    """Not even where the population file says that there are none in it."""
    found = model_figures(
        figure_table([of("male", 15, 17)]), CELLS, PLACES, ErrorRules(), lambda *_: np.zeros((2, 3))
    )
    assert found.figures.cell_weight.tolist() == [[[0.0, 0.0, 0.0], [0.0, 0.0, 1.0]]]
