"""The engine against a naive second implementation that knows no unknowns.

A child with unknown answers is every child she could be: each unknown is tried as no and as
yes, or as no hours and as the whole week, and plain two-valued Python decides. Yes in all of
these worlds is yes, no in all is no, and anything else is unknown.
"""

import itertools
from dataclasses import replace

import pytest

from measure87.classify import Tables, classify
from measure87.define import Lists, load_definition
from measure87.vocabulary.status import NO, UNKNOWN, YES

WEEK = 168.0
MICS_HAZARDS = (
    "heavy_loads",
    "dangerous_tools",
    "dust_fumes_gas",
    "extreme_temperature",
    "noise_vibration",
    "heights",
    "chemicals_explosives",
    "other_hazard",
)
MORE_HAZARDS = (
    "abuse_at_work",
    "underground_underwater_confined",
    "night_work",
    "confined_to_premises",
)
SERVICES = (
    ("fetched_water", "water_hours"),
    ("collected_firewood", "firewood_hours"),
    ("household_chores", "chores_hours"),
)
WORST_FORMS = ("worst_form_3a", "worst_form_3b", "worst_form_3c")
CONDITIONS = ("chores_unhealthy", "chores_dangerous_location")
LISTED = ("B", "F", "05", "06", "07", "08", "09", "41", "42", "43")
LISTED_OCCUPATIONS = ("921", "933")
"""Those of the list that an invented survey has; its other codes are not on it."""


def _yes_or_no(status):
    return {NO: (False,), YES: (True,), UNKNOWN: (False, True), None: (None,)}[status]


def _hours(told):
    return (0.0, WEEK) if told is None else (told,)


def _week(job):
    told = job["in_reference_week"]
    return YES if told is None else told


def _on_list(code, *beginnings):
    return (False, True) if code is None else (code.startswith(beginnings),)


def _worlds_of_jobs(jobs):
    """Every way the jobs could be: for each its week, hours, danger, industry and occupation."""
    each = [
        [
            {"week": week, "hours": hours, "heights": heights, "listed": listed, "occ": occ}
            for week in _yes_or_no(_week(job))
            for hours in _hours(job["hours"])
            for heights in _yes_or_no(job["heights"])
            for listed in _on_list(job["industry"], *LISTED)
            for occ in _on_list(job["occupation"], *LISTED_OCCUPATIONS)
        ]
        for job in jobs
    ]
    return itertools.product(*each)


def _worlds_of_work(person, jobs):
    """Activity, hours, heights, listed industry and occupation: first her own, then her jobs'."""
    own = person["economic_activity"]
    answered = person["answered_on_work"] in (None, YES)
    for world in _worlds_of_jobs(jobs):
        in_week = [job for job in world if job["week"]]
        if own is not None:
            activities = _yes_or_no(own)
        elif jobs:
            activities = (bool(in_week),)
        else:
            activities = (False,) if answered else (False, True)
        told = [job["heights"] for job in world if job["heights"] is not None]
        heights = None if not told else any(job["week"] and job["heights"] for job in world)
        for activity in activities:
            if person["economic_hours"] is not None:
                lengths = (person["economic_hours"],)
            elif jobs:
                lengths = (sum(job["hours"] for job in in_week),)
            else:
                lengths = (0.0, WEEK) if activity else (0.0,)
            # without a job told and without an answer the industry may be any
            codes = [
                (any(job[name] for job in in_week),) if jobs or answered else (False, True)
                for name in ("listed", "occ")
            ]
            for hours, listed, occ in itertools.product(lengths, *codes):
                yield activity, hours, heights, listed, occ


def _any_hazard(person, names, heights, activity, *, if_unasked):
    """Whether a hazard holds; the ways it could be."""
    told = [person[name] for name in names if name != "heights"]
    if "heights" in names:
        own = person["heights"]
        told.append({None: None, True: YES, False: NO}[heights] if own is None else own)
    told = [answer for answer in told if answer is not None]
    if not told:
        return (False, True) if activity and if_unasked else (False,)
    return (True,) if YES in told else (False, True) if UNKNOWN in told else (False,)


def _chores(person):
    """Ways in which the chores could be: whether any, their hours, and whether told of any.

    A kind that was not asked about does not count; none asked about at all may be any.
    """
    if all(person[service] is None for service, _ in SERVICES):
        yield from ((False, 0.0, False), (True, WEEK, False))
        return
    each = [
        [
            (doing, hours)
            for doing in _yes_or_no(NO if person[service] is None else person[service])
            for hours in (_hours(person[length]) if doing or person[length] is not None else (0.0,))
        ]
        for service, length in SERVICES
    ]
    for world in itertools.product(*each):
        doing = any(doing for doing, _ in world)
        yield doing, sum(hours for _, hours in world), doing


def _worlds(person, jobs):
    """Every child that she could be, with all that the definitions ask about known."""
    rest = [n for n in (*MICS_HAZARDS, *MORE_HAZARDS) if n not in MICS_HAZARDS[:2]]
    for activity, hours, heights, listed, occ in _worlds_of_work(person, jobs):

        def could_be(names, *, if_unasked, heights=heights, activity=activity):
            return _any_hazard(person, names, heights, activity, if_unasked=if_unasked)

        forms = [
            (False, True) if person[name] is None and activity else _yes_or_no(person[name] or NO)
            for name in WORST_FORMS
        ]
        names = ("mics", "first", "others", "chores", "unhealthy", "dangerous", "worst")
        ways = itertools.product(
            could_be(MICS_HAZARDS, if_unasked=True),
            could_be(MICS_HAZARDS[:2], if_unasked=True),
            could_be(rest, if_unasked=False),
            _chores(person),
            *(_yes_or_no(person[name] or NO) for name in CONDITIONS),
            {any(way) for way in itertools.product(*forms)},
        )
        for way in ways:
            world = dict(zip(names, way, strict=True))
            yield {**world, "activity": activity, "hours": hours, "listed": listed, "occ": occ}


def _labour(world, age, hazardous):
    """Child labour under the ICLS, given which of her work is hazardous."""
    activity, hours = world["activity"], world["hours"]
    young = age < 12 and activity and hours >= 1
    not_light = 12 <= age < 15 and activity and (hours >= 14 or hazardous)
    return hazardous or world["worst"] or young or not_light


def _measures_in(world, age, verified):
    """What a child of whom all is known comes to, where the lists are verified or not."""
    activity, hours = world["activity"], world["hours"]
    any_chores, chores_hours, told_of_any = world["chores"]
    working = activity and hours >= (1 if age <= 11 else 14 if age <= 14 else 43)
    long_chores = age <= 14 and any_chores and chores_hours >= 21
    without = activity and (world["first"] or world["others"] or hours >= 43)
    with_industries = without or (activity and world["listed"])
    with_both = with_industries or (activity and world["occ"])
    hazardous = with_both if verified else without
    labour = _labour(world, age, hazardous)
    at_15_to_17 = age >= 15 and any_chores and chores_hours >= 43
    services = long_chores or (told_of_any and (world["unhealthy"] or world["dangerous"]))
    return {
        "child_labour_sdg_a": working,
        "child_labour_sdg_b": working or long_chores,
        "child_labour_mics_pr34": working or long_chores or world["mics"],
        "hazardous_conditions": world["mics"],
        "hazardous_work_icls": hazardous,
        "hazardous_work_icls_with_industries": hazardous or with_industries,
        "hazardous_work_icls_with_occupations": with_both,
        "child_labour_icls_with_industries": _labour(world, age, hazardous or with_industries),
        "worst_forms_other_icls": world["worst"],
        "child_labour_icls": labour,
        "child_labour_icls_general": labour or services,
        "child_labour_icls_general_hours_to_17": labour or services or at_15_to_17,
        **_by_global_estimates(world, age),
    }


def _by_global_estimates(world, age):
    """The rule behind the global estimates, whose lists count verified or not."""
    activity, hours = world["activity"], world["hours"]
    by_industry = activity and (world["listed"] or hours >= 43)
    by_both = by_industry or (activity and world["occ"])
    young = activity and ((age <= 11 and hours >= 1) or (12 <= age <= 14 and hours >= 14))
    return {
        "child_labour_global_estimates": by_both or young,
        "hazardous_work_global_estimates": by_both,
        "child_labour_global_estimates_industries": by_industry or young,
        "hazardous_work_global_estimates_industries": by_industry,
        "children_in_employment_global_estimates": activity,
    }


def _findings(person, jobs, verified):
    """Status of every measure: what she is in all worlds, or unknown."""
    found = {}
    for world in _worlds(person, jobs):
        for name, holds in _measures_in(world, person["age_years"], verified).items():
            found.setdefault(name, set()).add(bool(holds))
    return {
        name: UNKNOWN if len(ways) > 1 else YES if True in ways else NO
        for name, ways in found.items()
    }


def _as_if_verified(definition):
    entries = {n: replace(e, verified=True) for n, e in definition.lists.entries.items()}
    return replace(definition, lists=Lists(entries))


@pytest.mark.parametrize(("seed", "verified"), [(1, False), (2, False), (3, False), (4, True)])
def test_the_engine_agrees_with_trying_every_world(seed, verified, invent_survey):
    """Where nobody verified the lists, as they are shipped, and where somebody had."""
    persons, jobs = invent_survey(seed, 700)
    definitions = [
        load_definition(f"child_labour/{name}")
        for name in ("sdg_8_7_1", "mics6_pr34", "icls18_2008_amended_2018", "ilo_global_estimates")
    ]
    if verified:
        definitions = [_as_if_verified(definition) for definition in definitions]
    frame = classify(
        Tables(persons.lazy(), jobs.lazy()), [(d, list(d.measures)) for d in definitions]
    ).collect()
    got = {row["person_id"]: row for row in frame.iter_rows(named=True)}
    rows_of = {}
    for job in jobs.iter_rows(named=True):
        rows_of.setdefault(job["person_id"], []).append(job)
    compared = 0
    for person in persons.iter_rows(named=True):
        row = got[person["person_id"]]
        if person["age_years"] is None or not 5 <= person["age_years"] <= 17:
            assert all(row[name] is None for d in definitions for name in d.measures)
            continue
        for name, status in _findings(
            person, rows_of.get(person["person_id"], []), verified
        ).items():
            assert row[name] == status, (name, person, rows_of.get(person["person_id"]))
            compared += 1
    assert compared > 3000


def test_the_invented_children_come_to_every_answer_in_every_measure(invent_survey):
    persons, jobs = invent_survey(1, 700)
    definition = load_definition("child_labour/icls18_2008_amended_2018")
    names = list(definition.measures)
    frame = classify(Tables(persons.lazy(), jobs.lazy()), [(definition, names)]).collect()
    for name in names:
        assert set(frame[name].to_list()) == {NO, UNKNOWN, YES, None}, name
