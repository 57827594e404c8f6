"""Stands for phones and server: invented households answer a form, and the stand-in has them.

python -m tests.standin.phones my-survey --households 60 --port 8870

Each household answers through JavaRosa, the engine inside ODK Collect. Identifiers, times and
interviewers are made from the number of the interview, so that the same call gives the same
interviews. Of a checkout: it is no part of the installed program.
"""

import argparse
import re
import signal
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from uuid import NAMESPACE_URL, uuid5

from measure87.collect.form.engines.persons import PersonRespondent
from measure87.collect.form.engines.process import Engine
from measure87.collect.form.engines.programs import find_engine
from measure87.collect.form.engines.xform import read_xform
from measure87.collect.form.model import read_form
from tests.collect.form.engines.invented_households import ALSO, complete_country, households
from tests.standin.central import Central, Ticking
from tests.standin.server import served

SEED = 3
FIRST_INTERVIEW = datetime(2026, 3, 2, 9)
LAST_DAY = "2026-03-27T18:00:00.000"
EVENING = 17
"""Hour from which nobody begins another interview."""
INTERVIEWERS = {11: "Tablet 1", 12: "Tablet 2", 13: "Tablet 3", 14: "Tablet 4"}
NO_ANSWER = 0.01
SECONDS_AN_ANSWER = (6, 12)
_NUMBER = re.compile(r"\d+")
ROUTED = {
    **ALSO,
    "cluster": lambda where: _numbers(where)[0],
    "household_number": lambda where: _numbers(where)[-1],
}
"""Beside what the tables say: where a household lies in the sample."""
_PERSONS_A_HOUSEHOLD = 8
"""More than there are, so that there are households enough."""
_ANSWER = re.compile(r">[^<\s][^<]*</")


def interviews(study, number, seed=SEED):
    """So many interviews as XML, with their interviewer, up to half of them in homes with a case.

    Parameters
    ----------
    study : Path
        A folder that `measure87 form build` made.
    number : int
        Households.
    """
    path = study / "form" / "form.xml"
    form, xform = read_form(study / "form" / "form.json"), read_xform(path)
    persons = _PERSONS_A_HOUSEHOLD * number
    chosen = households(complete_country(seed, max(3_000, 6 * persons)), persons)
    free = dict.fromkeys(INTERVIEWERS, FIRST_INTERVIEW)
    with Engine(find_engine("javarosa"), path) as engine:
        for at, household in enumerate(_spread(chosen, number)):
            who = list(INTERVIEWERS)[at % len(INTERVIEWERS)]
            one = PersonRespondent(
                form, xform, household, also=ROUTED, no_answer=NO_ANSWER, seed=f"{seed}/{at}"
            )
            xml = engine.interview("", one).xml
            xml, free[who] = _dated(xml, free[who], Random(f"{seed}/{at}/seconds"))
            yield who, _named(xml, f"{seed}/{at}")


def _numbers(where):
    """Cluster and household, of an invented household's identifier."""
    return [str(int(one)) for one in _NUMBER.findall(str(where.household.row["household_id"]))]


def _spread(chosen, number):
    """So many of the households, from first to last."""
    assert len(chosen) >= number
    return [chosen[at * len(chosen) // number] for at in range(number)]


def _dated(xml, start, rng):
    """An interview with the times of an interviewer's day, and when she is free again."""
    seconds = rng.uniform(*SECONDS_AN_ANSWER) * len(_ANSWER.findall(xml))
    end = start + timedelta(seconds=round(seconds))
    told = {"start": _moment(start), "end": _moment(end), "today": start.date().isoformat()}
    for name, value in told.items():
        xml = re.sub(rf"<{name}>[^<]*</{name}>", f"<{name}>{value}</{name}>", xml)
    free = end + timedelta(minutes=15)
    if free.hour >= EVENING:
        free = (free + timedelta(days=1)).replace(hour=9, minute=0, second=0)
    return xml, free


def _moment(at):
    return at.isoformat(timespec="milliseconds") + "Z"


def _named(xml, name):
    made = f"uuid:{uuid5(NAMESPACE_URL, name)}"
    return re.sub(r"<((?:\w+:)?instanceID)>[^<]*</", rf"<\1>{made}</", xml)


def central_of(study, number, seed=SEED):
    """The stand-in with the form of a study, and the interviews sent to it."""
    central = Central(clock=Ticking(LAST_DAY))
    central.actors.update(INTERVIEWERS)
    central.publish((study / "form" / "form.xml").read_text("utf-8"))
    for who, xml in interviews(study, number, seed):
        central.submit(xml, actor=who)
    return central


def main():
    """Fill, serve, and wait to be stopped."""
    asked = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    asked.add_argument("study", type=Path)
    asked.add_argument("--households", type=int, default=60)
    asked.add_argument("--port", type=int, default=8870)
    told = asked.parse_args()
    central = central_of(told.study, told.households)
    with served(central, told.port) as url:
        print(f"{told.households} interviews at {url}; Ctrl-C ends it", flush=True)
        try:
            signal.pause()
        except KeyboardInterrupt:
            return


if __name__ == "__main__":
    main()
