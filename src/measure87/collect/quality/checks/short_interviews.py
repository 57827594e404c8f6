"""Which interviews, and whose, are too short for what was asked in them?"""

import numpy as np

from measure87.collect.quality.by_interviewer import beyond_chance, compared
from measure87.collect.quality.checking import Check, Found, Look
from measure87.collect.quality.extremes import far_values
from measure87.collect.quality.times import instants
from measure87.numerics.arrays import FloatArray
from measure87.vocabulary.releases.evening import EveningFinding

NAME = "short_interviews"
_LEAST = 30


def run(look: Look, alpha: float) -> Found:
    """Complete interviews with few seconds an answer; interviewers who are quicker than others."""
    times = instants(look.data)
    if times is None:
        return Found(not_made="no-times")
    speed = _log_seconds_an_answer(look, times.end - times.start)
    told = np.flatnonzero(np.isfinite(speed))
    if told.size < _LEAST:
        return Found(not_made="too-few")
    far = far_values(speed[told], alpha / 2.0, side="low", comparisons=told.size)
    places = told[far]
    found = [EveningFinding(check=NAME, says="short", count=places.size)] if places.size else []
    others = compared(look, speed, side="low")
    found += [
        EveningFinding(
            check=NAME, says="interviewer", interviewer=look.labels[one.who],
            numbers={"own": float(np.exp(one.own)), "others": float(np.exp(one.others))},
        )
        for one in beyond_chance(others, alpha / 2.0)
    ]  # fmt: skip
    return Found(
        findings=found,
        calls=look.calls(places, NAME, "short"),
        comparisons=told.size + len(others),
    )


def _log_seconds_an_answer(look: Look, seconds: FloatArray) -> FloatArray:
    """Logarithm of seconds for each answer given; NaN where incomplete or not told."""
    given = np.zeros(look.data.main.height)
    for answers in look.answers:
        inside = answers.interview >= 0
        given += np.bincount(
            answers.interview[inside], weights=answers.given[inside].astype(np.float64),
            minlength=given.size,
        )  # fmt: skip
    usable = look.complete & (seconds > 0.0) & (given > 0.0)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(usable, np.log(seconds / given), np.nan)


CHECK = Check(
    name=NAME,
    finds="interviews, and interviewers, with few seconds for each answer that was given",
    threshold="far below the others on a logarithmic scale, as outliers are; no fixed minutes, "
    "which would depend on the size of households",
    source="ours; far values as in `extremes`, the comparison as in `by_interviewer`",
    sort="statistical",
    run=run,
)
