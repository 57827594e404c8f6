"""Days of episodes: read as days, and what is none is said with the row. Invented jobs."""

from datetime import date

import polars as pl
import pytest

from measure87.files import read_source, write_dta, write_sav
from measure87.vocabulary.errors import DataError, StudyError

MAPPING = """
[fl.persons.person_id]
variable = "id"
[fl.jobs.person_id]
variable = "id"
[fl.jobs.job_id]
variable = "job"
[fl.jobs.start_date]
variable = "begin"
missing = ["9999"]
[fl.jobs.episode_id]
variable = "tie"
"""


def _jobs(begin):
    return {"id": [1] * len(begin), "job": list("abcd")[: len(begin)], "begin": begin, "tie": begin}


@pytest.mark.parametrize(
    "begin",
    [
        ["2024-07-01", "2023-01-31 00:00:00", None, "9999"],
        [date(2024, 7, 1), date(2023, 1, 31), None, None],
    ],
)
def test_days_are_read_with_or_without_a_time_and_from_dates(source, apply, begin):
    found = apply(MAPPING, persons=source({"id": [1]}), jobs=source(_jobs(begin)))
    days = found.jobs.collect()["start_date"].to_list()
    assert days == [date(2024, 7, 1), date(2023, 1, 31), None, None]


@pytest.mark.parametrize(("suffix", "write"), [("sav", write_sav), ("dta", write_dta)])
def test_days_of_spss_and_stata_files_are_days(tmp_path, source, apply, suffix, write):
    jobs = _jobs([date(2024, 7, 1), date(2023, 1, 31), None, date(1959, 12, 31)])
    path = tmp_path / f"jobs.{suffix}"
    write(path, pl.DataFrame(jobs))
    found = apply(MAPPING, persons=source({"id": [1]}), jobs=read_source(path))
    assert found.jobs.collect()["start_date"].to_list() == jobs["begin"]


def test_what_is_no_day_is_refused_with_its_row_or_taken_as_not_told(source, apply):
    files = {"persons": source({"id": [1]}), "jobs": source(_jobs(["2024-07-01", "07/2023"]))}
    with pytest.raises(DataError, match="hold text, first row 2") as error:
        apply(MAPPING, **files)
    assert "start_age" in str(error.value.hint)
    found = apply('[fl]\nunmapped = "unknown"\n' + MAPPING, **files)
    assert found.jobs.collect()["start_date"].to_list() == [date(2024, 7, 1), None]


@pytest.mark.parametrize(
    "begin",
    [["01/07/2024", "31.12.2023"], ["20240701", "20231231"], ["1 July 2024", "31-Dec-23"]],
)
def test_days_in_another_form_are_to_be_written_anew_and_not_to_be_lost(source, apply, begin):
    files = {"persons": source({"id": [1]}), "jobs": source(_jobs(begin))}
    with pytest.raises(DataError, match="must hold days, as 2024-07-01; 2 row") as error:
        apply(MAPPING, **files)
    assert "write them as 2024-07-01 in the file" in str(error.value.hint)
    assert "unmapped" not in str(error.value.hint)


def test_a_day_is_not_the_same_for_all(source, apply):
    text = MAPPING.replace('variable = "begin"\nmissing = ["9999"]', 'value = "2024-07-01"')
    with pytest.raises(StudyError, match="a day of each person"):
        apply(text, persons=source({"id": [1]}), jobs=source(_jobs(["2024-07-01"])))
