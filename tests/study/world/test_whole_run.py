"""A small invented world from settings to folder: what is in it, and that it is the same twice."""

import hashlib
import html
import json

import numpy as np
import openpyxl
import polars as pl
import pytest
from click.testing import CliRunner

from measure87.cli import main
from measure87.disseminate.pages.world.about import read_about
from measure87.disseminate.pages.world.warnings import by_code
from measure87.disseminate.pages.world.world_words import world_words
from tests.study.world.made_world import (
    BASE,
    BASE_TABLE,
    INNER,
    INNER_TABLE,
    REGIONS,
    SETTINGS,
    SURVEYED,
    YEAR,
    figure,
    figure_rows,
    write_figures,
    write_made_world,
)

pytestmark = pytest.mark.slow

NESTED = SETTINGS.replace(BASE_TABLE, BASE_TABLE + INNER_TABLE).replace(
    "[model]\n",
    '[model]\nsource_effects = [{ name = "by telephone", sd = 0.2, note = "telefone" }]\n',
)
OTHER_ROWS = [
    # A survey of hazardous work alone, and one in which more children are in hazardous work.
    figure("MLI", INNER, 0.1, source="INVENTED alone"),
    figure("KEN", BASE, 0.05, year=2014, source="INVENTED odd"),
    figure("KEN", INNER, 0.06, year=2014, source="INVENTED odd"),
    # Neither standard error nor sample size; a sample size alone.
    figure("ECU", BASE, 0.2, se=""),
    figure("ECU", INNER, 0.08, se=""),
    figure("MLI", BASE, 0.13, se="", n=3000),
    figure("UGA", BASE, 0.2, source_type="administrative", source="INVENTED register"),
    figure("UGA", "children_in_employment_icls", 0.3),
]


def run(config, out):
    done = CliRunner().invoke(main, ["combine", str(config), "-o", str(out), "--json"])
    assert done.exit_code == 0, done.output
    return json.loads(done.stdout)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Twice the same run: `first` and `second`."""
    place = tmp_path_factory.mktemp("whole")
    config = write_made_world(place / "in", NESTED)
    write_figures(place / "in", figure_rows() + OTHER_ROWS)
    (place / "printed.json").write_text(json.dumps(run(config, place / "first")))
    run(config, place / "second")
    return place


@pytest.fixture(scope="module")
def out(folder):
    return folder / "first"


@pytest.fixture(scope="module")
def figures(out):
    return pl.read_csv(out / "figures.csv")


def shares(out, measure, kind="country"):
    rows = pl.read_parquet(out / "draws.parquet").filter(
        (pl.col("measure") == measure) & (pl.col("place_kind") == kind)
    )
    return {row["place"]: np.array(row["draws"]) for row in rows.iter_rows(named=True)}


def test_the_same_seed_gives_the_same_bytes(folder):
    first, second = (
        {p.relative_to(f): p.read_bytes() for p in sorted(f.rglob("*")) if p.is_file()}
        for f in (folder / "first", folder / "second")
    )
    assert first.keys() == second.keys()
    assert [str(name) for name in first if first[name] != second[name]] == []


def test_every_file_is_in_the_manifest_with_its_hash_and_the_manifest_is_the_last(out):
    manifest = json.loads((out / "manifest.json").read_text())
    found = {p.relative_to(out).as_posix(): p for p in out.rglob("*") if p.is_file()}
    assert {"estimates.csv", "report.html", "draws.parquet", "consultation/KEN.xlsx"} <= set(found)
    assert set(manifest["files"]) == set(found) - {"manifest.json", ".lock"}
    for name, entry in manifest["files"].items():
        digest = hashlib.sha256(found[name].read_bytes()).hexdigest()
        assert digest in json.dumps(entry), name
    newest = max(p.stat().st_mtime_ns for name, p in found.items() if name != "manifest.json")
    assert found["manifest.json"].stat().st_mtime_ns >= newest


def test_what_is_printed_as_json_is_what_is_written(folder, out):
    printed = json.loads((folder / "printed.json").read_text())
    assert printed == json.loads((out / "estimates.json").read_text())
    assert printed["command"] == "combine"
    assert {one["name"] for one in printed["estimates"]} == {BASE, INNER}
    assert printed["provenance"]["inputs"]["figures.csv"]
    assert printed["provenance"]["inputs"]["regions.csv"]


def test_hazardous_work_lies_within_child_labour_in_every_draw_of_every_place(out):
    for kind in ("country", "region", "world"):
        inner, base = shares(out, INNER, kind), shares(out, BASE, kind)
        assert inner.keys() <= base.keys()
        assert inner
        assert all((inner[place] < base[place]).all() for place in inner)
        assert all((inner[place] > 0.0).all() for place in inner)


def test_a_nested_measure_has_limits_for_a_new_survey_wider_than_those_of_its_share(out):
    """Of single countries limits of the few draws that are kept here may cross."""
    rows = pl.read_csv(out / "estimates.csv").filter(
        (pl.col("measure") == INNER)
        & (pl.col("statistic") == "share")
        & (pl.col("place_kind") == "country")
    )
    share = (rows["upper"] - rows["lower"]).to_numpy()
    found = (rows["new_survey_upper"] - rows["new_survey_lower"]).to_numpy()
    assert len(share)
    assert np.mean(found > share) > 0.8
    assert 1.1 < np.median(found / share) < 3.0


def test_the_nested_share_is_near_its_surveys_where_these_are_sure(figures):
    rows = figures.filter((pl.col("serves") == INNER) & pl.col("included"))
    assert rows.height == len(SURVEYED) + 1
    away = (rows["fitted"] - rows["estimate"]).abs()
    assert away.max() < 0.05
    assert (rows["fitted_lower"] < rows["fitted_upper"]).all()


def test_the_error_of_a_nested_figure_is_told_as_it_was_published_and_on_the_scale_of_the_share(
    figures,
):
    rows = figures.filter((pl.col("serves") == INNER) & pl.col("included"))
    told = dict(rows.select("country", "assumed").iter_rows())
    assert told == dict.fromkeys(SURVEYED, "published") | {"ECU": "assumed"}
    # q is a share of those in child labour: var(q) is that of as many as the published error
    # stands for, times the base; put back on the scale of the share by the base.
    p, inner, se = 0.08, 0.04, 0.003
    asked = inner * (1 - inner) / se**2
    q = inner / p
    expected = p * np.sqrt(q * (1 - q) / (asked * p))
    row = rows.filter(pl.col("country") == "KEN")
    assert row["assumed_se"][0] == pytest.approx(expected, rel=1e-6)


def test_each_nested_figure_that_is_not_used_says_its_own_reason(figures):
    rows = figures.filter((pl.col("measure") == INNER) & ~pl.col("included"))
    reasons = {(r["country"], r["year"]): r["reason"] for r in rows.iter_rows(named=True)}
    assert reasons == {
        ("MLI", 2016): f"no figure of {BASE} of the same survey beside it",
        ("KEN", 2014): f"{INNER} does not lie as it must beside {BASE}",
    }


def test_a_pair_of_figures_that_contradicts_itself_is_a_warning_of_the_run(out):
    warned = json.loads((out / "about.json").read_text())["warnings"]
    (found,) = [one for one in warned if one["code"] == "contradictory-pair"]
    assert (found["values"]["country"], found["values"]["year"]) == ("KEN", "2014")


def test_every_published_figure_is_in_the_table_once(figures):
    assert figures.height == len(figure_rows() + OTHER_ROWS)
    assert figures["reason"].is_null().to_list() == figures["included"].to_list()
    told = dict(figures.filter(pl.col("country") == "UGA").select("source", "reason").iter_rows())
    assert told["INVENTED register"] == "detected cases are not prevalence"
    reason = figures.filter(pl.col("measure") == "children_in_employment_icls")["reason"]
    assert reason.to_list() == ["a measure that was not asked for"]


def test_regions_are_the_sums_of_their_countries_in_every_draw(out):
    rows = pl.read_csv(out / "estimates.csv").filter(
        (pl.col("statistic") == "share") & (pl.col("place_kind") == "country")
    )
    people = dict(rows.filter(pl.col("measure") == BASE).select("place", "population").iter_rows())
    country, region = shares(out, BASE), shares(out, BASE, "region")
    members = REGIONS["NORTH"]
    cases = sum(country[c].astype(float) * people[c] for c in members)
    whole = cases / sum(people[c] for c in members)
    assert region["NORTH"] == pytest.approx(whole, rel=1e-5)


def test_countries_that_nobody_surveyed_are_refused_for_nothing_else_is_known_of_them(out):
    """The run has no covariates; VNM and LAO have no surveyed neighbour either."""
    refused = pl.read_csv(out / "refused.csv").filter(
        pl.col("place_kind") == "country", pl.col("statistic").is_null()
    )
    told = {(r["measure"], r["place"]): r["code"] for r in refused.iter_rows(named=True)}
    alone = {(m, code): "too-few-neighbours" for m in (BASE, INNER) for code in REGIONS["EAST"]}
    # A survey of MLI has hazardous work alone, which serves nothing without child labour beside it.
    assert told == alone | {(INNER, "MLI"): "no-covariates"}
    estimates = pl.read_csv(out / "estimates.csv")
    countries = estimates.filter(pl.col("place_kind") == "country")
    assert set(countries["basis"]) == {"own_figures"}
    drawn = pl.read_parquet(out / "draws.parquet")
    for table in (estimates, drawn):
        assert set(table.select("measure", "place").iter_rows()).isdisjoint(told)


def test_a_country_that_no_estimate_is_made_of_is_asked_for_figures_with_the_reason(out):
    book = openpyxl.load_workbook(out / "consultation" / "VNM.xlsx")
    texts = [str(cell.value) for row in book.worksheets[0] for cell in row]
    asked = next(text for text in texts if "no estimate: have you data?" in text)
    assert asked.startswith("Child labour, invented: ")
    assert "0 countries of its sub-region have figures" in asked


def test_a_region_without_surveys_is_refused_with_the_reason_and_the_run_goes_on(out):
    refused = pl.read_csv(out / "refused.csv").filter(pl.col("place") == "EAST")
    assert {"coverage"} == set(refused["code"])
    assert all("no country of Invented east has an estimate" in text for text in refused["text"])
    estimates = pl.read_csv(out / "estimates.csv")
    assert "EAST" not in estimates["place"].to_list()


def test_a_change_that_one_stated_year_cannot_tell_is_refused_with_the_reason(out):
    refused = pl.read_csv(out / "refused.csv").filter(pl.col("code") == "trend-not-carried")
    assert refused["measure"].to_list() == [BASE, INNER]
    assert all(text.startswith("change 2012 to 2016: ") for text in refused["text"])
    changes = pl.read_csv(out / "changes.csv")
    assert set(changes["quantity"]) == {"required_rate", "share", "persons"}
    assert set(changes["to_year"]) == {2018, 2020}


def test_an_edition_of_an_estimated_year_is_told_again_and_others_are_refused(out):
    about = json.loads((out / "about.json").read_text())
    told = {one["measure"]: one for one in about["editions"]}
    assert list(told) == [BASE, INNER]
    world = pl.read_csv(out / "estimates.csv", infer_schema_length=None).filter(
        (pl.col("place") == "WORLD") & (pl.col("measure") == BASE)
    )
    for statistic in ("share", "persons"):
        row = world.filter(pl.col("statistic") == statistic).row(0, named=True)
        got = told[BASE][statistic]
        want = [row["value"], row["lower"], row["upper"]]
        assert [got["value"], got["lower"], got["upper"]] == pytest.approx(want, rel=1e-6)
    (beside,) = told[BASE]["comparison"]
    assert beside.startswith(f"Edition of {YEAR}: INVENTED report published 12.5 %;")
    assert told[INNER]["comparison"] == []
    refused = pl.read_csv(out / "refused.csv")
    texts = dict(refused.select("code", "text").iter_rows())
    assert "has another definition, another and not invented" in texts["other-definition"]
    assert "is about 2012" in texts["year-not-estimated"]
    report = (out / "report.html").read_text()
    assert "Editions change their method, so their figures make no series." in report
    assert html.escape(beside, quote=False) in report


def test_the_run_says_that_it_has_no_trend_and_what_it_took_for_granted(out):
    about = json.loads((out / "about.json").read_text())
    assert about["trend"]["estimated"] is False
    assert "ask for no trend" in about["trend"]["text"]
    assert about["stated_year"] == YEAR
    assert about["region_set"]["name"] == "regions.csv"
    priors = {one["what"]: one["prior"] for one in about["priors"]}
    assert priors["world"] == "normal, mean -4, SD 3"
    assert priors["country_scale"] == "half-normal, width 1"
    words = " ".join(about["assumptions"])
    assert "Child labour, invented: figures of mics are held to be without bias." in words
    assert "independent of the base's share" in words
    settings = about["provenance"]["settings"]
    digest = hashlib.sha256((out.parent / "in" / "world.toml").read_bytes()).hexdigest()
    assert settings == {"file": "world.toml", "sha256": digest}
    text = " ".join(one["text"] for one in about["warnings"])
    assert f"Child labour, invented: 1 of {len(SURVEYED) + 3} figures say neither" in text
    assert f"Hazardous work, invented: 1 of {len(SURVEYED) + 1} figures say neither" in text


def test_settings_that_no_figure_answers_to_are_told_wherever_warnings_are(folder, out):
    told = (
        "'by telephone' is a source effect of no figure: it fits none in the files "
        "(note = 'telefone')",
        "serve nothing: children_in_employment_icls (1)",
    )
    about = json.loads((out / "about.json").read_text())
    codes = [one["code"] for one in about["warnings"]]
    assert codes.count("unused-setting") == 1
    assert codes.count("measures-not-asked-for") == 1
    texts = [one["text"] for one in about["warnings"]]
    printed = json.loads((folder / "printed.json").read_text())["warnings"]
    page = html.unescape((out / "report.html").read_text())
    limits = json.loads((out / "gather.json").read_text())[17]["answer"]
    for text in told:
        assert any(text in one for one in texts)
        assert any(text in one["text"] for one in printed)
        assert text in page
        assert text in limits


def test_what_english_says_by_code_is_what_the_run_wrote(out):
    about = read_about(out)
    said = {one.code: (by_code(one, about, world_words("en")), one.text)
            for one in about.warnings if one.values}  # fmt: skip
    assert "assumed-errors" in said
    assert not {code for code, (text, written) in said.items() if text != written}


def test_the_statement_has_eighteen_answers_and_counts_every_figure_once(out):
    rows = json.loads((out / "gather.json").read_text())
    assert [row["number"] for row in rows] == list(range(1, 19))
    assert all(row["status"] == "answered" and row["answer"] for row in rows)
    used = 2 * len(SURVEYED) + 4
    assert rows[3]["answer"].startswith(f"{used} figures were used.")
    assert "ask for no trend" in rows[17]["answer"]


def test_validation_has_the_model_beside_a_baseline_for_each_measure(out):
    rows = pl.read_csv(out / "validation.csv")
    told = set(rows.select("measure", "method").iter_rows())
    assert {(BASE, "model"), (INNER, "model")} <= told
    assert len({method for _, method in told}) > 1
