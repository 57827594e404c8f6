"""What the signs in the cells of a table mean, with the limits that the study set."""

from collections.abc import Iterable
from dataclasses import dataclass

from measure87.disseminate.gate.rules import DisclosureRules
from measure87.disseminate.standard_tables.cells import Cell, State
from measure87.disseminate.standard_tables.words import TableWords
from measure87.vocabulary.estimate import Result
from measure87.vocabulary.release_files.reading import survey_said

_ORDER: tuple[State, ...] = ("brackets", "few", "confidential", "not-applicable", "lacking")


@dataclass(frozen=True)
class Limits:
    """Under `few_below` persons a figure is `(*)`, under `brackets_below` it is in brackets."""

    few_below: int = DisclosureRules.minimum_respondents
    brackets_below: int = DisclosureRules.brackets_below

    def state_of(self, persons: int) -> State:
        """How a figure stands that rests on so many persons."""
        if persons < self.few_below:
            return "few"
        return "brackets" if persons < self.brackets_below else "shown"


def limits_of(result: Result) -> Limits:
    """The limits of the study behind a released result; those of this system if none is told."""
    account = survey_said(result).disclosure
    if account is None:
        return Limits()
    return Limits(account.rules.minimum_respondents, account.rules.brackets_below)


def signs_used(cells: Iterable[Cell], limits: Limits, words: TableWords) -> list[str]:
    """What each sign that occurs means, as notes under the table."""
    states = {cell.state for cell in cells}
    told = {"few": limits.few_below, "least": limits.few_below, "most": limits.brackets_below - 1}
    return [words.text(f"signs.{state}", **told) for state in _ORDER if state in states]
