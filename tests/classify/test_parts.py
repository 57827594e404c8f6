"""Parts of the cases of a measure against a reading of the rows one by one."""

import random
from types import SimpleNamespace

import narwhals as nw
import polars as pl
import pytest

from measure87.classify import Tables, classify
from measure87.classify.frames import Levels
from measure87.classify.parts import (
    _begins,
    _between,
    _of_case,
    _row_counts,
    flag_jobs,
    flags_of_persons,
    missing_for,
)
from measure87.define import load_definition
from measure87.define.characteristics import (
    CHARACTERISTICS,
    NOT_KNOWN,
    Characteristic,
    Group,
    measure_of,
)
from measure87.vocabulary.status import NO, UNKNOWN, YES

VERSIONS = {"industry": "ISIC4", "occupation": "ISCO08"}
SECTIONS = {"agriculture": range(1, 4), "industry": range(5, 44), "households": range(97, 99)}


def _survey(rng, size=400):
    """Children with jobs; some answers are not told."""
    persons, jobs = [], []
    for number in range(size):
        age = rng.randint(5, 17)
        persons.append(
            {
                "person_id": str(number),
                "age_years": age,
                "school_attendance": rng.choice([NO, YES, 1, None]),
                "household_chores": NO,
                "chores_hours": None,
            }
        )
        jobs += [
            {
                "person_id": str(number),
                "job_id": str(job),
                "hours": rng.choice([None, 0.5, 1.0, 13.0, 20.0, 45.0]),
                "industry": rng.choice(["A", "0111", "10", "41", "4711", "97", "99", None]),
                "occupation": rng.choice(["0110", "5223", "6", "7411", "82", "9211", None]),
                "status_in_employment": rng.choice(["employee", "family_worker", "other", None]),
                "in_reference_week": rng.choice([YES, YES, YES, NO]),
            }
            for job in range(rng.choice([0, 0, 1, 1, 2]))
        ]
    return persons, jobs


def _industry(code):
    if code is None:
        return None
    if code == "A":
        return "agriculture"
    division = int(code[:2])
    named = [name for name, divisions in SECTIONS.items() if division in divisions]
    return named[0] if named else "services"


def _occupation(code):
    groups = {"0": "1_4", "5": "5", "6": "6", "7": "7_8", "8": "7_8", "9": "9"}
    return None if code is None else groups[code[0]]


def _hours(jobs):
    told = [job["hours"] for job in jobs]
    if None in told:
        return None
    total = sum(told)
    return next(
        name
        for name, end in (("below_1", 1), ("1_13", 14), ("14_42", 43), ("43_over", 1e9))
        if total < end
    )


def _naive(person, jobs):
    """Characteristic -> codes of a child who works, reading her rows."""
    jobs = [job for job in jobs if job["in_reference_week"] == YES]
    school = {YES: "attending", NO: "not_attending"}.get(person["school_attendance"])
    return {
        "industry": {_industry(job["industry"]) for job in jobs} - {None},
        "occupation": {_occupation(job["occupation"]) for job in jobs} - {None},
        "status": {job["status_in_employment"] for job in jobs} - {None},
        "hours": {_hours(jobs)} - {None},
        "school": {school} - {None},
    }


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_every_working_child_has_the_codes_of_her_jobs_and_nobody_else_has_any(seed):
    persons, jobs = _survey(random.Random(seed))
    names = ("industry", "occupation", "status", "hours", "school")
    definition = load_definition("child_labour/mics6_tables")
    measure = "children_in_economic_activity"
    types = {"school_attendance": pl.Int8, "household_chores": pl.Int8, "chores_hours": pl.Float64}
    frames = Tables(
        pl.DataFrame(persons, schema_overrides=types).lazy(),
        pl.DataFrame(
            jobs, schema_overrides={"in_reference_week": pl.Int8}, infer_schema_length=None
        ).lazy(),
    )
    parts = {measure: [CHARACTERISTICS[name] for name in names]}
    found = classify(
        frames,
        [(definition, [measure, "economic_activity_below_threshold"])],
        parts=parts,
        versions=VERSIONS,
    ).collect()
    rows = {row["person_id"]: row for row in found.iter_rows(named=True)}
    working = 0
    for person in persons:
        own = [job for job in jobs if job["person_id"] == person["person_id"]]
        row, codes = rows[person["person_id"]], _naive(person, own)
        works = any(job["in_reference_week"] == YES for job in own)
        working += works
        assert (row[measure] == YES) is works
        for name in names:
            got = {
                code
                for code in CHARACTERISTICS[name].codes
                if row[measure_of(measure, name, code)] == YES
            }
            wanted = (codes[name] or {NOT_KNOWN}) if works else set()
            assert got == wanted, (person, own, name)
    assert working > 100


def test_parts_have_the_denominator_of_their_measure():
    """Whom a measure cannot decide, and leaves out, is unknown in its parts as well."""
    definition = load_definition("forced_labour/icls20_2018")
    persons = pl.DataFrame({"person_id": ["1", "2", "3", "4"], "age_years": [30] * 4})
    jobs = pl.DataFrame(
        {
            "person_id": ["1", "2", "4"],
            "job_id": ["1", "1", "1"],
            "days": [400.0, 30.0, None],
            "hours": [40.0, 40.0, 40.0],
        }
    )
    answers = pl.DataFrame(
        {
            "person_id": ["1", "1", "2", "2", "4", "4"],
            "job_id": ["1"] * 6,
            "question": ["A", "B"] * 3,
            "item": ["IN3", "CO2"] * 3,
            "stage": ["DURING", None, "LEAVING", None, None, None],
            "by_whom": [None, "employer", None, "employer", None, None],
            "answer": [YES, YES, YES, 1, YES, YES],
        },
        schema_overrides={"answer": pl.Int8},
    )
    wanted = ("duration", "circumstance", "circumstance_stage", "means", "means_by_whom")
    found = classify(
        Tables(persons.lazy(), jobs.lazy(), answers.lazy()),
        [(definition, ["forced_labour_adults"])],
        parts={"forced_labour_adults": [CHARACTERISTICS[name] for name in wanted]},
    ).collect()
    rows = {row["person_id"]: row for row in found.iter_rows(named=True)}
    assert [rows[k]["forced_labour_adults"] for k in "123"] == [YES, 1, NO]
    yes = {name for name in found.columns if "_by_" in name and rows["1"][name] == YES}
    assert yes == {
        "forced_labour_adults_by_duration_365_over",
        "forced_labour_adults_by_circumstance_in3",
        "forced_labour_adults_by_circumstance_stage_during",
        "forced_labour_adults_by_means_co2",
        "forced_labour_adults_by_means_by_whom_employer",
    }
    parts = [name for name in found.columns if "_by_" in name]
    assert all(rows["2"][name] == UNKNOWN for name in parts), "undetermined, so not a no"
    assert all(rows["3"][name] == NO for name in parts)
    assert all(rows["1"][name] == NO for name in parts if name not in yes)
    of_case = {name for name in parts if rows["4"][name] == YES}
    assert of_case == {
        "forced_labour_adults_by_duration_not_known",
        "forced_labour_adults_by_circumstance_in3",
        "forced_labour_adults_by_circumstance_stage_not_known",
        "forced_labour_adults_by_means_co2",
        "forced_labour_adults_by_means_by_whom_not_known",
    }
    assert all(rows["4"][name] == NO for name in parts if name not in of_case)


def test_what_a_survey_lacks_for_a_characteristic_is_named():
    columns = {"persons": {"person_id"}, "jobs": {"industry", "hours"}, "circumstances": set()}
    assert missing_for(columns, CHARACTERISTICS["hours"], {}) is None
    assert missing_for(columns, CHARACTERISTICS["industry"], {"industry": "ISIC3.1"}) is None
    lacking = missing_for(columns, CHARACTERISTICS["industry"], {"industry": "ZZ-2020"})
    assert lacking == "industry (ISIC3.1 or ISIC4)"
    assert missing_for(columns, CHARACTERISTICS["school"], {}) == "school_attendance"
    assert missing_for(columns, CHARACTERISTICS["means"], {}) == "item"


@pytest.mark.parametrize(
    ("persons", "jobs", "lacking"),
    [
        ({"economic_hours"}, set(), None),
        (set(), {"hours"}, None),
        ({"economic_hours"}, {"hours"}, None),
        ({"hours"}, {"economic_hours"}, "economic_hours"),
    ],
)
def test_hours_of_a_person_are_told_by_her_or_summed_over_her_jobs(persons, jobs, lacking):
    columns = {"persons": persons, "jobs": jobs, "circumstances": set()}
    assert missing_for(columns, CHARACTERISTICS["hours"], {}) == lacking


def test_two_measures_tell_their_cases_apart_each_by_the_jobs_that_make_them_cases():
    """In the first job she is held, in the second bound; of the week is the third alone."""
    jobs = pl.DataFrame(
        {
            "person_id": ["a"] * 3,
            "job_id": ["1", "2", "3"],
            "held": [YES, UNKNOWN, None],
            "bound": [NO, YES, NO],
            "in_reference_week": [NO, UNKNOWN, YES],
            "part__sector__mine": [YES, NO, NO],
            "part__sector__shop": [NO, YES, YES],
        }
    )
    levels = Levels(Tables(pl.LazyFrame({"person_id": ["a"]}), jobs.lazy()))
    of_jobs, of_persons = SimpleNamespace(level="job"), SimpleNamespace(level="person")
    rules = {"held": of_jobs, "bound": of_jobs, "tired": of_persons, "unasked": of_jobs}
    grounds = {"one": ("held",), "other": ("bound", "tired"), "any": ("held", "bound"),
               "person": ("tired", "unasked"), "plain": ("held",)}  # fmt: skip
    measures = [SimpleNamespace(name=name, grounds=of) for name, of in grounds.items()]
    sector = Characteristic("sector", "job-code", "industry", (Group("mine"), Group("shop")))
    school = CHARACTERISTICS["school"]
    parts = {name: [sector, school] for name in grounds if name != "plain"}
    found = flags_of_persons(levels, SimpleNamespace(rule=rules.get), measures, parts)
    told = nw.from_native(jobs).select(**found).to_dict(as_series=False)
    assert told == {
        "part__one__sector__mine": [YES, None, None],
        "part__one__sector__shop": [NO, None, None],
        "part__other__sector__mine": [None, NO, None],
        "part__other__sector__shop": [None, YES, None],
        "part__any__sector__mine": [YES, NO, None],
        "part__any__sector__shop": [NO, YES, None],
        "part__person__sector__mine": [None, None, NO],
        "part__person__sector__shop": [None, None, YES],
    }


def test_a_job_has_each_of_the_codes_that_answers_about_it_tell():
    """In the first job the employer withheld wages and a recruiter threatened; in the second none.

    An answer that is not a yes, and one of another list, tell nothing.
    """
    rows = [
        ("1", "q1", "CO2", "employer", YES),
        ("1", "q2", "CO5", "recruiter", YES),
        ("1", "q3", "CO1", "police", NO),
        ("1", "q4", "IN3", "parents", YES),
        ("2", "q5", "CO5", "recruiter", UNKNOWN),
    ]
    columns = ("job_id", "question", "item", "by_whom", "answer")
    answers = pl.DataFrame(rows, columns, orient="row").with_columns(person_id=pl.lit("a"))
    jobs = pl.LazyFrame({"person_id": ["a"] * 2, "job_id": ["1", "2"]})
    levels = Levels(Tables(pl.LazyFrame({"person_id": ["a"]}), jobs, answers.lazy()))
    flag_jobs(levels, {"m": [CHARACTERISTICS["means_by_whom"]]}, {})
    found = levels.frames["job"].collect().to_native().sort("job_id").to_dicts()
    codes = CHARACTERISTICS["means_by_whom"].codes[:-1]
    told = {code: found[0][f"part__means_by_whom__{code}"] for code in codes}
    assert {code for code, status in told.items() if status == YES} == {"employer", "recruiter"}
    assert {found[1][f"part__means_by_whom__{code}"] for code in codes} == {None}


@pytest.mark.parametrize("name", ["school", "means", "status"])
def test_what_has_no_classification_needs_its_column_and_no_version(name):
    one = CHARACTERISTICS[name]
    columns = {table: {one.column} for table in ("persons", "jobs", "circumstances")}
    assert missing_for(columns, one, {}) is None


@pytest.mark.parametrize(
    ("unknown", "code", "status"),
    [("no", "a", NO), ("yes", "a", NO), ("yes", NOT_KNOWN, YES), ("exclude", "a", UNKNOWN)],
)
def test_whom_a_measure_cannot_decide_is_in_its_parts_as_in_the_measure(unknown, code, status):
    frame = nw.from_native(pl.DataFrame({"answer": [UNKNOWN], "flag": [YES]}))
    made = _of_case(SimpleNamespace(unknown=unknown), nw.col("answer"), nw.col("flag"), code)
    assert frame.select(part=made).to_native()["part"].to_list() == [status]


@pytest.mark.parametrize("unknown", ["no", "yes", "exclude"])
def test_a_case_of_whom_no_code_is_known_has_none_and_who_is_no_case_has_no_part(unknown):
    """A code of which nothing was told is a no beside `not known`, which then is the yes."""
    frame = nw.from_native(
        pl.DataFrame(
            {"answer": [YES, YES, YES, NO, NO], "flag": [None, YES, NO, YES, None]},
            schema_overrides={"answer": pl.Int8, "flag": pl.Int8},
        )
    )
    made = _of_case(SimpleNamespace(unknown=unknown), nw.col("answer"), nw.col("flag"), "a")
    assert frame.select(part=made).to_native()["part"].to_list() == [NO, YES, NO, NO, NO]


@pytest.mark.parametrize(("has_rule", "counts"), [(True, [False, True, False]),
                                                  (False, [True, True, False])])  # fmt: skip
def test_an_answer_counts_by_its_rule_where_the_survey_can_say_it(has_rule, counts):
    """The first was a yes about somebody who does not count, the third is of another item."""
    rows = pl.DataFrame(
        {
            "person_id": ["a"] * 3,
            "job_id": ["1"] * 3,
            "question": ["q1", "q2", "q3"],
            "item": ["IN1", "IN2", "IN3"],
            "answer": [YES] * 3,
            "told": [NO, YES, YES],
        }
    )
    rows = rows if has_rule else rows.drop("told")
    persons, jobs = pl.LazyFrame({"person_id": ["a"]}), rows.select("person_id", "job_id").unique()
    levels = Levels(Tables(persons, jobs.lazy(), rows.lazy()))
    one = Characteristic("means", "answer", "item", (), rule="told", items=("IN1", "IN2"))
    found = nw.from_native(rows).select(counts=_row_counts(levels, one))
    assert found.to_native()["counts"].to_list() == counts


@pytest.mark.parametrize(
    ("name", "numbers", "codes"),
    [
        ("hours", (0.0, 0.9, 1.0, 13.9, 14.0, 42.9, 43.0, 43.1), "00112233"),
        ("duration", (0.0, 89.5, 90.0, 364.5, 365.0, 366.0, None), "001122-"),
    ],
)
def test_a_band_of_numbers_begins_with_its_first_and_ends_before_the_next(name, numbers, codes):
    frame = nw.from_native(pl.DataFrame({"number": numbers}, schema={"number": pl.Float64}))
    bands = {
        str(k): _between(nw.col("number"), g) for k, g in enumerate(CHARACTERISTICS[name].groups)
    }
    found = frame.select(**bands).to_native().to_dicts()
    for row, code in zip(found, codes, strict=True):
        assert [band for band, inside in row.items() if inside] == [code] * (code != "-")


@pytest.mark.parametrize(
    "beginnings", [("A",), ("01", "02"), ("A", "1"), ("B", "C", "3", "41", "512"), ("6", "71", "7")]
)
def test_a_code_is_a_letter_itself_or_begins_with_digits(beginnings):
    of_letters, of_digits = "A A01 B C512", "1 01 011 10 3 30 4 41 419 51 512 5129 6 71 72"
    codes = [*of_letters.split(), *of_digits.split(), ""]
    frame = nw.from_native(pl.DataFrame({"code": [*codes, None]}))
    found = frame.select(has=_begins(nw.col("code"), beginnings)).to_native()["has"].to_list()
    wanted = [
        any(code == one if one.isalpha() else code.startswith(one) for one in beginnings)
        for code in codes
    ]
    assert found == [*wanted, None]
