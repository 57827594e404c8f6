"""Identifiers are in the encrypted file alone, and leave it whole: rotation, withdrawal, day."""

import json
import shutil
import subprocess
from datetime import date

import pytest

from measure87.collect.ethics.destruction import Destroyed, destroy
from measure87.collect.ethics.encrypted_file import EncryptedFile, Entry, hash_of
from measure87.collect.ethics.identifiers import IdentifierFile, identifying, referring
from measure87.collect.ethics.keys import (
    identities_in,
    needs_passphrase,
    new_key,
    pyrage,
    recipients_of,
)
from measure87.collect.ethics.readiness import require_not_overdue
from measure87.collect.ethics.settings import read_ethics
from measure87.collect.intake.identifiers_sink import AgeFile
from measure87.collect.intake.secrets import new_identity
from measure87.vocabulary.errors import DataError, StudyError
from tests.collect.ethics.made_study import FORM, write_field_study

SECRET = b"s" * 32
NAMES = [f"Maria Zyx{k:03} Qorbel" for k in range(100)]


@pytest.fixture
def keys(tmp_path):
    first, second = tmp_path / "first.key", tmp_path / "second.key"
    return first, new_key(first), second, new_key(second)


@pytest.fixture
def kept(tmp_path, keys):
    file = EncryptedFile(tmp_path / "identifiers.age", SECRET)
    entries = [Entry(f"uuid:{k // 5}", "roster", k % 5, {"name": n}) for k, n in enumerate(NAMES)]
    file.put(entries, [keys[1]])
    return file


def read(file, key):
    return list(file.read(identities_in(key)))


def test_what_is_put_in_comes_out_by_the_secret_key_alone(kept, keys):
    assert sorted(one.values["name"] for one in read(kept, keys[0])) == NAMES
    with pytest.raises(DataError, match="is not opened by this key") as told:
        read(kept, keys[2])
    assert told.value.code == "wrong-key"


def test_no_name_and_no_interview_stands_in_the_file(kept):
    content = kept.path.read_bytes()
    assert not any(name.encode() in content for name in NAMES)
    assert b"uuid:" not in content
    assert b"Maria" not in content
    assert kept.path.stat().st_mode & 0o777 == 0o600


def test_the_length_of_an_entry_tells_nothing_of_the_name(tmp_path, keys):
    file = EncryptedFile(tmp_path / "x.age", SECRET)
    entries = [Entry(f"uuid:{k}", "main", 0, {"name": "x" * k}) for k in range(1, 40)]
    file.put(entries, [keys[1]])
    opened = {len(text) for _, text in file._opened(identities_in(keys[0]))}
    assert opened == {256}


def test_a_second_answer_takes_the_place_of_the_first(kept, keys):
    kept.put([Entry("uuid:0", "roster", 0, {"name": "Other"})], [keys[1]])
    assert kept.count() == 100
    names = {one.values["name"] for one in read(kept, keys[0])}
    assert "Other" in names
    assert NAMES[0] not in names


def test_an_interview_or_a_row_is_taken_out_without_any_key(kept, keys):
    assert kept.forget("uuid:0", "roster", 1) == 1
    assert kept.forget("uuid:1") == 5
    assert kept.forget("uuid:1") == 0
    left = {one.values["name"] for one in read(kept, keys[0])}
    assert left == set(NAMES) - {NAMES[1], *NAMES[5:10]}


def test_rotation_locks_out_the_former_key_and_keeps_every_entry_and_label(kept, keys):
    assert kept.lock_anew(identities_in(keys[0]), [keys[3]]) == 100
    assert sorted(one.values["name"] for one in read(kept, keys[2])) == NAMES
    with pytest.raises(DataError):
        read(kept, keys[0])
    assert kept.forget("uuid:1") == 5


def test_rotation_with_a_wrong_key_changes_nothing(kept, keys):
    before = kept.path.read_bytes()
    with pytest.raises(DataError, match="is not opened"):
        kept.lock_anew(identities_in(keys[2]), [keys[3]])
    assert kept.path.read_bytes() == before


def test_two_recipients_can_each_open(tmp_path, keys):
    file = EncryptedFile(tmp_path / "x.age", SECRET)
    file.put([Entry("uuid:0", "main", 0, {"name": "A"})], [keys[1], keys[3]])
    assert read(file, keys[0]) == read(file, keys[2])


@pytest.mark.parametrize("cut", [1, 200, 3000])
def test_a_cut_file_is_told_and_never_read_as_a_shorter_one(kept, keys, cut):
    content = kept.path.read_text().rstrip("\n")
    kept.path.write_text(content[:-cut])
    with pytest.raises(DataError, match="damaged"):
        read(kept, keys[0])


def test_a_changed_byte_is_told(kept, keys):
    lines = kept.path.read_text().splitlines(keepends=True)
    place = next(k for k, line in enumerate(lines) if line.startswith("-----END")) - 2
    lines[place] = lines[place][::-1].lstrip("\n").rstrip() + "\n"
    kept.path.write_text("".join(lines))
    with pytest.raises(DataError):
        read(kept, keys[0])


def test_hashes_of_rows_do_not_run_into_each_other():
    assert hash_of(SECRET, "a", "b1", "2") != hash_of(SECRET, "a", "b", "12")
    assert hash_of(SECRET, "a") != hash_of(b"t" * 32, "a")


def test_the_program_age_opens_an_entry(kept, keys, tmp_path):
    """An implementation that nobody here wrote; where it is not installed, the library's own."""
    armour = next(kept._blocks()).armour
    if shutil.which("age"):
        done = subprocess.run(["age", "-d", "-i", keys[0]], input=armour.encode(),
                              capture_output=True, check=True)  # fmt: skip
        assert b"Qorbel" in done.stdout
    opened = pyrage().decrypt(armour.encode(), list(identities_in(keys[0])))
    assert b"Qorbel" in opened


def test_a_secret_key_in_the_settings_is_refused_without_repeating_it(keys):
    secret = next(x for x in keys[0].read_text().splitlines() if x.startswith("AGE"))
    with pytest.raises(StudyError, match="key 1 of `recipients` is a secret key") as told:
        recipients_of([secret])
    assert secret not in str(told.value)
    with pytest.raises(StudyError, match="is no public key"):
        recipients_of(["age1nonsense"])


def test_a_key_file_is_never_written_over(keys):
    before = keys[0].read_bytes()
    with pytest.raises(DataError, match="is there already"):
        new_key(keys[0])
    assert keys[0].read_bytes() == before


def test_a_key_file_with_a_passphrase_is_known_by_its_head(tmp_path, keys):
    locked = tmp_path / "locked.key"
    locked.write_bytes(b"age-encryption.org/v1\n-> scrypt ")
    assert needs_passphrase(locked)
    assert not needs_passphrase(keys[0])


@pytest.mark.slow
def test_a_key_file_may_have_a_passphrase(tmp_path, keys):
    """Slow by design: trying passphrases is to cost."""
    locked = tmp_path / "locked.key"
    locked.write_bytes(pyrage().passphrase.encrypt(keys[0].read_bytes(), "correct"))
    assert len(identities_in(locked, "correct")) == 1
    with pytest.raises(DataError, match="passphrase does not open"):
        identities_in(locked, "wrong")


def test_what_identifies_is_told_by_the_form():
    assert identifying(FORM, "main") == {"place"}
    assert identifying(FORM, "roster") == {"name"}
    assert identifying(FORM, "jobs") == {"boss"}
    assert referring(FORM, "roster") == {"call_me"}


@pytest.fixture
def study(tmp_path):
    return write_field_study(tmp_path / "study", tmp_path / "study.key")


def test_referrals_do_not_say_of_which_interview_they_are(study, tmp_path):
    ethics = read_ethics(study)
    kept_apart = IdentifierFile(study, ethics, SECRET, referrals=True)
    kept_apart.put("uuid:a", ("roster", 2), {"call_me": "+25570055123", "area": None})
    kept_apart.close()
    file = EncryptedFile(study / "field" / "referrals.age", SECRET)
    (entry,) = file.read(identities_in(tmp_path / "study.key"))
    assert entry == Entry("", "", 0, {"call_me": "+25570055123"})
    assert file.forget("uuid:a", "roster", 2) == 1


def test_nothing_is_written_before_it_is_closed_and_then_whole(study, tmp_path):
    path = study / "field" / "identifiers.age"
    kept_apart = IdentifierFile(study, read_ethics(study), SECRET)
    kept_apart.put("uuid:a", ("main", 0), {"place": "-6.8 39.2 0 5"})
    kept_apart.put("uuid:b", ("main", 0), {"place": "-6.9 39.2 0 5"})
    assert not path.exists()
    first = kept_apart.close()
    again = IdentifierFile(study, read_ethics(study), SECRET)
    again.drop(["uuid:b"])
    again.put("uuid:c", ("main", 0), {"place": "1 1"})
    assert again.close() != first
    file = EncryptedFile(path, SECRET)
    told = {one.interview for one in file.read(identities_in(tmp_path / "study.key"))}
    assert told == {"uuid:a", "uuid:c"}
    anew = IdentifierFile(study, read_ethics(study), SECRET, keep=False)
    anew.put("uuid:d", ("main", 0), {"place": "1 1"})
    anew.close()
    told = {one.interview for one in file.read(identities_in(tmp_path / "study.key"))}
    assert told == {"uuid:d"}


def test_a_second_time_with_nothing_new_changes_nothing(study):
    kept_apart = IdentifierFile(study, read_ethics(study), SECRET)
    assert kept_apart.close() == ""
    kept_apart.put("uuid:a", ("main", 0), {"place": "-6.8 39.2 0 5"})
    first = kept_apart.close()
    assert IdentifierFile(study, read_ethics(study), SECRET).close() == first


def test_after_its_day_nothing_runs_until_it_is_destroyed(study):
    ethics = read_ethics(study)
    kept_apart = IdentifierFile(study, ethics, SECRET)
    kept_apart.put("uuid:a", ("main", 0), {"place": "-6.8 39.2 0 5"})
    kept_apart.close()
    require_not_overdue(study, ethics, ethics.destroy_on)
    late = date(3000, 1, 1)
    with pytest.raises(StudyError, match="should have been destroyed on 2999-12-31") as told:
        require_not_overdue(study, ethics, late)
    assert "measure87 collect destroy study" in told.value.hint
    assert destroy(study, late) == Destroyed({"identifiers.age": 1})
    require_not_overdue(study, ethics, late)
    assert '"destroyed_on": "3000-01-01"' in (study / "field" / "destroyed.json").read_text()
    assert destroy(study, late) == Destroyed({})


def test_a_file_encrypted_as_a_whole_is_destroyed_and_its_entries_are_not_said_to_be_none(study):
    """As the first pull of a study without recipients leaves it."""
    identity = new_identity()
    store = AgeFile(study / "field", identity, keep=False)
    for number in range(3):
        store.put(f"uuid:{number}", ("main", 0), {"place": "-6.8 39.2 0 5"})
    store.close()
    assert destroy(study, date(2026, 1, 1)) == Destroyed({}, ("identifiers.age",))
    assert not (study / "field" / "identifiers.age").exists()
    record = json.loads((study / "field" / "destroyed.json").read_text())
    assert record["entries"] == {}
    assert record["not_counted"] == ["identifiers.age"]
