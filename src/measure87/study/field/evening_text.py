"""What `form build` writes for the evenings: `field/evening.toml`, with what the form knows."""

import tomllib
from collections.abc import Iterator

from measure87.collect.form.model import Form, Kind, Question, placed
from measure87.collect.quality.items import serving
from measure87.collect.quality.settings import SCHEMA, EveningSettings
from measure87.collect.quality.times import zone_of
from measure87.files.settings.default_text import default_lines
from measure87.study.new_text import COMMENTS, quoted

HOUSEHOLD = "household_number"
"""Question of the bank that names a household within its cluster."""
_LIMITS = {
    "visits": "before a household is given up",
    "night_from": "hour",
    "night_until": "hour",
    "not_known_at_most": "share of a question refused or not known",
    "blank_at_most": "share of a required question blank though asked",
    "variance_at_most": "share of variance between interviewers",
    "whipple_at_most": "Whipple's index of ages",
}


def evening_text(form: Form) -> str:
    """Text of the `evening.toml` of a form.

    What the form does not know stands there as a comment. A refused interview is not told apart
    from a whole one: who refused is not to be called on again.
    """
    main = {one.question.name: one.question for one in placed(form) if not one.table}
    lines = [
        "# What the evening checks look at; written by `measure87 form build`, yours to change.",
        f"schema = {SCHEMA}",
        *_times(main),
        *default_lines(EveningSettings, {"interviewer": "hash of the account that sent"}, COMMENTS),
        *_case(form, main),
        '# group = "region"           # far numbers are looked for by its groups, else among all',
        '# result = "visit_ended"     # a question of yours on how a visit ended,',
        '# complete = ["1"]           # and its codes that end the visits',
        *_zone(form),
        *default_lines(EveningSettings, _LIMITS, COMMENTS),
        "",
        "# [back_checks]              # questions that second interviews ask again, by type",
        '# type_1 = ["sex"]',
        "",
    ]
    text = "\n".join(lines)
    tomllib.loads(text)
    return text


def _times(main: dict[str, Question]) -> Iterator[str]:
    """Begin and end need not be told: they are of kinds of their own."""
    kinds: tuple[Kind, Kind] = ("start", "end")
    names = [next((q.name for q in main.values() if q.kind == kind), None) for kind in kinds]
    if all(names):
        yield f"# an interview begins and ends as its questions {names[0]} and {names[1]} say"
    else:
        yield "# the form has no questions of the kinds start and end: no time of day is looked at"


def _case(form: Form, main: dict[str, Question]) -> Iterator[str]:
    """The questions that name a sampled household, so that one is seen that comes twice."""
    cluster = serving(form, "persons", "cluster")
    area = main.get(cluster or "")
    named = [one.name for one in (area, main.get(HOUSEHOLD)) if one and not one.identifier]
    if HOUSEHOLD in named:
        yield f"case = [{', '.join(map(quoted, named))}]"
    else:
        yield '# case = ["cluster", "number"]    # questions that together name a household'
    if area is not None and area.name in named:
        yield f"unit = {quoted(area.name)}"


def _zone(form: Form) -> Iterator[str]:
    zone = zone_of(form.country)
    if zone is not None:
        yield f"time_zone = {quoted(zone)}"
    else:
        yield '# time_zone = "Africa/Nairobi"  # where phones note times without their own'
