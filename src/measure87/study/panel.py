"""A panel of experts on a definition's cases: the page that they fill, and what they came to."""

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from measure87.classify import answers_of_rules
from measure87.define.definition import Definition
from measure87.define.panel import ANSWERS, Panel, panel_of
from measure87.disseminate.pages.panel import ANSWERS_KIND, panel_page
from measure87.numerics.agreement import fleiss_kappa, pair_agreement
from measure87.vocabulary.errors import DataError
from measure87.vocabulary.estimate import SCHEMA
from measure87.vocabulary.releases.common import Json

_MOST_BYTES = 2_000_000
_LONGEST_WHY = 2_000


@dataclass(frozen=True)
class Agreement:
    """How far the members agree on some cases."""

    cases: int
    """Those that every member answered; others are left out."""
    kappa: float | None
    """Fleiss' kappa; None without two members and a case, or where every vote is the same."""
    pairs: float | None
    """Share of pairs of members who agree."""


@dataclass(frozen=True)
class CaseVotes:
    """One case: what members answered, and what the rules say."""

    case: str
    who: str
    place: str
    votes: Mapping[str, int]
    by_rules: str
    """yes, no, unknown or outside."""
    reasons: tuple[str, ...]
    """Why, in the members' words, in alphabetical order, so that nobody is known by her place."""

    @property
    def majority(self) -> str | None:
        """The answer of more than half of those who answered; None if there is none."""
        half = sum(self.votes.values()) / 2
        return next((answer for answer, count in self.votes.items() if count > half), None)

    @property
    def differs(self) -> bool:
        """Whether most members answered, and not as the rules do.

        Whom a measure does not speak of (outside) it does not count: the members' no.
        """
        rules = "no" if self.by_rules == "outside" else self.by_rules
        return self.majority not in (None, rules)


@dataclass(frozen=True)
class PanelFindings:
    """What a panel came to."""

    panel: Panel
    members: int
    cases: tuple[CaseVotes, ...]
    overall: Agreement
    by_place: Mapping[str, Agreement]
    """Place in the text to the agreement on its cases."""


def panel_page_of(definition: Definition, measure: str | None, language: str) -> str:
    """The page with the cards of a definition's cases; see `panel_of` for the measure."""
    return panel_page(panel_of(definition, measure), language)


def read_panel(definition: Definition, measure: str | None, files: Iterable[Path]) -> PanelFindings:
    """Bring the answers of several members together.

    Parameters
    ----------
    definition, measure : those for which the page was made
    files : one file of answers a member

    Raises
    ------
    DataError
        If there is no file, or one that is not of this page or says something else than answers.
    """
    panel = panel_of(definition, measure)
    members = [_member(path, panel) for path in sorted(files)]
    if not members:
        raise DataError("there are no files of answers", hint="one .json a member")
    rules = answers_of_rules(definition, panel.measure)
    cases = tuple(_votes(one.case, one.who, panel, members, rules) for one in panel.cards)
    places = dict.fromkeys(case.place for case in cases)
    return PanelFindings(
        panel=panel,
        members=len(members),
        cases=cases,
        overall=_agreement(cases, len(members)),
        by_place={
            place: _agreement([c for c in cases if c.place == place], len(members))
            for place in places
        },
    )


def _votes(
    case: str,
    who: str,
    panel: Panel,
    members: Sequence[Mapping[str, tuple[str, str]]],
    rules: Mapping[str, str],
) -> CaseVotes:
    given = [member[case] for member in members if case in member]
    return CaseVotes(
        case=case,
        who=who,
        place=panel.places[case],
        votes={answer: sum(vote == answer for vote, _ in given) for answer in ANSWERS},
        by_rules=rules[case],
        reasons=tuple(sorted(f"{vote}: {why}" for vote, why in given if why)),
    )


def _agreement(cases: Sequence[CaseVotes], members: int) -> Agreement:
    rows = [list(case.votes.values()) for case in cases if sum(case.votes.values()) == members]
    if members < 2 or not rows:
        return Agreement(len(rows), None, None)
    kappa = fleiss_kappa(rows)
    return Agreement(len(rows), None if math.isnan(kappa) else kappa, pair_agreement(rows))


def _member(path: Path, panel: Panel) -> dict[str, tuple[str, str]]:
    """Case to answer and reason of one member; a name that she gave is not read."""
    told = _told(path)
    if told.get("kind") != ANSWERS_KIND or told.get("schema") != SCHEMA:
        raise DataError(
            f"{path.name} holds no answers of a panel",
            code="no-answers",
            hint="give the files that the page lets download",
        )
    if told.get("cards") != panel.digest:
        raise DataError(
            f"{path.name} answers other cards: {told.get('definition')}, {told.get('measure')}",
            code="other-cards",
            hint="read it with the definition and measure of its page; where cases were changed "
            "since, send a new page",
        )
    found: dict[str, tuple[str, str]] = {}
    for entry in _entries(told):
        case, answer, why = (str(entry.get(key, "")) for key in ("case", "answer", "why"))
        if case not in panel.places or case in found or answer not in ANSWERS:
            raise DataError(
                f"{path.name} has an answer {answer!r} to case {case!r}",
                code="no-answers",
                hint=f"one of {', '.join(ANSWERS)}, once for each case",
            )
        found[case] = (answer, " ".join(why.split())[:_LONGEST_WHY])
    return found


def _entries(told: Mapping[str, Json]) -> list[Mapping[str, Json]]:
    """The answers of a file; what is none is an answer to no case."""
    given = told.get("answers")
    rows = given if isinstance(given, list) else [given]
    return [row if isinstance(row, Mapping) else {"answer": row} for row in rows]


def _told(path: Path) -> Mapping[str, Json]:
    if path.stat().st_size > _MOST_BYTES:
        raise DataError(f"{path.name} is too large for a file of answers", code="no-answers")
    try:
        told = json.loads(path.read_text("utf-8"))
    except (json.JSONDecodeError, UnicodeDecodeError):
        told = None
    return told if isinstance(told, Mapping) else {}
