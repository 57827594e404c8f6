"""Labels of the codes of groups in the report's language.

Ages, and codes that the standard tables define (sex, area, wealth, whether a child attends
school), have labels of the language where the data have the usual ones or none. Any other label
is in the words of who wrote it and is marked with its language.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from measure87.define.classifications.age_groups import AGE_GROUPS
from measure87.disseminate.locale.said import authors
from measure87.disseminate.pages.kit.wording import Words, texts_in
from measure87.vocabulary.columns import PERSONS

_AGE = "age"
_USUAL = {column.name: dict(column.levels) for column in PERSONS.columns if column.levels}
"""Variable to code to the label that every mapping gives it, in English."""


@dataclass(frozen=True)
class Labels:
    """Labels in one language; `author` is the language of who mapped the data, if told."""

    author: str | None
    words: Words

    @cached_property
    def _known(self) -> Mapping[str, Mapping[str, str]]:
        """Variable to code to the language's label."""
        found: Mapping[str, Mapping[str, str]] = texts_in(self.words.code, ("tables",))["codes"]
        return found

    def of(self, group: Mapping[str, str], labels: Mapping[str, str]) -> dict[str, str]:
        """The labels of a group, of those codes that have one."""
        found = {name: self._of_code(name, code, labels.get(name)) for name, code in group.items()}
        return {name: label for name, label in found.items() if label}

    def _of_code(self, variable: str, code: str, label: str | None) -> str | None:
        if variable == _AGE:
            return label and self._age(code, label)
        if label in (None, _USUAL.get(variable, {}).get(code)):
            known = self._known.get(variable, {}).get(code)
            if known is not None:
                return known
        return label and authors(label, self.author, self.words.code)

    def _age(self, code: str, label: str) -> str:
        """The label of an age group: the language's, where the label is the usual one."""
        group = AGE_GROUPS.get(code)
        if group is None or label != group.label:
            return authors(label, self.author, self.words.code)
        if group.last is None:
            return self.words.text("age_groups.from", first=group.first)
        ages = self.words.whole(f"{group.first}-{group.last}")
        return self.words.text("age_groups.from_to", ages=ages)
