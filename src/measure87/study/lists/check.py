"""What `check` found of a study of lists."""

from dataclasses import dataclass

from measure87.study.lists.text import of_stratum
from measure87.vocabulary.estimate import Notice, Refusal
from measure87.vocabulary.releases.common import Json


@dataclass(frozen=True)
class ListCheck:
    """What `check` found of a list study; for the holder of the lists, not for release."""

    computable: tuple[str, ...]
    """Methods that give a figure."""
    refused: tuple[Refusal, ...]
    notices: tuple[Notice, ...]
    lists: tuple[str, ...]
    observed: int | None
    """Persons on at least one list; None where cells are withheld."""
    counts_not_shown: int
    """Sizes and overlaps that the disclosure gate would keep back."""

    @property
    def is_computable(self) -> bool:
        """Whether a run would give any figure."""
        return bool(self.computable)

    @property
    def messages(self) -> tuple[Notice | Refusal, ...]:
        """What stands in its lines and has a code, by which other languages say it."""
        return (*self.notices, *self.refused)

    def to_json(self) -> dict[str, Json]:
        """As an object."""
        payload: dict[str, Json] = {
            "computable": list(self.computable),
            "refused": [refusal.to_json() for refusal in self.refused],
            "warnings": [notice.to_json() for notice in self.notices],
            "lists": list(self.lists),
            "counts_not_shown": self.counts_not_shown,
        }
        return payload if self.observed is None else payload | {"observed": self.observed}

    def lines(self) -> list[str]:
        """As lines for people."""
        seen = "cells are withheld" if self.observed is None else f"{self.observed:,} persons"
        lines = [f"{len(self.lists)} lists, {seen}: {', '.join(self.lists)}"]
        lines += ["", "Can be computed:" if self.computable else "Nothing can be computed."]
        lines += [f"  {method}" for method in self.computable]
        if self.refused:
            told = (f"  {of_stratum(item.group)}{item.text}" for item in self.refused)
            lines += ["", "Cannot be computed:", *told]
        if self.notices:
            lines += ["", "To look at:", *(f"  {notice.text}" for notice in self.notices)]
        if self.counts_not_shown:
            lines += ["", f"Sizes and overlaps that would not be shown: {self.counts_not_shown}"]
        return lines
