"""Forced labour by an independent, naive reading, person by person, against the engine.

The reading below is plain loops over plain rows. It shares no code with the rules: both
criteria are sought among all pairs of different answers, where the rules count answers.
Everybody in these surveys is invented.
"""

import random
from dataclasses import dataclass

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from measure87.classify import Tables, classify, days_share_columns
from measure87.define import load_definition

NO, MAYBE, YES = 0, 1, 2
PERIOD_DAYS = 1826
DEFINITION = "forced_labour/icls20_2018"
SAYS_NO_CONSENT = {"IN1", "IN2", "IN3", "IN4"}
READINGS = (None, "consent_always_asked", "without_co_working", "witnessed_counts")
WITH_DAYS = ("forced_labour_adults", "forced_labour_children", "forced_labour")


# --- Invented surveys ------------------------------------------------------------------------

PERSON_COLUMNS = {
    "person_id": pl.String,
    "household_id": pl.String,
    "line": pl.Int64,
    "mother_line": pl.Int64,
    "father_line": pl.Int64,
    "age_years": pl.Int64,
    "answered_on_work": pl.Int8,
    "worst_form_3a": pl.Int8,
    "worst_form_3b": pl.Int8,
    "worst_form_3c": pl.Int8,
}
JOB_COLUMNS = {
    "person_id": pl.String,
    "job_id": pl.String,
    "in_reference_period": pl.Int8,
    "in_reference_week": pl.Int8,
    "age_at_episode": pl.Int64,
    "days": pl.Float64,
    "for_third_party": pl.Int8,
    "with_or_for_parents": pl.Int8,
    "imposed_by": pl.String,
    "commercial_sexual": pl.Int8,
    "worst_form_3a": pl.Int8,
    "worst_form_3b": pl.Int8,
    "worst_form_3c": pl.Int8,
    "exclusion": pl.String,
    "purely_military": pl.Int8,
    "self_governing_citizens": pl.Int8,
    "public_supervision": pl.Int8,
    "hired_to_private": pl.Int8,
    "c105_purpose": pl.Int8,
    "population_endangered": pl.Int8,
    "community_direct_interest": pl.Int8,
    "community_consulted": pl.Int8,
}
CIRCUMSTANCE_COLUMNS = {
    "person_id": pl.String,
    "job_id": pl.String,
    "question": pl.String,
    "item": pl.String,
    "mode": pl.String,
    "by_whom": pl.String,
    "on_whom": pl.String,
    "answer": pl.Int8,
    "consent_lacked": pl.Int8,
}
ANY = (NO, MAYBE, YES, None)
MOSTLY_NO = (NO, NO, NO, NO, YES, MAYBE, None)
MOSTLY_YES = (YES, YES, YES, YES, NO, MAYBE, None)
EXCLUSIONS = ("EX_MIL", "EX_CIVIC", "EX_PRISON", "EX_EMERG", "EX_COMMUNAL", "EX_UNKNOWN")


@dataclass
class Survey:
    persons: list
    jobs: list
    circumstances: list

    def frames(self):
        """The three tables as polars frames."""
        return (
            pl.DataFrame(self.persons, schema=PERSON_COLUMNS),
            pl.DataFrame(self.jobs, schema=JOB_COLUMNS),
            pl.DataFrame(self.circumstances, schema=CIRCUMSTANCE_COLUMNS),
        )


def invent(choose, households: int) -> Survey:
    """A survey in which every answer is chosen by `choose(options)`."""
    survey = Survey([], [], [])
    for household in range(households):
        members = choose((1, 2, 3, 4))
        for line in range(1, members + 1):
            _invent_person(choose, survey, f"h{household}", line, members)
    return survey


def _invent_person(choose, survey, household, line, members):
    person_id = f"{household}-{line}"
    lines = (None, 0, 0, *range(1, members + 2))
    survey.persons.append(
        {
            "person_id": person_id,
            "household_id": household,
            "line": line,
            "mother_line": choose(lines),
            "father_line": choose(lines),
            "age_years": choose((3, 5, 9, 13, 17, 17, 18, 20, 35, 35, 60, None)),
            "answered_on_work": choose((YES, YES, YES, None, NO, MAYBE)),
            **{f"worst_form_3{x}": choose(MOSTLY_NO) for x in "abc"},
        }
    )
    for job in range(choose((0, 1, 1, 2))):
        _invent_job(choose, survey, person_id, str(job))


def _invent_job(choose, survey, person_id, job_id):
    survey.jobs.append(
        {
            "person_id": person_id,
            "job_id": job_id,
            "in_reference_period": choose(MOSTLY_YES),
            "in_reference_week": NO,
            "age_at_episode": choose((None, None, 12, 17, 18, 30)),
            "days": choose((None, 0.0, 30.0, 400.0, 1826.0, 3000.0)),
            "for_third_party": choose(ANY),
            "with_or_for_parents": choose(ANY),
            "imposed_by": choose(("private", "state", None)),
            "commercial_sexual": choose(MOSTLY_NO),
            **{f"worst_form_3{x}": choose(MOSTLY_NO) for x in "abc"},
            "exclusion": choose((*[None] * 6, *EXCLUSIONS)),
            "purely_military": choose(ANY),
            "self_governing_citizens": choose(ANY),
            "public_supervision": choose(MOSTLY_YES),
            "hired_to_private": choose(MOSTLY_NO),
            "c105_purpose": choose(MOSTLY_NO),
            "population_endangered": choose(ANY),
            "community_direct_interest": choose(MOSTLY_YES),
            "community_consulted": choose(MOSTLY_YES),
        }
    )
    for _ in range(choose((0, 1, 2, 3, 4))):
        survey.circumstances.append(
            {
                "person_id": person_id,
                "job_id": job_id,
                "question": choose(("Q1", "Q2", "Q3")),
                "item": choose(("IN1", "IN4", "IN5", "IN8", "INX", "CO1", "CO3", "CO4", "COX")),
                "mode": choose((None, "subjected", "threatened", "witnessed")),
                "by_whom": choose((None, "employer", "employer", "parents", "state")),
                "on_whom": choose((None, None, "worker", "parents", "others")),
                "answer": choose((YES, YES, MAYBE, NO, None)),
                "consent_lacked": choose((YES, YES, NO, MAYBE, None)),
            }
        )


# --- The naive reading -----------------------------------------------------------------------


def known(answer):
    return MAYBE if answer is None else answer


def opposite(answer):
    return YES - answer


def any_asked(answers):
    """The greatest of the answers that were given; None if nobody asked."""
    return max((a for a in answers if a is not None), default=None)


class NaiveSurvey:
    """All persons of a survey, judged one by one."""

    def __init__(self, survey: Survey, reading: str | None):
        self.reading = reading
        self.persons = {p["person_id"]: p for p in survey.persons}
        self.lines = {(p["household_id"], p["line"]): p for p in survey.persons}
        self.jobs = {i: [] for i in self.persons}
        self.rows = {}
        for job in survey.jobs:
            self.jobs[job["person_id"]].append(job)
        for row in survey.circumstances:
            self.rows.setdefault((row["person_id"], row["job_id"]), []).append(row)

    def told(self, job, letter):
        return [
            r
            for r in self.rows.get((job["person_id"], job["job_id"]), [])
            if r["item"].startswith(letter) and r["answer"] is not None
        ]

    # One job

    def age(self, job):
        interview = self.persons[job["person_id"]]["age_years"]
        return job["age_at_episode"] if job["age_at_episode"] is not None else interview

    def is_adult(self, job):
        age = self.age(job)
        return MAYBE if age is None else (YES if age >= 18 else NO)

    def in_period(self, job):
        said = job["in_reference_period"]
        return YES if said is None else said

    def not_excluded(self, job):
        conditions = {
            "EX_MIL": [known(job["purely_military"])],
            "EX_CIVIC": [known(job["self_governing_citizens"])],
            "EX_PRISON": [
                known(job["public_supervision"]),
                opposite(known(job["hired_to_private"])),
                opposite(known(job["c105_purpose"])),
            ],
            "EX_EMERG": [known(job["population_endangered"])],
            "EX_COMMUNAL": [
                known(job["community_direct_interest"]),
                known(job["community_consulted"]),
            ],
        }
        kind = job["exclusion"]
        if kind is None:
            return YES
        if kind == "EX_UNKNOWN":
            could_be = max(min(answers) for answers in conditions.values())
            return opposite(min(MAYBE, could_be))
        return opposite(min(conditions[kind]))

    def lacked_consent(self, row):
        if row["consent_lacked"] is not None:
            return row["consent_lacked"]
        trusted = row["item"] in SAYS_NO_CONSENT and self.reading != "consent_always_asked"
        return YES if trusted else MAYBE

    def criteria(self, job):
        """Answers to the two criteria as (question, status); a phantom where nobody asked."""
        involuntary = [
            (r["question"], min(r["answer"], self.lacked_consent(r))) for r in self.told(job, "IN")
        ]
        coercion = [(r["question"], r["answer"]) for r in self.told(job, "CO")]
        return involuntary or [("nobody asked 1", MAYBE)], coercion or [("nobody asked 2", MAYBE)]

    def adult_forced(self, job):
        involuntary, coercion = self.criteria(job)
        pairs = [min(i, c) for q, i in involuntary for p, c in coercion if p != q]
        both = max(pairs, default=NO)
        return min(self.in_period(job), self.is_adult(job), self.not_excluded(job), both)

    def adult_any_item(self, job):
        inv = max((r["answer"] for r in self.told(job, "IN")), default=MAYBE)
        coe = max((r["answer"] for r in self.told(job, "CO")), default=MAYBE)
        return min(self.in_period(job), self.is_adult(job), self.not_excluded(job), inv, coe)

    def third_party(self, job):
        found = []
        for row in self.told(job, "CO"):
            by = {"parents": NO, None: MAYBE}.get(row["by_whom"], YES)
            on = YES
            if self.reading == "witnessed_counts":
                if row["on_whom"] == "others" and row["mode"] != "witnessed":
                    on = NO
            elif row["on_whom"] == "others" or (
                row["on_whom"] is None and row["mode"] == "witnessed"
            ):
                on = NO
            found.append(min(row["answer"], by, on))
        return max(found, default=MAYBE)

    def child(self, job):
        return min(self.in_period(job), opposite(self.is_adult(job)))

    def route_1(self, job):
        return min(
            self.child(job),
            self.not_excluded(job),
            known(job["for_third_party"]),
            self.third_party(job),
        )

    def route_2(self, job):
        return min(
            self.child(job),
            self.not_excluded(job),
            known(job["with_or_for_parents"]),
            self.third_party(job),
        )

    def route_3(self, job):
        together = known(job["with_or_for_parents"])
        if self.reading == "without_co_working":
            together = YES
        return min(self.child(job), together, self.parents(self.persons[job["person_id"]]))

    def route_4(self, job):
        forms = [job["worst_form_3a"], job["worst_form_3b"], job["worst_form_3c"]]
        return min(self.child(job), known(any_asked([*forms, job["commercial_sexual"]])))

    def sexual(self, job):
        child = job["worst_form_3b"] if self.is_adult(job) != YES else None
        return known(any_asked([job["commercial_sexual"], child]))

    def private(self, job):
        if job["imposed_by"] is None:
            return YES if job["commercial_sexual"] == YES else MAYBE
        return YES if job["imposed_by"] == "private" else NO

    def forced(self, job):
        children = max(self.route_1(job), self.route_2(job), self.route_3(job), self.route_4(job))
        return max(self.adult_forced(job), children)

    # One person

    def over_jobs(self, person, judge):
        """The greatest over her jobs; without a job no, unless she did not answer on work."""
        answers = [judge(job) for job in self.jobs[person["person_id"]]]
        if answers:
            return max(answers)
        return NO if person["answered_on_work"] in (None, YES) else MAYBE

    def jobless_worst_form(self, person, letters="abc"):
        age = person["age_years"]
        if self.jobs[person["person_id"]] or (age is not None and age >= 18):
            return NO
        sure = YES if person["answered_on_work"] in (None, YES) and age is not None else MAYBE
        told = any_asked([person[f"worst_form_3{x}"] for x in letters])
        return min(sure, NO if told is None else told)

    def parents(self, child):
        found = []
        for side in ("mother_line", "father_line"):
            if child[side] is None:
                found.append(MAYBE)
            elif child[side] != 0:
                parent = self.lines.get((child["household_id"], child[side]))
                found.append(MAYBE if parent is None else self.own_work(parent))
        return max(found, default=MAYBE)

    def own_work(self, person):
        judges = (self.adult_forced, self.route_1, self.route_2, self.route_4)
        own = max(self.over_jobs(person, judge) for judge in judges)
        return max(own, self.jobless_worst_form(person))

    def debt(self, job):
        rows = [r["answer"] for r in self.told(job, "CO3")]
        return min(self.forced(job), max(rows, default=MAYBE))

    def measures(self, person):
        """Status of each measure, without regard to its ages."""

        def jobs(judge):
            return self.over_jobs(person, judge)

        jobless = self.jobless_worst_form(person)
        form_unknown = min(
            MAYBE, jobless, known(any_asked([person["worst_form_3a"], person["worst_form_3c"]]))
        )
        jobless_sexual = min(jobless, known(person["worst_form_3b"]))
        routes = [jobs(r) for r in (self.route_1, self.route_2, self.route_3, self.route_4)]
        children = max(*routes, jobless)
        return {
            "forced_labour_adults": jobs(self.adult_forced),
            "forced_labour_children": children,
            "forced_labour": max(jobs(self.adult_forced), children),
            "forced_labour_private": max(
                jobs(lambda j: min(self.forced(j), self.private(j))), jobless_sexual, form_unknown
            ),
            "forced_labour_state": max(
                jobs(lambda j: min(self.forced(j), opposite(self.private(j)))), form_unknown
            ),
            "forced_labour_commercial_sexual": max(
                jobs(lambda j: min(self.adult_forced(j), self.private(j), self.sexual(j))),
                jobs(lambda j: min(self.child(j), self.sexual(j))),
                jobless_sexual,
            ),
            "forced_labour_exploitation": max(
                jobs(lambda j: min(self.forced(j), self.private(j), opposite(self.sexual(j)))),
                form_unknown,
            ),
            "forced_labour_adults_any_item": jobs(self.adult_any_item),
            "involuntary_work_adults": jobs(
                lambda j: min(
                    self.in_period(j), self.is_adult(j), max(s for _, s in self.criteria(j)[0])
                )
            ),
            "work_under_menace_adults": jobs(
                lambda j: min(
                    self.in_period(j), self.is_adult(j), max(s for _, s in self.criteria(j)[1])
                )
            ),
            "forced_labour_debt_bondage": max(jobs(self.debt), min(MAYBE, jobless)),
            "forced_labour_children_third_party": routes[0],
            "forced_labour_children_with_parents": routes[1],
            "forced_labour_children_of_forced_parents": routes[2],
            "forced_labour_children_worst_forms": max(routes[3], jobless),
        }

    def shares(self, person, measure, answer):
        """Least and greatest share of the reference period."""
        judge = self.adult_forced if measure == "forced_labour_adults" else self.forced
        low = high = 0.0
        for job in self.jobs[person["person_id"]]:
            if judge(job) == YES:
                low += 1 if job["days"] is None else job["days"]
            if judge(job) != NO:
                high += PERIOD_DAYS if job["days"] is None else job["days"]
        if measure != "forced_labour_adults":
            jobless = self.jobless_worst_form(person)
            low += 1 if jobless == YES else 0
            high += PERIOD_DAYS if jobless != NO else 0
        low = min(low / PERIOD_DAYS, 1.0) if answer == YES else 0.0
        return low, (0.0 if answer == NO else min(high / PERIOD_DAYS, 1.0))


UNIVERSES = {name: measure.ages for name, measure in load_definition(DEFINITION).measures.items()}


def naive(survey: Survey, reading: str | None) -> dict:
    """Every measure of every person, and the shares of those with days."""
    judge = NaiveSurvey(survey, reading)
    suffix = f"_{reading}" if reading else ""
    found = {}
    for person_id, person in judge.persons.items():
        row = {}
        for measure, answer in judge.measures(person).items():
            low, high = UNIVERSES[measure]
            inside = person["age_years"] is not None and low <= person["age_years"] <= high
            row[measure + suffix] = answer if inside else None
            if measure in WITH_DAYS:
                least, most = judge.shares(person, measure, answer)
                _, low_name, high_name = days_share_columns(measure + suffix)
                row[low_name] = least if inside else None
                row[high_name] = most if inside else None
        found[person_id] = row
    return found


# --- The engine --------------------------------------------------------------------------------


def engine(tables: Tables, reading: str | None, measures: tuple = ()) -> dict:
    """The same from the engine, on whichever tables it is given; all measures by default."""
    definition = load_definition(DEFINITION + (f":{reading}" if reading else ""))
    frame = classify(tables, [(definition, measures or list(definition.measures))])
    rows = frame.collect("pyarrow").to_native().to_pylist()
    return {row.pop("person_id"): row for row in rows}


def differences(expected: dict, got: dict) -> list:
    """Where the two disagree: statuses exactly, shares to 1e-12."""
    found = []
    for person_id, row in expected.items():
        for name, value in row.items():
            other = got[person_id][name]
            near = value is not None and other is not None and abs(value - other) <= 1e-12
            if not (near or (value is None and other is None)):
                found.append((person_id, name, value, other))
    return found


@given(st.data())
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
def test_the_rules_agree_with_a_naive_reading_of_any_small_survey(data):
    reading = data.draw(st.sampled_from(READINGS))
    survey = invent(lambda options: data.draw(st.sampled_from(options)), households=2)
    assert differences(naive(survey, reading), engine(Tables(*survey.frames()), reading)) == []


@pytest.fixture(scope="module")
def large() -> Survey:
    return invent(random.Random(87).choice, households=900)


@pytest.mark.parametrize("reading", READINGS)
def test_the_rules_agree_with_a_naive_reading_of_thousands(large, reading):
    expected = naive(large, reading)
    assert differences(expected, engine(Tables(*large.frames()), reading)) == []
    for name in load_definition(DEFINITION).measures:
        statuses = {row[f"{name}_{reading}" if reading else name] for row in expected.values()}
        assert statuses == {NO, MAYBE, YES, None}, name


def test_duckdb_gives_the_same_classes_reasons_and_days(large):
    duckdb = pytest.importorskip("duckdb", reason="pip install 'measure87[duckdb]'")
    with duckdb.connect() as connection:
        tables = Tables(*(connection.from_arrow(frame.to_arrow()) for frame in large.frames()))
        got = engine(tables, None)
    assert differences(engine(Tables(*large.frames()), None), got) == []
    assert differences(naive(large, None), got) == []


@pytest.mark.spark
@pytest.mark.xdist_group("spark")
def test_spark_gives_the_same_classes_reasons_and_days(spark):
    survey = invent(random.Random(88).choice, households=60)
    tables = Tables(*(_on_spark(spark, frame) for frame in survey.frames()))
    got = engine(tables, None, ("forced_labour", "forced_labour_adults"))
    assert differences(got, engine(Tables(*survey.frames()), None)) == []
    judged = naive(survey, None)
    of_these = {i: {n: v for n, v in row.items() if n in got[i]} for i, row in judged.items()}
    assert all(len(row) == len(of_these["h0-1"]) >= 6 for row in of_these.values())
    assert differences(of_these, got) == []


def _on_spark(spark, frame: pl.DataFrame):
    from pyspark.sql import types as t

    kinds = {pl.String: t.StringType(), pl.Int8: t.ByteType(), pl.Int64: t.LongType()}
    fields = [t.StructField(n, kinds.get(k, t.DoubleType())) for n, k in frame.schema.items()]
    return spark.createDataFrame(frame.rows(), t.StructType(fields))
