"""Which questions, and with which interviewers, are answers missing, refused or not known?"""

import numpy as np
from scipy import special

from measure87.collect.quality.answers import Answers
from measure87.collect.quality.by_interviewer import beyond_chance, compared
from measure87.collect.quality.checking import Check, Found, Look
from measure87.numerics.arrays import BoolArray, FloatArray
from measure87.numerics.multiplicity import adjusted
from measure87.vocabulary.releases.evening import EveningFinding, EveningItem

NAME = "item_nonresponse"
KINDS = ("blank", "refused", "not_known")
_LEAST = 20
"""Interviews from which on a question is judged."""
_STEPS = 20
"""Steps of a share of those who were asked because of a sensitive answer, from 0 to 1."""


def run(look: Look, alpha: float) -> Found:
    """Questions above the limits; interviewers above the others, over all questions together."""
    rows, findings = [], []
    sums = {kind: np.zeros(look.data.main.height) for kind in KINDS}
    asked_of = {kind: np.zeros(look.data.main.height) for kind in KINDS}
    tried: list[tuple[float, EveningFinding]] = []
    for answers in look.answers:
        tried += _against_limits(look, answers, _events(answers))
    for answers in look.not_telling:
        rows.append(_row(answers))
        for kind, (event, base) in _events(answers).items():
            sums[kind] += _by_interview(answers, event, look)
            asked_of[kind] += _by_interview(answers, base, look)
    raised = adjusted([p for p, _ in tried]) if tried else np.zeros(0)
    findings += [found for p, (_, found) in zip(raised, tried, strict=True) if p <= alpha / 2.0]
    comparisons = len(tried)
    for kind in KINDS:
        found = compared(look, sums[kind], asked_of[kind])
        comparisons += len(found)
        findings += [
            EveningFinding(
                check=NAME, says=f"interviewer_{kind}", interviewer=look.labels[one.who],
                numbers={"own": one.own, "others": one.others},
            )
            for one in beyond_chance(found, alpha / 2.0 / len(KINDS))
        ]  # fmt: skip
    return Found(findings=findings, comparisons=comparisons, items=tuple(rows))


def _row(answers: Answers) -> EveningItem:
    question = answers.item.question
    told = answers.given & ~answers.refused & ~answers.not_known
    known = answers.asked is not None
    asked = answers.asked if answers.asked is not None else answers.given
    return EveningItem(
        item=question.name,
        table=answers.item.table,
        answered=int(told.sum()),
        refused=int(answers.refused.sum()),
        not_known=int(answers.not_known.sum()),
        asked=int((asked | answers.given).sum()) if known else None,
        blank=int((asked & ~answers.given).sum()) if known else None,
        sensitive=question.sensitive,
    )


def _events(answers: Answers) -> dict[str, tuple[BoolArray, BoolArray]]:
    """For each kind which rows have it, and of which."""
    found = {
        "refused": (answers.refused, answers.given),
        "not_known": (answers.not_known, answers.given),
    }
    if answers.asked is not None:
        found["blank"] = (answers.asked & ~answers.given, answers.asked)
    return found


def _by_interview(answers: Answers, rows: BoolArray, look: Look) -> FloatArray:
    inside = answers.interview >= 0
    return np.bincount(
        answers.interview[inside], weights=rows[inside].astype(np.float64),
        minlength=look.data.main.height,
    )  # fmt: skip


def _against_limits(
    look: Look, answers: Answers, events: dict[str, tuple[BoolArray, BoolArray]]
) -> list[tuple[float, EveningFinding]]:
    """P-values that a question is below the limits, an interview being one witness."""
    settings = look.data.settings
    refused, base = events["refused"]
    pairs = [("question_not_known", refused | events["not_known"][0], base,
              settings.not_known_at_most)]  # fmt: skip
    if "blank" in events and answers.item.question.required:
        pairs.append(("question_blank", *events["blank"], settings.blank_at_most))
    found = []
    for says, event, of, limit in pairs:
        e, n = (_by_interview(answers, one, look) for one in (event, of))
        if np.count_nonzero(n) < _LEAST or not e.any():
            continue
        share = float(e.sum() / n.sum())
        if answers.item.name in look.data.telling:
            share = _in_steps(share)
        numbers = {"share": share, "limit": limit}
        found.append((
            _above(e[n > 0], n[n > 0], limit),
            EveningFinding(check=NAME, says=says, item=answers.item.name, numbers=numbers),
        ))  # fmt: skip
    return found


def _in_steps(share: float) -> float:
    """A share that does not tell of how many it is, and is not below what it is."""
    return min(1.0, float(np.ceil(share * _STEPS)) / _STEPS)


def _above(events: FloatArray, base: FloatArray, limit: float) -> float:
    """P-value that a ratio is at most a limit: its residuals about the limit, by interview."""
    residual = events - limit * base
    total = float(residual.sum())
    if total <= 0.0:
        return 1.0
    m = residual.size
    own = float(((events - events.sum() / base.sum() * base) ** 2).sum())
    floor = limit * (1.0 - limit) * float(base.sum())
    error = np.sqrt(max(own * m / (m - 1), floor))
    return float(special.stdtr(m - 1, -total / error))


CHECK = Check(
    name=NAME,
    finds="for each question blank, refused and not known answers of those asked; questions and "
    "interviewers with too many",
    threshold="a question above 20% refused or not known, or a required one above 5% blank (both "
    "ours, set in field/evening.toml); an interviewer above the others, from 20 interviews on",
    source="ours; the comparison is that of `by_interviewer`",
    sort="statistical",
    run=run,
)
