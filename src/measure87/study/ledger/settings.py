"""The keys of `[disclosure]` that are about the ledger."""

from datetime import date, datetime
from typing import Annotated

from measure87.files.settings import DAY, TEXT, Kind, LeftOut, TomlValue, choice
from measure87.vocabulary.ledger_terms import LedgerTerms, SignedStatement

STAND, HIDE = "stand", "hide"
_SIGNED = '{ date = 2026-11-28, name = "..." }'


def _signed(value: TomlValue) -> SignedStatement | None:
    """A day and a name, and no more; None of anything else."""
    if not isinstance(value, dict) or set(value) != {"date", "name"}:
        return None
    day, name = value["date"], value["name"]
    if not isinstance(day, date) or isinstance(day, datetime) or not isinstance(name, str):
        return None
    return SignedStatement(day, name.strip()) if name.strip() else None


SIGNED = Kind(
    f"a day and a name, as {_SIGNED}",
    {
        "type": "object",
        "properties": {"date": DAY.schema, "name": TEXT.schema},
        "required": ["date", "name"],
        "additionalProperties": False,
    },
    lambda value: _signed(value) is not None,
    _signed,
)
LedgerId = Annotated[
    str | None,
    TEXT,
    "of the ledger in `private/ledger` that keeps every release of these data",
    LeftOut("written by the first run"),
]
LedgerUntil = Annotated[
    date | None,
    DAY,
    "the day after which the next run destroys what the ledger holds, as `2036-12-31`",
    LeftOut("ten years after the first release"),
]
Withdrawn = Annotated[
    str,
    choice((STAND, HIDE)),
    "`stand` or `hide`: where so few persons left, came or changed that their answers could be "
    "told, whether the earlier release stands and the run refuses, or every figure of each group "
    "with one of them is hidden (where the law forbids to keep figures that rest on withdrawn "
    "data); see [somebody withdraws](../how-to/somebody-withdraws.md)",
]
NothingBefore = Annotated[
    SignedStatement | None,
    SIGNED,
    "where the ledger is lost: who states, and when, that nothing was released before, as "
    f"`{_SIGNED}`; it is printed in the report",
    LeftOut("not stated"),
]


def ledger_terms(
    identity: str | None,
    until: date | None,
    withdrawn: str,
    nothing_before: SignedStatement | None,
) -> LedgerTerms:
    """What the keys say together."""
    return LedgerTerms(identity, until, withdrawn == HIDE, nothing_before)
