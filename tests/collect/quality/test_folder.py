"""What the field folder holds: tables, sample, corrections, labels, settings, and their faults."""

import json
import shutil
import stat

import msgspec
import polars as pl
import pytest

from measure87.collect.quality.corrections import corrected, read_corrections
from measure87.collect.quality.field_data import read_field_data
from measure87.collect.quality.labels import FILE, kept_labels, with_new
from measure87.vocabulary.errors import DataError, StudyError
from tests.collect.quality.field_study import clean_study

HEAD = "interview,row,question,old,new,who,when,why\n"


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    return clean_study(1, interviews=60).write(tmp_path_factory.mktemp("study"))


@pytest.fixture
def study(whole, tmp_path):
    return shutil.copytree(whole, tmp_path / "study")


def logged(study, *rows):
    (study / "field" / "corrections.csv").write_text(HEAD + "\n".join(rows) + "\n")
    return read_field_data(study)


def test_deleted_and_rejected_interviews_leave_every_table(study):
    path = study / "field" / "tables" / "main.parquet"
    main = pl.read_parquet(path)
    ids = main["_id"].to_list()
    main.with_columns(
        pl.col("_id").is_in(ids[:2]).alias("_deleted"),
        pl.when(pl.col("_id").is_in(ids[1:4])).then(pl.lit("rejected")).alias("_review"),
    ).write_parquet(path)
    data = read_field_data(study)
    assert (data.deleted, data.rejected, data.main.height) == (2, 2, 56)
    assert not set(data.tables["person"]["_id"]) & set(ids[:4])


def test_a_correction_is_laid_on_a_copy(study):
    path = study / "field" / "tables" / "main.parquet"
    before = path.read_bytes()
    first = pl.read_parquet(path).filter(pl.col("rooms").is_not_null()).row(0, named=True)
    data = logged(study, f"{first['_id']},,rooms,{first['rooms']},17,office,2027-03-02,called")
    assert data.corrections.applied == 1
    assert data.main.filter(pl.col("_id") == first["_id"])["rooms"].to_list() == [17]
    assert path.read_bytes() == before


@pytest.mark.parametrize(("separator", "mark"), [(";", "\ufeff"), (";", ""), ("\t", "\ufeff")])
def test_a_log_is_read_as_the_spreadsheet_of_a_language_saves_it(study, separator, mark):
    """Cells parted by semicolons, with a mark of byte order, lines that end as on Windows."""
    path = study / "field" / "corrections.csv"
    rows = [HEAD.strip().split(","), ["uuid:a", "2", "age", "430", "43", "A", "2027-03-02", "x, y"]]
    text = "\r\n".join(separator.join(row) for row in rows)
    path.write_bytes((mark + text + "\r\n").encode("utf-8"))
    (one,) = read_corrections(study / "field")
    assert [one.interview, one.row, one.question, one.old, one.new] == rows[1][:5]
    assert one.why == "x, y"
    path.write_bytes((mark + text + separator + "z\r\n").encode("utf-8"))
    with pytest.raises(DataError, match="more cells than the first line") as caught:
        read_corrections(study / "field")
    assert caught.value.hint == "a cell that holds the separator needs quotation marks"


def test_a_correction_of_a_member_names_her_row(study):
    person = pl.read_parquet(study / "field" / "tables" / "person.parquet")
    two = person.filter(pl.col("_row") == 2).row(0, named=True)
    data = logged(study, f"{two['_id']},2,age,{two['age']},33,office,2027-03-02,called")
    found = data.tables["person"].filter(pl.col("_id") == two["_id"])
    assert found.filter(pl.col("_row") == 2)["age"].to_list() == [33]
    assert found.filter(pl.col("_row") != 2).equals(
        person.filter((pl.col("_id") == two["_id"]) & (pl.col("_row") != 2))
    )


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ("nobody,,rooms,1,2,office,2027-03-02,x", "no-interview"),
        ("{id},,kitchen,1,2,office,2027-03-02,x", "no-question"),
        ("{id},,rooms,99,2,office,2027-03-02,x", "other-value"),
        ("{id},,rooms,{rooms},many,office,2027-03-02,x", "wrong-type"),
        ("{id},,walls,{walls},77,office,2027-03-02,x", "no-choice"),
        ("{id},,rooms,{rooms},2,,2027-03-02,x", "no-reason"),
        ("{id},,rooms,{rooms},2,office,yesterday,x", "no-day"),
        ("{id},99,age,1,2,office,2027-03-02,x", "no-row"),
    ],
)
def test_a_correction_that_cannot_be_laid_on_says_why_and_changes_nothing(study, row, why):
    main = pl.read_parquet(study / "field" / "tables" / "main.parquet")
    first = main.filter(pl.col("rooms").is_not_null()).row(0, named=True)
    values = {"id": first["_id"], "rooms": first["rooms"], "walls": first["walls"]}
    data = logged(study, row.format(**values))
    assert data.corrections.refused == ((2, why),)
    assert data.main.equals(main)


def test_a_second_correction_of_an_answer_rests_on_the_first(study):
    main = pl.read_parquet(study / "field" / "tables" / "main.parquet")
    first = main.filter(pl.col("rooms").is_not_null()).row(0, named=True)
    start = f"{first['_id']},,rooms,"
    rows = [f"{start}{first['rooms']},17,a,2027-03-02,x", f"{start}17,18,b,2027-03-03,y"]
    assert logged(study, *rows).corrections.applied == 2
    assert logged(study, *rows[::-1]).corrections.refused == ((2, "other-value"),)


def test_a_case_of_the_frame_is_found_by_the_numbers_that_the_form_asks_for(study):
    """A frame has `001/0012` where the form has the numbers 1 and 12."""
    main = pl.read_parquet(study / "field" / "tables" / "main.parquet")
    pairs = main.select("cluster", "household").unique().rows()
    cases = [{"case": f"{cluster:03d}/{household:04d}"} for cluster, household in pairs]
    sample = {"schema": 1, "key": ["cluster", "household"], "cases": cases}
    (study / "field" / "sample.json").write_bytes(msgspec.json.encode(sample))
    data = read_field_data(study)
    assert {one.case for one in data.sample.cases} == set(data.cases)


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("field/corrections.csv", b"interview,row\na,b\n", "lacks the columns question"),
        ("field/corrections.csv", b"\xff\xfe\x00", "UTF-8"),
        (
            "field/corrections.csv",
            b"interview,row,question,old,new,who,when,why\na,1,q,1,2,me,2026-01-02,x, and y\n",
            "row 2 has more cells than the first line",
        ),
        ("field/corrections.csv", b"interview,row\na,b\x00\n", "holds a zero byte in line 2"),
        ("field/sample.json", b"{", "no list of a sample"),
        ("field/sample.json", b'{"key": ["a"], "cases": [{"case": 7}]}', "no list of a sample"),
        ("field/sample.json",
         b'{"key": ["cluster"], "cases": [{"case": "1"}, {"case": "1"}]}', "names a case twice"),
        ("field/sample.json",
         b'{"key": ["cluster"], "cases": [{"case": "1"}, {"case": "01"}]}', "names a case twice"),
        ("field/evening.toml", b'interviewr = "x"\n', "interviewr"),
        ("field/evening.toml", b'result = "result"\n', "go together"),
        ("field/evening.toml", b'unit = "village"\n', "village"),
        ("field/evening.toml", b'time_zone = "Mars/Olympus"\n', "Mars/Olympus"),
        ("field/evening.toml", b'time_zone = "../../etc/passwd"\n', "time_zone"),
        ("field/tables/main.parquet", b"PAR1", "main.parquet is no table"),
        ("form/form.json", b"[]", "no form"),
    ],
)  # fmt: skip
def test_a_file_at_fault_is_named_with_what_to_do(study, name, content, said):
    (study / name).write_bytes(content)
    with pytest.raises((DataError, StudyError), match=said) as caught:
        read_field_data(study)
    assert caught.value.hint


@pytest.mark.parametrize("name", ["form/form.json", "field/tables/main.parquet"])
def test_what_is_not_there_is_named_with_what_to_do(study, name):
    (study / name).unlink()
    with pytest.raises(StudyError) as caught:
        read_field_data(study)
    assert caught.value.hint


def test_a_log_with_no_row_is_no_fault(study):
    (study / "field" / "corrections.csv").write_text(HEAD)
    assert read_corrections(study / "field") == ()
    data = read_field_data(study)
    assert corrected(data.tables, data.form, ())[1].applied == 0


def test_labels_are_kept_and_new_ones_come_after(tmp_path):
    first = kept_labels(tmp_path, ("h1", "h2"))
    again = kept_labels(tmp_path, ("h0", "h1", "h2"))
    assert again[1:] == first
    assert again[0] == "C"
    assert stat.S_IMODE((tmp_path / FILE).stat().st_mode) == 0o600


def test_the_order_of_labels_is_that_of_a_key_and_tells_nothing():
    names = [f"h{n}" for n in range(12)]
    orders = {tuple(with_new({}, names, bytes([key] * 32)).values()) for key in range(5)}
    by_key = {tuple(with_new({}, names, bytes([key] * 32))) for key in range(5)}
    assert len(by_key) == 5
    assert len(orders) == 1


@pytest.mark.parametrize("content", ["", "{}", '{"key": "00", "labels": {}}',
                                     json.dumps({"key": "00" * 32, "labels": {"a": "A", "b":
                                     "A"}})])  # fmt: skip
def test_damaged_labels_are_refused_and_not_made_anew(tmp_path, content):
    (tmp_path / FILE).write_text(content)
    with pytest.raises(DataError, match="which label is whose"):
        kept_labels(tmp_path, ("h1",))
    assert (tmp_path / FILE).read_text() == content
