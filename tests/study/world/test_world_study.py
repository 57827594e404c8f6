"""A world estimate as a study folder: made by `new`, checked, run, and its page made anew."""

import json
import re
import shutil

import pytest
from click.testing import CliRunner

from measure87.cli import main
from measure87.study.world.inputs import read_inputs
from measure87.study.world.run_warnings import definition_warnings
from measure87.study.world.settings import read_world_settings
from tests.study.world.made_world import (
    BASE,
    INNER,
    REGIONS,
    SETTINGS,
    YEAR,
    figure,
    write_made_world,
)
from tests.study.world.said_by_code import said_by_code

FEW_DRAWS = SETTINGS.replace("draws = 900", "draws = 300")


def call(*arguments, status=0):
    done = CliRunner().invoke(main, [str(argument) for argument in arguments])
    assert done.exit_code == status, done.output
    return done


def world_folder(place, settings=SETTINGS):
    """A study folder of the made world."""
    config = write_made_world(place, settings)
    text = config.read_text().replace("schema = 1\n", 'schema = 1\nkind = "world"\n', 1)
    config.unlink()
    (place / "study.toml").write_text(text)
    return place


def test_new_begins_one_with_the_measures_of_the_file_and_check_asks_for_the_rest(tmp_path):
    made = world_folder(tmp_path / "made")
    folder = tmp_path / "new"
    said = call("new", folder, "--preset", "world", "--data", made / "figures.csv", "--year", 2016)
    assert "write the answers under [gather]" in said.stdout
    shutil.copyfile(made / "population.csv", folder / "population.csv")
    settings = read_world_settings(folder / "study.toml")
    assert [one.name for one in settings.measures] == [BASE, INNER]
    assert (settings.kind, settings.year, settings.topic) == ("world", 2016, "child_labour")
    refused = call("check", folder, status=3).output
    assert "7 texts of the GATHER statement are not written: objectives" in refused


def test_new_takes_ages_and_definitions_from_the_file(tmp_path):
    """Of adults alone the usual ages served nothing, and the population was asked for those."""
    head = "country,year,sex,age_from,age_to,definition,measure,estimate"
    rows = ("KEN,2015,both,18,,{0},forced_labour,0.01", "UGA,2015,both,18,64,{1},debt,0.01")
    rows += ("TZA,2015,both,18,,{0},forced_labour,0.01", "TZA,2015,both,18,,{2},debt,0.01")
    table = tmp_path / "adults.csv"
    named = "forced_labour/icls20_2018", "one text", "another"
    table.write_text("\n".join([head, *(row.format(*named) for row in rows)]) + "\n")
    call("new", tmp_path / "a", "--preset", "world", "--data", table, "--year", 2016)
    (tmp_path / "a" / "population.csv").touch()
    settings = read_world_settings(tmp_path / "a" / "study.toml")
    told = {one.name: (one.definition, one.asked.ages) for one in settings.measures}
    assert told == {
        "debt": ("not stated", ((18, None),)),
        "forced_labour": (named[0], ((18, None),)),
    }
    table.write_text(table.read_text() + "IND,2015,both,5,17,,forced_labour,0.01\n")
    call("new", tmp_path / "b", "--preset", "world", "--data", table, "--year", 2016)
    assert "ages" not in (tmp_path / "b" / "study.toml").read_text().split("[gather]")[0]


def test_new_writes_the_format_of_the_file_and_the_keys_that_it_needs(tmp_path):
    table = tmp_path / "ilo.csv"
    table.write_text("ref_area,sex,classif1,time,obs_value\nAFG,SEX_T,AGE_Y05-17,2014,12.5\n")
    call("new", tmp_path / "a", "--preset", "world", "--data", table, "--year", 2016)
    (tmp_path / "a" / "population.csv").touch()
    (one,) = read_world_settings(tmp_path / "a" / "study.toml").figures
    assert (one.format, one.of.measure, one.of.unit) == ("ilostat", "child_labour_sdg_a", "percent")


def test_new_refuses_a_file_of_other_columns_before_it_makes_a_folder(tmp_path):
    table = tmp_path / "other.csv"
    table.write_text("iso,when,pct\nKEN,2015,3\n")
    options = ("--preset", "world", "--data", table, "--year", 2016)
    assert (
        "no format of published figures" in call("new", tmp_path / "a", *options, status=1).output
    )
    assert not (tmp_path / "a").exists()


def test_new_asks_for_the_year_and_for_no_country(tmp_path):
    assert "--year" in call("new", tmp_path / "a", "--preset", "world", status=2).output
    refused = call(
        "new", tmp_path / "a", "--preset", "world", "--year", 2016, "--country", "KEN", status=2
    )
    assert "no one country" in refused.output


def test_of_a_file_that_can_be_read_in_several_ways_it_says_what_can_be_done(tmp_path):
    figures = tmp_path / "figures.csv"
    figures.write_text("country;year;measure;value\nKEN;2015;child_labour;1,234\n", "utf-8")
    said = call(
        "new", tmp_path / "a", "--preset", "world", "--year", 2016, "--data", figures, status=1
    ).output
    assert "can be read in several ways" in said
    assert "save it as CSV text" in said
    assert "--decimal" not in said


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("figures.csv", ",0.012,,", ',,"1,200",'),
        ("population.csv", None, None),
    ],
)
def test_of_a_number_that_can_be_read_in_two_ways_check_says_what_a_world_can_do(
    tmp_path, name, old, new
):
    """Files of a world have no `decimal` beside their name, and `combine` no option of it."""
    folder = world_folder(tmp_path)
    text = (folder / name).read_text()
    if old is None:
        head, *rows = text.splitlines()
        text = "\n".join([head, *(re.sub(r"[\d.]+$", '"1,234"', row) for row in rows)]) + "\n"
    else:
        assert old in text
        text = text.replace(old, new)
    (folder / name).write_text(text)
    said = call("check", folder, status=1).output
    assert "can be read in several ways" in said
    assert "save it as CSV text in UTF-8, with a point before decimals and no sign between" in said
    assert "decimal =" not in said
    assert "--decimal" not in said


def test_check_counts_the_figures_that_serve_each_measure_and_runs_no_model(tmp_path):
    folder = world_folder(tmp_path)
    found = json.loads(call("check", folder, "--json").stdout)
    assert found["measures"] == [
        {
            "measure": BASE,
            "figures": 14,
            "figures_of_other_measures": 0,
            "countries": 14,
            "not_used": [],
        }
    ]
    assert (found["countries"], found["left_out"]) == (18, 0)
    assert "hints" not in found
    assert not (folder / "out").exists()
    lines = (folder / "figures.csv").read_text().splitlines()
    (folder / "figures.csv").write_text("\n".join(one for one in lines if "KEN" not in one))
    assert f"{BASE}: 13, of 13 countries" in call("check", folder).stdout


def test_check_counts_no_figure_that_the_model_does_not_use(tmp_path):
    """KEN has figures of 7-14 alone; UGA one beside that of 5-17; TUR is in no region."""
    folder = world_folder(tmp_path)
    lines = (folder / "figures.csv").read_text().splitlines()
    lines = [re.sub("^(KEN,.*),5,17,", r"\1,7,14,", one) for one in lines]
    lines += [figure("UGA", BASE, 0.2, age_from=7, age_to=14), figure("TUR", BASE, 0.2)]
    (folder / "figures.csv").write_text("\n".join(lines) + "\n")
    found = json.loads(call("check", folder, "--json").stdout)
    (measure,) = found["measures"]
    assert (measure["figures"], measure["countries"]) == (13, 13)
    assert measure["not_used"] == [
        {"reason": "the model's ages are 5-17", "figures": 2},
        {"reason": "the country is not in the set of regions", "figures": 1},
    ]
    (told,) = (one["text"] for one in found["warnings"] if one["code"] == "figures-not-used")
    assert told.endswith(
        "no figure of these countries is used, though the files have some: KEN. The reason: "
        "the model's ages are 5-17. Where they should serve, correct the file, or what is asked for"
    )
    said = call("--lang", "fr", "check", folder).stdout.replace("\N{NO-BREAK SPACE}", " ")
    assert f"{BASE} : 13, pays : 13" in said
    assert "non utilisés, 2 : les âges du modèle sont 5-17" in said
    assert "non utilisés, 1 : le pays n’est pas dans le jeu de régions" in said
    assert "La raison : les âges du modèle sont 5-17." in said


def test_a_newer_figure_that_is_not_used_is_named_beside_the_older_that_is(tmp_path):
    """KEN has a newer survey of 5-14, UGA one of the same year, TZA an older one, IND cases."""
    folder = world_folder(tmp_path)
    part = {"age_from": 5, "age_to": 14}
    rows = [
        figure("KEN", BASE, 0.1, year=YEAR + 2, source="NEW", **part),
        figure("UGA", BASE, 0.1, source="NEW", **part),
        figure("TZA", BASE, 0.1, year=YEAR - 2, source="OLD", **part),
        figure("IND", BASE, 0.1, year=YEAR + 2, source="NEW", source_type="administrative"),
    ]
    with (folder / "figures.csv").open("a") as file:
        file.write("\n".join(rows) + "\n")
    found = json.loads(call("check", folder, "--json").stdout)
    (told,) = (one for one in found["warnings"] if one["code"] == "newer-figures-not-used")
    assert f"not used: KEN {YEAR + 2} (both 5-14). The reason: the model's ages are" in told["text"]
    assert "UGA" not in told["text"]
    said = call("--lang", "fr", "check", folder).stdout.replace("\N{NO-BREAK SPACE}", " ")
    assert "plus récents que tous ceux de leur pays" in said
    assert "La raison : les âges du modèle sont 5-17." in said


def test_large_errors_of_figures_that_serve_nothing_are_not_told(tmp_path):
    """KEN has an error of some 18 persons in the model's ages; UGA at others, IND elsewhere."""
    folder = world_folder(tmp_path)
    wide = {"se": 0.07, "source": "NEW", "n": ""}
    rows = [
        figure("KEN", BASE, 0.1, **wide),
        figure("UGA", BASE, 0.1, age_from=15, age_to=17, **wide),
        figure("IND", "hazardous_work_elsewhere", 0.1, **wide),
        figure("IND", BASE, 0.1, age_from=15, age_to=17, source="NEW", n=30),
    ]
    with (folder / "figures.csv").open("a") as file:
        file.write("\n".join(rows) + "\n")
    found = json.loads(call("check", folder, "--json").stdout)
    (told,) = (one["text"] for one in found["warnings"] if one["code"] == "large-errors")
    assert f"KEN {YEAR} {BASE} (a share of 0.1 with 0.07; 18 persons). See whether" in told
    assert "UGA" not in told
    assert "IND" not in told
    assert "small-samples" not in {one["code"] for one in found["warnings"]}


def test_figures_of_one_measure_under_several_definitions_are_told(tmp_path):
    """Of the fourteen of 5-17 KEN and UGA are national; a figure of other ages serves nothing."""
    folder = world_folder(tmp_path)
    head, *rows = (folder / "figures.csv").read_text().splitlines()
    whose = [
        "national" if row.startswith(("KEN", "UGA")) else "" if row.startswith("TZA") else "icls18"
        for row in rows
    ]
    unused = figure("SEN", BASE, 0.2, age_from=7, age_to=14, source="OTHER")
    told_of = [*zip(rows, whose, strict=True), (unused, "a third")]
    lines = [f"{row},{name}" for row, name in told_of]
    (folder / "figures.csv").write_text("\n".join([f"{head},definition", *lines]) + "\n")
    settings = read_world_settings(folder / "study.toml")
    (warning,) = definition_warnings(read_inputs(settings), settings.measures)
    assert f"are taken for one measure, {BASE}: icls18 (11), national (2). Where" in warning.text
    assert said_by_code(warning, BASE, "Child labour, invented") == warning.text
    said = call("--lang", "fr", "check", folder).stdout
    assert f"sont pris pour une seule mesure, {BASE}\N{NO-BREAK SPACE}: icls18 (11)" in said
    (folder / "figures.csv").write_text("\n".join([head, *rows]) + "\n")
    alone = json.loads(call("check", folder, "--json").stdout)
    assert "several-definitions" not in {one["code"] for one in alone["warnings"]}


@pytest.mark.parametrize("share", [0, 1])
def test_a_country_lost_by_a_share_without_a_sample_size_is_told(tmp_path, share):
    folder = world_folder(tmp_path)
    lines = (folder / "figures.csv").read_text().splitlines()
    lines = [one for one in lines if not one.startswith("GHA,")]
    lines.append(figure("GHA", BASE, share, se=""))
    (folder / "figures.csv").write_text("\n".join(lines) + "\n")
    found = json.loads(call("check", folder, "--json").stdout)
    (told,) = (one["text"] for one in found["warnings"] if one["code"] == "figures-not-used")
    reason = f"a share of exactly {share} without a sample size has no log-odds"
    assert f"though the files have some: GHA. The reason: {reason}." in told
    said = call("--lang", "fr", "check", folder).stdout
    assert f"une proportion d’exactement {share} sans taille d’échantillon" in said


def test_check_says_what_run_refuses_of_figures(tmp_path):
    """A measure that is misspelt has none, and four countries are too few."""
    folder = world_folder(tmp_path)
    figures = (folder / "figures.csv").read_text()
    (folder / "figures.csv").write_text(figures.replace(BASE, "child_labor_icls"))
    said = call("check", folder, status=3).stdout
    assert f"{BASE}: 0, of 0 countries" in said
    assert f"no published figure serves {BASE}" in said
    assert "measures in the files: child_labor_icls" in said
    head, *rows = figures.splitlines()
    few = [one for one in rows if one[:3] in ("KEN", "UGA", "TZA", "RWA")]
    (folder / "figures.csv").write_text("\n".join([head, *few]) + "\n")
    said = call("check", folder, status=3).stdout
    assert f"{BASE}: 4, of 4 countries" in said
    assert "too few to estimate all others from: 4 (KEN, RWA, TZA, UGA), and 5 are the" in said


WITH_GDP = """
[covariates]
file = "gdp.csv"
vintage = "invented"
columns = ["gdp"]

[covariates.use]
gdp = "log"
"""


def with_gdp(place, rows, settings=WITH_GDP):
    """A study folder with a covariate: a row (country, year, value) each."""
    folder = world_folder(place, SETTINGS + settings)
    lines = ["country,year,gdp", *(",".join(map(str, row)) for row in rows)]
    (folder / "gdp.csv").write_text("\n".join(lines) + "\n")
    return folder


def test_check_names_the_countries_that_a_covariate_lacks(tmp_path):
    """KEN has no row, UGA none within five years of 2016, TZA an empty cell, RWA one of 2011."""
    everybody = [country for members in REGIONS.values() for country in members]
    far = {"UGA": (2010, 900), "TZA": (YEAR, ""), "RWA": (2011, 700)}
    rows = [(one, *far.get(one, (YEAR, 1000))) for one in everybody if one != "KEN"]
    (warned,) = json.loads(call("check", with_gdp(tmp_path, rows), "--json").stdout)["warnings"]
    assert warned["code"] == "covariate-gaps"
    assert warned["text"].startswith("no value of gdp within 5 years of 2016, which is expected")
    assert warned["text"].endswith(": KEN, TZA, UGA")
    assert warned["values"]["countries"] == ["KEN", "TZA", "UGA"]


def test_of_many_countries_that_a_covariate_lacks_check_names_a_dozen_and_json_all(tmp_path):
    folder = with_gdp(tmp_path, [("KEN", YEAR, 1000)])
    said, as_json = call("check", folder).output, call("check", folder, "--json").stdout
    (line,) = (one for one in said.splitlines() if "no value of gdp" in one)
    (warned,) = json.loads(as_json)["warnings"]
    everybody = warned["values"]["countries"]
    assert sorted(["KEN", *everybody]) == sorted(
        country for members in REGIONS.values() for country in members
    )
    assert len(re.findall(r"\b[A-Z]{3}\b", line)) == 12
    assert line.endswith(f"and {len(everybody) - 12} more (--json names all)")


def test_check_refuses_a_value_that_has_no_such_transformation(tmp_path):
    said = call("check", with_gdp(tmp_path, [("KEN", YEAR, -5), ("UGA", YEAR, 1)]), status=1)
    assert "gdp of KEN is -5, which has no log" in said.output


def test_a_wide_file_of_covariates_asks_for_its_columns(tmp_path):
    settings = WITH_GDP.replace('columns = ["gdp"]\n', "")
    said = call("check", with_gdp(tmp_path, [("KEN", YEAR, 5)], settings), status=1).output
    assert "each column is a covariate of its own" in said
    assert 'write under [covariates]: columns = ["gdp"]' in said


def test_check_and_explain_refuse_as_run_does(tmp_path):
    folder = world_folder(tmp_path, SETTINGS.replace("countries = true\n", "countries = false\n"))
    assert "nothing is validated" in call("check", folder, status=3).output
    assert "explains no persons" in call("explain", folder, "--person", "1", status=1).output


def test_settings_of_another_kind_are_none_of_a_world(tmp_path):
    folder = world_folder(tmp_path)
    text = (folder / "study.toml").read_text()
    (folder / "study.toml").write_text(text.replace('kind = "world"', 'kind = "survey"'))
    refused = call("combine", folder / "study.toml", "-o", tmp_path / "out", status=1).output
    assert "'kind' is 'survey'" in refused
    assert "write one of: world" in refused


def files_in(place):
    return {path.relative_to(place) for path in place.rglob("*") if path.is_file()}


@pytest.mark.slow
def test_run_and_combine_give_the_same_bytes_and_publish_gives_the_page_again(tmp_path):
    folder = world_folder(tmp_path / "w", FEW_DRAWS)
    ran = call("run", folder)
    combined = call("combine", folder / "study.toml", "-o", tmp_path / "other")
    files = files_in(folder / "out")
    assert files == files_in(tmp_path / "other")
    for name in files:
        assert (folder / "out" / name).read_bytes() == (tmp_path / "other" / name).read_bytes()
    here, there = str(folder / "out"), str(tmp_path / "other")
    assert ran.stdout.replace(here, there) == combined.stdout
    said = call("check", folder, "--provenance").stdout
    assert said.count("the file that the release was made from") == 3
    assert json.loads(call("run", folder, "--json").stdout) == json.loads(
        (folder / "out" / "estimates.json").read_text("utf-8")
    )
    page = (folder / "out" / "report.html").read_bytes()
    manifest = (folder / "out" / "manifest.json").read_bytes()
    call("publish", folder)
    assert (folder / "out" / "report.html").read_bytes() == page
    assert (folder / "out" / "manifest.json").read_bytes() == manifest
    assert "not written as 'csv'" in call("publish", folder, "--format", "csv", status=2).output
    (folder / "out" / "figures.csv").write_text("changed")
    assert "not as its release wrote it" in call("publish", folder, status=1).output
