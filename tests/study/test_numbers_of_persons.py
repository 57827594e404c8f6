"""Numbers of children and differences in a study: from where they come, and what hides them."""

import json

import pytest

from measure87.estimate.survey import Contrast, Outcome, Side, SurveyDesign, SurveyResult
from measure87.files.settings import Place, read_declared
from measure87.study import run_study
from measure87.study.survey.difference_settings import DifferenceSettings
from measure87.study.survey.differences import SIDE_NOT_SHOWN, with_differences
from measure87.study.survey.number_settings import number_settings
from measure87.study.survey.numbers_of_persons import Pass, Passes
from measure87.study.survey.replicating import Estimated
from measure87.study.survey.settings import read_settings
from measure87.vocabulary.errors import StudyError
from measure87.vocabulary.estimate import Estimate, Minus, Result
from tests.study import tiny

POPULATION = """age_from,age_to,sex,persons,year,source
5,11,1,60000,2024,Invented projections
5,11,2,58000,2024,Invented projections
12,17,1,50000,2024,Invented projections
12,17,2,49000,2024,Invented projections
"""
HEADLINE = "child_labour_icls"


def study(folder, more="", population=POPULATION, **changes):
    """The tiny study with something added to its settings."""
    tiny.write_study(folder, **changes)
    (folder / "population.csv").write_text(population)
    with (folder / "study.toml").open("a") as file:
        file.write(f"\n[disclosure]\nminimum_respondents = 5\nbrackets_below = 5\n{more}\n")
    return folder


def figures(folder):
    content = json.loads((folder / "out" / "estimates.json").read_text())
    return content, {
        (e["name"], e["statistic"], *sorted(e["group"].items())): e for e in content["estimates"]
    }


@pytest.fixture(scope="module")
def benchmarked(tmp_path_factory):
    folder = study(tmp_path_factory.mktemp("numbers") / "s", '[numbers]\ntable = "population.csv"')
    run_study(folder)
    return folder


def counted(content):
    return {e["name"] for e in content["estimates"] if e["statistic"] == "total"}


def test_every_headline_has_a_number_beside_its_rate(benchmarked):
    content, found = figures(benchmarked)
    headlines = {n for n, about in content["diagnostics"]["measures"].items() if about["headline"]}
    shown = {e["name"] for e in content["estimates"]}
    assert counted(content) == headlines & shown
    assert counted(content)
    for (name, statistic, *group), number in found.items():
        if statistic != "total":
            continue
        rate = found[name, "proportion", *group]
        assert ("value" in number) == ("value" in rate)
        if "value" in number:
            assert number["unit"] == "persons"
            assert (number["n"], number["n_cases"]) == (rate["n"], rate["n_cases"])
            assert 0.0 <= number["lower"] <= number["value"] <= number["upper"]


def test_the_number_is_the_rate_times_the_known_population(benchmarked):
    _, found = figures(benchmarked)
    seen = 0
    for group, persons in (((), 217_000), ((("sex", "1"),), 110_000), ((("sex", "2"),), 107_000)):
        for name in {key[0] for key in found if key[1] == "total"}:
            number, rate = (found.get((name, kind, *group), {}) for kind in ("total", "proportion"))
            if "value" in number:
                seen += 1
                assert number["value"] == pytest.approx(
                    persons * rate["value"], abs=number["digits"] / 2
                )
    assert seen > 3


def test_the_source_of_the_population_is_told(benchmarked):
    content, _ = figures(benchmarked)
    told = content["diagnostics"]["study"]["numbers"]
    assert (told["table"], told["year"]) == ("population.csv", 2024)
    assert told["source"] == "Invented projections"
    assert content["provenance"]["inputs"]["population.csv"].startswith("sha256:")


def test_a_population_of_another_year_than_the_survey_is_told(tmp_path, benchmarked):
    def notices(folder):
        content, _ = figures(folder)
        return [n for n in content["warnings"] if n["code"] == "population-of-another-year"]

    year = read_settings(benchmarked).year
    assert bool(notices(benchmarked)) == (year != 2024)
    for other in (year, year - 3):
        population = POPULATION.replace("2024", str(other))
        folder = study(tmp_path / str(other), '[numbers]\ntable = "population.csv"', population)
        run_study(folder)
        told = [n["values"] for n in notices(folder)]
        years = {"population_year": str(other), "survey_year": str(year)}
        assert told == ([] if other == year else [years])


def test_a_number_is_hidden_with_its_rate(tmp_path):
    """Few cases are not shown, nor the number from which they could be had."""
    more = 'minimum_cases = 14\n[numbers]\ntable = "population.csv"'
    folder = study(tmp_path / "s", more)
    run_study(folder)
    content, found = figures(folder)
    hidden = [key for key, e in found.items() if "suppressed" in e["flags"]]
    numbers = [key for key in hidden if key[1] == "total"]
    rates = {key for key in hidden if key[1] == "proportion" and key[0] in counted(content)}
    assert numbers
    assert {(name, "proportion", *group) for name, _, *group in numbers} == rates
    kept = {"name", "statistic", "method", "definition", "group", "labels", "unit", "flags"}
    for key in numbers:
        assert set(found[key]) <= kept


def test_scaled_weights_are_no_numbers(tmp_path):
    """Weights of the tiny study have a mean of 1.9: nobody may take their sum for children."""
    folder = study(tmp_path / "s", '[numbers]\nweights = "expansion"')
    run_study(folder)
    content, _ = figures(folder)
    assert counted(content) == set()
    assert {r["code"] for r in content["refused"]} >= {"scaled-weights"}


def test_weights_of_a_population_are_numbers(tmp_path):
    people = [row | {"w": 100 * row["w"]} for row in tiny.persons()]
    folder = study(tmp_path / "s", '[numbers]\nweights = "expansion"', people=people)
    run_study(folder)
    content, found = figures(folder)
    assert counted(content)
    for key, number in found.items():
        if key[1] == "total" and "value" in number:
            assert number["weighted_n"] > 100 * number["n"]


def test_rates_may_keep_the_weights_of_the_survey(tmp_path, benchmarked):
    plain = study(tmp_path / "plain")
    own = study(tmp_path / "own", '[numbers]\ntable = "population.csv"\nrates = "survey"')
    for folder in (plain, own):
        run_study(folder)
    _, without = figures(plain)
    _, with_numbers = figures(own)
    _, other = figures(benchmarked)
    compared = 0
    for key, e in with_numbers.items():
        same = other[key] if key[1] == "total" else without[key]
        # With two kinds of weights a row of few cases says more: it is coarser, or not shown.
        if "value" not in e or "value" not in same:
            continue
        compared += 1
        steps = e["digits"] + same["digits"]
        if key[1] == "total":
            assert e["value"] == pytest.approx(same["value"], abs=2 * steps)
        else:
            assert e["value"] == pytest.approx(same["value"], abs=steps)
            assert (e["n"], e["weighted_n"]) == (same["n"], same["weighted_n"])
    assert compared > len(with_numbers) / 2


def test_a_measure_beyond_the_table_has_a_rate_and_no_number(tmp_path):
    people = [row | {"age": row["age"] + 8} for row in tiny.persons()]
    text = "age,persons\n13-17,90000\n"
    folder = study(tmp_path / "s", '[numbers]\ntable = "population.csv"\nmeasures = '
                   '["forced_labour_adults"]', text, people=people,
                   definitions=("child_labour/icls18_2008_amended_2018",))  # fmt: skip
    with pytest.raises(StudyError, match="no measure 'forced_labour_adults'"):
        run_study(folder)
    settings = folder / "study.toml"
    settings.write_text(settings.read_text().replace("forced_labour_adults", HEADLINE))
    (folder / "population.csv").write_text("age,persons\n14-17,90000\n")
    run_study(folder)
    content, _ = figures(folder)
    assert counted(content) == set()
    (refusal,) = [r for r in content["refused"] if r["code"] == "outside-population-table"]
    assert refusal["name"] == HEADLINE
    assert any(e["name"] == HEADLINE for e in content["estimates"])


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ("[numbers]\nrates = 'survey'", "bad-value"),
        ("[numbers]\ntable = 'population.csv'\nweights = 'expansion'", "bad-value"),
        ("[numbers]\nweights = 'scaled'", "bad-value"),
        ("[numbers]\ntabel = 'population.csv'", "unknown-key"),
        ("[numbers]\nweights = 'expansion'\nrates = 'benchmarked'", "bad-value"),
        ("[numbers]\nweights = 'expansion'\ncalibration = 'logit'", "bad-value"),
        ("[numbers]\ntable = 'nowhere.csv'", None),
        ("[[differences]]\nmeasure = 'a'", "bad-value"),
        ("[[differences]]\nmeasure = 'a'\nbetween = ['sex=1']", "bad-value"),
        ("[[differences]]\nmeasures = ['a']", "bad-value"),
        ("[[differences]]\nmeasure = 'a'\nmeasures = ['a', 'b']", "bad-value"),
        ("[[differences]]\nmeasure = 'a'\nbetween = ['x=1', 'x=2']\ngroup = 'y=1'", "bad-value"),
        ("[[differences]]\nearlier = 'e.json'\nmeasure = 'a'", "bad-value"),
        ("[[differences]]\nmeasure = 'a'\nbetween = ['sex', 'sex=2']", "bad-value"),
        ("[differences]\nmeasure = 'a'", "bad-value"),
    ],
)
def test_settings_that_are_not_clear_are_refused(tmp_path, more, code):
    folder = study(tmp_path / "s", more)
    with pytest.raises(StudyError) as fault:
        read_settings(folder)
    assert code in (None, fault.value.code)
    assert fault.value.hint


def test_a_population_by_a_variable_that_nobody_has_is_refused(tmp_path):
    text = POPULATION.replace("sex", "sexe")
    folder = study(tmp_path / "s", '[numbers]\ntable = "population.csv"', text)
    with pytest.raises(StudyError, match="by sexe, which the persons of the study do not") as fault:
        run_study(folder)
    assert fault.value.code == "unknown-column"
    assert "did you mean sex" in fault.value.hint


def test_ages_may_bear_the_name_of_the_variable(tmp_path):
    text = "age_years,sex,persons\n5-11,1,60000\n5-11,2,58000\n12-17,1,50000\n12-17,2,49000\n"
    numbers = read_numbers_of(tmp_path, text)
    by_two_columns = read_numbers_of(tmp_path, POPULATION)
    assert numbers.benchmark.margins == by_two_columns.benchmark.margins


def read_numbers_of(folder, text):
    (folder / "population.csv").write_text(text)
    place = Place("study.toml [numbers]", folder)
    return read_declared(number_settings, {"table": "population.csv"}, place)


DIFFERENCES = f"""
[[differences]]
measure = "{HEADLINE}"
between = ["sex=1", "everybody"]

[[differences]]
measures = ["{HEADLINE}", "hazardous_work_icls"]

[[differences]]
measure = "{HEADLINE}"
between = ["area=1", "area=9"]
"""


def test_a_study_gives_the_differences_that_it_asks_for(tmp_path):
    folder = study(tmp_path / "s", f'[numbers]\ntable = "population.csv"\n{DIFFERENCES}')
    run_study(folder)
    content, found = figures(folder)
    by_group, by_measure = content["differences"]
    one, other = found[HEADLINE, "proportion", ("sex", "1")], found[HEADLINE, "proportion"]
    if "value" in one and "value" in other:
        assert by_group["value"] == pytest.approx(one["value"] - other["value"])
        assert by_group["lower"] < by_group["value"] < by_group["upper"]
    assert by_measure["minus"]["name"] == "hazardous_work_icls"
    assert "no-side" in {r["code"] for r in content["refused"]}


def test_a_round_is_compared_with_a_release_alone(tmp_path):
    earlier = study(tmp_path / "earlier")
    run_study(earlier)
    released = (earlier / "out" / "estimates.json").read_text()
    later = study(tmp_path / "later", '[[differences]]\nearlier = "earlier.json"')
    (later / "earlier.json").write_text(released)
    run_study(later)
    content, _ = figures(later)
    shown = [e for e in content["estimates"] if "value" in e]
    assert len(content["differences"]) == len(shown)
    assert all(d["value"] == 0.0 for d in content["differences"])
    assert {d["minus"]["source"] for d in content["differences"]} == {"earlier.json"}
    (later / "earlier.json").write_text(released.replace('"released": true', '"released": false'))
    with pytest.raises(Exception, match="has not passed the disclosure gate"):
        run_study(later)


def side(name, value, **more):
    return Estimate(name, "proportion", "taylor", value=value, **more)


def test_a_difference_is_shown_only_with_both_sides():
    """With one side shown the difference would give the other back."""
    hidden = side("b", 0.3, group={"sex": "2"}).suppress("confidential")
    shown = [side("a", 0.2), side("b", 0.4, flags=("in-brackets",))]
    released = Result("run", [*shown, hidden], released=True)
    told = Estimate("a", "difference", "taylor", value=-0.2, minus=Minus("b", "proportion"))
    secret = Estimate(
        "a", "difference", "taylor", value=-0.1, minus=Minus("b", "proportion", {"sex": "2"})
    )
    both = with_differences(released, [told, secret], [DifferenceSettings()]).differences
    assert both[0].value == -0.2
    assert both[0].flags == ("in-brackets",)
    assert both[1].flags == ("suppressed", SIDE_NOT_SHOWN)
    assert both[1].value is None
    assert both[1].minus == Minus("b", "proportion", {"sex": "2"})


def test_a_difference_of_rounded_figures_is_of_what_was_released():
    """Its limits would tell what rounding hides."""
    released = Result("run", [side("a", 0.2), side("b", 0.4)], released=True)
    exact = Estimate(
        "a", "difference", "taylor", value=-0.213, se=0.1, lower=-0.4, upper=0.0, level=0.95,
        interval="mover", minus=Minus("b", "proportion"),
    )  # fmt: skip
    (found,) = with_differences(released, [exact], []).differences
    assert found.value == pytest.approx(-0.2)
    assert (found.se, found.lower, found.upper, found.interval) == (None, None, None, None)


def test_differences_are_of_one_kind_of_weights():
    """`Passes.differences` refuses sides that were estimated apart."""
    empty = SurveyResult(())
    parts = tuple(Pass((Outcome(name, name),), None, empty) for name in "ab")
    passes = Passes(None, SurveyDesign(), (), parts, (), Estimated(None, SurveyDesign()))
    found = passes.differences([Contrast(Side("a"), Side("b"))], [])
    assert [refusal.code for refusal in found.refused] == ["no-side"]
