"""The GATHER statement of a run: 18 answers out of its own facts, or no release.

What the program knows it says itself, from what it read and did. What only the user knows
(`GatherTexts`) comes from the settings, and is asked for by name where it is missing.

Source: Stevens and others (2016), the GATHER statement; see `gather_items`.
"""

from dataclasses import dataclass

from measure87.combine.validation.gather_answers import ANSWERS
from measure87.combine.validation.gather_facts import RunFacts
from measure87.combine.validation.gather_items import (
    ITEMS,
    WHAT_TO_WRITE,
    GatherItem,
    GatherTexts,
    is_answer,
)
from measure87.vocabulary.errors import RefusedError
from measure87.vocabulary.releases.world import GatherAnswer

_SHARED_INPUTS = 8


@dataclass(frozen=True)
class GatherStatement:
    """18 answers, in order; an empty text is a missing one."""

    answers: tuple[tuple[GatherItem, str], ...]
    not_told: frozenset[int] = frozenset()
    """Numbers of the items of which the run itself brought nothing."""

    @property
    def missing(self) -> tuple[GatherItem, ...]:
        """Items without an answer."""
        return tuple(item for item, answer in self.answers if not answer)

    def rows(self) -> list[GatherAnswer]:
        """The items of gather.json."""
        return [
            GatherAnswer(
                number=item.number,
                item=item.asked,
                answer=answer,
                status="answered" if answer else "missing",
            )
            for item, answer in self.answers
        ]

    def refuse_unless_complete(self) -> None:
        """Refuse to release estimates whose statement has a gap.

        Raises
        ------
        RefusedError
            `gather-incomplete`, with each missing item and what to write where.
        """
        if not self.missing:
            return
        named = ", ".join(f"{item.number} ({item.asked})" for item in self.missing)
        asked = [
            f'{item.needs} = "..." ({WHAT_TO_WRITE[item.needs]})'
            for item in self.missing
            if item.needs and item.number not in self.not_told
        ]
        own = [str(item.number) for item in self.missing if item.number in self.not_told]
        hints = [f"write under [gather] in the settings: {'; '.join(asked)}"] if asked else []
        if own:
            hints.append(f"the run brought nothing for item {', '.join(own)}: it did not do it")
        raise RefusedError(
            f"{len(self.missing)} of {len(self.answers)} items of the GATHER statement have no "
            f"answer: {named}",
            code="gather-incomplete",
            hint="; ".join(hints),
        )


def gather_statement(facts: RunFacts, texts: GatherTexts) -> GatherStatement:
    """Answer every item from the facts of a run and the user's texts."""
    answers, not_told = [], set()
    for item in ITEMS:
        parts = []
        if item.needs:
            told = getattr(texts, item.needs).strip()
            parts.append(told if is_answer(told) else "")
        if item.number in ANSWERS:
            parts.append(ANSWERS[item.number](facts))
            not_told |= set() if parts[-1] else {item.number}
        if item.number == _SHARED_INPUTS and is_answer(texts.restricted_data):
            parts.append(f"May not be shared: {texts.restricted_data.strip()}")
        # A text that was not written and a fact that is not there are both a gap.
        answers.append((item, " ".join(parts) if all(parts) else ""))
    return GatherStatement(tuple(answers), frozenset(not_told))
