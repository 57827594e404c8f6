"""No more of a wide file is read than the mapping names, and nothing is lost by it."""

import polars as pl
import pytest

from measure87.collect import apply_mapping, needed_columns, parse_mapping
from measure87.collect.presets import forced_labour_mapping, mics6_mapping
from measure87.files import read_source, write_sav
from measure87.vocabulary.errors import DataError

_WIDE = """
[s]
keep = [{ variable = "done", codes = [1] }]
[s.persons.person_id]
variables = ["hh", "ln"]
[s.persons.economic_activity]
variable = "w"
yes = [1]
no = [2]
[s.persons.region]
value = "R"
[s.persons.area]
variable = "urban"
optional = true
[s.persons.heights]
any = [{ variable = "h1", yes = [1], no = [2] }, { variable = "h2", yes = [3], no = [4] }]
[[s.jobs]]
job = "main"
present = { variable = "j1", yes = [1], no = [2] }
hours = { variable = "t1" }
[[s.circumstances]]
question = "q"
item = "IN5"
variable = "q1"
yes = [1]
no = [2]
consent_lacked = { variable = "q1c", yes = [1], no = [2] }
"""
_OF_JOBS = """
[s.persons.person_id]
variable = "id"
[s.jobs.person_id]
variable = "id"
[s.jobs.job_id]
variable = "job"
[[s.circumstances]]
question = "q"
item = "CO2"
variable = "q1"
yes = [1]
no = [2]
"""


def section_of(text):
    (section,) = parse_mapping("schema = 1\n" + text).inputs.values()
    return section


def test_every_kind_of_statement_names_its_variables():
    needed = needed_columns(section_of(_WIDE), ["persons"])
    assert set(needed) == {"persons"}
    assert set(needed["persons"]) == {
        "done", "hh", "ln", "w", "urban", "h1", "h2", "j1", "t1", "q1", "q1c",
    }  # fmt: skip


def test_questions_about_jobs_are_in_the_file_of_jobs_where_there_is_one():
    section = section_of(_OF_JOBS)
    assert needed_columns(section, ["persons", "jobs"]) == {
        "persons": ("id",),
        "jobs": ("id", "job", "q1"),
    }
    assert needed_columns(section, ["persons"]) == {"persons": ("id", "job", "q1")}


def test_each_file_of_the_module_has_its_own_columns():
    section = parse_mapping(forced_labour_mapping())["forced_labour"]
    needed = needed_columns(section, ["persons", "jobs", "circumstances"])
    assert "weight" in needed["persons"]
    assert "days" in needed["jobs"]
    assert "days" not in needed["persons"]
    assert "consent_lacked" in needed["circumstances"]


@pytest.mark.slow
@pytest.mark.parametrize("suffix", ["sav", "csv", "parquet"])
def test_a_wide_file_gives_the_same_persons_whether_all_of_it_is_read_or_what_is_needed(
    tmp_path, source, mics_columns, suffix
):
    path = tmp_path / f"fs.{suffix}"
    frame = pl.DataFrame(mics_columns).with_columns(
        [pl.lit(number).alias(f"X{number:04d}") for number in range(300)]
    )
    {"sav": lambda p, f: write_sav(p, f), "csv": lambda p, f: f.write_csv(p),
     "parquet": lambda p, f: f.write_parquet(p)}[suffix](path, frame)  # fmt: skip
    section = parse_mapping(mics6_mapping(read_source(path)))["fs"]
    needed = needed_columns(section, ["persons"])["persons"]
    narrow = read_source(path, needed, skip_absent=True)
    assert not [name for name in narrow.columns if name.startswith("X")]
    assert len(narrow.present) == frame.width
    assert narrow.sha256 == read_source(path).sha256
    got = apply_mapping(section, {"persons": narrow})
    want = apply_mapping(section, {"persons": read_source(path)})
    assert got.persons.collect().equals(want.persons.collect())
    assert got.report == want.report
    assert got.labels == want.labels


def test_a_variable_that_is_absent_is_named_with_neighbours_that_were_not_read(tmp_path):
    path = tmp_path / "p.csv"
    path.write_text("id,job_no,q1\n1,1,1\n")
    section = section_of(_OF_JOBS)
    needed = needed_columns(section, ["persons"])["persons"]
    table = read_source(path, needed, skip_absent=True)
    assert table.columns == ("id", "q1")
    with pytest.raises(DataError, match="no column 'job'") as caught:
        apply_mapping(section, {"persons": table})
    assert "job_no" in caught.value.hint


def test_a_file_with_none_of_the_variables_is_refused_for_what_it_lacks(tmp_path):
    write_sav(tmp_path / "p.sav", pl.DataFrame({"a": [1, 2], "b": [1, 2]}))
    section = section_of(_OF_JOBS)
    table = read_source(tmp_path / "p.sav", ["id", "job"], skip_absent=True)
    with pytest.raises(DataError, match="no column 'id'"):
        apply_mapping(section, {"persons": table})
