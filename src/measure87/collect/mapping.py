"""What a mapping says: which national variables and codes stand for which standard ones.

Only the statements, checked and typed; `mapping_file` reads them, `collecting` applies them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from measure87.collect.quotes import Quotes
from measure87.vocabulary.columns import Column
from measure87.vocabulary.errors import StudyError
from measure87.vocabulary.estimate import Notice

Blank = Literal["unknown", "no", "null"]
Combine = Literal["any", "all", "sum", "product"]
Unmapped = Literal["fail", "unknown"]


@dataclass(frozen=True)
class ColumnMapping:
    """How one standard column is made.

    Parameters
    ----------
    column : Column
        The standard column.
    variables : tuple of str
        National variables: joined (identifiers), combined (statuses), added up or multiplied
        (numbers).
    value : str or None
        The same value in every row, instead of variables.
    yes, no, unknown, not_asked : tuple of str
        Codes, as code text, of a status; `not_asked` where the question did not arise.
    combine : str or None
        How several variables become one answer.
    blank : str
        What an empty cell of a status means where the question arose.
    asked_if : str or None
        Standard status that opens the question; where it is not yes and not unknown, an
        empty cell means that the question did not arise.
    codes : mapping or None
        National code -> standard code; None takes codes as they are.
    missing : tuple of str
        Codes that stand for no answer, of a number or a code.
    range : pair of float or None
        Least and greatest valid value; what is outside counts as not told.
    scale : float
        Factor from the national unit to the standard one.
    digits : int or None
        Codes are filled with zeros from the left to this length.
    labels : mapping
        Standard code -> label, over those of the file.
    optional : bool
        The column is left out, with a notice, where the file lacks a variable of it.
    parts : tuple of ColumnMapping
        Answers with codes of their own, any of which makes the status; or the terms of a sum, and
        the factors of a product, each with a range of its own. `variables` then lists the
        variables of all of them.
    """

    column: Column
    variables: tuple[str, ...] = ()
    value: str | None = None
    yes: tuple[str, ...] = ()
    no: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    not_asked: tuple[str, ...] = ()
    combine: Combine | None = None
    blank: Blank = "unknown"
    asked_if: str | None = None
    codes: Mapping[str, str] | None = None
    missing: tuple[str, ...] = ()
    range: tuple[float, float] | None = None
    scale: float = 1.0
    digits: int | None = None
    labels: Mapping[str, str] = field(default_factory=dict)
    optional: bool = False
    parts: tuple["ColumnMapping", ...] = ()

    @property
    def name(self) -> str:
        """Name of the standard column."""
        return self.column.name

    @property
    def leaves(self) -> tuple["ColumnMapping", ...]:
        """Its parts that have none, or itself: each reads its variables in one way."""
        if not self.parts:
            return (self,)
        return tuple(leaf for part in self.parts for leaf in part.leaves)

    def leaf_of(self, variable: str) -> "ColumnMapping":
        """The leaf that reads a variable, named in any spelling; itself where none does."""
        wanted = variable.lower()
        found = (leaf for leaf in self.leaves if wanted in map(str.lower, leaf.variables))
        return next(found, self)

    @property
    def asks_nothing(self) -> bool:
        """Whether it is the same unknown for everybody, which no questionnaire asked."""
        return self.column.kind == "status" and self.value == "unknown"


@dataclass(frozen=True)
class Keep:
    """Only the rows in which a variable has one of some codes."""

    variable: str
    codes: tuple[str, ...]


@dataclass(frozen=True)
class JobBlock:
    """One of several jobs that stand side by side in a person's row."""

    job: str
    """Its `job_id`."""
    present: ColumnMapping | None
    """Whether the person has this job; None: every person has."""
    columns: Mapping[str, ColumnMapping]


@dataclass(frozen=True)
class QuestionMapping:
    """One question that stands in a person's (or a job's) row: its answer and what it says."""

    question: str
    job: str | None
    """The `job_id` it is about; None: the only job, or the job of the row."""
    fixed: Mapping[str, str]
    """Item, stage, mode, by whom, on whom, as far as they are the same in every row."""
    answer: ColumnMapping
    consent_lacked: ColumnMapping | None
    told: Mapping[str, ColumnMapping] = field(default_factory=dict)
    """Mode, by whom and on whom, where a variable of the row tells them."""

    @property
    def entries(self) -> tuple[ColumnMapping, ...]:
        """All that variables of the row tell."""
        consent = () if self.consent_lacked is None else (self.consent_lacked,)
        return (self.answer, *consent, *self.told.values())


@dataclass(frozen=True)
class InputMapping:
    """The mapping of one input: one sample with its own files.

    `jobs` is a table of columns (one row is one job) or blocks (several jobs in a person's
    row); `circumstances` is a table of columns (one row is one answer) or questions.
    """

    name: str
    unmapped: Unmapped
    keep: tuple[Keep, ...]
    versions: Mapping[str, str]
    persons: Mapping[str, ColumnMapping]
    jobs: Mapping[str, ColumnMapping] | tuple[JobBlock, ...] | None = None
    circumstances: Mapping[str, ColumnMapping] | tuple[QuestionMapping, ...] | None = None
    notices: tuple[Notice, ...] = ()
    quotes: Quotes = field(default_factory=Quotes)


@dataclass(frozen=True)
class StudyMapping:
    """All inputs of a study."""

    inputs: Mapping[str, InputMapping]
    name: str = "mapping.toml"
    sha256: str = ""

    def __getitem__(self, name: str) -> InputMapping:
        """The mapping of an input; StudyError names those there are."""
        if name not in self.inputs:
            raise StudyError(
                f"the mapping has no section [{name}]",
                code="unknown-input",
                where=self.name,
                hint=f"its sections: {', '.join(self.inputs)}",
            )
        return self.inputs[name]
