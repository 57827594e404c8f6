"""Surveys in which every answer is chosen at random; everybody in them is invented."""

from dataclasses import dataclass
from datetime import date

import polars as pl

NO, MAYBE, YES = 0, 1, 2

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
    "goes_on": pl.Int8,
    "start_date": pl.Date,
    "end_date": pl.Date,
    "start_age": pl.Int64,
    "end_age": pl.Int64,
    "episode_id": pl.String,
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
    "consent_in_words": pl.Int8,
}
DATES = tuple(date(year, 7, 1) for year in (2018, 2019, 2021, 2022, 2024))
ANY = (NO, MAYBE, YES, None)
MOSTLY_NO = (NO, NO, NO, NO, YES, MAYBE, None)
MOSTLY_YES = (YES, YES, YES, YES, NO, MAYBE, None)
ITEMS = ("IN1", "IN4", "IN5", "IN7", "IN8", "IN9", "IN9", "INX")
ITEMS += ("CO1", "CO2", "CO3", "CO4", "COX")
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
            "in_reference_week": choose((NO, NO, YES, None)),
            "age_at_episode": choose((None, None, None, 12, 17, 18, 30)),
            "goes_on": choose((None, None, None, YES, NO, MAYBE)),
            "start_date": choose((None, *DATES[:-1])),
            "end_date": choose((None, *DATES[1:])),
            "start_age": choose((None, None, None, None, 5, 12, 17, 18, 30)),
            "end_age": choose((None, None, None, None, 9, 17, 18, 33)),
            "episode_id": choose((None, None, "tied")),
            "days": choose((None, 0.0, 30.0, 400.0, 1826.0, 1827.0, 3000.0, -5.0)),
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
    items = [choose(ITEMS) for _ in range(choose((0, 1, 2, 3, 4)))]
    questions = [choose(("Q1", "Q2", "Q3")) for _ in items]
    if choose((True, False, False)):
        items += choose((("IN9", "CO2"), ("IN9", "CO3"), ("IN1", "CO3"), ("IN1", "CO2")))
        questions += ["Q1", "Q1"]
    for item, question in zip(items, questions, strict=True):
        survey.circumstances.append(
            {
                "person_id": person_id,
                "job_id": job_id,
                "question": question,
                "item": item,
                "mode": choose((None, "subjected", "threatened", "witnessed")),
                "by_whom": choose((None, "employer", "employer", "parents", "state")),
                "on_whom": choose((None, None, "worker", "parents", "others", "unknown")),
                "answer": choose((YES, YES, MAYBE, NO, None)),
                "consent_lacked": choose((YES, NO, MAYBE, None, None)),
                "consent_in_words": choose((YES, NO, None)),
            }
        )
