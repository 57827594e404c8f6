"""A definition as plain data, declared: what `measure87 define show` prints or gives as JSON.

Fields stand in the order of the output; one with a default is left out where it does not apply.
"""

from collections.abc import Mapping

from measure87.vocabulary.citation import Seen
from measure87.vocabulary.releases.common import Declared


class DescribedCitation(Declared, frozen=True, kw_only=True):
    """A place in a document: its key, how it was seen, and the document's title."""

    key: str
    at: str
    seen: Seen
    title: str


class ListedDefinition(Declared, frozen=True, kw_only=True):
    """A definition in the list of all: measures and interpretations by name."""

    id: str
    title: str
    edition: str
    measures: list[str]
    interpretations: list[str]
    not_prevalence: bool
    extends: str | None = None


class DescribedPeriod(Declared, frozen=True, kw_only=True):
    """Whose the reference period is; without a survey nothing else is known of it."""

    of: str
    stated: str | None = None
    unit: str | None = None
    count: int | None = None
    days: int | None = None


class DescribedMeasure(Declared, frozen=True, kw_only=True):
    """One measure: whom it counts, what it reads, what becomes of the unknown."""

    name: str
    title: str
    any_age: bool = False
    ages: list[int] | None = None
    grounds: list[str]
    unknown: str
    headline: bool
    per: int
    about: str | None = None
    days: str | None = None
    required: list[str]
    optional: list[str]
    one_of: list[list[str]] | None = None
    unverified_lists: list[str]
    citations: list[DescribedCitation]


class DescribedRule(Declared, frozen=True, kw_only=True):
    """One rule: of persons or jobs, what it gives, its text and what it reads."""

    name: str
    level: str
    gives: str
    text: str
    inputs: list[str]
    citations: list[DescribedCitation]


class DescribedLimit(Declared, frozen=True, kw_only=True, rename={"start": "from"}):
    """One limit, with the side on which its boundary falls, and since when it holds."""

    name: str
    says: str
    side: str
    bound: float | str
    start: str
    unit: str | None = None
    ages: list[int] | None = None
    citations: list[DescribedCitation]


class DescribedList(Declared, frozen=True, kw_only=True):
    """One list of codes of a classification, and whether somebody compared it with its source."""

    name: str
    column: str
    version: str
    codes: list[str]
    verified: bool
    citations: list[DescribedCitation]


class DescribedCriterion(Declared, frozen=True, kw_only=True):
    """A criterion that is a list of items."""

    name: str
    title: str
    items: list[str]
    open_items: list[str] | None = None


class DescribedPair(Declared, frozen=True, kw_only=True, rename={"start": "from"}):
    """Two items that one answer may serve, and why."""

    involuntary: str
    menace: str
    why: str
    start: str
    citations: list[DescribedCitation]


class DescribedDefinition(Declared, frozen=True, kw_only=True):
    """All of a definition.

    Attributes
    ----------
    reference_period : of definitions that ask for the survey's
    readings : name of each other reading to what it says
    not_printed : citations that were not read in the issuing body's own text
    """

    id: str
    title: str
    about: str
    edition: str
    extends: str | None = None
    reading: str | None = None
    reference_period: DescribedPeriod | None = None
    interpretations: Mapping[str, str]
    not_prevalence: bool
    reaches_not: list[str]
    measures: list[DescribedMeasure]
    rules: list[DescribedRule]
    thresholds: list[DescribedLimit]
    lists: list[DescribedList]
    criteria: list[DescribedCriterion] | None = None
    one_answer_for_both: list[DescribedPair] | None = None
    not_printed: list[DescribedCitation]
    notes: str
