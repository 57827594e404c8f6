"""Was anybody interviewed at night, or by one interviewer at the same time as another?"""

import numpy as np

from measure87.collect.quality.checking import Check, Found, Look
from measure87.collect.quality.times import Instants, instants
from measure87.numerics.arrays import IntArray
from measure87.vocabulary.releases.evening import EveningFinding

NAME = "times_of_day"
_SAME_MINUTES = 1.0
"""Overlaps up to this are of clocks and of saving a form."""


def run(look: Look, _: float) -> Found:
    """Interviews that began at night, overlap another of the same interviewer, or end too early."""
    times = instants(look.data)
    if times is None:
        return Found(not_made="no-times")
    places = {
        "backward": np.flatnonzero(times.end < times.start),
        "overlap": _overlapping(times, look.data.who),
        "night": _at_night(times, look),
    }
    found = [
        EveningFinding(check=NAME, says=says, count=which.size)
        for says, which in places.items()
        if which.size
    ]
    calls = [call for says, which in places.items() for call in look.calls(which, NAME, says)]
    return Found(
        findings=found, calls=calls, not_made="no-time-zone" if times.wall is None else None
    )


def _at_night(times: Instants, look: Look) -> IntArray:
    if times.wall is None:
        return np.zeros(0, np.int64)
    late, early = look.data.settings.night_from, look.data.settings.night_until
    hour = times.wall
    night = (hour >= late) | (hour < early) if late > early else (hour >= late) & (hour < early)
    return np.flatnonzero(night)


def _overlapping(times: Instants, who: IntArray) -> IntArray:
    """Interviews that begin before an earlier one of the same interviewer has ended."""
    told = np.flatnonzero((who >= 0) & np.isfinite(times.start) & (times.end >= times.start))
    order = told[np.lexsort((times.start[told], who[told]))]
    found: set[int] = set()
    latest = -1
    for place in order:
        if latest < 0 or who[place] != who[latest]:
            latest = int(place)
            continue
        if times.start[place] < times.end[latest] - 60.0 * _SAME_MINUTES:
            found |= {int(place), latest}
        if times.end[place] > times.end[latest]:
            latest = int(place)
    return np.array(sorted(found), np.int64)


CHECK = Check(
    name=NAME,
    finds="interviews at night, two at once by one interviewer, and ends before beginnings",
    threshold="a beginning from 22 to 5 o'clock (ours, set in field/evening.toml); an overlap of "
    "more than a minute",
    source="the form's questions of kind start and end",
    sort="fact",
    run=run,
)
