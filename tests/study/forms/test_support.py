"""What dropping a question costs: refusals by what is missing, bounds held against other ways."""

import json

import narwhals as nw
import polars as pl
import pytest
from click.testing import CliRunner

from measure87.classify import Tables, classify
from measure87.cli import main
from measure87.collect import apply_mapping, parse_mapping
from measure87.collect.form.model import Serves, form_json
from measure87.collect.presets.forced_labour import INPUT, forced_labour_mapping
from measure87.define import load_definition
from measure87.files import SourceTable
from measure87.simulate import invent_country
from measure87.study.forms.blanking import blanked, bounds_of, collected_of
from measure87.study.forms.items import FormItems, all_asked, computed_of, without
from measure87.study.forms.promises import missing_of
from measure87.study.forms.support import support_of
from tests.collect.form.own_form import SDG_A, own_form, question

FL = ("forced_labour/icls20_2018", ["forced_labour"])
CL = ("child_labour/icls18_2008_amended_2018", ["child_labour_icls", "hazardous_work_icls"])


@pytest.fixture(scope="module")
def country():
    return invent_country(5, persons=2_000)


@pytest.fixture(scope="module")
def collected(country):
    return collected_of(country)


def definitions():
    return [(load_definition(identity), names) for identity, names in (FL, CL)]


def shares(country, **changed):
    """The shares by raw files in which the answers were never given: codes 8, or empty."""
    frames = {"persons": country.persons, "jobs": country.jobs,
              "circumstances": country.circumstances, **changed}  # fmt: skip
    sources = {name: SourceTable(name, "frame", one.lazy(), tuple(one.columns),
                                 present=tuple(one.columns))
               for name, one in frames.items()}  # fmt: skip
    made = apply_mapping(parse_mapping(forced_labour_mapping())[INPUT], sources)
    tables = Tables(made.persons, made.jobs, made.circumstances)
    found = nw.to_native(classify(tables, definitions(), carry=["weight"])).collect()
    result = {}
    for _, names in definitions():
        for name in names:
            rows = found.drop_nulls(name)
            total = rows["weight"].sum()
            result[name] = tuple(
                rows.filter(pl.col(name).is_in(kept))["weight"].sum() / total
                for kept in ([2], [1, 2])
            )
    return result


def close(bounds, expected):
    assert {name: (one.lower, one.upper) for name, one in bounds.items()} == {
        name: pytest.approx(pair, abs=1e-12) for name, pair in expected.items()
    }


def test_bounds_are_those_of_files_in_which_nobody_knew(country, collected):
    told = country.jobs["heavy_loads"].is_not_null()
    jobs = country.jobs.with_columns(pl.when(told).then(8).alias("heavy_loads"))
    cells = [Serves("jobs", "heavy_loads")]
    close(bounds_of(blanked(collected, cells), definitions()), shares(country, jobs=jobs))


def test_bounds_are_those_of_files_without_a_number(country, collected):
    jobs = country.jobs.with_columns(pl.lit(None, dtype=pl.Int64).alias("hours"))
    cells = [Serves("jobs", "hours")]
    close(bounds_of(blanked(collected, cells), definitions()), shares(country, jobs=jobs))


def test_bounds_are_those_of_files_in_which_nobody_knew_an_item(country, collected):
    rows = country.circumstances
    lost = (pl.col("item") == "CO1") & pl.col("answer").is_not_null()
    asked = rows.with_columns(pl.when(lost).then(8).otherwise(pl.col("answer")).alias("answer"))
    cells = [Serves("circumstances", "answer", "CO1")]
    close(bounds_of(blanked(collected, cells), definitions()), shares(country, circumstances=asked))


def test_without_an_answer_bounds_are_outside_those_with_it(collected):
    with_all = bounds_of(blanked(collected, []), definitions())
    for cell in (Serves("jobs", "hours"), Serves("circumstances", "answer", "IN5"),
                 Serves("jobs", "for_third_party"), Serves("jobs", "industry")):  # fmt: skip
        lost = bounds_of(blanked(collected, [cell]), definitions())
        for name, before in with_all.items():
            assert lost[name].lower <= before.lower + 1e-12, (cell, name)
            assert lost[name].upper >= before.upper - 1e-12, (cell, name)


def test_a_needed_question_costs_its_measure_and_an_optional_one_widens(country):
    sdg_b = "child_labour/sdg_8_7_1/child_labour_sdg_b"
    items = FormItems(own_form(measures=(SDG_A, sdg_b)))
    found = {one.question: one for one in support_of(items, country).costs}
    assert found["age"].refused == (SDG_A, sdg_b)
    assert found["chore_time"].refused == (sdg_b,)
    assert found["water_time"].refused == ()
    [wider] = found["water_time"].widened
    assert wider.measure == sdg_b
    assert wider.after.width > wider.before.width
    assert found["sex"].is_nothing


def test_a_question_behind_a_calculate_costs_what_the_calculate_fills():
    form = own_form()
    total = question("total", "calculate", calculation="if(${work_hours}='',0,${work_hours})",
                     labels={}, bind_type="int")  # fmt: skip
    twice = question("twice", "calculate", calculation="${total} * 2", labels={}, bind_type="int",
                     serves=[Serves("persons", "usual_hours")])  # fmt: skip
    made = own_form().__class__(**{name: getattr(form, name) for name in form.__struct_fields__}
                                | {"children": (*form.children, total, twice)})  # fmt: skip
    assert computed_of(made, "work_hours") == {"total", "twice"}
    items = FormItems(made)
    assert "usual_hours" in items.given_by(all_asked(made))
    assert "usual_hours" not in items.given_by(without(made, all_asked(made), "work_hours"))


def test_fewer_named_items_than_the_texts_name_needs_are_missing():
    measure = load_definition(FL[0]).measures["forced_labour"]
    every = frozenset(
        (*measure.required, *measure.optional, *(i for g in measure.one_of for i in g))
    )
    listed = {item for one in measure.criteria for item in one.asked(every).asked}
    assert missing_of(measure, every | listed) == ()
    fewer = (every | listed) - {item for item in listed if item.startswith("CO") and item > "CO2"}
    assert any("named items" in one for one in missing_of(measure, fewer))


def test_the_command_tells_it_in_json_and_in_words(tmp_path):
    (tmp_path / "form.json").write_bytes(form_json(own_form()))
    arguments = ["form", "support", str(tmp_path), "--question", "work_hours"]
    done = CliRunner().invoke(main, [*arguments, "--json"])
    assert done.exit_code == 0, done.output
    [cost] = json.loads(done.stdout)["questions"]
    assert cost["fills"] == ["persons.economic_hours"]
    assert cost["refused"] == [SDG_A]
    assert f"without it refused: {SDG_A}" in CliRunner().invoke(main, arguments).stdout
    wrong = CliRunner().invoke(main, ["form", "support", str(tmp_path), "--question", "work_hour"])
    assert wrong.exit_code == 2
    assert "work_hours" in wrong.stderr
