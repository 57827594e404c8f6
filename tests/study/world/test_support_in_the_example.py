"""Which countries the files of the example support, without a model: draws are invented."""

from pathlib import Path

import numpy as np
import pytest

from measure87.combine.aggregation import CountryDraws, summarise, world_estimate
from measure87.combine.estimation.country_layout import country_layout, unsupported_of
from measure87.define.classifications.geography import load_region_set, partition_of
from measure87.study.world.inputs import read_inputs
from measure87.study.world.settings import read_world_settings

EXAMPLE = Path(__file__).parents[3] / "examples" / "world-child-labour"
MEASURE = "child_labour_sdg_a"
RICH = {one.iso3 for one in load_region_set("world_bank_income") if one.code == "HI"}


def found_of(folder, *, covariates=True, kept=None):
    """Estimates and refusals; `kept` are the countries whose figures are used."""
    text = (EXAMPLE / "demo.toml").read_text()
    if not covariates:
        head, rest = text.split("[covariates]")
        text = head + "[measures." + rest.split("[measures.", 1)[1]
        text = text.replace(text[text.index("regression = ") :].split("\n")[0], "")
    for path in EXAMPLE.glob("*.csv"):
        (folder / path.name).symlink_to(path)
    (folder / "run.toml").write_text(text)
    settings = read_world_settings(folder / "run.toml")
    inputs = read_inputs(settings)
    have = set(inputs.figures.included["country"]) & set(kept or inputs.countries)
    own = np.array([int(code in have) for code in inputs.countries])
    draws = CountryDraws(
        measure=MEASURE,
        share=np.random.default_rng(1).uniform(0.05, 0.2, (20, len(own), 1, 1, 1)),
        countries=inputs.countries,
        years=(settings.year,),
        sexes=("both",),
        ages=((5, 17),),
        n_figures=own,
        latest_figure=settings.year * own,
    )
    layout = country_layout(inputs, settings)
    unsupported = unsupported_of(draws, layout)
    world = world_estimate(draws, inputs.population, inputs.members, unsupported=unsupported)
    return have, summarise(world)


def countries_of(found):
    return set(found.rows.filter(place_kind="country")["place"])


@pytest.fixture(scope="module")
def african():
    """Fourteen countries of Africa with figures."""
    region = partition_of(load_region_set("sdg"), "continent")
    settings = read_world_settings(EXAMPLE / "demo.toml")
    have = sorted(set(read_inputs(settings).figures.included["country"]))
    return [code for code in have if region[code] == "AFRICA"][:14]


def test_fourteen_african_countries_without_covariates_give_nothing_else_and_no_world(
    tmp_path, african
):
    _, found = found_of(tmp_path, covariates=False, kept=african)
    assert countries_of(found) == set(african)
    sums = found.rows.filter(found.rows["place_kind"] != "country")
    assert "WORLD" not in sums["place"].to_list()
    assert not any("World" in name for name in found.rows["place_name"])
    continent = partition_of(load_region_set("sdg"), "continent")
    region = partition_of(load_region_set("sdg"), "region")
    part = partition_of(load_region_set("sdg"), "subregion")
    inside = {of[code] for of in (continent, region, part) for code in african} | {"LDC", "LLDC"}
    assert set(sums["place"]) <= inside
    refused = found.refused.filter(place="WORLD")
    assert refused["code"].to_list() == ["coverage"]


@pytest.mark.slow  # gaps in covariates of 197 countries are filled
def test_all_surveyed_countries_are_supported_and_no_rich_one_besides(tmp_path):
    have, found = found_of(tmp_path)
    assert len(have) == 91
    assert have <= countries_of(found)
    assert (countries_of(found) - have) & RICH == set()
    assert {"ARG", "KEN", "IDN"} <= countries_of(found)


def test_without_covariates_surveyed_countries_alone_are_supported(tmp_path):
    have, found = found_of(tmp_path, covariates=False)
    assert countries_of(found) == have
    refused = found.refused.filter(place_kind="country")
    assert set(refused["code"]) == {"no-covariates", "too-few-neighbours"}
    assert {"AUS", "JPN", "DEU", "USA"} <= set(refused["place"])
