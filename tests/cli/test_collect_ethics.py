"""`measure87 collect keypair|ethics|withdraw|rotate|referrals|destroy` in a study in the field."""

import json
import sys
from types import SimpleNamespace

import polars as pl
import pytest
from click.testing import CliRunner
from filelock import FileLock

from measure87.cli import main
from measure87.collect.ethics.encrypted_file import EncryptedFile, hash_of
from measure87.collect.ethics.identifiers import IdentifierFile
from measure87.collect.ethics.keys import identities_in
from measure87.collect.ethics.settings import read_ethics
from measure87.study.keyed_hash import kept_key
from tests.collect.ethics.made_study import write_field_study

PHONE = "+25570055123"


@pytest.fixture
def study(tmp_path):
    folder = write_field_study(tmp_path / "study", tmp_path / "study.key")
    secret = kept_key(folder).secret
    for kind in (False, True):
        kept = IdentifierFile(folder, read_ethics(folder), secret, referrals=kind)
        kept.put("uuid:a", ("roster", 2), {"phone": PHONE})
        kept.put("uuid:b", ("roster", 1), {"phone": "=1+1"})
        kept.close()
    return folder


def run(*arguments, status=0):
    done = CliRunner().invoke(main, ["collect", *map(str, arguments), "--json"])
    assert done.exit_code == status, done.output
    assert PHONE not in done.output
    return json.loads(done.stdout)


def test_a_study_says_whether_it_may_go_to_the_field(study):
    told = run("ethics", study)
    assert told["ready"] is True
    assert told["checklist"]["no-inducement"] == "no"
    assert told["checklist"]["privacy"] == "not-stated"
    (study / "distress.md").rename(study / "elsewhere.md")
    assert "there is no file" in run("ethics", study, status=1)["error"]["text"]


def test_what_explain_reads_of_former_runs_is_forgotten(study):
    former = study / "private" / ("0" * 16) / "field"
    former.mkdir(parents=True)
    (former / "persons.parquet").write_bytes(b"of a run")
    run("withdraw", study, "--interview", "uuid:a")
    assert not former.exists()
    assert (study / "private" / "hash.key").exists()


def test_a_person_is_withdrawn_by_line_and_by_hash(study):
    told = run("withdraw", study, "--interview", "uuid:a", "--line", 2)
    assert told["rows"] == {"jobs": 1, "roster": 1}
    assert (told["identifiers"], told["referrals"]) == (1, 1)
    hashed = hash_of(kept_key(study).secret, "uuid:b")
    assert run("withdraw", study, "--id-hash", hashed)["rows"]["main"] == 1
    left = pl.read_parquet(study / "field" / "tables" / "main.parquet")
    assert left["_id"].to_list() == ["uuid:a", "uuid:c"]


@pytest.mark.parametrize(
    "arguments", [(), ("--interview", "x", "--id-hash", "y"), ("--interview", "x", "--table", "t")]
)
def test_an_interview_is_named_in_one_way(study, arguments):
    assert run("withdraw", study, *arguments, status=2)["error"]["hint"]


def test_the_journal_is_told_where_there_is_one(study, monkeypatch):
    (study / "field" / "journal").mkdir()
    told = []
    journal = SimpleNamespace(destroy=told.append)
    key = SimpleNamespace(part=lambda purpose: purpose.encode() * 8)
    intake = "measure87.collect.intake"
    made = SimpleNamespace(Journal=lambda folder, of: journal)
    secrets = SimpleNamespace(study_identity=lambda: SimpleNamespace(study_key=key))
    monkeypatch.setitem(sys.modules, f"{intake}.journal", made)
    monkeypatch.setitem(sys.modules, f"{intake}.secrets", secrets)
    monkeypatch.setitem(sys.modules, intake, SimpleNamespace())
    made_anew = []
    monkeypatch.setattr("measure87.cli.collect_withdraw._remake", made_anew.append)
    arguments = ["collect", "withdraw", str(study), "--interview", "uuid:b", "--line", "2"]
    done = CliRunner().invoke(main, arguments)
    assert done.exit_code == 0, done.output
    assert "the journal keeps her answers" in done.stderr
    assert told == []
    run("withdraw", study, "--interview", "uuid:a")
    assert told == ["uuid:a"]
    assert made_anew == [study, study]


def test_keys_are_changed_and_a_key_in_the_study_is_refused(study, tmp_path):
    public = run("keypair", tmp_path / "new.key")["public"]
    former = (study / "ethics.toml").read_text()
    start = former.index('recipients = ["')
    line = former[start : former.index("\n", start)]
    (study / "ethics.toml").write_text(former.replace(line, f'recipients = ["{public}"]'))
    assert run("rotate", study, "--identity", tmp_path / "study.key")["entries"] == 2
    file = EncryptedFile(study / "field" / "identifiers.age", b"")
    assert len(list(file.read(identities_in(tmp_path / "new.key")))) == 2
    inside = study / "new.key"
    inside.write_bytes((tmp_path / "new.key").read_bytes())
    assert "would lie in the study folder" in run("rotate", study, "--identity", inside, status=1)[
        "error"]["text"]  # fmt: skip


def test_the_list_of_referrals_opens_with_the_key_alone_and_outside_of_the_study(study, tmp_path):
    assert run("referrals", study)["waiting"] == 2
    target = tmp_path / "list.csv"
    run("referrals", study, "--identity", tmp_path / "study.key", "--list", target)
    assert target.read_text() == f"phone\n'{PHONE}\n'=1+1\n"
    assert target.stat().st_mode & 0o777 == 0o600
    inside = ("--identity", tmp_path / "study.key", "--list", study / "list.csv")
    run("referrals", study, *inside, status=1)
    run("referrals", study, "--list", target, status=2)


def test_nothing_is_changed_while_a_pull_is_under_way(study):
    with FileLock(study / "field" / ".lock"):
        error = run("withdraw", study, "--interview", "uuid:a", status=1)["error"]
        assert error["code"] == "locked"
        run("destroy", study, "--yes", status=1)
    run("withdraw", study, "--interview", "uuid:a")


def test_destruction_is_asked_for_twice_and_then_recorded(study):
    assert "--yes" in run("destroy", study, status=2)["error"]["hint"]
    told = run("destroy", study, "--yes")
    assert told["destroyed"] == {"identifiers.age": 2, "referrals.age": 2}
    assert told["not_counted"] == []
    assert run("referrals", study)["waiting"] == 0


def test_of_a_file_encrypted_as_a_whole_it_is_said_that_it_cannot_be_counted(study):
    (study / "field" / "identifiers.age").write_bytes(b"age-encryption.org/v1\n-> X25519 ")
    done = CliRunner().invoke(main, ["collect", "destroy", str(study), "--yes"])
    assert "identifiers.age: destroyed; it was encrypted as a whole" in done.stdout
    assert "referrals.age: 2 entries destroyed" in done.stdout
    assert "0 entries" not in done.stdout


def test_no_name_is_in_any_file_of_the_study_but_the_encrypted_ones(study):
    for path in study.rglob("*"):
        if path.is_file():
            assert PHONE.encode() not in path.read_bytes(), path
