"""What a study says of ethics: its approval, and the checklist by phase."""

from collections.abc import Sequence
from dataclasses import dataclass

from measure87.disseminate.pages.kit.wording import Words
from measure87.vocabulary.citation import bibliography
from measure87.vocabulary.ethics import PHASES, SOURCES
from measure87.vocabulary.releases.ethics import StatedEthics


@dataclass(frozen=True)
class EthicsSection:
    """The section in words.

    phases : title, and for each item its text, the answer, and what the study says of it
    """

    approval: str
    source: str
    phases: Sequence[tuple[str, Sequence[tuple[str, str, str]]]]


def ethics_section(stated: StatedEthics | None, words: Words) -> EthicsSection | None:
    """The section; None where a study says nothing of it."""
    if stated is None:
        return None
    documents = [words.in_english(bibliography()[key].title) for key in SOURCES]
    return EthicsSection(
        _approval(stated, words),
        words.text("ethics.source", documents=words.semicolons(documents)),
        [
            (words.of_code("ethics_phases", phase), rows)
            for phase in PHASES
            if (rows := _rows(stated, phase, words))
        ],
    )


def _approval(stated: StatedEthics, words: Words) -> str:
    if stated.approval is None or stated.board is None:
        return words.text("ethics.not_approved")
    return words.text("ethics.approved", approval=stated.approval, board=stated.board)


def _rows(stated: StatedEthics, phase: str, words: Words) -> list[tuple[str, str, str]]:
    return [
        (
            words.of_code("ethics_items", one.item),
            words.of_code("ethics_answers", one.answer),
            one.how or "",
        )
        for one in stated.checklist
        if one.phase == phase
    ]
