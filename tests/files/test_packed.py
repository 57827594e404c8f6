"""ZIP files: one data file is read, several are asked about, and hostile ones are refused."""

import zipfile

import pytest

from measure87.files import AskedError, TableForm, packed, read_source, sha256_of, write_sav
from measure87.vocabulary.errors import DataError

CSV = b"id,weight\n1,0.5\n2,1.5\n"


@pytest.fixture
def pack(tmp_path):
    """Write a ZIP file with these parts."""

    def _pack(*parts):
        path = tmp_path / "sent.zip"
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in parts:
                archive.writestr(name, content)
        return path

    return _pack


def rows_of(path, **form):
    return read_source(path, form=TableForm(**form)).lazy.collect().rows()


def test_one_data_file_is_read_and_the_hash_is_that_of_the_zip_file(pack):
    path = pack(("a/survey.csv", CSV), ("readme.txt.pdf", b"x"), ("__MACOSX/a/._survey.csv", b"x"))
    source = read_source(path)
    assert source.lazy.collect().rows() == [(1, 0.5), (2, 1.5)]
    assert (source.name, source.format, source.sha256) == ("sent.zip", "csv", sha256_of(path))


def test_every_format_inside_is_read(pack, survey, tmp_path):
    write_sav(tmp_path / "t.sav", survey)
    survey.write_parquet(tmp_path / "t.parquet")
    for name in ("t.sav", "t.parquet"):
        path = pack((f"deep/{name}", (tmp_path / name).read_bytes()))
        alone = read_source(tmp_path / name).lazy.collect()
        assert read_source(path).lazy.collect().equals(alone)


def test_of_several_the_name_is_asked_for(pack):
    path = pack(("a/survey.csv", CSV), ("b/more.csv", b"x\n1\n"))
    with pytest.raises(AskedError) as caught:
        rows_of(path)
    assert 'member = "a/survey.csv"    # or "b/more.csv"' in caught.value.hint
    assert rows_of(path, member="more.csv") == rows_of(path, member="b/more.csv") == [(1,)]
    with pytest.raises(DataError, match=r"no data file 'none.csv'"):
        rows_of(path, member="none.csv")


@pytest.mark.parametrize(
    ("parts", "said"),
    [
        ([("../survey.csv", CSV)], "outside of its folder"),
        ([("a/../../survey.csv", CSV)], "outside of its folder"),
        ([("/etc/survey.csv", CSV)], "outside of its folder"),
        ([("C:\\survey.csv", CSV)], "outside of its folder"),
        ([("survey.csv", b"a\n" + b"1\n" * 8_000_000)], "too large"),
        ([("notes.pdf", b"x")], "holds no data file"),
        ([("[Content_Types].xml", b"<x/>"), ("a.csv", CSV)], "is a workbook"),
        ([("t.sav", b"no SPSS file")], "is not an SPSS file"),
        ([("survey.csv", b"")], "is empty"),
    ],
)
def test_what_is_hostile_or_no_data_is_one_sentence(pack, parts, said):
    with pytest.raises(DataError, match=said):
        rows_of(pack(*parts))


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_two_parts_of_one_name_are_refused(pack):
    with pytest.raises(DataError, match="two parts of one name"):
        rows_of(pack(("a.csv", CSV), ("a.csv", b"x\n1\n")))


def test_an_encrypted_file_is_refused_and_says_what_to_do(pack):
    path = pack(("survey.csv", CSV))
    content = bytearray(path.read_bytes())
    content[6] |= 1
    content[content.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(content)
    with pytest.raises(DataError, match="is encrypted") as caught:
        rows_of(path)
    assert "unpack it with its password" in caught.value.hint


@pytest.mark.parametrize("at", [30, 60, 600])
def test_damage_is_one_sentence(pack, at):
    numbers = "".join(f"{k},{k * k % 7919}\n" for k in range(2_000))
    path = pack(("survey.csv", f"id,weight\n{numbers}"))
    content = bytearray(path.read_bytes())
    content[at : at + 400] = bytes(400)
    path.write_bytes(content)
    with pytest.raises(DataError, match="damaged or cut short"):
        rows_of(path)
    path.write_bytes(b"PK\x03\x04 and no more")
    with pytest.raises(DataError, match="damaged or cut short"):
        rows_of(path)


def test_nothing_is_left_behind(pack, survey, tmp_path, monkeypatch):
    write_sav(tmp_path / "t.sav", survey)
    path = pack(("t.sav", (tmp_path / "t.sav").read_bytes()))
    (tmp_path / "room").mkdir()
    monkeypatch.setattr(packed.tempfile, "tempdir", str(tmp_path / "room"))
    rows_of(path)
    assert not list((tmp_path / "room").iterdir())
