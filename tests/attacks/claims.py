"""What an attack says that it found out, so that it can be judged against the truth."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tests.attacks.truth import NO, UNSURE, YES, Group, Truth

FEW = (1, 2)
"""Numbers of persons that the rules keep back."""


@dataclass(frozen=True)
class Count:
    """A number that is not shown is exactly `number`.

    Attributes
    ----------
    kind : `cases`, `others` (known to be none), `unknown`, or `answered` (those two together)
    group : what its persons share; `less` are groups inside it that are taken off
    """

    kind: str
    measure: str
    group: Group
    number: int
    how: str
    less: tuple[Group, ...] = ()

    @property
    def what(self) -> object:
        """What is claimed, without its number and how it was had."""
        return (self.kind, self.measure, self.group, frozenset(self.less))

    def is_true(self, truth: Truth) -> bool:
        """Whether the number is the true one; parts that are taken off lie apart."""
        found = truth.count(self.kind, self.measure, self.group)
        found -= sum(truth.count(self.kind, self.measure, self.group | part) for part in self.less)
        return found == self.number

    def said(self) -> str:
        """The claim in words."""
        less = "".join(f" less {in_words(part)}" for part in self.less)
        where = f"{in_words(self.group)}{less}"
        return f"{self.kind} of {self.measure} in {where}: {self.number} ({self.how})"


@dataclass(frozen=True)
class Person:
    """A person, by her row in the file, is a case of a measure, is none, or gave no answer."""

    row: int
    measure: str
    status: int
    how: str

    @property
    def what(self) -> object:
        """What is claimed, without its answer and how it was had."""
        return (self.row, self.measure)

    def is_true(self, truth: Truth) -> bool:
        """Whether that is her status."""
        return truth.status_of(self.row, self.measure) == self.status

    def said(self) -> str:
        """The claim in words."""
        word = {YES: "a case", UNSURE: "without an answer"}.get(self.status, "no case")
        return f"person {self.row} is {word} of {self.measure} ({self.how})"


@dataclass(frozen=True)
class Everybody:
    """All who answered in a group, but at most `but` of them, are cases of a measure.

    With `among` they are all cases of that other measure.
    """

    measure: str
    group: Group
    but: int
    how: str
    among: str | None = None

    @property
    def what(self) -> object:
        """What is claimed, without how it was had."""
        return ("everybody", self.measure, self.group, self.among)

    def is_true(self, truth: Truth) -> bool:
        """Whether so few are known to be none, and there are cases."""
        inside = truth.inside(self.group)
        if self.among:
            inside &= truth.of(self.among) == YES
        status = truth.of(self.measure)[inside]
        return bool((status == NO).sum() <= self.but and (status == YES).any())

    def said(self) -> str:
        """The claim in words."""
        but = f" but {self.but}" if self.but else ""
        who = f"of {self.among}" if self.among else "who answered"
        return f"all{but} {who} in {in_words(self.group)} are {self.measure} ({self.how})"


@dataclass(frozen=True)
class Trace:
    """A file differs where nothing that figures are of does; that is seen, not inferred."""

    file: str
    how: str

    @property
    def what(self) -> object:
        """Which file."""
        return self.file

    def is_true(self, truth: Truth) -> bool:
        """It was seen."""
        return True

    def said(self) -> str:
        """The claim in words."""
        return f"{self.file} {self.how}"


type Claim = Count | Person | Everybody | Trace


def in_words(group: Group) -> str:
    """`sex=1, age=5-11`, or `everybody`."""
    return ", ".join(f"{variable}={code}" for variable, code in sorted(group)) or "everybody"


def distinct(claims: Iterable[Claim]) -> list[Claim]:
    """Each thing claimed once."""
    return list({claim.what: claim for claim in reversed(list(claims))}.values())[::-1]


def is_of_few(claim: Claim) -> bool:
    """Whether a claim tells of a single person, of one or two, or of a whole group."""
    return not isinstance(claim, Count) or claim.number in FEW


def judged(claims: Sequence[Claim], truth: Truth) -> tuple[list[Claim], list[Claim]]:
    """The claims that are true, and those that are not."""
    true = [claim for claim in claims if claim.is_true(truth)]
    return true, [claim for claim in claims if claim not in true]
