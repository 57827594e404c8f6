"""The released figures that a comparison shows, and what they are called."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from measure87.disseminate.pages.kit.context import ReportContext
from measure87.disseminate.pages.kit.wording import Words
from measure87.disseminate.pages.survey.figure_text import Figure
from measure87.disseminate.pages.survey.groups import measure_title

OTHER_RULES = "other_rules"


@dataclass(frozen=True)
class Released:
    """The released figures and what they are called."""

    content: Mapping[str, Any]
    context: ReportContext
    words: Words

    def figure(self, name: str, group: Mapping[str, str]) -> Figure | None:
        """The proportion of a name in a group."""
        return next(
            (f for f in self.content["estimates"] if f["name"] == name and f["group"] == group
             and f["statistic"] == "proportion"), None,
        )  # fmt: skip

    def difference(self, first: str, second: str) -> Figure | None:
        """One share alone less the other."""
        return next(
            (f for f in self.content.get("differences", [])
             if f["name"] == first and f["minus"]["name"] == second), None,
        )  # fmt: skip

    def about(self, name: str) -> Mapping[str, Any]:
        """What the study says of a measure."""
        found: Mapping[str, Any] = self.content["diagnostics"].get("measures", {}).get(name, {})
        return found

    def title(self, name: str) -> str:
        """Title of a measure."""
        return measure_title(name, self.about(name), self.words)

    def rule(self, measure: str, rule: str) -> str:
        """A rule of the definition of a measure, in words."""
        if rule == OTHER_RULES:
            return self.words.text("side_by_side.other_rules")
        identity = self.about(measure).get("definition")
        texts = (d.rule_texts for d in self.context.definitions if d.id == identity)
        found = next(texts, {}).get(rule)
        return found.rstrip(".") if found else self.words.in_english(rule.replace("_", " "))
