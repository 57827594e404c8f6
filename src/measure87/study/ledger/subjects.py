"""Which measures may count the same persons: two readings of a definition, or two that nest.

Where everything was answered, two readings count the same cases. So what stands between two figures
of persons who are not all the same is asked of all measures of a subject, and not of one alone.
"""

import re

from measure87.disseminate import DisclosureRules
from measure87.vocabulary.estimate import Estimate

_EDITION = re.compile(r"[@:].*")
"""Of the name of a definition: as of when it is, and how it is read."""


def are_of_one_subject(one: Estimate, other: Estimate, rules: DisclosureRules) -> bool:
    """Whether two measures may count the same: by definitions, or the study says that they nest."""
    pairs = ((one.name, other.name), (other.name, one.name))
    return bool(_subjects(one) & _subjects(other)) or any(
        pair in (rules.nested or ()) for pair in pairs
    )


def _subjects(figure: Estimate) -> set[str]:
    """The folders of a definition, a national one's country among them, without its own name."""
    folders = _EDITION.sub("", figure.definition or "").split("/")
    return {*(folders[:1] if len(folders) > 1 else folders), *folders[1:]}
