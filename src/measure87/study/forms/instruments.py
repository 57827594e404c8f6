"""The record of a form's instrument: the table that checks, runs and comparisons of rounds read.

Items, their stages and the words of their questions are the form's; how far back it looks, who
answers and in which mode stand in `study.toml` beside it.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from measure87.collect.form.model import Form, Placed, placed
from measure87.vocabulary.columns import CIRCUMSTANCES
from measure87.vocabulary.errors import StudyError
from measure87.vocabulary.instrument import (
    INTERVIEW_MODES,
    RESPONDENTS,
    Instrument,
    InstrumentItem,
)
from measure87.vocabulary.reference_period import ReferencePeriod, parse_period
from measure87.vocabulary.releases.common import Json

_ANSWER = "answer"


@dataclass(frozen=True)
class Stated:
    """What a study states of its interviews."""

    period: ReferencePeriod | None = None
    respondent: str | None = None
    mode: str | None = None


def stated_in(folder: Path) -> Stated:
    """What the `study.toml` of a folder states; nothing where there is none.

    Raises
    ------
    StudyError
        If it cannot be read.
    """
    path = folder / "study.toml"
    if not path.is_file():
        return Stated()
    try:
        content = tomllib.loads(path.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise StudyError(
            f"{path.name} is no TOML: {error}", code="not-that-format", where=str(path)
        ) from error
    inputs: Mapping[str, Mapping[str, Json]] = content.get("inputs", {})
    entry = next((one for one in inputs.values() if isinstance(one, dict)), {})
    told = {key: str(entry[key]) for key in ("reference_period", "respondent", "mode")
            if key in entry}  # fmt: skip
    return Stated(
        parse_period(told.get("reference_period", "")),
        _known(told.get("respondent"), RESPONDENTS),
        _known(told.get("mode"), INTERVIEW_MODES),
    )


def _known(code: str | None, levels: tuple[tuple[str, str], ...]) -> str | None:
    return code if code in [known for known, _ in levels] else None


def instrument_of_form(form: Form, stated: Stated) -> Instrument:
    """One row an item of circumstances: whether a question asks for it, and how."""
    servers = servers_of(form)
    language = form.languages[0]
    rows = []
    for item, _ in CIRCUMSTANCES["item"].levels:
        questions = servers.get(item, ())
        rows.append(
            InstrumentItem(
                item=item,
                asked=bool(questions),
                stages=_stages(questions, item),
                questions=tuple(one.question.name for one in questions),
                words=tuple(
                    one.question.labels[language]
                    for one in questions
                    if language in one.question.labels
                ),
            )
        )
    return Instrument(
        tuple(rows), stated.period, _respondent(form) or stated.respondent, stated.mode
    )


def _stages(questions: tuple[Placed, ...], item: str) -> tuple[str, ...]:
    told = {
        serves.stage
        for one in questions
        for serves in one.question.serves
        if serves.item == item and serves.stage
    }
    return tuple(code for code, _ in CIRCUMSTANCES["stage"].levels if code in told)


def _respondent(form: Form) -> str | None:
    """`mixed` where the form asks who answers: then it is of some persons themselves."""
    asks = any(
        serves.table == "persons" and serves.column == "respondent"
        for one in placed(form)
        for serves in one.question.serves
    )
    return "mixed" if asks else None


def servers_of(form: Form) -> dict[str, tuple[Placed, ...]]:
    """Column, or item of circumstances, to the questions whose answers fill it.

    Calculates are left out: what goes into them is asked by other questions, whose words count.
    """
    found: dict[str, list[Placed]] = {}
    for one in placed(form):
        if one.question.kind == "calculate":
            continue
        for serves in one.question.serves:
            circumstance = serves.table == "circumstances" and serves.column == _ANSWER
            name = serves.item if circumstance else serves.column
            if one not in found.setdefault(name, []):
                found[name].append(one)
    return {name: tuple(questions) for name, questions in found.items()}
