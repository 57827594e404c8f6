"""Which measures may count the same persons: two readings of a definition, or two that nest.

Where everything was answered, two readings count the same cases. So what stands between two figures
of persons who are not all the same is asked of all measures of a subject, and not of one alone. The
crossing of two measures is of the subjects of both.
"""

import re
from collections.abc import Iterable

from measure87.disseminate import DisclosureRules
from measure87.vocabulary.estimate import Estimate
from measure87.vocabulary.sensitive_groups import measures_behind

_BY_THE_SAME_ANSWERS = {"worst_forms_other_icls": "forced_labour"}
"""Measures whose cases are by the definitions those of one of another subject, and that subject: a
child in slavery, in sexual exploitation or in illicit activities is in forced labour."""
_EDITION = re.compile(r"[@:].*")
"""Of the name of a definition: as of when it is, and how it is read."""


class Subjects:
    """What the measures of some figures are about.

    Parameters
    ----------
    figures
        Among them those of the measures that others cross.
    rules
        Of which measures are in which, as the study says.
    """

    def __init__(self, figures: Iterable[Estimate], rules: DisclosureRules) -> None:
        self._nested = frozenset(rules.nested or ())
        self._extends = rules.extends
        self._defined: dict[str, set[str]] = {}
        for one in figures:
            if one.definition:
                self._defined.setdefault(one.name, set()).add(one.definition)

    def are_of_one(self, one: Estimate, other: Estimate) -> bool:
        """Whether two measures may count the same: by definitions, or as the study nests them."""
        pairs = ((one.name, other.name), (other.name, one.name))
        return bool(self._of(one) & self._of(other)) or any(pair in self._nested for pair in pairs)

    def _of(self, figure: Estimate) -> set[str]:
        crossed = [name for name in measures_behind(figure.definition) if name in self._defined]
        if not crossed:
            return self._subjects(figure.name, figure.definition or "")
        return {
            subject
            for name in crossed
            for its in self._defined[name]
            if not measures_behind(its)
            for subject in self._subjects(name, its)
        }

    def _subjects(self, name: str, definition: str) -> set[str]:
        """What a measure is of, by its definition, or by what else its cases are.

        A national one is of what its standard is, by the names of that with a prefix.
        """
        same = (of for one, of in _BY_THE_SAME_ANSWERS.items() if one in name)
        standard = self._extends.get(_EDITION.sub("", definition), "")
        return {*_folders(definition), *_folders(standard), *same} - {""}


def _folders(definition: str) -> set[str]:
    """The parts of a definition's name, a national one's country among them."""
    return set(_EDITION.sub("", definition).split("/"))
