"""Inputs that cannot be: a clear sentence on the command line, and nothing is written."""

import json

import pytest
from click.testing import CliRunner

from measure87.cli import main
from measure87.study.world.inputs import read_inputs
from measure87.study.world.settings import read_world_settings
from tests.study.world.made_world import (
    BASE,
    BASE_TABLE,
    INNER,
    INNER_TABLE,
    SETTINGS,
    SURVEYED,
    YEAR,
    figure,
    figure_rows,
    write_figures,
    write_made_world,
    write_population,
)

KENYA = figure("KEN", BASE, 0.1)


def combine(config):
    """Run; the error object, and the exit status. Nothing may have been written."""
    folder = config.parent
    before = sorted(folder.rglob("*"))
    done = CliRunner().invoke(main, ["combine", str(config), "-o", str(folder / "out"), "--json"])
    assert sorted(folder.rglob("*")) == before
    assert "Traceback" not in done.output
    told = json.loads(done.stdout)
    assert told.keys() == {"schema", "error"}
    assert f"Error: {told['error']['text']}" in done.stderr
    return told["error"], done.exit_code


@pytest.mark.parametrize(
    ("rows", "text", "where"),
    [
        ([figure("KEN", BASE, 10.5)], "a share of 10.5 cannot be: KEN 2016", "row 2"),
        ([figure("KEX", BASE, 0.1)], "'KEX'", "row 2"),
        ([figure("KEN", BASE, 0.1, se=0)], "a standard error of 0 cannot be: KEN 2016", "row 2"),
        ([figure("KEN", BASE, 0.1, year=1900)], "the year 1900 is out of reach", "row 2"),
        (
            [KENYA, figure("KEN", BASE, 0.2)],
            "two rows for the same figure disagree: 0.1 and 0.2 for KEN 2016",
            "row 3",
        ),
    ],
)
def test_a_figure_that_cannot_be_is_named_with_its_row(tmp_path, rows, text, where):
    config = write_made_world(tmp_path)
    write_figures(tmp_path, rows)
    error, status = combine(config)
    assert text in error["text"]
    assert where in error["where"]
    assert error["hint"]
    assert status == 1


def rewritten(name, change, encoding="utf-8"):
    """Writes a file of the made world anew; its text is changed first."""

    def write(folder):
        text = change((folder / name).read_text())
        (folder / name).write_bytes(text.encode(encoding))

    return write


def figures_with(old, new, encoding="utf-8"):
    return rewritten("figures.csv", lambda text: text.replace(old, new, 1), encoding)


def regions_with(old, new):
    return rewritten("regions.csv", lambda text: text.replace(old, new, 1))


def only_header(text):
    return text.splitlines()[0] + "\n"


@pytest.mark.parametrize(
    ("write", "text", "where", "hint"),
    [
        (rewritten("figures.csv", lambda _: ""), "figures.csv is empty", "figures.csv", "again"),
        (rewritten("figures.csv", only_header), "no figure under", "figures.csv", "one row per"),
        (figures_with("estimate", "value"), "the column 'value'", "figures.csv", "estimate"),
        (figures_with("country", "Country"), "'Country'", "figures.csv", "did you mean country?"),
        (figures_with(",se,", ",n,"), "two columns are named 'n'", "figures.csv", "rename"),
        (figures_with("0.0800", "12.5"), "a share of 12.5", "row 2", "12.5 per cent is 0.125"),
        (figures_with("0.0800", "8%"), "estimate '8%'", "row 2", "a number is expected"),
        (figures_with("0.0800", "NaN"), "there is no value", "row 2", "leave the row out"),
        (figures_with("0.0800", '"0,08"'), "estimate '0,08'", "row 2", "with a point"),
        (figures_with("0.0800", "0.08,00"), "14 cell(s)", "figures.csv", "quotation marks"),
        (figures_with("0.012,,", "0.012,-5,"), "n of -5 cannot be", "row 2", "leave it empty"),
        (figures_with("0.012,,", "inf,,"), "se 'inf'", "row 2", "a number is expected"),
        (figures_with("KEN", "KE"), "there is no country 'KE'", "row 2", "Kenya (KEN)"),
        (figures_with("KEN", "World"), "World is a group", "row 2", "what comes out"),
        (figures_with(",mics,", ",MICS,"), "'MICS'", "row 2", "mics"),
        (figures_with("D KEN", "\u00c9 KEN", "cp1252"), "not utf-8", "figures.csv", "CSV UTF-8"),
        (rewritten("population.csv", only_header), "holds nothing", "population.csv", "years"),
        (
            rewritten("population.csv", lambda text: text.replace("persons", "people")),
            "none of the known forms",
            "population.csv",
            "persons",
        ),
        (
            rewritten("population.csv", lambda text: text.replace("1000000", "-1", 1)),
            "a number of persons of -1.0 cannot be: KEN 2015",
            "population.csv",
            "from 0",
        ),
        (regions_with("iso3", "country"), "'iso3' is missing", "regions.csv", "present: country"),
        (regions_with("KEN", "KEX"), "no country 'KEX' (row 2)", "regions.csv", "alpha-3"),
        (regions_with("UGA", "KEN"), "KEN is in two regions", "regions.csv", "one region"),
        (regions_with(",NORTH,", ",,"), "row 2 has an empty cell", "regions.csv", "a region"),
    ],
)
def test_a_mistake_in_a_file_is_told_with_its_place_and_what_to_do(
    tmp_path, write, text, where, hint
):
    config = write_made_world(tmp_path)
    write(tmp_path)
    error, status = combine(config)
    assert text in error["text"]
    assert where in error["where"]
    assert hint in error["hint"]
    assert status == 1


COVARIATE = """
[covariates]
file = "wealth.csv"
vintage = "2020"
columns = ["gdp"]

[covariates.use]
gdp = "log"
"""


@pytest.mark.parametrize(
    ("values", "text", "hint"),
    [
        ({"KEN": 0}, "gdp of KEN is 0, which has no log", "log takes values"),
        ({"KEN": "high"}, "value 'high' cannot be read", "a number is expected"),
        (dict.fromkeys(SURVEYED, 5), "the covariate gdp is the same in all", "leave it out"),
        (dict.fromkeys(SURVEYED[3:], ""), "gdp is known in 3 of 18 countries", "10 countries"),
    ],
)
def test_a_covariate_that_cannot_serve_is_told_by_name(tmp_path, values, text, hint):
    config = write_made_world(tmp_path, SETTINGS + COVARIATE)
    told = {country: 100 + place for place, country in enumerate(SURVEYED)} | values
    lines = ["country,year,gdp", *(f"{c},{YEAR},{value}" for c, value in told.items())]
    (tmp_path / "wealth.csv").write_text("\n".join(lines) + "\n")
    error, status = combine(config)
    assert text in error["text"]
    assert hint in error["hint"]
    assert status == 1


@pytest.mark.parametrize(
    ("old", "new", "text", "hint"),
    [
        ("[inputs.made_up]", "[inputs]", "'file' stands where a name", "[inputs.NAME]"),
        ("[inputs.made_up]", "[[inputs]]", "'inputs' holds no tables", "[inputs.NAME]"),
        (f"[measures.{BASE}]", "[[measures]]", "'measures' holds no tables", "[measures.NAME]"),
        ("seed = 3", "seed = 3\nseed = 4", "not valid TOML", "every key once"),
        (BASE_TABLE, BASE_TABLE * 2, "not valid TOML", "every key once"),
        ('"figures.csv"', '"figures.docx"', "its suffix '.docx'", "known suffixes"),
    ],
)
def test_a_mistake_in_the_settings_is_told_with_what_to_write(tmp_path, old, new, text, hint):
    config = write_made_world(tmp_path, SETTINGS.replace(old, new, 1))
    (tmp_path / "figures.docx").write_bytes(b"PK")
    error, status = combine(config)
    assert text in error["text"]
    assert hint in error["hint"]
    assert error["where"]
    assert status == 1


def test_settings_in_another_folder_count_their_paths_from_there(tmp_path):
    config = write_made_world(tmp_path)
    (tmp_path / "settings").mkdir()
    moved = config.rename(tmp_path / "settings" / "world.toml")
    error, status = combine(moved)
    assert error["code"] == "missing-file"
    assert error["hint"] == "paths are counted from the folder of the settings file"
    assert status == 1


def semicolons(text):
    return text.replace(",", ";").replace(".", ",")


@pytest.mark.parametrize(
    ("change", "encoding"),
    [
        (str, "utf-16"),
        (str, "utf-8-sig"),
        (semicolons, "utf-8"),
        (lambda text: text.replace(",", "\t"), "utf-8"),
    ],
    ids=["utf-16", "byte order mark", "semicolons and decimal commas", "tabs"],
)
def test_a_file_as_other_spreadsheets_write_it_says_the_same(tmp_path, change, encoding):
    settings = read_world_settings(write_made_world(tmp_path))
    plain = read_inputs(settings)
    for name in ("figures.csv", "population.csv", "regions.csv"):
        rewritten(name, change, encoding)(tmp_path)
    got = read_inputs(settings)
    assert got.figures.frame.equals(plain.figures.frame)
    assert got.members == plain.members
    persons = [one.population.persons("KEN", YEAR, "both", 5, 17) for one in (plain, got)]
    assert persons[0] == persons[1]


@pytest.mark.parametrize("n", [1, 4])
def test_figures_of_fewer_than_five_countries_carry_no_estimate_of_all_others(tmp_path, n):
    config = write_made_world(tmp_path)
    write_figures(tmp_path, [figure(country, BASE, 0.1) for country in SURVEYED[:n]])
    error, status = combine(config)
    assert error["code"] == "too-few-countries"
    assert f"{n} ({', '.join(sorted(SURVEYED[:n]))}), and 5 are the fewest" in error["text"]
    assert status == 3


def test_a_nested_measure_that_no_survey_has_beside_its_base_is_refused_at_once(tmp_path):
    config = write_made_world(tmp_path, SETTINGS.replace(BASE_TABLE, BASE_TABLE + INNER_TABLE))
    write_figures(tmp_path, [one for one in figure_rows() if INNER not in one])
    error, status = combine(config)
    assert error["code"] == "no-figures"
    assert f"no survey has both {INNER} and {BASE}" in error["text"]
    assert status == 3


def test_a_percentage_over_100_is_named_with_its_row(tmp_path):
    config = write_made_world(tmp_path, SETTINGS.replace(
        'file = "figures.csv"', 'file = "figures.csv"\nformat = "sdg_csv"'
    ))  # fmt: skip
    (tmp_path / "figures.csv").write_text(
        "series,geo_area,year,value,sex,age\nSL_TLF_CHLDEA,404,2016,125.9,BOTHSEX,5-17\n"
    )
    error, status = combine(config)
    assert error["text"] == "a percentage of 125.9 cannot be"
    assert error["where"] == "figures.csv row 2"
    assert status == 1


def test_a_population_file_that_does_not_reach_the_year_is_the_wrong_file(tmp_path):
    config = write_made_world(tmp_path)
    write_population(tmp_path, years=(2005, 2010))
    error, status = combine(config)
    assert error["code"] == "population-year"
    assert error["text"].startswith("the population file does not reach 2016: it has ")
    assert status == 1


def test_a_population_file_without_the_ages_is_refused(tmp_path):
    config = write_made_world(tmp_path)
    text = (tmp_path / "population.csv").read_text().replace(",5,17,", ",5,14,")
    (tmp_path / "population.csv").write_text(text)
    error, status = combine(config)
    assert "17" in error["text"] or "15" in error["text"]
    assert status == 1


TREND = SETTINGS.replace("year = 2016\n", "trend = true\nyears = [2010, 2016]\n", 1).replace(
    "changes = [[2012, 2016]]", "changes = [[2012, 2015]]"
)


def test_a_trend_that_one_year_per_country_cannot_carry_is_refused_with_the_count(tmp_path):
    config = write_made_world(tmp_path, TREND)
    write_population(tmp_path, years=(2010, 2015, 2020))
    error, status = combine(config)
    assert error["code"] == "trend-not-carried"
    assert (
        f"{len(SURVEYED)} of {len(SURVEYED)} countries have figures for one year only"
        in (error["text"])
    )
    assert status == 3


def test_a_trend_that_nine_countries_would_carry_is_refused_still(tmp_path):
    config = write_made_world(tmp_path, TREND)
    write_population(tmp_path, years=(2010, 2015, 2020))
    earlier = [figure(c, BASE, 0.2, year=2012) for c in SURVEYED[:9]]
    write_figures(tmp_path, figure_rows() + earlier)
    error, status = combine(config)
    assert "9 for more; at least 10 must have two years or more" in error["text"]
    assert status == 3


def test_a_measure_that_no_figure_is_about_is_told_with_those_there_are(tmp_path):
    error, status = combine(write_made_world(tmp_path, SETTINGS.replace(BASE, "child_labor")))
    assert error["code"] == "no-figures"
    assert BASE in error["hint"]
    assert status == 3


def test_a_statement_with_a_gap_lets_nothing_out(tmp_path):
    text = "\n".join(one for one in SETTINGS.splitlines() if not one.startswith("funding"))
    error, status = combine(write_made_world(tmp_path, text))
    assert error["code"] == "gather-incomplete"
    assert "funding" in error["text"]
    assert status == 3


def test_what_the_settings_ask_for_wrongly_is_not_the_fault_of_the_command_line(tmp_path):
    text = SETTINGS.replace("[model]", "[modell]")
    error, status = combine(write_made_world(tmp_path, text))
    assert error["code"] == "unknown-key"
    assert error["hint"] == "did you mean model?"
    assert status == 1


def test_writing_into_the_folder_of_the_inputs_replaces_none_of_them(tmp_path):
    config = write_made_world(tmp_path)
    before = (tmp_path / "figures.csv").read_bytes()
    done = CliRunner().invoke(main, ["combine", str(config), "-o", str(tmp_path)])
    assert done.exit_code == 1
    assert "among its inputs" in done.stderr
    assert (tmp_path / "figures.csv").read_bytes() == before
