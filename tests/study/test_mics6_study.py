"""The two commands on a MICS6-like file, against the custodian's programme written out again."""

import hashlib
import json
import shutil
from functools import cache
from pathlib import Path

import polars as pl
import pyreadstat
import pytest
from click.testing import CliRunner

from measure87.cli import main
from measure87.study import check_study, explain_in_study, new_study, run_study
from measure87.vocabulary.errors import StudyError, UsageError
from tests.study import tiny
from tests.study.every_digit import every_digit


@cache
def custodian_figures(path):
    """MICS6 tabulation, from the raw variables: no standard tables, no rules, no engine."""
    raw, _ = pyreadstat.read_sav(str(path), output_format="polars", user_missing=True)
    raw = raw.filter(pl.col("FS17") == 1)
    yes = lambda *names: pl.any_horizontal([(pl.col(n) == 1).fill_null(False) for n in names])  # noqa: E731
    age, hours = pl.col("CB3"), pl.col("CL3")
    cut = pl.when(age <= 11).then(1).when(age <= 14).then(14).otherwise(43)
    activity = yes("CL1A", "CL1B", "CL1C", "CL1X")
    more = (activity & (hours >= cut) & (hours < 97)).fill_null(False)
    chores_hours = sum(
        pl.when(pl.col(n) < 97).then(pl.col(n)).otherwise(0).fill_null(0)
        for n in ("CL8", "CL10", "CL13")
    )
    chores = yes("CL7", "CL9", *[f"CL11{letter}" for letter in "ABCDEFX"])
    long_chores = (age <= 14) & chores & (chores_hours >= 21)
    hazard = yes("CL4", "CL5", *[f"CL6{letter}" for letter in "ABCDEX"])
    flags = raw.select(
        "CB3",
        "HL4",
        "HH6",
        "fsweight",
        child_labour_sdg_a=more,
        child_labour_sdg_b=more | long_chores,
        child_labour_mics_pr34=more | long_chores | hazard,
        hazardous_conditions=hazard,
    )
    return flags


MEASURES = (
    "child_labour_sdg_a",
    "child_labour_sdg_b",
    "child_labour_mics_pr34",
    "hazardous_conditions",
)
AGES = {"5-17": (5, 17), "5-14": (5, 14), "15-17": (15, 17), "5-11": (5, 11), "12-14": (12, 14)}


@pytest.fixture(scope="module")
def study(tmp_path_factory, invented_data):
    folder = tmp_path_factory.mktemp("studies") / "mics"
    new_study(folder, "mics6", data=invented_data / "fs.sav", country="ZZZ")
    with every_digit():
        run_study(folder)
    return folder


@pytest.fixture(scope="module")
def released(study):
    return json.loads((study / "out" / "estimates.json").read_text())


@pytest.mark.parametrize("measure", MEASURES)
@pytest.mark.parametrize("sex", [None, "1", "2"])
@pytest.mark.parametrize("age", [None, *AGES])
def test_the_headline_equals_the_custodians_programme(released, invented_data, measure, sex, age):
    flags = custodian_figures(invented_data / "fs.sav")
    group = ({"sex": sex} if sex else {}) | ({"age": age} if age else {})
    if sex:
        flags = flags.filter(pl.col("HL4") == int(sex))
    if age:
        flags = flags.filter(pl.col("CB3").is_between(*AGES[age]))
    weighted = (flags["fsweight"] * flags[measure]).sum() / flags["fsweight"].sum()
    found = [e for e in released["estimates"] if e["name"] == measure and e["group"] == group]
    assert len(found) == 1
    if "suppressed" not in found[0]["flags"]:
        assert found[0]["value"] == pytest.approx(weighted, rel=1e-12)
        assert found[0]["n_cases"] == flags[measure].sum()
        assert found[0]["lower"] <= found[0]["value"] <= found[0]["upper"]


def test_every_table_that_the_preset_names_is_there(released):
    seen = {tuple(sorted(e["group"])) for e in released["estimates"]}
    assert {(), ("age",), ("sex",), ("age", "sex"), ("area",), ("region",)} <= seen
    assert ("wealth_quintile",) in seen


def test_the_manifest_holds_the_hash_of_every_file(study):
    manifest = json.loads((study / "out" / "manifest.json").read_text())
    out = study / "out"
    files = {p.relative_to(out).as_posix() for p in out.rglob("*") if p.is_file()}
    assert set(manifest["files"]) == files - {"manifest.json"}
    assert {"estimates.csv", "estimates.json", "report.html", "ddi.xml"} < files
    for name, entry in manifest["files"].items():
        content = (out / name).read_bytes()
        assert entry["sha256"] == hashlib.sha256(content).hexdigest()
        assert entry["bytes"] == len(content)


def test_what_is_released_says_so_and_names_no_person_and_no_folder(study, released, tmp_path):
    assert released["released"] is True
    assert released["diagnostics"]["study"]["invented"] is True
    written = [p for p in (study / "out").rglob("*") if p.is_file()]
    text = "".join(p.read_text(errors="replace") for p in written)
    assert str(study.parent) not in text
    persons = pl.read_parquet(next((study / "private").glob("*/fs/persons.parquet")))
    for identifier in persons["person_id"].sample(50, seed=1):
        assert f'"{identifier}"' not in text


def assert_the_same_bytes_again(study):
    files = [p for p in (study / "out").rglob("*") if p.is_file()]
    before = {p: p.read_bytes().splitlines() for p in files}
    run_study(study)
    assert set(files) == {p for p in (study / "out").rglob("*") if p.is_file()}
    for path in files:
        lines = zip(before[path], path.read_bytes().splitlines(), strict=True)
        changed = [now for earlier, now in lines if now != earlier]
        assert changed == [], path.name


def test_running_again_gives_the_same_bytes(study, tmp_path):
    with every_digit():
        assert_the_same_bytes_again(Path(shutil.copytree(study, tmp_path / "again")))


def test_running_again_gives_the_same_bytes_where_digits_follow_the_error(tmp_path):
    small = tiny.write_study(tmp_path / "small")
    run_study(small)
    assert_the_same_bytes_again(small)


def test_explain_names_rule_and_paragraph_for_a_person_who_was_counted(study):
    found = CliRunner().invoke(main, ["explain", str(study), "--person", counted_person(study)])
    assert found.exit_code == 0, found.output
    assert "child_labour_sdg_a: yes, decided by economic_activity_at_" in found.output
    assert "SDG indicator 8.7.1 metadata" in found.output
    assert "[printed]" in found.output


def counted_person(study):
    persons = pl.read_parquet(next((study / "private").glob("*/fs/persons.parquet")))
    working = persons.filter(
        (pl.col("economic_activity") == 2)
        & (pl.col("age_years") <= 11)
        & (pl.col("economic_hours") > 5)
    )
    return working["person_id"][0]


def test_explain_of_nobody_does_not_repeat_the_identifier(study):
    with pytest.raises(StudyError) as caught:
        explain_in_study(study, "77-77-77")
    assert "77-77-77" not in str(caught.value)


def test_explain_refuses_where_the_study_forbids_it(study):
    settings = study / "study.toml"
    text = settings.read_text()
    settings.write_text(text.replace("schema = 1", "schema = 1\nexplain = false"))
    try:
        with pytest.raises(StudyError, match="does not allow"):
            explain_in_study(study, counted_person(study))
    finally:
        settings.write_text(text)


def test_check_says_what_can_be_computed_without_running(study):
    findings = check_study(study)
    assert {measure for _, measure in findings.computable} >= set(MEASURES)
    assert findings.persons["fs"] > 500


def test_private_things_are_for_the_owner_alone(study):
    assert (study / "private").stat().st_mode & 0o077 == 0
    for path in (study / "private").rglob("*.parquet"):
        assert path.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"country": "UK"}, "no ISO 3166"),
        ({"country": None}, "country is missing"),
        ({"country": "ZZZ", "preset": "mics"}, "no preset"),
        ({"country": "ZZZ", "preset": "mics6", "proposed": True}, "goes with --preset blank"),
    ],
)
def test_a_study_that_cannot_be_made_says_why(tmp_path, invented_data, arguments, words):
    preset = arguments.pop("preset", "mics6")
    with pytest.raises(UsageError, match=words):
        new_study(tmp_path / "s", preset, data=invented_data / "fs.sav", **arguments)
    assert not (tmp_path / "s").exists()


def test_a_study_is_not_made_over_another(study, invented_data):
    with pytest.raises(StudyError, match="holds a study already"):
        new_study(study, "mics6", data=invented_data / "fs.sav", country="ZZZ")
