"""Keys and hashes: who may read them, what they show, and where they may lie."""

import hashlib
import hmac
import os
import stat

import polars as pl
import pytest

from measure87.collect.linkage import (
    RawList,
    hash_lists,
    make_key,
    named_strata,
    read_key,
    read_link_settings,
    record_forms,
)
from measure87.collect.linkage.hashed_lists import hashed_records, read_hashed
from measure87.collect.linkage.keyed_encoding import (
    MOST_UNLIKE,
    bloom_filter,
    diffused_filter,
    fingerprint,
    token,
)
from measure87.collect.linkage.keyed_forms import FILTERS, HASHES
from measure87.vocabulary.errors import DataError, RefusedError, StudyError
from tests.collect.linkage.conftest import KEY

DAY = "19900531"


def bits(filter_hex):
    return int(filter_hex[1:], 16)


def dice(one, other, *, days=(DAY, DAY), keys=(KEY, KEY)):
    a, b = (bits(bloom_filter(*of)) for of in zip(keys, (one, other), days, strict=True))
    return 2 * (a & b).bit_count() / (a.bit_count() + b.bit_count())


def unlike(one, other):
    """Bits in which the diffused filters of two pairs of names differ."""
    return (bits(diffused_filter(KEY, *one)) ^ bits(diffused_filter(KEY, *other))).bit_count()


def test_a_token_is_hmac_sha256_under_the_key():
    # The standard library, called another way.
    expected = hmac.new(KEY, b"2\0name\0olena", hashlib.sha256).hexdigest()[:32]
    assert token(KEY, "name", "olena") == f"h{expected}"
    assert token(KEY, "key", "olena") != token(KEY, "name", "olena")
    assert token(KEY[::-1], "name", "olena") != token(KEY, "name", "olena")
    assert token(KEY, "name", None) is None


def test_likeness_survives_a_spelling_and_not_another_name():
    assert dice("kateryna", "katerina") > 0.7
    assert dice("olena", "olena") == 1.0
    assert dice("kateryna", "mohammed") < 0.35


def test_a_filter_under_another_key_or_day_says_nothing_of_the_first():
    assert dice("kateryna", "kateryna", keys=(KEY, KEY[::-1])) < 0.4
    assert dice("kateryna", "kateryna", days=(DAY, "19900601")) < 0.4


def test_a_diffused_filter_is_the_exclusive_or_of_sixteen_bits_of_a_bloom_filter():
    # Written anew with lists of bits, from the words of the page.
    def digest(text):
        return hmac.new(KEY, text.encode(), hashlib.sha256).digest()

    def places(text, count):
        drawn = digest(text)
        return {int.from_bytes(drawn[2 * i : 2 * i + 2]) % 1024 for i in range(count)}

    pairs = ["_o", "ol", "le", "en", "na", "a_", "_k", "ko", "ov", "va", "al", "l_"]
    bloom = set().union(*(places(f"2\0bloom\0{pair}", 12) for pair in pairs))
    mixed = [len(places(f"2\0mask\0{bit}", 16) & bloom) % 2 for bit in range(1024)]
    text = "".join(str(bit) for bit in reversed(mixed))
    assert diffused_filter(KEY, "olena", "koval") == f"b{int(text, 2):0256x}"
    assert diffused_filter(KEY, "olena", None) is None


def test_diffused_filters_are_alike_for_one_letter_and_for_no_word_in_common():
    koval = ("kateryna", "kovalenko")
    assert unlike(koval, ("kovalenko", "kateryna")) == 0
    assert unlike(koval, ("katerina", "kovalenko")) <= MOST_UNLIKE
    names = ["oksana", "mohammed", "minh", "grace", "lakshmi", "dmytro", "ionut", "zoe"]
    same_family = [unlike(koval, (name, "kovalenko")) for name in names]
    nothing = [unlike(koval, (name, "okoye")) for name in names]
    # 512 of 1,024 bits of two persons differ, with a standard error of 16.
    assert min(same_family + nothing) > 440
    assert sum(same_family) / 8 == pytest.approx(sum(nothing) / 8, abs=25)


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
    pairs, strata = "labelled-pairs.csv", "strata-of-hashes.csv"
    assert set(written) == {*(f"{name}.csv" for name in truth.lists), pairs, strata}
    for name in written:
        path = desk / "private" / name
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        text = path.read_text()
        assert KEY.hex() not in text
    for name, raw in truth.lists.items():
        frame = pl.read_csv(desk / "private" / f"{name}.csv", infer_schema=False)
        assert frame.height == raw.height
        assert frame.columns == [*HASHES, *FILTERS, "stratum.sex", "stratum.age", "scheme"]
        cells = pl.concat([frame[c] for c in frame.columns[:-1]]).drop_nulls()
        assert cells.str.contains(r"^(h[0-9a-f]{32}|b[0-9a-f]{128}|b[0-9a-f]{256})$").all()
        assert frame["scheme"].unique().to_list() == [fingerprint(KEY)]
        assert frame["record"].to_list() != [
            token(KEY, f"record {name}", case) for case in raw["case_no"]
        ]  # another order
    assert stat.S_IMODE((desk / "private").stat().st_mode) == 0o700


def test_no_column_beside_full_names_dates_and_strata_tells_what_many_records_share(desk, truth):
    """Of 300 records to a list some share a full name, and hardly any anything else."""
    hash_lists(read_link_settings(desk / "linkage.toml"), KEY, desk / "private")
    for name in truth.lists:
        frame = pl.read_csv(desk / "private" / f"{name}.csv", infer_schema=False)
        raw = truth.lists[name]
        commonest = raw["given_name"].value_counts()["count"].max()
        assert commonest > 15
        for column in (*HASHES, *FILTERS):
            values = frame[column].drop_nulls()
            most = 0 if values.is_empty() else values.value_counts()["count"].max()
            assert most <= 5, column


def test_strata_get_their_values_back_from_the_file_of_their_holder(desk):
    hash_lists(read_link_settings(desk / "linkage.toml"), KEY, desk / "private")
    listed = pl.read_csv(desk / "private" / "police.csv", infer_schema=False)
    hashes = listed["stratum.sex"].fill_null("unknown")
    pl.DataFrame({"draw": 1, "police": 1, "sex": hashes}).write_csv(desk / "linked.csv")
    named = named_strata(desk / "linked.csv", desk / "private" / "strata-of-hashes.csv")
    raw = pl.read_csv(desk / "police.csv", infer_schema=False)
    assert named["sex"].value_counts(sort=True).rows() == (
        raw["sex"].fill_null("unknown").value_counts(sort=True).rows()
    )


def test_hashes_of_strata_under_another_key_are_not_named(desk):
    settings = read_link_settings(desk / "linkage.toml")
    hash_lists(settings, KEY, desk / "private")
    listed = pl.read_csv(desk / "private" / "police.csv", infer_schema=False)
    pl.DataFrame({"draw": 1, "sex": listed["stratum.sex"]}).write_csv(desk / "linked.csv")
    hash_lists(settings, KEY[::-1], desk / "private")
    with pytest.raises(DataError) as refused:
        named_strata(desk / "linked.csv", desk / "private" / "strata-of-hashes.csv")
    assert refused.value.code == "unknown-hash"
    pl.DataFrame({"draw": 1, "region": listed["stratum.sex"]}).write_csv(desk / "linked.csv")
    with pytest.raises(DataError) as refused:
        named_strata(desk / "linked.csv", desk / "private" / "strata-of-hashes.csv")
    assert refused.value.code == "no-hashed-strata"


def declared(desk, words='open_strata = ["sex"]\n'):
    """Settings that declare a stratum open."""
    path = desk / "open.toml"
    path.write_text(words + (desk / "linkage.toml").read_text())
    return path


def test_a_stratum_stands_in_the_clear_only_where_it_is_declared(desk):
    hash_lists(read_link_settings(declared(desk)), KEY, desk / "private")
    frame = pl.read_csv(desk / "private" / "police.csv", infer_schema=False)
    assert set(frame["open.sex"].drop_nulls()) <= {"F", "M"}
    assert frame["stratum.age"].drop_nulls().str.starts_with("h").all()
    told = pl.read_csv(desk / "private" / "strata-of-hashes.csv", infer_schema=False)
    assert set(told["stratum"]) == {"age"}
    read = read_hashed(hashed_entries(desk))
    assert set(read[0].strata) == {"sex", "age"}
    with pytest.raises(StudyError) as refused:
        read_link_settings(declared(desk, 'open_strata = ["name"]\n'))
    assert "no stratum" in refused.value.text


def test_lists_of_which_one_has_a_stratum_in_the_clear_are_not_linked(desk):
    hash_lists(read_link_settings(declared(desk)), KEY, desk / "private")
    own = (desk / "private" / "police.csv").read_bytes()
    hash_lists(read_link_settings(desk / "linkage.toml"), KEY, desk / "private")
    (desk / "private" / "police.csv").write_bytes(own)
    with pytest.raises(DataError) as refused:
        read_hashed(hashed_entries(desk))
    assert refused.value.code == "different-strata"


def test_a_file_of_an_earlier_version_is_refused_as_such(desk):
    hash_lists(read_link_settings(desk / "linkage.toml"), KEY, desk / "private")
    path = desk / "private" / "police.csv"
    frame = pl.read_csv(path, infer_schema=False)
    earlier = frame.select("whole", "record", scheme="1" + pl.col("scheme").str.slice(1))
    path.write_text(earlier.write_csv())
    with pytest.raises(StudyError) as refused:
        read_hashed(hashed_entries(desk))
    assert refused.value.code == "different-keys"
    assert "another version" in refused.value.text


def test_records_are_hashed_with_what_they_have():
    raw = pl.DataFrame(
        {
            "given_name": ["Olena", "Olena", None],
            "family_name": ["Koval", None, None],
            "birth_date": ["1990-05-31", "1990", "1990-05-31"],
            "sex": ["F", "F", "F"],
        }
    )
    forms = record_forms(RawList("a", "a.csv", {}), raw, None)
    rows = {
        row["whole"]: row
        for row in hashed_records(forms, KEY).frame.rows(named=True)
        if row["names"] is not None or row["whole"] is None
    }
    whole = next(row for day, row in rows.items() if day is not None)
    for name in ("names", "names_bits", "given_bits", "year_named", "sex_dated", "sex_named"):
        assert whole[name] is not None, name
    # One name and a year: nothing of it is a record's own, and nothing is hashed.
    assert {name for name, value in rows[None].items() if value is not None} == set()


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
    names = ["Olena", *frame["names"].to_list()[1:]]
    path.write_text(frame.with_columns(names=pl.Series(names)).write_csv())
    with pytest.raises(DataError) as refused:
        read_hashed(hashed_entries(desk))
    assert refused.value.code == "no-hash"
    assert "Olena" not in str(refused.value)


def test_a_stratum_in_the_clear_that_is_not_declared_is_refused_without_showing_it(desk):
    hash_lists(read_link_settings(desk / "linkage.toml"), KEY, desk / "private")
    path = desk / "private" / "police.csv"
    frame = pl.read_csv(path, infer_schema=False)
    path.write_text(frame.with_columns(pl.lit("woman").alias("stratum.sex")).write_csv())
    with pytest.raises(DataError) as refused:
        read_hashed(hashed_entries(desk))
    assert refused.value.code == "no-hash"
    assert "woman" not in str(refused.value)


@pytest.mark.skipif(os.name != "posix", reason="modes of files are of POSIX systems")
def test_a_hashed_file_that_others_may_read_is_refused(desk):
    hash_lists(read_link_settings(desk / "linkage.toml"), KEY, desk / "private")
    (desk / "private" / "police.csv").chmod(0o644)
    with pytest.raises(RefusedError) as refused:
        read_hashed(hashed_entries(desk))
    assert refused.value.code == "open-file"
