"""Which measures are refused because answers that they rest on were misread.

Decided measure by measure: persons of its universe who were asked and whose answer could not be
read, but for those who are cases by another answer (after a yes to one hazard the next are often
skipped). Where they are more than a fifth of those who were asked, or a code that nobody named is
in more persons than there are cases, the mapping is at fault and the figure would be its author's,
not the respondents'. Other measures go on.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import narwhals as nw

from measure87.collect import Misread, Unread, row_count, told_rows
from measure87.collect.misread import Why, asked_of, lost_of
from measure87.define import Measure
from measure87.files.engines import EngineTable, Frame
from measure87.study.survey.engine_place import MISREAD
from measure87.study.survey.inputs import StudyInput
from measure87.vocabulary.estimate import Refusal
from measure87.vocabulary.status import YES

MOST_MISREAD = 0.20
"""Share of those asked up to which answers that could not be read are left to the bounds."""

BLANK = "misread-blank"
CODE = "misread-code"
UNLABELLED = "misread-unlabelled"
"""The code has no label in the file, so that it may be anything and is not repeated."""


_COUNTED = ("asked", "blank", "code", "cases")


@dataclass(frozen=True)
class _Loss:
    """How many persons of a measure were asked, and how many are lost to blanks and codes."""

    asked: int
    blank: int
    code: int
    cases: int

    @property
    def why(self) -> Why | None:
        """What the measure is refused for, if so."""
        too_many = self.blank + self.code > MOST_MISREAD * self.asked
        if self.code > self.cases or (too_many and self.code >= self.blank):
            return "code"
        return "blank" if too_many else None


def misread_measures(source: StudyInput, classified: EngineTable) -> tuple[Refusal, ...]:
    """The refusals of the measures of an input that misread answers have spoilt.

    Parameters
    ----------
    classified : a table of any engine, one row a person, `person_id` and a status for each measure
    """
    misread = source.collected.misread
    if misread is None:
        return ()
    by_measure = {
        measure.name: columns
        for measure in source.measures.values()
        if (columns := [one for one in misread.columns if one in _items(measure)])
    }
    if not by_measure:
        return ()
    place = source.place
    lost = misread.persons if place is None else place.read(MISREAD)
    statuses: Frame = nw.from_native(classified).lazy().select("person_id", *by_measure)
    table = statuses.join(nw.from_native(lost), on="person_id", how="inner")
    losses = _losses(by_measure, table)
    found = (_refusal(measure, columns, misread, losses) for measure, columns in by_measure.items())
    return tuple(refusal for refusal in found if refusal is not None)


def without(source: StudyInput, refused: tuple[Refusal, ...]) -> StudyInput:
    """The input without the measures that are refused."""
    names = {refusal.name for refusal in refused}
    kept = {name: m for name, m in source.measures.items() if name not in names}
    return replace(source, measures=kept)


def _items(measure: Measure) -> frozenset[str]:
    """The standard columns that a measure uses."""
    any_of = (name for group in measure.one_of for name in group)
    return frozenset((*measure.required, *measure.optional, *any_of))


def _refusal(
    measure: str, columns: list[str], misread: Misread, losses: Mapping[tuple[str, str], _Loss]
) -> Refusal | None:
    """The refusal of one measure for the first column that spoils it."""
    for column in columns:
        loss = losses[measure, column]
        if loss.why is not None:
            return _written(measure, misread.columns[column], loss, loss.why)
    return None


def _losses(by_measure: Mapping[str, list[str]], table: Frame) -> dict[tuple[str, str], _Loss]:
    """What is lost of each measure to each column, all of them counted at once."""
    pairs = [(measure, column) for measure, columns in by_measure.items() for column in columns]
    counted: dict[str, nw.Expr] = {}
    for number, (measure, column) in enumerate(pairs):
        status = nw.col(measure)
        asked = ~status.is_null() & nw.col(asked_of(column))
        which = {
            "asked": asked,
            "blank": asked & (status != YES) & nw.col(lost_of(column, "blank")),
            "code": asked & (status != YES) & nw.col(lost_of(column, "code")),
            "cases": status == YES,
        }
        counted |= {
            f"{name}{number}": nw.when(one).then(nw.lit(1)).otherwise(nw.lit(0)).sum()
            for name, one in which.items()
        }
    found = table.select(**counted).collect(backend="polars").row(0)
    told = dict(zip(counted, (int(value or 0) for value in found), strict=True))
    return {
        pair: _Loss(**{name: told[f"{name}{number}"] for name in _COUNTED})
        for number, pair in enumerate(pairs)
    }


def _written(measure: str, unread: Unread, loss: _Loss, why: Why) -> Refusal:
    """What was misread, where, of how many, and what to do."""
    if why == "code":
        return _written_code(measure, unread)
    text = (
        f"{unread.variable}: the cell is empty in {told_rows(loss.blank)} of persons who were "
        f"asked, more than {MOST_MISREAD:.0%} of them; if the question was skipped, say so in the "
        f"mapping of {unread.column} (asked_if, or blank)"
    )
    values = {
        "variable": unread.variable,
        "rows": row_count(loss.blank),
        "share": round(100 * MOST_MISREAD),
        "item": unread.column,
    }
    return Refusal(measure, BLANK, text, values=values)


def _written_code(measure: str, unread: Unread) -> Refusal:
    """The code that took most answers, named if the file has a label for it."""
    first = unread.codes[0]
    named = f"code {first.code!r}" if first.labelled else "a code without a label"
    text = (
        f"{first.variable}: {named} in {told_rows(first.rows)} is not mapped, and takes too many "
        f"answers away; name it in the mapping of {unread.column}"
    )
    values = {"variable": first.variable, "rows": row_count(first.rows), "item": unread.column}
    if first.labelled:
        return Refusal(measure, CODE, text, values={**values, "code": first.code})
    return Refusal(measure, UNLABELLED, text, values=values)
