"""Forced labour: a naive second reading of the files gives the recorded truth, and every
special case that a classifier can stumble over is there."""

from collections import defaultdict

import polars as pl
import pytest

T = 1826


class Told:
    """The module of one person, as rows of plain dictionaries."""

    def __init__(self, person, jobs, answers):
        self.person, self.jobs, self.answers = person, jobs, answers

    def of_job(self, job):
        return [row for row in self.answers if row["job_id"] == job["job_id"]]

    def everything_was_told(self):
        asked = (
            "in_reference_period",
            "for_third_party",
            "with_or_for_parents",
            "worst_form_3a",
            "worst_form_3b",
            "worst_form_3c",
            "public_supervision",
            "purely_military",
            "self_governing_citizens",
            "hired_to_private",
            "population_endangered",
            "community_direct_interest",
            "community_consulted",
            "c105_purpose",
        )
        return (
            not any(
                row["answer"] in (8, 9) or row["consent_lacked"] in (8, 9) for row in self.answers
            )
            and not any(job[name] in (8, 9) for job in self.jobs for name in asked)
            and not any(job["exclusion"] == "EX_UNKNOWN" for job in self.jobs)
            and not any(job["start_date"] is None for job in self.jobs)
        )


@pytest.fixture(scope="module")
def everybody(country):
    jobs, answers = defaultdict(list), defaultdict(list)
    for job in country.jobs.iter_rows(named=True):
        jobs[job["person_id"]].append(job)
    notable = country.circumstances.filter(pl.col("answer") != 2)
    for row in notable.iter_rows(named=True):
        answers[row["person_id"]].append(row)
    return {
        row["person_id"]: Told(row, jobs[row["person_id"]], answers[row["person_id"]])
        for row in country.persons.iter_rows(named=True)
    }


@pytest.fixture(scope="module")
def truth(country):
    return {row["person_id"]: row for row in country.sample_truth.iter_rows(named=True)}


def _is_excluded(job):
    yes = lambda name: job[name] == 1  # noqa: E731
    match job["exclusion"]:
        case "EX_MIL":
            return yes("purely_military")
        case "EX_CIVIC":
            return yes("self_governing_citizens")
        case "EX_PRISON":
            public, private = yes("public_supervision"), yes("hired_to_private")
            return public and not private and not yes("c105_purpose")
        case "EX_EMERG":
            return yes("population_endangered")
        case "EX_COMMUNAL":
            return yes("community_direct_interest") and yes("community_consulted")
    return False


def _both_criteria(rows):
    """Some involuntary answer without consent, and another answer that tells of coercion.

    Whether she consented at the beginning does not matter where she is not free to leave.
    """
    return any(
        one["question"] != other["question"]
        for one in rows
        if one["item"].startswith("IN") and one["answer"] == 1
        if one["consent_lacked"] == 1 or one["item"] == "IN9"
        for other in rows
        if other["item"].startswith("CO") and other["answer"] == 1
    )


def _adult_job(told, job):
    """Whether a job is forced labour of an adult, at some time of it."""
    return (
        _grown_in(told, job)
        and job["in_reference_period"] == 1
        and _both_criteria(told.of_job(job))
        and not _is_excluded(job)
    )


def _grown_in(told, job):
    """18 or more at some time of a job: when it began in the period, when it ended, or now."""
    end = told.person["age_years"] if job["in_reference_week"] == 1 else job["end_age"]
    return job["age_at_episode"] >= 18 or end >= 18


def _at_one_time(job, work):
    """Whether two jobs had a day in common, both of them dated."""
    return job["start_date"] <= work["end_date"] and work["start_date"] <= job["end_date"]


def _child_job(told, job, parents):
    """Route of a child's job into forced labour, or None."""
    if job["age_at_episode"] >= 18 or job["in_reference_period"] != 1:
        return None
    third = not _is_excluded(job) and any(
        row["item"].startswith("CO")
        and row["answer"] == 1
        and row["by_whom"] != "parents"
        and row["on_whom"] in ("worker", "parents")
        for row in told.of_job(job)
    )
    if third:
        return 1 if job["for_third_party"] == 1 else 2
    if job["with_or_for_parents"] == 1 and any(
        _adult_job(parent, work) and _at_one_time(job, work)
        for parent in parents
        for work in parent.jobs
    ):
        return 3
    if 1 in (job["worst_form_3a"], job["worst_form_3b"], job["worst_form_3c"]):
        return 4
    return None


def _parents(everybody, told):
    home = told.person["household_id"]
    lines = (told.person["mother_line"], told.person["father_line"])
    return [everybody[f"{home}-{line:02d}"] for line in lines if line]


def _routes(everybody, told):
    """Route of each of her jobs that is forced labour of a child."""
    parents = _parents(everybody, told)
    found = [_child_job(told, job, parents) for job in told.jobs]
    return [route for route in found if route is not None]


def _family_was_told(everybody, told):
    lines = (told.person["mother_line"], told.person["father_line"])
    return (
        None not in lines
        and told.everything_was_told()
        and all(parent.everything_was_told() for parent in _parents(everybody, told))
    )


@pytest.mark.slow
def test_a_naive_reading_of_the_files_gives_the_recorded_truth(everybody, truth):
    told_all = [told for told in everybody.values() if _family_was_told(everybody, told)]
    assert len(told_all) > 0.7 * len(everybody)
    cases = 0
    for told in told_all:
        if told.person["age_years"] < 5:
            continue
        known = truth[told.person["person_id"]]
        as_adult = any(_adult_job(told, job) for job in told.jobs)
        routes = _routes(everybody, told)
        assert known["forced_labour"] == (as_adult or bool(routes))
        assert known["forced_labour_route"] == (routes[0] if routes else 0)
        if told.person["age_years"] >= 18:
            assert known["forced_labour_adults"] == as_adult
        else:
            assert known["forced_labour_children"] == bool(routes)
        cases += known["forced_labour"]
    assert cases > 150


def test_days_in_forced_labour_are_those_of_its_one_episode(everybody, truth):
    checked = 0
    for told in everybody.values():
        known = truth[told.person["person_id"]]
        days = [job["days"] for job in told.jobs if _adult_job(told, job)]
        assert len(days) <= 1
        if days and days[0] is not None and told.everything_was_told():
            assert known["forced_labour_days"] == days[0]
            assert 0 < days[0] <= T
            checked += 1
    assert checked > 80


def test_what_was_told_never_contradicts_the_truth(truth):
    for name in ("forced_labour", "forced_labour_adults", "forced_labour_children"):
        for known in truth.values():
            status = known[f"{name}_as_told"]
            assert (status is None) == (known[name] is None)
            if status != 1 and status is not None:
                assert known[name] == (status == 2)


def test_days_are_the_length_of_the_episode_inside_the_reference_period(country):
    jobs = country.jobs.filter(pl.col("start_date").is_not_null())
    first = pl.date(2025, 6, 30) - pl.duration(days=T)
    inside = pl.col("end_date") - pl.max_horizontal("start_date", first)
    days = jobs.select(inside.dt.total_days().clip(lower_bound=0)).to_series()
    assert (days == jobs["days"]).all()
    in_period = jobs.filter(pl.col("in_reference_period") == 1)
    assert in_period["days"].min() > 0


def _count(everybody, test):
    return sum(test(told) for told in everybody.values())


def _has(told, job, kind, lacking=None):
    return any(
        row["item"].startswith(kind)
        and row["answer"] == 1
        and (lacking is None or row["consent_lacked"] == lacking)
        for row in told.of_job(job)
    )


def _adult_jobs(told):
    return [j for j in told.jobs if j["age_at_episode"] >= 18 and j["in_reference_period"] == 1]


def _child_jobs(told):
    return [j for j in told.jobs if j["age_at_episode"] < 18 and j["in_reference_period"] == 1]


def _only_involuntary(told):
    jobs = _adult_jobs(told)
    return any(_has(told, j, "IN", 1) for j in jobs) and not any(_has(told, j, "CO") for j in jobs)


def _only_coerced(told):
    jobs = _adult_jobs(told)
    return any(_has(told, j, "CO") for j in jobs) and not any(_has(told, j, "IN") for j in jobs)


def _bad_conditions_accepted(told):
    return any(
        _has(told, j, "IN", 2) and not _has(told, j, "IN", 1) and _has(told, j, "CO")
        for j in _adult_jobs(told)
    )


def _criteria_on_different_jobs(told):
    jobs = _adult_jobs(told)
    inv, co = [j for j in jobs if _has(told, j, "IN", 1)], [j for j in jobs if _has(told, j, "CO")]
    return bool(inv and co) and not any(j in co for j in inv)


def _one_answer_for_both(told):
    return any(
        {row["question"] for row in told.of_job(j) if row["answer"] == 1} == {"FL_WAGES_KEPT_BACK"}
        for j in _adult_jobs(told)
    )


def _excluded_with_both(told):
    return any(_both_criteria(told.of_job(j)) and _is_excluded(j) for j in _adult_jobs(told))


def _condition_not_met(told):
    return any(
        j["exclusion"] not in (None, "EX_UNKNOWN")
        and not _is_excluded(j)
        and _both_criteria(told.of_job(j))
        for j in _adult_jobs(told)
    )


def _before_the_period(told):
    return any(j["in_reference_period"] == 2 and _both_criteria(told.of_job(j)) for j in told.jobs)


def _by_a_witness(told):
    return any(
        {row["mode"] for row in told.of_job(j) if row["item"].startswith("CO")} == {"witnessed"}
        for j in _adult_jobs(told)
    )


def _pressed_by_parents_only(told):
    return any(
        {r["by_whom"] for r in told.of_job(j) if r["item"].startswith("CO") and r["answer"] == 1}
        == {"parents"}
        for j in _child_jobs(told)
    )


def _under_18_then(told):
    return told.person["age_years"] >= 18 and bool(_child_jobs(told))


@pytest.mark.parametrize(
    ("case", "least"),
    [
        (_only_involuntary, 20),
        (_only_coerced, 20),
        (_bad_conditions_accepted, 10),
        (_criteria_on_different_jobs, 3),
        (_one_answer_for_both, 10),
        (_excluded_with_both, 5),
        (_condition_not_met, 5),
        (_before_the_period, 5),
        (_by_a_witness, 5),
        (_pressed_by_parents_only, 10),
        (_under_18_then, 50),
    ],
    ids=lambda value: value.__name__.strip("_") if callable(value) else None,
)
def test_every_special_case_occurs(everybody, case, least):
    assert _count(everybody, case) >= least


@pytest.mark.parametrize("route", [1, 2, 3, 4])
def test_every_route_of_children_occurs_also_among_those_now_adult(country, route):
    taken = country.sample_truth.filter(pl.col("forced_labour_route") == route)
    assert taken.filter(pl.col("age_years") < 18).height >= 3
    assert taken.filter(pl.col("age_years") >= 18).height >= 1


def test_children_work_elsewhere_while_their_parents_are_in_forced_labour(everybody, truth):
    def elsewhere(told):
        return (
            told.person["age_years"] < 18
            and any(j["for_third_party"] == 1 for j in _child_jobs(told))
            and any(
                truth[parent.person["person_id"]]["forced_labour_adults"]
                for parent in _parents(everybody, told)
            )
            and not truth[told.person["person_id"]]["forced_labour"]
        )

    assert _count(everybody, elsewhere) >= 1


@pytest.mark.parametrize(
    "exclusion", ["EX_MIL", "EX_CIVIC", "EX_PRISON", "EX_EMERG", "EX_COMMUNAL", "EX_UNKNOWN"]
)
def test_every_kind_of_exclusion_occurs(country, exclusion):
    assert (country.jobs["exclusion"] == exclusion).sum() >= 3


def test_some_persons_stay_undetermined_and_some_of_these_are_in_forced_labour(country):
    open_cases = country.sample_truth.filter(pl.col("forced_labour_as_told") == 1)
    assert 0.005 < open_cases.height / country.persons.height < 0.04
    assert open_cases["forced_labour"].sum() >= 3


def test_answers_of_one_question_are_one(country):
    wages = country.circumstances.filter(pl.col("question") == "FL_WAGES_KEPT_BACK")
    assert set(wages["item"].to_list()) == {"IN5", "CO4"}
    each = wages.group_by("person_id", "job_id").agg(pl.col("answer").n_unique())
    assert each["answer"].max() == 1


def test_follow_up_questions_are_asked_only_after_a_yes(country):
    rows = country.circumstances
    no = rows.filter(pl.col("answer") != 1)
    assert (
        no.select("stage", "mode", "by_whom", "on_whom", "consent_lacked").null_count().row(0)
        == (no.height,) * 5
    )
    coercion = rows.filter((pl.col("answer") == 1) & pl.col("item").str.starts_with("CO"))
    assert coercion.select("stage", "mode", "by_whom", "on_whom").null_count().row(0) == (0,) * 4
    involuntary = rows.filter((pl.col("answer") == 1) & pl.col("item").str.starts_with("IN"))
    assert involuntary["consent_lacked"].null_count() == 0


def test_population_values_agree_with_the_weighted_sample(country):
    """Within five standard errors, these with a design effect of two."""
    joined = country.sample_truth.join(country.persons, on=["person_id", "age_years"])
    for name in ("forced_labour", "forced_labour_adults", "forced_labour_children"):
        known = joined.filter(pl.col(name).is_not_null())
        weight = known["weight"]
        share = (weight * known[name]).sum() / weight.sum()
        value = country.truth["measures"][name]["values"][0]["value"]
        assert abs(share - value) < 5 * (2 * value / known.height) ** 0.5


def test_population_values_of_parts_add_up(country):
    for measure in country.truth["measures"].values():
        entries = [(entry["group"], entry) for entry in measure["values"]]
        whole = entries[0][1]
        for variable in ("sex", "area", "region", "wealth_quintile"):
            parts = [entry for group, entry in entries if group.keys() == {variable}]
            assert sum(part["persons"] for part in parts) == whole["persons"]
            cases = sum(part["persons"] * part["value"] for part in parts)
            rounding = whole["persons"] * 1e-12  # values have twelve decimals
            assert cases == pytest.approx(whole["persons"] * whole["value"], abs=rounding)
