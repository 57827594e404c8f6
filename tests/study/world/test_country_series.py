"""A country's own series from a released run: what is released, what is added, what is refused."""

import json
import re
import shutil

import numpy as np
import polars as pl
import pytest
from click.testing import CliRunner
from jsonschema import Draft202012Validator

from measure87.cli import main
from measure87.cli.speech.choice import ENGLISH, LANGUAGES
from measure87.cli.speech.speaker import speaker
from measure87.combine.estimation import fitting
from measure87.combine.model.priors import COUNTRY_SITES
from measure87.combine.release import Parameters, conditional
from measure87.disseminate.json_text import json_text
from measure87.disseminate.pages.world.about import read_about, read_gather
from measure87.files import sha256_of
from measure87.study.world.country import run_country
from measure87.study.world.recipe import run_world
from measure87.vocabulary.errors import DataError, Measure87Error, RefusedError, StudyError
from measure87.vocabulary.releases.codec import json_schema, plain, structure_of
from tests.combine.estimation.made_questions import DRAWS, scales_without_sampling
from tests.study.world.made_world import (
    BASE,
    BASE_TABLE,
    FIGURES_HEAD,
    INNER,
    INNER_TABLE,
    SETTINGS,
    YEAR,
    figure,
    figure_rows,
    write_made_world,
)

NESTED = SETTINGS.replace(BASE_TABLE, BASE_TABLE + INNER_TABLE)
SAME = 'schema = 1\ncountry = "PER"\n'
WITH_NEW = SAME + '[inputs.office]\nfile = "new.csv"\n'


@pytest.fixture(autouse=True)
def few_copies(request, monkeypatch):
    """Fewer nodes than the command takes, but where intervals are looked at."""
    if "slow" not in request.keywords:
        monkeypatch.setattr(conditional, "COPIES", 16)
        monkeypatch.setattr(conditional, "PATHS_EACH", 4)


@pytest.fixture(scope="module")
def release(tmp_path_factory):
    """A made-up run's folder, of two measures, one within the other."""
    place = tmp_path_factory.mktemp("released")
    config = write_made_world(place / "secret-folder", NESTED)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(fitting, "draw_scales", scales_without_sampling)
        run_world(config, place / "out")
    return place / "out"


def settings(folder, text, rows=()):
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "per.toml").write_text(text)
    if rows:
        (folder / "new.csv").write_text("\n".join([FIGURES_HEAD, *rows]) + "\n")
    return folder / "per.toml"


def made(tmp_path, release, text, rows=()):
    return run_country(settings(tmp_path / "in", text, rows), release, tmp_path / "out")


def share(run, place=0):
    rows = run.measures[place].estimates.filter(statistic="share", sex="both")
    return rows.row(0, named=True)


@pytest.mark.slow
def test_a_run_releases_draws_of_what_countries_share_and_nothing_of_single_ones(release):
    manifest = json.loads((release / "manifest.json").read_text())
    assert {"parameters.json", "parameters.parquet"} <= set(manifest["files"])
    rows = pl.read_parquet(release / "parameters.parquet")
    assert rows.columns == ["measure", "draw", "name", "values"]
    assert set(rows["measure"]) == {BASE}
    names = set(rows["name"])
    assert "shared" in names
    assert "country_scale" in names
    assert not names & COUNTRY_SITES
    told = json.loads((release / "parameters.json").read_text())
    assert told["without"] == {INNER: "nested-measure"}
    (layout,) = (one["layout"] for one in told["measures"].values())
    widths = [count for _, count in layout["columns"]]
    assert rows.filter(name="shared")["values"].list.len().unique().to_list() == [sum(widths)]


def test_what_a_run_says_of_itself_comes_back_and_makes_the_same_bytes(release):
    for name, content in (
        ("about.json", plain(read_about(release))),
        ("gather.json", [plain(one) for one in read_gather(release)]),
    ):
        again = json_text(content)
        assert again == (release / name).read_text("utf-8"), name


def test_parameters_come_back_and_make_the_same_bytes(release):
    text = (release / "parameters.json").read_text("utf-8")
    read = structure_of(Parameters, json.loads(text))
    assert json.dumps(plain(read), ensure_ascii=False) + "\n" == text
    schema = Draft202012Validator(json_schema(Parameters, "parameters.json"))
    assert schema.is_valid(json.loads(text))
    assert not schema.is_valid(json.loads(text) | {"measures": {BASE: {"draws": 1}}})


def test_no_file_and_no_folder_is_told(release):
    text = (release / "parameters.json").read_text()
    assert "secret-folder" not in text
    assert not re.search(r"\.csv|inputs|/", text.replace(BASE, ""))


def test_unchanged_figures_leave_every_draw_its_weight(release, tmp_path):
    run = made(tmp_path, release, SAME)
    (one,) = run.measures
    assert (one.before, one.now.figures.n) == (1, 1)
    assert len(one.paths.weights) == DRAWS
    assert one.paths.effective_draws == pytest.approx(DRAWS, rel=1e-9)
    assert [warning.code for warning in run.warnings] == ["measure-without-parameters"]


def test_a_newer_survey_moves_the_country_and_the_old_one_is_still_there(release, tmp_path):
    rows = [figure("PER", BASE, 0.25, source="INVENTED new", year=YEAR + 1)]
    same, run = made(tmp_path / "a", release, SAME), made(tmp_path / "b", release, WITH_NEW, rows)
    assert run.measures[0].now.figures.n == 2
    assert share(run)["value"] > share(same)["value"] + 0.01
    assert share(run)["value"] < 0.25
    assert share(run)["upper"] - share(run)["lower"] > 0.0
    figures = pl.read_csv(tmp_path / "b" / "out" / "figures.csv")
    assert figures.filter(serves=BASE, included=True)["year"].to_list() == [YEAR, YEAR + 1]


@pytest.mark.parametrize(
    ("added", "named", "why"),
    [
        ({"age_to": 14}, "both 5-14", "the model's ages are 5-17"),
        ({"sex": "male"}, "male 5-17", "the model's sexes are both"),
        (
            {"estimate": 0, "se": ""},
            "both 5-17",
            "a share of exactly 0 without a sample size has no log-odds",
        ),
    ],
)
def test_an_added_figure_that_serves_nothing_is_named(release, tmp_path, added, named, why):
    rows = [figure("PER", BASE, 0.25, source="NEW", year=YEAR + 1, **added)]
    run = made(tmp_path, release, WITH_NEW, rows)
    assert run.measures[0].now.figures.n == 1
    told = [one.text for one in run.warnings if one.code == "added-figures-not-used"]
    assert told == [
        f"added figures of PER that serve nothing: {BASE} {YEAR + 1} ({named}). The reason: {why}. "
        "Where they should serve, correct the file; else leave them away"
    ]
    assert told[0] in [one["text"] for one in json.loads(about_of(tmp_path))["warnings"]]
    for language in (code for code in LANGUAGES if code != ENGLISH):
        own = speaker(language).known(told[0])
        assert own is not None
        assert why not in own


def about_of(folder):
    return (folder / "out" / "about.json").read_text("utf-8")


def test_added_figures_of_a_survey_that_serves_and_those_left_out_by_hand_are_not_named(
    release, tmp_path
):
    survey = {"source": "NEW", "year": YEAR + 1}
    rows = [
        figure("PER", BASE, 0.25, **survey),
        figure("PER", BASE, 0.3, sex="male", **survey),
        figure("PER", BASE, 0.2, age_to=14, source="WORSE", year=YEAR + 2),
        next(one for one in figure_rows() if one.startswith("PER,") and BASE in one),
    ]
    left_out = '[[exclude]]\nsource = "WORSE"\nreason = "worse"\n'
    run = made(tmp_path, release, WITH_NEW + left_out, rows)
    assert run.measures[0].now.figures.n == 2
    assert [one.code for one in run.warnings] == ["measure-without-parameters"]


def test_a_better_survey_takes_the_place_of_the_old_one(release, tmp_path):
    left_out = f'[[exclude]]\nsource = "INVENTED PER"\nmeasure = "{BASE}"\nreason = "worse"\n'
    rows = [figure("PER", BASE, 0.30, source="INVENTED new", se=0.005)]
    run = made(tmp_path, release, WITH_NEW + left_out, rows)
    same = made(tmp_path / "same", release, SAME)
    assert (run.measures[0].before, run.measures[0].now.figures.n) == (1, 1)
    # A survey errs by more than sampling, so that countries like hers count beside it.
    assert share(same)["value"] + 0.02 < share(run)["value"] < 0.30 < share(run)["upper"]
    figures = pl.read_csv(tmp_path / "out" / "figures.csv")
    assert figures.filter(source="INVENTED PER")["reason"].to_list() == ["worse"]


def test_a_figure_that_the_run_had_is_not_counted_twice(release, tmp_path):
    old = pl.read_csv(release / "figures.csv").filter(country="PER", serves=BASE)["estimate"]
    again = figure("PER", BASE, float(old[0]))
    run = made(tmp_path, release, WITH_NEW, [again])
    assert run.measures[0].now.figures.n == 1
    assert run.measures[0].paths.effective_draws == pytest.approx(DRAWS, rel=1e-9)


def test_one_that_contradicts_it_is_refused_with_both_values(release, tmp_path):
    with pytest.raises(DataError, match="two rows for the same figure disagree"):
        made(tmp_path, release, WITH_NEW, [figure("PER", BASE, 0.4)])
    assert not (tmp_path / "out").exists()


def test_the_written_folder_holds_estimates_figures_and_where_they_come_from(release, tmp_path):
    rows = [figure("PER", BASE, 0.25, source="INVENTED new"), figure("KEN", BASE, 0.2, year=2019)]
    run = made(tmp_path, release, WITH_NEW, rows)
    out = tmp_path / "out"
    manifest = json.loads((out / "manifest.json").read_text())
    assert set(manifest["files"]) == {"about.json", "estimates.csv", "estimates.json",
                                      "figures.csv"}  # fmt: skip
    estimates = pl.read_csv(out / "estimates.csv")
    assert estimates["place"].unique().to_list() == ["PER"]
    assert estimates["region"].unique().to_list() == ["SOUTH"]
    persons = estimates.filter(statistic="persons")["value"][0]
    assert persons == pytest.approx(share(run)["value"] * share(run)["population"])
    text = (out / "about.json").read_text("utf-8")
    about = json.loads(text)
    assert json_text(plain(read_about(out))) == text
    assert about["country_figures"][BASE]["in_the_run"] == 1
    assert set(about["release"]["files"]) >= {"parameters.parquet", "figures.csv"}
    assert "other-countries" in [one["code"] for one in about["warnings"]]


def test_the_same_seed_gives_the_same_bytes(release, tmp_path):
    made(tmp_path / "a", release, SAME)
    made(tmp_path / "b", release, SAME)
    for name in ("estimates.csv", "estimates.json", "figures.csv", "about.json"):
        assert (tmp_path / "a/out" / name).read_bytes() == (tmp_path / "b/out" / name).read_bytes()


WRONG = [
    ('schema = 1\ncountry = "XXX"\n', (), "there is no country 'XXX'"),
    ('schema = 1\ncountry = "FRA"\n', (), "the release has no people of FRA"),
    ('schema = 2\ncountry = "PER"\n', (), "this schema is not known"),
    (SAME + 'regions = "sdg"\n', (), "the key 'regions' is not known here"),
    (WITH_NEW, [figure("PER", BASE, 0.2, source_type="dhs", source="INVENTED new")],
     "the release has no figure of the kind 'dhs'"),
    (SAME + '[[exclude]]\nyear = 1999\nreason = "old"\n', (), "no included figure has year 1999"),
    (SAME + '[[exclude]]\ncountry = "PER"\nreason = "all"\n', (), "no figure that serves"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "rows", "message"), WRONG, ids=[one[2] for one in WRONG])
def test_what_cannot_be_is_told_in_one_sentence_with_what_to_do(
    text, rows, message, release, tmp_path
):
    with pytest.raises(Measure87Error, match=re.escape(message)) as told:
        made(tmp_path, release, text, rows)
    assert told.value.hint
    assert not (tmp_path / "out").exists()


def test_a_folder_that_is_no_release_or_was_changed_is_refused(release, tmp_path):
    with pytest.raises(StudyError, match=r"the folder has no parameters\.json"):
        made(tmp_path, tmp_path, SAME)
    copy = tmp_path / "copy"
    shutil.copytree(release, copy)
    with (copy / "figures.csv").open("a") as file:
        file.write("\n")
    with pytest.raises(StudyError, match=r"figures\.csv is not as the manifest says"):
        made(tmp_path, copy, SAME)
    config = settings(tmp_path / "in", SAME)
    with pytest.raises(StudyError, match="the output is the folder of the release"):
        run_country(config, release, release)


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda text: text.replace('"schema": 1', '"schema": 7', 1),
         "the parameters have schema 7"),
        (lambda text: text[: len(text) // 2], "the parameters cannot be read: it is no JSON"),
        (lambda text: text.replace(f'"draws": {DRAWS}', '"draws": "many"'),
         f"the parameters cannot be read: measures.{BASE}.draws is 'many' and should be a whole"),
        (lambda text: text.replace('"split":', '"parted":'),
         "the parameters cannot be read: it has 'parted', which this version does not know"),
    ],
)  # fmt: skip
def test_damaged_parameters_are_refused_in_one_sentence(release, spoil, said, tmp_path):
    copy = tmp_path / "copy"
    shutil.copytree(release, copy)
    path, manifest = copy / "parameters.json", copy / "manifest.json"
    before = sha256_of(path)
    path.write_text(spoil(path.read_text("utf-8")), "utf-8")
    manifest.write_text(manifest.read_text("utf-8").replace(before, sha256_of(path)), "utf-8")
    with pytest.raises(StudyError) as caught:
        made(tmp_path, copy, SAME)
    assert caught.value.text.startswith(said)
    assert (caught.value.code, caught.value.where) == ("release-schema", "parameters.json")
    assert not (tmp_path / "out").exists()


def test_figures_of_the_run_that_cannot_all_be_laid_out_again_stop_it(release, tmp_path):
    """Otherwise what is not taken away would be counted twice."""
    copy = tmp_path / "copy"
    shutil.copytree(release, copy)
    from measure87.study.world.country import release as read_back
    from measure87.study.world.country import series

    whole = read_back.read_release(copy)
    twice = pl.concat([whole.figures, whole.figures.filter(country="PER", serves=BASE)])
    odd = type(whole)(**{**vars(whole), "figures": twice})
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(series, "read_release", lambda _: odd)
        with pytest.raises(RefusedError, match="the run used 2 figures of PER"):
            made(tmp_path, copy, SAME)


def test_the_command_prints_both_intervals(release, tmp_path):
    config = settings(tmp_path / "in", SAME)
    arguments = ["combine", str(config), "--with-release", str(release), "-o",
                 str(tmp_path / "out")]  # fmt: skip
    done = CliRunner().invoke(main, arguments)
    assert done.exit_code == 0, done.output
    assert re.search(r"in the release, 1 figure: [\d.]+ \([\d.]+ to [\d.]+\)", done.stdout)
    assert re.search(r"now, 1 figure: [\d.]+ \([\d.]+ to [\d.]+\)", done.stdout)
    as_json = CliRunner().invoke(main, [*arguments, "--json"])
    assert json.loads(as_json.stdout)["estimates"][0]["group"]["place"] == "PER"


@pytest.mark.slow
def test_unchanged_figures_give_the_interval_of_a_sampled_run(tmp_path):
    """Within 5 % of its width: 1,500 of the run's draws leave 2 % open at a limit, ours 1 %."""
    text = SETTINGS.replace("kept_draws = 60", "kept_draws = 1500")
    run_world(write_made_world(tmp_path / "in", text), tmp_path / "release")
    draws = pl.read_parquet(tmp_path / "release" / "draws.parquet").filter(place_kind="country")
    for country in ("PER", "SEN", "NPL"):
        text = SAME.replace("PER", country)
        run = made(tmp_path / country, tmp_path / "release", text)
        theirs = np.array(draws.filter(place=country)["draws"][0], dtype=np.float64)
        ours = run.measures[0].paths.share.ravel()
        for p in (0.05, 0.95):
            width = np.quantile(theirs, 0.95) - np.quantile(theirs, 0.05)
            assert np.quantile(ours, p) == pytest.approx(np.quantile(theirs, p), abs=0.05 * width)
