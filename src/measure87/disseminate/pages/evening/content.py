"""What stands on the evening page, part by part, in the words of one language."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from measure87.disseminate.pages.evening.sentences import (
    as_share,
    interval,
    label_of,
    sentence,
)
from measure87.disseminate.pages.kit.wording import Words
from measure87.vocabulary.releases.evening import Evening, EveningFinding, EveningItem

LEAST = 20
"""Interviews from which on an interviewer has shares and times."""
_MOST_VARIANCES = 12

type Row = tuple[str, ...]


@dataclass(frozen=True)
class EveningContent:
    """All parts of the page.

    Attributes
    ----------
    act, due : name of a check, and its sentences
    others : rows of tables, cells as texts; the first names the row
    """

    facts: list[Row]
    act: list[tuple[str, list[str]]]
    due: list[tuple[str, list[str]]]
    progress: list[Row]
    interviewers: list[Row]
    items: list[Row]
    variance: list[Row]
    heaping: list[Row]
    back_checks: list[Row]
    versions: list[Row]
    corrections: list[Row]
    applied: str
    checks: list[Row]
    chance: str
    evenings: str


def content_of(evening: Evening, words: Words) -> EveningContent:
    """The page's parts."""
    corrections = evening.corrections
    applied = 0 if corrections is None else corrections.applied
    return EveningContent(
        facts=_facts(evening, words),
        act=grouped(evening, [one for one in evening.findings if one.alarm], words),
        due=grouped(evening, [one for one in evening.findings if not one.alarm], words),
        progress=_progress(evening, words),
        interviewers=_interviewers(evening, words),
        items=[_item(evening, one, words) for one in evening.items],
        variance=_variance(evening, words),
        heaping=_heaping(evening, words),
        back_checks=_back_checks(evening, words),
        versions=[(words.apart(one.version), words.number(one.interviews))
                  for one in evening.versions],
        corrections=[
            (words.of_code("correction", why), words.number(count))
            for why, count in (corrections.refused if corrections is not None else {}).items()
        ],
        applied=words.text("evening.corrections_applied", count=applied),
        checks=_checks(evening, words),
        chance=as_share(evening.alpha, words),
        evenings=words.number(round(1.0 / evening.alpha)),
    )  # fmt: skip


def _facts(evening: Evening, words: Words) -> list[Row]:
    """The facts at the top; numbers that are 0 are left out but for the first."""
    numbers = [
        ("interviews", evening.interviews),
        ("interviewers", len(evening.interviewers)),
        ("deleted", evening.deleted),
        ("rejected", evening.rejected),
    ]
    shown = [
        (words.text(f"evening.{name}"), words.number(n))
        for name, n in numbers
        if n or name == "interviews"
    ]
    return [*shown, (words.text("evening.version"), words.apart(evening.version))]


def grouped(
    evening: Evening, findings: Sequence[EveningFinding], words: Words
) -> list[tuple[str, list[str]]]:
    """Sentences under the names of their checks, in the order of findings."""
    return [
        (words.of_code("check", check), [sentence(evening, one, words) for one in group])
        for check, group in groupby(findings, key=lambda one: one.check)
    ]


def _progress(evening: Evening, words: Words) -> list[Row]:
    """The whole sample, then areas, those that are furthest behind first."""
    areas = [one for one in evening.progress if one.unit is not None]
    areas.sort(key=lambda one: one.complete / max(one.sampled, 1))
    return [
        (
            words.text("evening.all_areas") if one.unit is None else words.apart(one.unit),
            words.number(one.sampled),
            words.number(one.visited),
            words.number(one.complete),
            as_share(one.complete / one.sampled, words) if one.sampled else dash(words),
        )
        for one in (*(whole for whole in evening.progress if whole.unit is None), *areas)
    ]


def _interviewers(evening: Evening, words: Words) -> list[Row]:
    few = words.text("evening.few", least=LEAST)
    return [
        (
            words.apart(one.label),
            words.number(one.interviews),
            few if one.not_known is None else as_share(one.not_known, words),
            dash(words) if one.minutes is None else words.number(one.minutes),
        )
        for one in evening.interviewers
    ]


def _item(evening: Evening, one: EveningItem, words: Words) -> Row:
    label = label_of(evening, one.item, words)
    counts = (one.asked, one.answered, one.blank, one.refused, one.not_known)
    mark = words.text("evening.sensitive") if one.sensitive else ""
    return (label, *(dash(words) if n is None else words.number(n) for n in counts), mark)


def _variance(evening: Evening, words: Words) -> list[Row]:
    """The greatest shares first, as many as one reads."""
    first = sorted(evening.variance, key=lambda one: -one.share)[:_MOST_VARIANCES]
    return [
        (
            label_of(evening, one.item, words),
            as_share(max(one.share, 0.0), words),
            interval(one.lower, one.upper, words),
            words.number(one.interviews),
        )
        for one in first
    ]


def _heaping(evening: Evening, words: Words) -> list[Row]:
    return [
        (
            label_of(evening, one.item, words),
            words.of_code("index", one.index),
            words.number(one.value, 1),
            words.number(one.n),
            dash(words) if one.grade is None else words.of_code("grade", one.grade),
        )
        for one in evening.heaping
    ]


def _back_checks(evening: Evening, words: Words) -> list[Row]:
    return [
        (
            label_of(evening, one.item, words),
            words.number(one.type),
            words.number(one.pairs),
            words.number(one.differ),
            dash(words) if one.reliability is None else words.number(one.reliability, 2),
        )
        for one in evening.back_checks
    ]


def _checks(evening: Evening, words: Words) -> list[Row]:
    rows: list[Row] = []
    for one in evening.checks:
        found: str = words.number(one.alarms)
        if one.not_made is not None:
            why = words.of_code("why_not", one.not_made)
            found = words.text("evening.not_made", why=why)
        compared = dash(words) if one.comparisons is None else words.number(one.comparisons)
        name, looks = words.of_code("check", one.name), words.of_code("looks_for", one.name)
        rows.append((name, looks, found, compared))
    return rows


def dash(words: Words) -> str:
    """What stands where there is no number."""
    return words.text("evening.none")
