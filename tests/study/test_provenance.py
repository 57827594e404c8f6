"""Hashes of inputs: they prove to the holder of the key, and tell nobody else anything."""

import hashlib
import itertools
import json
import shutil
import stat

import pytest
from click.testing import CliRunner

from measure87.cli import main
from measure87.study import check_provenance, check_study, explain_in_study, run_study
from measure87.study.keyed_hash import known_key
from measure87.vocabulary.errors import StudyError
from tests.study.tiny import persons, write_csv, write_study

ANSWERS = ("age", "sex", "area", "strat")
"""Four answers of the first person, which somebody who knows all other rows would like to know."""


@pytest.fixture
def study(tmp_path):
    return write_study(tmp_path / "study")


def states(folder):
    return {one.name: one.state for one in check_provenance(folder)}


def released_texts(folder):
    return {path.name: path.read_bytes() for path in (folder / "out").rglob("*") if path.is_file()}


def test_the_answers_of_one_person_cannot_be_found_by_trying_them_against_what_is_released(
    study, tmp_path
):
    run_study(study)
    released = b"\n".join(released_texts(study).values()).decode("utf-8", errors="replace")
    others = persons()
    trial, truth = tmp_path / "trial.csv", (study / "persons.csv").read_bytes()
    was_tried = False
    for guess in itertools.product(range(5, 18), (1, 2), (1, 2), (1, 2, 3)):
        write_csv(trial, [others[0] | dict(zip(ANSWERS, guess, strict=True)), *others[1:]])
        data = trial.read_bytes()
        was_tried = was_tried or data == truth
        for made in (hashlib.sha256, hashlib.sha1, hashlib.md5):
            assert made(data).hexdigest() not in released
    assert was_tried


def test_inputs_are_named_by_a_hash_under_the_secret_of_the_folder(study, tmp_path):
    inputs = run_study(study).provenance.inputs
    assert {digest.split(":")[0] for digest in inputs.values()} == {"hmac-sha256"}
    key = study / "private" / "hash.key"
    assert len(bytes.fromhex(key.read_text("ascii"))) == 32
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert run_study(study).provenance.inputs == inputs
    again = write_study(tmp_path / "again")
    other = run_study(again).provenance.inputs
    assert other.keys() == inputs.keys()
    assert not set(other.values()) & set(inputs.values())


def test_explain_finds_the_run_by_the_same_hashes_and_never_makes_a_key(study):
    with pytest.raises(StudyError, match="nothing is kept"):
        explain_in_study(study, "1000")
    check_study(study)
    assert not (study / "private").exists()
    run_study(study)
    assert explain_in_study(study, "1000")


def test_the_holder_of_the_key_can_prove_each_input(study):
    run_study(study)
    assert states(study) == {
        "persons.csv": "same", "jobs.csv": "same", "mapping.toml": "same",
    }  # fmt: skip
    with (study / "jobs.csv").open("a") as file:
        file.write("1299,3,1,921,4711,2,2,2\n")
    assert states(study)["jobs.csv"] == "changed"
    with (study / "mapping.toml").open("a") as file:
        file.write("\n# looked through\n")
    assert states(study)["mapping.toml"] == "changed"
    assert states(study)["persons.csv"] == "same"


def test_without_its_key_nothing_is_proved(study):
    run_study(study)
    key = study / "private" / "hash.key"
    shutil.move(key, study / "hash.key")
    with pytest.raises(StudyError, match="without it no input can be proved"):
        check_provenance(study)
    key.write_text("00" * 32)
    assert states(study)["persons.csv"] == "changed"
    key.write_text("not a key")
    with pytest.raises(StudyError, match="no key of 32 bytes"):
        check_provenance(study)
    with pytest.raises(StudyError, match="no key of 32 bytes"):
        run_study(study)


def test_a_release_of_an_earlier_version_with_plain_hashes_can_be_proved_too(study):
    run_study(study)
    out = study / "out"
    content = json.loads((out / "estimates.json").read_text("utf-8"))
    for name in content["provenance"]["inputs"]:
        digest = hashlib.sha256((study / name).read_bytes()).hexdigest()
        content["provenance"]["inputs"][name] = f"sha256:{digest}"
    (out / "estimates.json").write_text(json.dumps(content))
    manifest = json.loads((out / "manifest.json").read_text("utf-8"))
    digest = hashlib.sha256((out / "estimates.json").read_bytes()).hexdigest()
    manifest["files"]["estimates.json"]["sha256"] = digest
    (out / "manifest.json").write_text(json.dumps(manifest))
    assert set(states(study).values()) == {"same"}
    (study / "private" / "hash.key").unlink()
    assert set(states(study).values()) == {"same"}
    assert known_key(study) is None


def test_check_provenance_on_the_command_line_says_same_or_changed(study):
    run_study(study)
    done = CliRunner().invoke(main, ["check", str(study), "--provenance"])
    assert done.exit_code == 0, done.output
    assert "persons.csv: the file that the release was made from" in done.output
    write_csv(study / "persons.csv", persons()[1:])
    done = CliRunner().invoke(main, ["check", str(study), "--provenance", "--json"])
    assert done.exit_code == 1
    found = {one["input"]: one["state"] for one in json.loads(done.output)["provenance"]}
    assert found == {"persons.csv": "changed", "jobs.csv": "same", "mapping.toml": "same"}


def test_a_private_folder_that_is_a_link_is_refused(study, tmp_path):
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (study / "private").symlink_to(elsewhere, target_is_directory=True)
    with pytest.raises(StudyError, match="private/ is a link"):
        run_study(study)
    assert not list(elsewhere.iterdir())
    assert not (study / "out").exists()
