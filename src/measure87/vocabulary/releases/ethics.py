"""What a study says in its release of who approved it, and of what protected those asked."""

from measure87.vocabulary.ethics import Answered, Phase
from measure87.vocabulary.releases.common import Declared


class StatedItem(Declared, frozen=True, kw_only=True):
    """An item of the checklist, and the study's own answer.

    how : in the study's words
    """

    item: str
    phase: Phase
    answer: Answered
    how: str | None = None


class StatedEthics(Declared, frozen=True, kw_only=True):
    """The approval, and the checklist by phase with every item; no number of persons."""

    approval: str | None = None
    board: str | None = None
    checklist: list[StatedItem]
