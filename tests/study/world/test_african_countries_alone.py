"""Fourteen countries of Africa by themselves, through the command line: nothing beyond them.

Without covariates nothing is known of any other country, and fourteen are not the world. Figures
of the United States of America at 26 % had come of such a file, and a total called "World".
"""

import html
import json
import re
from pathlib import Path

import polars as pl
import pytest
from click.testing import CliRunner

from measure87.cli import main
from measure87.define.classifications.geography import load_region_set, partition_of, place_of

pytestmark = pytest.mark.slow

EXAMPLE = Path(__file__).parents[3] / "examples" / "world-child-labour"
LEVELS = ("continent", "region", "subregion")
AFRICA = {
    code
    for code, continent in partition_of(load_region_set("sdg"), "continent").items()
    if continent == "AFRICA"
}
SERIES = "SL_TLF_CHLDEA"
NUMBER = 14


def settings_without_covariates() -> str:
    """Those of the demonstration, one series, nothing known of countries."""
    text = (EXAMPLE / "demo.toml").read_text(encoding="utf-8")
    head, rest = text.split("[covariates]", 1)
    text = head + "[measures." + rest.split("[measures.", 1)[1]
    head, rest = text.split("[measures.child_labour_sdg_b]")
    text = head + "[model]" + rest.split("[model]", 1)[1]
    dropped = ("regression = ", "sensitivity = ", "countries = true")
    return "\n".join(one for one in text.split("\n") if not one.startswith(dropped))


def write_african_figures(folder: Path) -> list[str]:
    """The published figures of fourteen countries; their codes."""
    figures = pl.read_csv(EXAMPLE / "sdg_8_7_1.csv", infer_schema=False)
    area = {code: place_of(code, where="the example") for code in figures["geo_area"].unique()}
    african = {m49: code for m49, code in area.items() if code in AFRICA}
    first = figures.filter(pl.col("series") == SERIES, pl.col("geo_area").is_in(list(african)))
    kept = sorted(first["geo_area"].unique(), key=lambda code: african[code])[:NUMBER]
    figures.filter(pl.col("geo_area").is_in(kept)).write_csv(folder / "sdg_8_7_1.csv")
    return [african[code] for code in kept]


@pytest.fixture(scope="module")
def released(tmp_path_factory):
    """Codes of the fourteen, the folder, and what was printed."""
    folder = tmp_path_factory.mktemp("african")
    codes = write_african_figures(folder)
    (folder / "population.csv").symlink_to(EXAMPLE / "population.csv")
    (folder / "run.toml").write_text(settings_without_covariates(), encoding="utf-8")
    done = CliRunner().invoke(
        main, ["combine", str(folder / "run.toml"), "-o", str(folder / "out"), "--json"]
    )
    assert done.exit_code == 0, done.output
    return codes, folder / "out", json.loads(done.stdout)


def test_every_one_of_the_fourteen_is_published_and_no_other_country(released):
    codes, out, printed = released
    assert len(codes) == NUMBER
    rows = pl.read_csv(out / "estimates.csv", infer_schema_length=None)
    countries = rows.filter(pl.col("place_kind") == "country")
    assert set(countries["place"]) == set(codes)
    assert (countries["basis"] == "own_figures").all()
    told = {one["group"]["place"] for one in printed["estimates"]}
    assert told - set(codes) <= set(rows.filter(pl.col("place_kind") != "country")["place"])
    drawn = pl.read_parquet(out / "draws.parquet")
    assert set(drawn.filter(pl.col("place_kind") == "country")["place"]) == set(codes)


def test_sums_are_of_places_in_which_these_countries_lie_and_none_is_called_the_world(released):
    codes, out, _ = released
    rows = pl.read_csv(out / "estimates.csv", infer_schema_length=None)
    sums = rows.filter(pl.col("place_kind") != "country")
    parts = [partition_of(load_region_set("sdg"), level) for level in LEVELS]
    inside = {part[code] for part in parts for code in codes} | {"LDC", "LLDC"}
    assert set(sums["place"]) <= inside
    assert not any("World" in name for name in rows["place_name"])


def test_the_world_and_every_other_country_are_refused_with_the_reason(released):
    codes, out, _ = released
    refused = pl.read_csv(out / "refused.csv", infer_schema_length=None)
    assert refused.filter(pl.col("place") == "WORLD")["code"].to_list() == ["coverage"]
    countries = refused.filter(pl.col("place_kind") == "country")
    assert set(countries["code"]) <= {"no-covariates", "too-few-neighbours"}
    assert {"USA", "DEU", "IND", "BRA"} <= set(countries["place"])
    assert not set(codes) & set(countries["place"])


def test_the_report_names_the_world_only_to_refuse_it_and_prints_no_number_of_it(released):
    _, out, _ = released
    page = (out / "report.html").read_text(encoding="utf-8")
    rows = [
        re.split(r"<t[hd]\b[^>]*>", one)[1:]
        for one in re.findall(r"<tr\b.*?</tr>", page, re.DOTALL)
    ]
    told = [[html.unescape(re.sub(r"<[^>]+>", "", cell)).strip() for cell in row] for row in rows]
    of_world = [row for row in told if row and (row[0] == "World" or row[0].startswith("World,"))]
    assert [row[1:4] for row in of_world] == [["–", "", ""]]
    assert of_world[0][-1].startswith("refused: ")
    assert not re.search(r"<(h[1-6]|caption)\b[^>]*>\s*World\b", page)
