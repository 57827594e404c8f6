"""The criteria of a definition that are lists of items: a criterion is as complete as its items."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from measure87.vocabulary.instrument import AskedOf


@dataclass(frozen=True)
class Criterion:
    """One list of items, any of which meets a criterion."""

    name: str
    title: str
    """What its items are, in the plural: `means of coercion`."""
    items: tuple[str, ...]
    open_items: tuple[str, ...] = ()
    """Those that say `other`, which name nothing."""
    rule: str | None = None
    """The rule on answers that says whether the criterion is met."""

    def asked(self, items: frozenset[str]) -> AskedOf:
        """How many of its items are among those that were asked."""
        asked = tuple(item for item in self.items if item in items)
        return AskedOf(
            criterion=self.name,
            title=self.title,
            asked=asked,
            not_asked=tuple(item for item in self.items if item not in items),
            named=sum(item not in self.open_items for item in asked),
        )


def read_criteria(questions: Mapping[str, Any]) -> tuple[Criterion, ...]:
    """The groups of questions of a definition that are criteria: they have a `criterion` title."""
    return tuple(
        Criterion(
            name=name,
            title=entry["criterion"],
            items=tuple(entry["one_of"]),
            open_items=tuple(entry.get("open", ())),
            rule=entry.get("rule"),
        )
        for name, entry in questions.items()
        if "criterion" in entry
    )
