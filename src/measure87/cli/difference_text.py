"""What `--difference` says: which figure less which.

sex=1 minus sex=2                        of every measure
sex=1,area=2 minus sex=1,area=1          crossed groups
sex=1 minus everybody
working minus hazardous                  two measures, of everybody
working[sex=1] minus hazardous[sex=1]    two measures in a group
"""

import re
from collections.abc import Sequence

from measure87.estimate.survey import Contrast, DomainTable, Side
from measure87.files import SourceTable
from measure87.vocabulary.errors import UsageError

_MINUS = " minus "
_EVERYBODY = "everybody"
_IN_GROUP = re.compile(r"(?P<measure>.+?)\[(?P<group>[^\[\]]*)\]")


def contrasts_of(text: str, measures: Sequence[str], source: SourceTable) -> list[Contrast]:
    """The contrasts that one `--difference` asks for, one for each measure it is of.

    Raises
    ------
    UsageError
        If the text has not two sides, or a side is neither measure nor group.
    """
    parts = [part.strip() for part in text.split(_MINUS)]
    if len(parts) != 2 or not all(parts):
        raise _unclear(text, f"{len(parts)} sides")
    sides = [_side(part, measures, source, text) for part in parts]
    named = [measure for measure, _ in sides if measure is not None]
    if not named:
        return [Contrast(*(Side(measure, group) for _, group in sides)) for measure in measures]
    return [Contrast(*(Side(measure or named[0], group) for measure, group in sides))]


def variables_in(text: str) -> list[str]:
    """The variables of the groups that a `--difference` names; measures may be among them."""
    parts = [part.strip() for side in text.split(_MINUS) for part in side.split(",")]
    texts = [part.rpartition("[")[2].rstrip("]") for part in parts]
    return [text.partition("=")[0].strip() for text in texts if "=" in text]


def _side(
    part: str, measures: Sequence[str], source: SourceTable, text: str
) -> tuple[str | None, dict[str, str]]:
    """The measure of a side, if it names one, and its group."""
    if part in measures:
        return part, {}
    found = _IN_GROUP.fullmatch(part)
    if found is not None and found["measure"].strip() in measures:
        return found["measure"].strip(), _group(found["group"], source, text)
    if part == _EVERYBODY:
        return None, {}
    return None, _group(part, source, text)


def _group(part: str, source: SourceTable, text: str) -> dict[str, str]:
    """Codes by variable."""
    if part.strip() == _EVERYBODY:
        return {}
    group = {}
    for pair in part.split(","):
        name, equals, code = (piece.strip() for piece in pair.partition("="))
        if not (name and equals and code):
            raise _unclear(text, f"{pair.strip()!r} is neither a measure nor COL=CODE")
        group[source.column(name)] = code
    return group


def _unclear(text: str, why: str) -> UsageError:
    return UsageError(
        f"--difference {text!r} is not clear: {why}",
        code="difference",
        hint="write 'sex=1 minus sex=2', or 'measure[sex=1] minus other[sex=1]'",
    )


def tables_for(contrasts: Sequence[Contrast], asked: Sequence[DomainTable]) -> list[DomainTable]:
    """The tables asked for, and those that the sides need besides."""
    tables = list(asked) or [DomainTable()]
    for contrast in contrasts:
        for side in (contrast.first, contrast.second):
            variables = tuple(side.group)
            if all(set(table.variables) != set(variables) for table in tables):
                tables.append(DomainTable(variables))
    return tables
