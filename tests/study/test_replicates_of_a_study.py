"""Replicates in a study: what errors come from, what is repeated, asked, refused and released."""

import json
import re

import narwhals as nw
import numpy as np
import polars as pl
import pytest
from click.testing import CliRunner

from measure87.cli import main
from measure87.disseminate.pages.kit.wording import languages, words
from measure87.estimate.replicates import MadeReplicates
from measure87.estimate.replicates.making import make_factors
from measure87.estimate.survey import Outcome, SurveyDesign, estimate_survey
from measure87.estimate.survey.replicate_units import UnitNumbers
from measure87.estimate.weighting import read_recipe
from measure87.estimate.weighting.weighted_table import weighted_table
from measure87.files import read_source
from measure87.study import check_study, run_study
from measure87.study.survey.figures import estimate_input
from measure87.study.survey.inputs import classify_input
from measure87.study.survey.kind import KIND
from measure87.study.survey.opening import open_study
from measure87.vocabulary.errors import DataError
from tests.study import tiny
from tests.study.test_weights_by_recipe import write

NAME = "child_labour_icls"
RECIPE = '[weights]\nrecipe = "recipe.toml"\n'
MADE = '[design.replicates]\nmethod = "{}"\n'
BETWEEN = f'[[differences]]\nmeasure = "{NAME}"\nbetween = ["sex=1", "sex=2"]\n'
KEEP = 'keep = [{ variable = "result", codes = [1] }]\n'


def figures_of(folder):
    """Its figures to all digits, by name and group."""
    study = KIND.settings(folder / "study.toml").settings
    found = estimate_input(open_study(study, KEY).inputs["survey"], study)
    return {(one.name, *one.group.items()): one for one in found.estimates}, found


class _Key:
    """Stands for the key under which a study hashes: it is not asked here."""

    def of(self, digest):
        return digest


KEY = _Key()


def drawn(folder):
    """Everybody who was drawn, with the status that the study gave her; 0 where it gave none."""
    study = KIND.settings(folder / "study.toml").settings
    classified = classify_input(open_study(study, KEY).inputs["survey"], ())
    people = read_source(folder / "persons.csv").lazy.collect()
    status = dict(zip(classified["person_id"], classified[NAME], strict=True))
    return people, [status.get(person) for person in people["id"]]


@pytest.mark.few(1)
@pytest.mark.parametrize("method", ["rao-wu", "jkn"])
@pytest.mark.parametrize("kept", [True, False])
def test_every_step_is_repeated_in_each_replicate(method, kept, tmp_path):
    """As a loop over the replicates does it, that weighs the whole file in each of them."""
    folder = write(tmp_path / "s", weights=MADE.format(method) + RECIPE + BETWEEN)
    if kept:  # the mapping leaves out who did not answer; she was drawn all the same
        keep_who_answered(folder)
    figures, found = figures_of(folder)
    assert not any("_missing" in one.group.values() for one in found.refused)
    people, status = drawn(folder)
    prepared = weighted_table(
        read_source(folder / "persons.csv"), read_recipe(folder / "recipe.toml")
    ).prepared
    factors, scale = _factors(people, method)
    is_case = np.array([one == 2 for one in status], dtype=float)
    counts = np.array([one is not None and one != 1 for one in status], dtype=float)

    def share(weight, here):
        return (weight * is_case * here).sum() / (weight * counts * here).sum()

    boys, girls = ((people["sex"] == code).to_numpy().astype(float) for code in (1, 2))
    drawn_again = [prepared.weights(prepared.base * f).weights for f in factors.T]
    own = prepared.weights(prepared.base).weights
    everybody = np.ones(people.height)
    (less,) = found.differences
    for figure, tell in (
        (figures[(NAME,)], lambda weight: share(weight, everybody)),
        (figures[(NAME, ("sex", "1"))], lambda weight: share(weight, boys)),
        (less, lambda weight: share(weight, boys) - share(weight, girls)),
    ):
        each = [tell(weight) for weight in drawn_again]
        variance = (scale * (np.array(each) - np.mean(each)) ** 2).sum()
        assert figure.value == pytest.approx(tell(own), rel=1e-12)
        assert figure.se == pytest.approx(np.sqrt(variance), rel=1e-9)
        assert figure.method == method


def keep_who_answered(folder):
    path = folder / "mapping.toml"
    text = path.read_text("utf-8").replace("[survey]\n", f"[survey]\n{KEEP}", 1)
    path.write_text(text, "utf-8")


def _factors(people, method):
    """Factors of persons (n, R) and scales (R,), by hand for jkn, else as the seed draws them."""
    strata, clusters = people["strat"].to_numpy(), people["ea"].to_numpy()
    if method == "jkn":
        units = np.unique(clusters)
        of = {u: strata[clusters == u][0] for u in units}
        sizes = {h: sum(of[u] == h for u in units) for h in set(strata)}
        columns = [
            np.where(
                clusters == u, 0.0, np.where(strata == of[u], sizes[of[u]] / (sizes[of[u]] - 1), 1)
            )
            for u in units
        ]
        return np.stack(columns, axis=1), np.array(
            [(sizes[of[u]] - 1) / sizes[of[u]] for u in units]
        )

    design = SurveyDesign(strata="strat", clusters=("ea",))
    units = UnitNumbers(nw.from_native(people.lazy()), design, (False,))
    made = make_factors(units.drawn, MadeReplicates("rao-wu"), "adjust", has_corrections=False)
    units.restart()
    unit = made.unit[units.of(people.select("strat", "ea"))]
    return made.factors.factor[unit], made.factors.scale * made.factors.rscales


@pytest.mark.parametrize("bad", ["", -1])
def test_a_replicate_weight_at_fault_is_told_by_the_row_of_the_file(bad, tmp_path):
    """The names are row 1, as of the weight itself; before, rows were counted from the first."""
    people = tiny.persons()
    for place, row in enumerate(people):
        for r in range(1, 6):
            row[f"rw{r}"] = row["w"] * (1 + 0.1 * ((place + r) % 5 - 2))
    people[6]["rw3"] = bad
    folder = tiny.write_study(tmp_path / "s", people=people)
    add(folder, '[design.replicates]\ncolumns = "rw*"\nmethod = "bootstrap"\n')
    with pytest.raises(DataError, match=r"rw3 is .* \(1 such rows, first at row 8\)"):
        figures_of(folder)


def test_columns_of_a_producer_give_the_errors(tmp_path):
    """Jackknife weights in the file, made by hand, and the same replicates made by the study."""
    people = tiny.persons()
    units = range(30)
    for row in people:
        for r in units:
            away = row["ea"] == r
            same = row["strat"] == 1 + r % 3
            row[f"rw{r + 1}"] = 0.0 if away else row["w"] * (10 / 9 if same else 1.0)
    given, made = tmp_path / "given", tmp_path / "made"
    tiny.write_study(given, people=people)
    add(given, '[design.replicates]\ncolumns = "rw*"\nmethod = "jkn"\nrscales = [0.9]\n')
    tiny.write_study(made)
    add(made, MADE.format("jkn"))
    first, _ = figures_of(given)
    second, _ = figures_of(made)
    linear, _ = figures_of(tiny.write_study(tmp_path / "linear"))
    assert first.keys() == second.keys() == linear.keys()
    assert all(first[key].se == pytest.approx(second[key].se, rel=1e-9) for key in first
               if second[key].se is not None)  # fmt: skip
    assert first[(NAME,)].method == "jkn"
    assert first[(NAME,)].value == linear[(NAME,)].value
    assert linear[(NAME,)].method == "taylor"


def add(folder, more):
    with (folder / "study.toml").open("a") as file:
        file.write(more)
    return folder


def with_columns(folder, more=""):
    """A study whose file has columns that are called as replicate weights are."""
    people = [row | {f"repwt{r}": row["w"] for r in range(1, 11)} for row in tiny.persons()]
    return add(tiny.write_study(folder, people=people), more)


def test_a_file_with_replicate_weights_is_asked_how_they_were_made(tmp_path):
    done = CliRunner().invoke(main, ["check", str(with_columns(tmp_path / "s")), "--json"])
    assert done.exit_code == 1
    error = json.loads(done.stdout)["error"]
    assert "persons.csv has replicate weights (repwt*)" in error["text"]
    assert 'replicates = { method = "none" }' in error["hint"]


def test_replicate_weights_are_left_out_when_somebody_says_so(tmp_path):
    folder = with_columns(tmp_path / "s", MADE.format("none"))
    assert figures_of(folder)[0][(NAME,)].method == "taylor"
    assert not any("replicates" in one.code for one in check_study(folder).notices)


BAD = {
    "columns without a method": ('columns = "repwt*"\n', "nothing says how they were made"),
    "neither": ("number = 100\n", "'method' is missing"),
    "a number of a jackknife": ('method = "jkn"\nnumber = 100\n', "how many replicates jkn has"),
    "a seed of columns": (
        'columns = "repwt*"\nmethod = "brr"\nseed = 2\n', "'seed' says nothing without",
    ),
    "rscales of made ones": ('method = "jkn"\nrscales = [1.0]\n', "'rscales' says nothing"),
    "made and read alike": ('columns = "repwt*"\nmethod = "rao-wu"\n', "is a way to make"),
    "read and not made": ('method = "bootstrap"\n', "cannot be made"),
    "no scale": ('columns = "repwt*"\nmethod = "other"\n', "need a scale"),
    "no column": ('columns = "bw*"\nmethod = "brr"\n', "no column is called bw*"),
    "unequal numbers": (
        'columns = "repwt*"\nmethod = "jkn"\nrscales = [1.0, 1.0]\n', "2 rscales for 10 replicates",
    ),
    "no input": ('method = "jkn"\ninput = "hh"\n', "no input 'hh'"),
    "measures side by side": (
        'method = "jkn"\n[inputs.survey]\n', "side by side are linearised",
    ),
    "a table of the population and a recipe": (
        'method = "jkn"\n[numbers]\ntable = "population.csv"\n' + RECIPE, "benchmarks weights",
    ),
    "columns and a recipe": (
        'columns = "repwt*"\nmethod = "brr"\n' + RECIPE, "its own weighting",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", BAD)
def test_what_contradicts_itself_is_refused(case, tmp_path):
    more, text = BAD[case]
    folder = with_columns(tmp_path / "s", f"[design.replicates]\n{more}")
    if "[inputs.survey]" in more:
        path = folder / "study.toml"
        written = path.read_text("utf-8").replace("[inputs.survey]\n", "", 2)
        comparison = 'comparison = ["child_labour_icls", "hazardous_work_icls"]\n'
        written = written.replace("persons =", f"[inputs.survey]\n{comparison}persons =", 1)
        path.write_text(written, "utf-8")
    (folder / "population.csv").write_text("area,persons\n1,60000\n2,58000\n", "utf-8")
    (folder / "recipe.toml").write_text('schema = 1\n[base]\nweights = ["w"]\n', "utf-8")
    done = CliRunner().invoke(main, ["check", str(folder), "--json"])
    assert done.exit_code == 1, done.output
    error = json.loads(done.stdout)["error"]
    assert text in error["text"]
    assert error["hint"]


def test_a_release_has_replicate_errors_and_no_factor(tmp_path):
    """The factors of a bootstrap are of clusters; with them sums could be taken apart."""
    folder = write(tmp_path / "s", weights=MADE.format("rao-wu") + "number = 60\n" + RECIPE)
    run_study(folder)
    text = (folder / "out" / "estimates.json").read_text("utf-8")
    content = json.loads(text)
    assert {one["method"] for one in content["estimates"]} == {"rao-wu"}
    codes = [one["code"] for one in content["warnings"]]
    assert "weights-by-recipe-repeated" in codes
    assert "weights-by-recipe" not in codes
    (told,) = (one for one in content["warnings"] if one["code"] == "errors-by-replicates")
    assert told["values"] == {"replicates": 60, "method": "rao-wu"}
    assert content["provenance"]["settings"]["replicates"] == {"method": "rao-wu", "number": 60}
    page = (folder / "out" / "report.html").read_text("utf-8")
    assert "replicates of the weights" in page
    assert "{'method'" not in page
    assert "{&#x27;method" not in page
    prepared = weighted_table(
        read_source(folder / "persons.csv"), read_recipe(folder / "recipe.toml")
    ).prepared
    weights = prepared.weights(prepared.base).weights
    secrets = {f"{one:.6f}"[:9] for one in weights if one > 0.0}
    assert len(secrets) > 5
    for path in (one for one in (folder / "out").rglob("*") if one.is_file()):
        said = path.read_text("utf-8", errors="ignore")
        assert not any(secret in said for secret in secrets), path
        assert not re.search(r'"?(factors?|rscales|seed)"?\s*[:=]\s*[\[\d]', said), path
    (kept,) = (folder / "private").glob("*/figures.json")
    exact = {
        (one["name"], *one["group"].items()): one
        for one in json.loads(kept.read_text("utf-8"))["estimates"]
    }
    told = [one for one in content["estimates"] if one.get("se") is not None]
    assert told
    for one in told:
        own = exact[(one["name"], *one["group"].items())]
        assert len(f"{one['se']:.9f}".strip("0.")) <= 2
        assert one["se"] != own["se"]
        assert one["se"] == pytest.approx(own["se"], rel=0.6)
    assert not list((folder / "private").rglob("*replic*"))
    ddi = (folder / "out" / "ddi.xml").read_text("utf-8")
    assert "Variance by replicates of the weights (rao-wu)" in ddi
    assert "Taylor" not in ddi


def test_a_replicate_that_cannot_be_weighted_is_counted(tmp_path):
    """A class with four clusters is empty in one bootstrap replicate of some hundreds."""
    folder = write(tmp_path / "s", weights=MADE.format("rao-wu") + "number = 400\n" + RECIPE)
    rows = read_source(folder / "persons.csv").lazy.collect().to_dicts()
    for row in rows:
        row["area"] = 2 if row["ea"] in (0, 3, 6) else 1
    tiny.write_csv(folder / "persons.csv", rows)
    found = check_study(folder)
    (failed,) = (one for one in found.notices if one.code == "replicates-failed")
    assert 0 < failed.values["failed"] < 40
    assert failed.values["replicates"] == 400


def test_who_did_not_answer_needs_a_cluster_too(tmp_path):
    folder = write(tmp_path / "s", weights=MADE.format("rao-wu") + RECIPE)
    keep_who_answered(folder)
    rows = read_source(folder / "persons.csv").lazy.collect().to_dicts()
    rows[3]["ea"] = None
    tiny.write_csv(folder / "persons.csv", rows)
    done = CliRunner().invoke(main, ["check", str(folder), "--json"])
    assert done.exit_code == 1
    error = json.loads(done.stdout)["error"]
    assert "1 row(s) have no cluster (ea), first row 5" in error["text"]
    assert "whom `keep` leaves out" in error["hint"]


def test_numbers_of_persons_have_errors_of_the_replicates_too(tmp_path):
    more = MADE.format("jkn") + RECIPE + '[numbers]\nweights = "expansion"\n'
    figures, found = figures_of(write(tmp_path / "s", weights=more))
    totals = [one for one in found.estimates if one.statistic == "total" and not one.group]
    (total,) = (one for one in totals if one.name == NAME)
    assert total.method == "jkn"
    share = next(one for one in found.estimates if one.name == NAME and not one.group)
    # The recipe meets the population of two areas, and nobody is unknown.
    assert total.value == pytest.approx(118_000 * share.value, rel=1e-9)
    assert total.se == pytest.approx(118_000 * share.se, rel=1e-6)
    assert figures


@pytest.mark.parametrize("language", languages())
def test_the_notices_are_there_in_every_language(language):
    found = words(language)
    values = {"recipe": "r.toml", "replicates": 200, "method": "rao-wu"}
    english = words("en")
    for code in ("weights-by-recipe-repeated", "errors-by-replicates"):
        said = str(found.text(f"warning_texts.{code}", **values))
        assert "r.toml" in said or "200" in said
        assert language == "en" or said != str(english.text(f"warning_texts.{code}", **values))


def test_a_rare_outcome_takes_its_design_effect_from_the_replicates(tmp_path):
    """The default interval of a study is that of `estimate_survey` with the same replicates."""
    folder = add(tiny.write_study(tmp_path / "s"), MADE.format("jkn"))
    figures, _ = figures_of(folder)
    people, status = drawn(folder)
    table = people.with_columns(pl.Series("status", status, dtype=pl.Int8))
    expected = estimate_survey(
        table,
        [Outcome(NAME, "status", unknown="exclude", coding="status")],
        SurveyDesign(weight="w", strata="strat", clusters=("ea",)),
        replicates=MadeReplicates("jkn"),
    ).estimates[0]
    own = figures[(NAME,)]
    assert (own.lower, own.upper) == pytest.approx((expected.lower, expected.upper), rel=1e-12)
    assert own.deff_used == pytest.approx(expected.deff_used, rel=1e-12)
