"""One evening: all checks of the register over one field folder."""

from dataclasses import dataclass
from datetime import date

import numpy as np

from measure87 import __version__
from measure87.collect.form.model import placed
from measure87.collect.quality.checking import LEAST_INTERVIEWS, Check, Found, Look
from measure87.collect.quality.field_data import FieldData
from measure87.collect.quality.register import ALPHA, CHECKS, share_of_alpha
from measure87.collect.quality.times import instants
from measure87.vocabulary.releases.evening import (
    Evening,
    EveningCall,
    EveningCheck,
    EveningInterviewer,
)


@dataclass(frozen=True)
class EveningRun:
    """What an evening found: what pages show, and the calls, which name cases."""

    evening: Evening
    calls: tuple[EveningCall, ...]


def check_field_data(data: FieldData, labels: tuple[str, ...], day: date) -> EveningRun:
    """Run every check of the register.

    Parameters
    ----------
    labels : label of each interviewer, in the order of `data.interviewers`
    day : the evening
    """
    look = Look(data, labels)
    made = [(check, check.run(look, share_of_alpha(check))) for check in CHECKS]
    parts = {
        name: tuple(one for _, found in made for one in getattr(found, name))
        for name in ("progress", "items", "variance", "heaping", "back_checks", "versions")
    }
    corrections = next((f.corrections for _, f in made if f.corrections is not None), None)
    evening = Evening(
        schema=1,
        measure87=__version__,
        evening=day.isoformat(),
        form=data.form.id,
        version=data.form.version,
        interviews=data.main.height,
        deleted=data.deleted,
        rejected=data.rejected,
        alpha=ALPHA,
        checks=tuple(_check(check, found) for check, found in made),
        findings=tuple(one for _, found in made for one in found.findings),
        interviewers=_interviewers(look),
        corrections=corrections,
        labels={p.question.name: dict(p.question.labels) for p in placed(data.form)
                if p.question.labels},
        **parts,
    )  # fmt: skip
    return EveningRun(evening, tuple(one for _, found in made for one in found.calls))


def _check(check: Check, found: Found) -> EveningCheck:
    statistical = check.sort == "statistical" and found.comparisons > 0
    return EveningCheck(
        name=check.name,
        sort=check.sort,
        alarms=sum(one.alarm for one in found.findings),
        comparisons=found.comparisons if statistical else None,
        alpha=share_of_alpha(check) if statistical else None,
        not_made=found.not_made,
    )


def _interviewers(look: Look) -> tuple[EveningInterviewer, ...]:
    """Interviewers by label, with shares of those who have enough interviews.

    Questions that were asked because of a sensitive answer are in no share: by its denominator one
    would know how many of an interviewer's respondents gave that answer.
    """
    open_answers, asked = np.zeros(len(look.labels)), np.zeros(len(look.labels))
    for answers in look.not_telling:
        base = answers.given if answers.asked is None else answers.asked | answers.given
        without = base & (~answers.given | answers.refused | answers.not_known)
        who = np.where(answers.interview >= 0, look.data.who[answers.interview], -1)
        for sums, rows in ((open_answers, without), (asked, base)):
            sums += np.bincount(who[rows & (who >= 0)], minlength=sums.size)
    times = instants(look.data)
    found: list[EveningInterviewer] = []
    for place in sorted(range(len(look.labels)), key=lambda i: _order(look.labels[i])):
        enough = look.interviews_of[place] >= LEAST_INTERVIEWS
        minutes = None
        if enough and times is not None:
            own = (times.end - times.start)[(look.data.who == place) & look.complete]
            own = own[np.isfinite(own)]
            minutes = float(np.median(own)) / 60.0 if own.size >= LEAST_INTERVIEWS else None
        share = open_answers[place] / asked[place] if enough and asked[place] else None
        found.append(
            EveningInterviewer(
                label=look.labels[place],
                interviews=int(look.interviews_of[place]),
                not_known=None if share is None else float(share),
                minutes=minutes,
            )
        )
    return tuple(found)


def _order(label: str) -> tuple[int, str]:
    """Order of letters: A to Z, then AA."""
    return len(label), label
