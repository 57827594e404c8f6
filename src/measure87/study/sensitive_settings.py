"""`sensitive_groups` of `[disclosure]`: why figures are published that could harm a whole group."""

from typing import Annotated

from measure87.files.settings import TEXT, Place, by_name, refined
from measure87.vocabulary.keys import nearest
from measure87.vocabulary.sensitive_groups import (
    NOT_HELD_SENSITIVE,
    REFUSED_WITHOUT_REASON,
    WARNED_OF,
)

_FEWEST_WORDS = 3
_FEWEST_LETTERS = 20
"""Of a reason in a script that does not part its words."""


def _reason(variable: str, text: str, place: Place) -> str:
    """A reason of a few words, for a variable that tables can be by."""
    known = {*REFUSED_WITHOUT_REASON, *WARNED_OF, *NOT_HELD_SENSITIVE}
    if variable not in known:
        text = f"no table is by {variable!r}"
        raise place.fault(text, code="unknown-key", hint=nearest(variable, known))
    words = text.split()
    if len(words) < _FEWEST_WORDS and max(map(len, words)) < _FEWEST_LETTERS:
        raise place.fault(
            f"{text!r} is no reason for publishing forced labour by {variable}",
            hint="write a sentence: who needs the figure, who was asked, what protects the group",
        )
    return text.strip()


SensitiveGroups = Annotated[
    dict[str, str],
    by_name(refined(TEXT, _reason)),
    "variable to the reason, in a sentence that the report prints, why forced labour is published "
    "by it although that [could harm a whole group]"
    '(../methods/disclosure.md#harm-to-a-group): `region = "..."`. Without a reason figures by '
    "ethnicity or migrant status are refused",
]
