"""Keys and hashes: who may read them, what they show, and where they may lie."""

import hashlib
import hmac
import os
import stat

import polars as pl
import pytest

from measure87.collect.linkage import hash_lists, make_key, read_key, read_link_settings
from measure87.collect.linkage.hashed_lists import BLOOMS, read_hashed
from measure87.collect.linkage.keyed_encoding import bloom_filter, fingerprint, token
from measure87.collect.linkage.link_settings import RawList
from measure87.collect.linkage.record_forms import TOKENS
from measure87.vocabulary.errors import DataError, RefusedError, StudyError
from tests.collect.linkage.conftest import KEY


def dice(one, other):
    a, b = (int(bloom_filter(KEY, name)[1:], 16) for name in (one, other))
    return 2 * (a & b).bit_count() / (a.bit_count() + b.bit_count())


def test_a_token_is_hmac_sha256_under_the_key():
    # The standard library, called another way.
    expected = hmac.new(KEY, b"1\0name\0olena", hashlib.sha256).hexdigest()[:32]
    assert token(KEY, "name", "olena") == f"h{expected}"
    assert token(KEY, "key", "olena") != token(KEY, "name", "olena")
    assert token(KEY[::-1], "name", "olena") != token(KEY, "name", "olena")
    assert token(KEY, "name", None) is None


def test_likeness_survives_a_spelling_and_not_another_name():
    assert dice("kateryna", "katerina") > 0.7
    assert dice("olena", "olena") == 1.0
    assert dice("kateryna", "mohammed") < 0.35


def test_a_filter_under_another_key_says_nothing_of_the_first():
    other = int(bloom_filter(KEY[::-1], "kateryna")[1:], 16)
    own = int(bloom_filter(KEY, "kateryna")[1:], 16)
    assert 2 * (own & other).bit_count() / (own.bit_count() + other.bit_count()) < 0.4


@pytest.mark.skipif(os.name != "posix", reason="modes of files are of POSIX systems")
def test_a_key_is_for_its_owner_alone_and_never_replaced(tmp_path):
    path = tmp_path / "holders.key"
    make_key(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    first = read_key(path)
    assert len(first) == 32
    with pytest.raises(StudyError) as refused:
        make_key(path)
    assert refused.value.code == "key-exists"
    path.chmod(0o640)
    with pytest.raises(StudyError) as refused:
        read_key(path)
    assert refused.value.code == "open-key"
    assert first.hex() not in str(refused.value)


@pytest.mark.parametrize("content", ["", "short", "zz" * 32, "ab" * 31, "é" * 64])
def test_a_file_that_holds_no_key_is_refused_without_showing_it(tmp_path, content):
    path = tmp_path / "holders.key"
    path.write_text(content)
    path.chmod(0o600)
    with pytest.raises(StudyError) as refused:
        read_key(path)
    assert refused.value.code == "bad-key"
    assert not content or content not in str(refused.value)


def test_a_missing_key_is_told(tmp_path):
    with pytest.raises(StudyError) as refused:
        read_key(tmp_path / "no.key")
    assert refused.value.code == "no-key"


def test_hashed_files_are_private_and_hold_nothing_in_the_clear(desk, truth):
    written = hash_lists(read_link_settings(desk / "linkage.toml"), KEY, desk / "private")
    assert set(written) == {*(f"{name}.csv" for name in truth.lists), "labelled-pairs.csv"}
    for name in written:
        path = desk / "private" / name
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        text = path.read_text()
        assert KEY.hex() not in text
    for name, raw in truth.lists.items():
        frame = pl.read_csv(desk / "private" / f"{name}.csv", infer_schema=False)
        assert frame.height == raw.height
        hashes = frame.select(*TOKENS, *BLOOMS)
        cells = pl.concat([hashes[c] for c in hashes.columns]).drop_nulls()
        assert cells.str.contains(r"^(h[0-9a-f]{32}|b[0-9a-f]{128})$").all()
        assert frame["record"].to_list() != [
            token(KEY, f"record {name}", case) for case in raw["case_no"]
        ]  # another order
    assert stat.S_IMODE((desk / "private").stat().st_mode) == 0o700


@pytest.mark.parametrize("place", ["out", "elsewhere", "private/out", "."])
def test_hashed_files_lie_in_private_only(desk, place):
    with pytest.raises(RefusedError) as refused:
        hash_lists(read_link_settings(desk / "linkage.toml"), KEY, desk / place)
    assert refused.value.code == "not-private"
    assert not (desk / place / "police.csv").exists() or place == "."


def hashed_entries(desk, names=("police", "shelter")):
    return [RawList(name, desk / "private" / f"{name}.csv", {}, hashed=True) for name in names]


def test_lists_under_different_keys_are_not_linked(desk):
    settings = read_link_settings(desk / "linkage.toml")
    hash_lists(settings, KEY, desk / "private")
    own = (desk / "private" / "shelter.csv").read_bytes()
    hash_lists(settings, KEY[::-1], desk / "private")
    (desk / "private" / "shelter.csv").write_bytes(own)
    with pytest.raises(StudyError) as refused:
        read_hashed(hashed_entries(desk))
    assert refused.value.code == "different-keys"
    assert fingerprint(KEY) != fingerprint(KEY[::-1])


def test_a_name_in_a_hashed_file_is_refused_without_showing_it(desk):
    hash_lists(read_link_settings(desk / "linkage.toml"), KEY, desk / "private")
    path = desk / "private" / "police.csv"
    frame = pl.read_csv(path, infer_schema=False)
    given = ["Olena", *frame["given"].to_list()[1:]]
    path.write_text(frame.with_columns(given=pl.Series(given)).write_csv())
    with pytest.raises(DataError) as refused:
        read_hashed(hashed_entries(desk))
    assert refused.value.code == "no-hash"
    assert "Olena" not in str(refused.value)


@pytest.mark.skipif(os.name != "posix", reason="modes of files are of POSIX systems")
def test_a_hashed_file_that_others_may_read_is_refused(desk):
    hash_lists(read_link_settings(desk / "linkage.toml"), KEY, desk / "private")
    (desk / "private" / "police.csv").chmod(0o644)
    with pytest.raises(RefusedError) as refused:
        read_hashed(hashed_entries(desk))
    assert refused.value.code == "open-file"
