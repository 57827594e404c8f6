"""A fielded survey from country file to release: built, filled by hand, checked, run."""

import json
import shutil
import stat
import tomllib
from dataclasses import dataclass
from pathlib import Path

import polars as pl
import pytest
from click.testing import CliRunner
from msgspec.structs import replace

from measure87.cli import main
from measure87.collect import load_mapping
from measure87.collect.form.model import placed, read_form
from measure87.collect.form.standard import CASE, COUNTRY
from measure87.collect.quality.settings import EveningSettings, read_evening_settings
from measure87.study.field.building import build_field_study
from measure87.study.field.evening_text import evening_text
from measure87.study.field.recipe import FieldStudy
from measure87.study.field.repeated_cases import notices_of_cases
from measure87.study.field.settings import read_field_settings
from measure87.study.field.tables import field_hashes, laid_out
from measure87.study.running import check_study, explain_in_study, run_study
from measure87.study.survey.check import Findings
from measure87.study.survey.definitions import definition_in_study
from measure87.study.survey.inputs import open_input
from measure87.study.survey.recipe import SurveyStudy
from measure87.vocabulary.errors import DataError, Measure87Error, ReadingWarning, StudyError
from measure87.vocabulary.estimate import Notice, Result
from tests.collect.form.answered import household, job, person, yes
from tests.collect.form.field_tables import field_tables

HOUSEHOLDS = 60
FORCED = 12
"""One adult in each of so many households is in forced labour."""

ROOT = Path(__file__).parents[3]


def interviews():
    """Invented households: an adult and a child of 10, who works in every third household."""
    coerced = (yes("overtime", agreed="2"), yes("papers", did={"employer"}))
    for number in range(HOUSEHOLDS):
        told = coerced if number < FORCED else ()
        child = person(10, *([job(5, private=False)] if number % 3 == 0 else []))
        yield (
            f"uuid:{number}",
            household(person(30, job(40, *told)), child)
            | {
                "cluster": 1 + number % 6,
                "household_number": number,
            },
        )


def built(folder, pdf=False):
    text = COUNTRY.read_text("utf-8")
    (folder / "country.toml").write_text(text, "utf-8")
    return build_field_study(folder / "country.toml", folder / "survey", pdf=pdf)


def filled(folder, **changes):
    form = read_form(folder / "form/form.json")
    (folder / "field/tables").mkdir(parents=True, exist_ok=True)
    for name, frame in field_tables(form, dict(interviews())).items():
        changed = changes.get(name, lambda same: same)(frame)
        changed.write_parquet(folder / f"field/tables/{name}.parquet")
    return folder


@pytest.fixture(scope="module")
def new(tmp_path_factory):
    """A study that was built of the standard country file; nobody has answered yet."""
    folder = tmp_path_factory.mktemp("built")
    built(folder)
    return folder


@pytest.fixture
def fresh(new, tmp_path):
    """A copy of it, for a test that changes it."""
    shutil.copytree(new, tmp_path, dirs_exist_ok=True)
    return tmp_path / "survey"


@pytest.fixture(scope="module")
def study(new, tmp_path_factory):
    folder = tmp_path_factory.mktemp("field")
    shutil.copytree(new, folder, dirs_exist_ok=True)
    return filled(folder / "survey")


def estimates(result):
    return {e.name: e for e in result.estimates if not e.group}


def laid(study):
    kept = {"tables", "evening.toml"}
    return [path for path in (study / "field").iterdir() if path.name not in kept]


def test_the_folder_is_as_the_decision_has_it(study):
    assert (study / "form/form.json").exists()
    assert stat.S_IMODE((study / "field").stat().st_mode) == 0o700
    assert (study / ".gitignore").read_text() == "private/\nfield/\n"
    assert 'kind = "field"' in (study / "study.toml").read_text("utf-8")


def test_the_evening_is_told_what_the_form_knows(study):
    path = study / "field/evening.toml"
    told = read_evening_settings(study / "field")
    assert told == EveningSettings(case=("cluster", "household_number"), unit="cluster")
    assert "its questions start and end" in path.read_text("utf-8")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_form_that_names_no_household_leaves_that_to_be_told(tmp_path):
    text = (ROOT / "examples/first-survey/form/form.json").read_text("utf-8")
    changes = {'"household_number"': '"dwelling"', '"kind": "start"': '"kind": "note"'}
    for old, new in changes.items():
        assert old in text
        text = text.replace(old, new)
    (tmp_path / "form.json").write_text(text, "utf-8")
    without = replace(read_form(tmp_path / "form.json"), country="KEN")
    told = tomllib.loads(evening_text(without))
    assert "case" not in told
    assert told["unit"] == "cluster"
    assert told["time_zone"] == "Africa/Nairobi"
    assert "no time of day is looked at" in evening_text(without)


def test_what_was_written_is_named_as_seen_from_the_folder(tmp_path, monkeypatch):
    """However the folder was named."""
    monkeypatch.chdir(tmp_path)
    done = built(Path(), pdf=False)
    assert {str(path) for path in done.files} >= {"form/form.json", "form/form.xml"}
    assert all((tmp_path / "survey" / path).is_file() for path in done.files)


def test_a_study_may_name_the_server_of_its_interviews(study, tmp_path):
    """`collect pull` needs `[field]`; `run` reads the same file."""
    server = 'url = "https://c.example"\nproject = 1\nform = "f"\nkey_holder = "the office"\n'
    told = (study / "study.toml").read_text("utf-8")
    assert read_field_settings(study).field is None
    (tmp_path / "study.toml").write_text(f"{told}\n[field]\n{server}", "utf-8")
    assert read_field_settings(tmp_path).field.url == "https://c.example"
    (tmp_path / "study.toml").write_text(f'{told}\n[field]\n{server}password = "x"\n', "utf-8")
    with pytest.raises(StudyError, match="password"):
        read_field_settings(tmp_path)


def opened(study, text=None):
    """The input of a study, read and mapped, without any estimate."""
    settings = read_field_settings(study)
    mapping = load_mapping(study / "mapping.toml")["field"]
    with laid_out(study, settings.sample) as files:
        return open_input(settings.reading(files).inputs["field"], mapping, None)


@pytest.mark.slow
def test_every_measure_is_supported_but_for_codes_of_another_version(study):
    """The list of occupations, for a sensitivity measure alone, is in ISCO-88."""
    found = opened(study)
    assert {one.missing for one in found.unsupported} == {("occupation in ISCO88",)}
    assert found.few_items == ()
    assert found.collected.report.rows_kept["persons"] == 2 * HOUSEHOLDS
    assert laid(study) == []


def test_a_definition_is_shown_with_the_period_of_the_form(study):
    shown = definition_in_study(study, "forced_labour/icls20_2018")
    assert shown.limits["reference_period"].number == 365


@pytest.mark.slow
def test_check_says_what_it_can_compute_and_leaves_nothing_behind(study):
    found = check_study(study)
    assert found.is_computable
    assert not found.misread
    assert found.persons == {"field": 2 * HOUSEHOLDS}
    assert {one.code for one in found.notices} == {
        "absent-columns",
        "ages-not-in-file",  # nobody of 65 and over among so few
        "dates-not-used",
        "no-weight-mapped",  # there is no sample
        "sensitive-region",
    }
    assert laid(study) == []


@pytest.mark.slow
def test_a_run_gives_the_shares_that_were_answered(study):
    """Without a sample all persons weigh alike, so shares are counts over counts.

    Tolerance: the gate rounds to digits that follow the error.
    """
    result = run_study(study)
    found = estimates(result)
    assert found["forced_labour_adults"].value == pytest.approx(FORCED / HOUSEHOLDS, abs=0.01)
    assert found["child_labour_sdg_a"].value == pytest.approx(1 / 3, abs=0.01)
    assert laid(study) == []
    released = json.loads((study / "out/estimates.json").read_text("utf-8"))
    assert set(released["provenance"]["inputs"]) == {"persons.parquet", "jobs.parquet"}
    report = (study / "out/report.html").read_text("utf-8")
    assert "Draft questionnaire without an ethics approval" in report
    told = "\n".join(explain_in_study(study, "uuid:0-1").lines())
    assert "forced_labour_adults" in told


def test_without_data_it_says_how_they_come(fresh):
    with pytest.raises(StudyError) as error:
        check_study(fresh)
    assert error.value.code == "no-field-data"


def rows(study, sample=None):
    with laid_out(study, sample) as files:
        return {name: pl.read_parquet(path) for name, path in files.items()}


def test_deleted_interviews_are_left_out_and_rejected_ones_not_kept(fresh):
    gone = pl.col("_id") == "uuid:0"
    refused = pl.when(pl.col("_id") == "uuid:1").then(pl.lit("rejected"))
    study = filled(fresh, main=lambda one: one.with_columns(_deleted=gone, _review=refused))
    found = rows(study)
    assert not found["persons"].filter(gone).height
    assert not found["jobs"].filter(gone).height
    assert found["persons"].filter(pl.col("_kept") == 0)["_id"].unique().to_list() == ["uuid:1"]


def log_of(study, *corrections):
    """Corrections (interview, row, question, old, new), each said by somebody."""
    said = ("A. Reader", "2027-03-02", "called back")
    lines = [("interview", "row", "question", "old", "new", "who", "when", "why")]
    lines += [(*one, *said) for one in corrections]
    text = "\n".join(",".join(map(str, line)) for line in lines)
    (study / "field/corrections.csv").write_text(text + "\n", "utf-8")


def test_answers_are_those_of_the_log_of_corrections(fresh):
    study = filled(fresh, main=lambda one: one.drop("_row"))
    as_they_came, hashes = rows(study)["persons"], field_hashes(study)
    of_three = pl.col("_id") == "uuid:3"
    member = as_they_came.filter(of_three, pl.col("age") == 30)["_row"][0]
    log_of(study, ("uuid:3", member, "age", 30, 44), ("uuid:4", "", "cluster", 5, 6))
    found = rows(study)["persons"]
    changed = of_three & (pl.col("_row") == member)
    assert found.filter(changed)["age"].to_list() == [44]
    assert found.filter(~changed)["age"].equals(as_they_came.filter(~changed)["age"])
    assert found.filter(pl.col("_id") == "uuid:4")["cluster"].cast(pl.Int64).unique().item() == 6
    assert field_hashes(study).items() > hashes.items()


def test_a_correction_that_could_not_be_laid_on_is_told(fresh):
    study = filled(fresh, main=lambda one: one.drop("_row"))
    log_of(study, ("uuid:4", "", "cluster", 5, 6), ("uuid:5", "", "cluster", 1, 2))
    with pytest.warns(ReadingWarning, match="1 of 2 corrections could not be laid on.* line 3; "):
        found = rows(study)["persons"]
    assert found.filter(pl.col("_id") == "uuid:5")["cluster"].cast(pl.Int64).unique().item() == 6


def of_cases(first, second):
    """Gives the second household the number of the first, which is of its cluster."""
    number = pl.when(pl.col("_id") == f"uuid:{second}").then(first)
    changed = number.otherwise(pl.col("household_number"))
    return lambda one: one.with_columns(household_number=changed)


def test_cases_that_were_interviewed_twice_are_told(fresh):
    assert notices_of_cases(filled(fresh)) == ()
    study = filled(fresh, main=of_cases(3, 9))
    (told,) = notices_of_cases(study)
    assert told.code == "cases-interviewed-twice"
    assert told.text.startswith(
        "fewer than 25 cases (cluster, household_number) have more than one interview, and the "
        "persons of all of them count. "
    )
    assert told.values == {"cases": {"below": 25}, "named": ["cluster", "household_number"]}


def test_what_does_not_count_is_not_of_a_case_interviewed_twice(fresh):
    """Neither an interview that the office rejected, nor one without persons, nor a mended one."""
    twice = of_cases(3, 9)
    refused = pl.when(pl.col("_id") == "uuid:9").then(pl.lit("rejected"))
    study = filled(fresh, main=lambda one: twice(one).with_columns(_review=refused))
    assert notices_of_cases(study) == ()
    study = filled(fresh, main=twice, persons=lambda one: one.filter(pl.col("_id") != "uuid:9"))
    assert notices_of_cases(study) == ()
    study = filled(fresh, main=lambda one: twice(one).drop("_row"))
    assert notices_of_cases(study)
    log_of(study, ("uuid:9", "", "household_number", 3, 9))
    assert notices_of_cases(study) == ()


def test_many_cases_that_were_interviewed_twice_are_counted(fresh):
    """Households of which one has the number of another, all in one cluster."""
    number = pl.col("household_number") % (HOUSEHOLDS // 2)
    again = {"household_number": number, "cluster": pl.lit(1)}
    study = filled(fresh, main=lambda one: one.with_columns(**again))
    (told,) = notices_of_cases(study)
    assert told.text.startswith("30 cases (cluster, household_number) have")
    assert told.values["cases"] == 30


@dataclass(frozen=True)
class Computed:
    """Of a survey that was computed what a fielded one adds to."""

    result: Result


class NothingComputed:
    """A survey that says one word of itself and computes nothing."""

    said = Notice("other", "another word")

    def check(self):
        return Findings((), (), (self.said,), {}, {})

    def compute(self):
        return Computed(Result("run", [], warnings=[self.said]))


def test_a_check_and_a_run_say_which_cases_count_twice(fresh, monkeypatch):
    study = filled(fresh, main=of_cases(3, 9))
    monkeypatch.setattr(SurveyStudy, "open", lambda *_, **__: NothingComputed())
    fielded = FieldStudy(read_field_settings(study))
    with fielded.around():
        opened = fielded.open(study / "out", trial=True)
    expected = ["cases-interviewed-twice", "other"]
    assert [one.code for one in opened.check().notices] == expected
    assert [one.code for one in opened.compute().result.warnings] == expected


def test_strata_and_weights_come_from_the_sample(fresh):
    study = filled(fresh)
    sample = study / "sample.csv"
    lines = [f"{n},{1 + n % 2},{10 * n}" for n in range(1, 7)]
    sample.write_text("cluster,stratum,weight\n" + "\n".join(lines) + "\n")
    persons = rows(study, sample)["persons"]
    assert persons.height == 2 * HOUSEHOLDS
    assert (persons["_weight"] == 10 * persons["cluster"].cast(pl.Int64)).all()


def test_codes_of_a_frame_with_zeros_before_them_are_the_numbers_of_the_form(fresh):
    study = filled(fresh)
    sample = study / "sample.csv"
    lines = [f"{n:05d},{1 + n % 2:02d},{10 * n}" for n in range(1, 7)]
    sample.write_text("cluster,stratum,weight\n" + "\n".join(lines) + "\n")
    persons = rows(study, sample)["persons"]
    assert (persons["_weight"] == 10 * persons["cluster"].cast(pl.Int64)).all()
    assert set(persons["_stratum"]) == {"01", "02"}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("cluster,stratum,weight\n1,1,10\n", "cluster-not-in-sample"),
        ("area,weight\n1,10\n", "no-sample-columns"),
        ("cluster,weight\n1,10\n1,10\n", "duplicate-cluster"),
        ("cluster,weight\n1,10\n01,10\n", "duplicate-cluster"),
    ],
)
def test_a_sample_that_does_not_fit_is_refused(fresh, text, code):
    study = filled(fresh)
    (study / "sample.csv").write_text(text)
    with pytest.raises(DataError) as error:
        rows(study, study / "sample.csv")
    assert error.value.code == code
    assert laid(study) == [], "what was laid out is removed"


@pytest.mark.parametrize(("column", "other"), [("stratum", "weight"), ("weight", "stratum")])
@pytest.mark.parametrize("both", [True, False])
def test_a_column_of_the_sample_that_is_empty_is_told_as_that(fresh, column, other, both):
    """Clusters 3 and 5 have it empty, and 99, in which nobody was interviewed."""
    study = filled(fresh)
    names = [column, other] if both else [column]
    values = {n: ["" if n in (3, 5, 99) else "7", "1"][: len(names)] for n in (*range(1, 7), 99)}
    lines = [",".join(["cluster", *names])]
    lines += [",".join([str(n), *row]) for n, row in values.items()]
    (study / "sample.csv").write_text("\n".join(lines) + "\n")
    with pytest.raises(DataError) as error:
        rows(study, study / "sample.csv")
    assert error.value.code == f"empty-{column}"
    assert error.value.text == (
        f"{column} is empty in 2 row(s) of sample.csv whose clusters have interviews, first row 4"
    )
    assert error.value.hint.endswith("leave the column out")


def test_an_interview_outside_of_the_sample_is_named(fresh):
    study = filled(fresh)
    main = pl.read_parquet(study / "field/tables/main.parquet")
    lost = sorted(main.filter(pl.col("cluster").cast(pl.Int64) == 6)["_id"].to_list())
    lines = [f"{n},1,{10 * n}" for n in range(1, 6)]
    (study / "sample.csv").write_text("cluster,stratum,weight\n" + "\n".join(lines) + "\n")
    with pytest.raises(DataError) as error:
        rows(study, study / "sample.csv")
    assert error.value.text.startswith(f"{len(lost)} interview(s) lie in no cluster of sample.csv;")
    assert error.value.text.endswith(f"the first by _id: {', '.join(lost[:3])}")


@pytest.mark.slow
def test_a_changed_study_file_stays_and_the_mapping_is_made_anew(fresh):
    folder = fresh
    own = (folder / "study.toml").read_text("utf-8").replace("level = 0.95", "level = 0.9")
    (folder / "study.toml").write_text(own, "utf-8")
    (folder / "mapping.toml").write_text("changed", "utf-8")
    evening = (folder / "field/evening.toml").read_text("utf-8").replace("visits = 3", "visits = 4")
    (folder / "field/evening.toml").write_text(evening, "utf-8")
    assert built(fresh.parent).kept == ("study.toml", "field/evening.toml")
    assert (folder / "field/evening.toml").read_text("utf-8") == evening
    assert (folder / "study.toml").read_text("utf-8") == own
    line, mapping = (folder / "mapping.toml").read_text("utf-8").split("\n", maxsplit=1)
    assert line == "#:schema ./.schemas/mapping.schema.json"
    assert mapping.startswith("# Mapping of the form")


def test_a_study_of_another_kind_is_not_built_over(tmp_path):
    (tmp_path / "survey").mkdir()
    (tmp_path / "survey/study.toml").write_text('schema = 1\nkind = "lists"\n')
    with pytest.raises(Measure87Error, match="kind lists"):
        built(tmp_path)


def test_a_second_input_is_refused(study, tmp_path):
    text = (study / "study.toml").read_text("utf-8").replace("[inputs.field]", "[inputs.other]")
    (tmp_path / "study.toml").write_text(text, "utf-8")
    with pytest.raises(StudyError, match="one input, field"):
        check_study(tmp_path)


def test_the_commands_give_the_standard_form_and_build_it(tmp_path):
    def run(*arguments):
        done = CliRunner().invoke(main, list(map(str, arguments)))
        assert done.exit_code == 0, done.output
        return done.stdout

    run("form", "standard", "-o", tmp_path / "own.toml")
    made = json.loads(
        run("form", "build", tmp_path / "own.toml", "-o", tmp_path / "s", "--no-pdf", "--json")
    )
    assert made["draft"]
    written = {"form/form.json", "mapping.toml", "study.toml", "field/evening.toml"}
    assert written <= set(made["files"])
    assert all((Path(tmp_path) / "s" / name).exists() for name in made["files"])


def test_a_case_record_builds_without_mapping_or_study(tmp_path):
    (tmp_path / "country.toml").write_text(CASE.read_text("utf-8"), "utf-8")
    made = build_field_study(tmp_path / "country.toml", tmp_path / "case", pdf=False)
    assert {one.question.module for one in placed(made.form)} == {"", "case"}
    assert not (tmp_path / "case/study.toml").exists()
    assert not (tmp_path / "case/field").exists()
