"""Takes out the names of strata of which no figure is shown.

That a stratum is there says that somebody of it is on a list. Of a nationality with a few persons
that is known of each of them. So a stratum of which no method has a figure that is shown is left
out of the figures and of the refusals, and where a sentence names it, it does so no more.
"""

import re
from collections.abc import Mapping
from dataclasses import replace

from measure87.disseminate.gate.rules import DisclosureRules
from measure87.vocabulary.estimate import Notice, Result

_STRATUM = "stratum"
_UNNAMED = "a stratum that is not named"
_LISTED = re.compile(r"\bof .+ only the ")
"""Where the warning on a sum lists the strata of which no size could be estimated."""


def without_small_strata(released: Result, rules: DisclosureRules) -> Result:
    """A released result of lists without the names of strata of which nothing is shown.

    All strata stay where counts are public (`minimum_cases` 1).
    """
    if rules.minimum_cases <= 1:
        return released
    shown = {_stratum(one.group) for one in released.estimates if not one.suppressed}
    every = {_stratum(one.group) for one in released.estimates}
    every |= {_stratum(one.group) for one in released.refused}
    small = every - shown - {""}
    if not small:
        return released
    return replace(
        released,
        estimates=tuple(e for e in released.estimates if _stratum(e.group) not in small),
        refused=tuple(r for r in released.refused if _stratum(r.group) not in small),
        warnings=tuple(_unnamed(one) for one in released.warnings),
    )


def _stratum(group: Mapping[str, str]) -> str:
    return group.get(_STRATUM, "")


def _unnamed(notice: Notice) -> Notice:
    """The warning, in which no stratum is named; others name none.

    A list of strata goes as a whole: a name such as `sum` stands in the rest of the sentence too.
    """
    if notice.code != "strata-not-estimable":
        return notice
    return replace(notice, text=_LISTED.sub(f"of {_UNNAMED} only the ", notice.text))
