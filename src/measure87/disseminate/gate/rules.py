"""What may be shown: the limits that a study sets, and the flags of what is not."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from measure87.disseminate.gate.kept_releases import KeptReleases
from measure87.numerics.weighed_persons import AssumesPrecision, KnownPersons
from measure87.vocabulary.alike_weights import AlikeWeights
from measure87.vocabulary.errors import UsageError
from measure87.vocabulary.estimate import Result
from measure87.vocabulary.ledger_terms import LedgerTerms
from measure87.vocabulary.published_count import PublishedCount
from measure87.vocabulary.releases.common import StatedBefore, StatedRules
from measure87.vocabulary.same_persons import SamePersons

FEW_RESPONDENTS = "few-respondents"
CONFIDENTIAL = "confidential"
IN_BRACKETS = "in-brackets"
UNKNOWN_NOT_SHOWN = "unknown-not-shown"
_LEAST_BASE = 2


@dataclass(frozen=True)
class Limits:
    """How many persons a figure must rest on to be shown."""

    respondents: int
    cases: int
    """Fewer, but not none, are not shown; nor are fewer who are no cases."""


@dataclass(frozen=True)
class DisclosureRules:
    """What may be shown.

    Attributes
    ----------
    minimum_respondents, brackets_below : persons
        Under the first a figure is not shown; from it to below the second it is in brackets.
    minimum_cases : persons
        Fewer cases (or fewer who are no cases), but not none, are not shown.
    complementary
        Whether a second figure is hidden where subtraction would give one back. Only tests
        switch it off.
    nested
        Pairs (narrow, wide) of measure names, the cases of the first being among those of
        the second, beside those that are found from the counts within each family of
        definitions.
    nested_complete
        Whether `nested` has every such pair, so that none is looked for in the counts. For
        measures by different questions, of which some never have more cases than others by
        chance.
    parts
        Variable to code to the codes that it is made of, where codes of one variable overlap
        and are not ranges.
    published
        Counts of the same persons that somebody else has published, as the study names them.
    alike
        Weights that are alike in classes that a reader knows, as the study found them in the
        microdata: where a count is hidden, what is estimated with them is released in steps.
    sensitive_groups
        Variable to the reason for which figures of coercion by it are published, though they
        could harm a whole group: see `gate.survey.sensitive_groups`.
    sensitive_minimum_cases, sensitive_minimum_respondents : persons
        Of such figures, in place of `minimum_cases` and `minimum_respondents` where they are more.
    coercion
        Definitions, with their dates, of which all measures are of coercion, beside those of the
        package: national ones, as the study found them.
    extends
        National definitions, without edition and reading, to the standard that each extends.
    ledger
        What the study says of its ledger of releases.
    kept
        What that ledger holds: every release before this one, and who of its persons is in it.
    persons
        Who is behind each figure, with weights and clusters, as the study found them in the
        microdata: of few cases it is asked whether these would name them.
    assumed_precision
        Gives what limits rest on that borrow nothing from everybody's figure, where that is hidden.
    digits
        Whether numbers are in steps that follow their error. Only tests switch it off.
    same
        Counts of measures that are of the same persons, as the study found them in the microdata.
    lot
        Gives a text a number above 0 and below 1 that only the holder of the study's folder can
        work out. By it further figures to hide are drawn, so that which went says nothing of
        those that could have gone; None takes those of the fewest respondents.
    """

    minimum_respondents: int = 25
    brackets_below: int = 50
    minimum_cases: int = 3
    complementary: bool = True
    nested: tuple[tuple[str, str], ...] | None = None
    nested_complete: bool = False
    parts: Mapping[str, Mapping[str, Sequence[str]]] = field(default_factory=dict)
    earlier: tuple[Result, ...] = ()
    published: tuple[PublishedCount, ...] = ()
    rounding: int | None = None
    tau_argus: bool = False
    alike: tuple[AlikeWeights, ...] = ()
    sensitive_groups: Mapping[str, str] = field(default_factory=dict)
    sensitive_minimum_cases: int = 10
    sensitive_minimum_respondents: int = 50
    coercion: frozenset[str] = frozenset()
    extends: Mapping[str, str] = field(default_factory=dict)
    ledger: LedgerTerms = field(default_factory=LedgerTerms)
    kept: KeptReleases = field(default_factory=KeptReleases)
    persons: KnownPersons | None = None
    assumed_precision: AssumesPrecision | None = None
    digits: bool = True
    same: tuple[SamePersons, ...] = ()
    lot: Callable[[str], float] | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        """Refuse limits that contradict each other or protect nobody."""
        if self.minimum_cases < 1 or self.minimum_respondents < 0:
            raise UsageError(
                f"minimum_cases must be at least 1 and minimum_respondents at least 0, "
                f"not {self.minimum_cases} and {self.minimum_respondents}",
                where="disclosure",
            )
        if self.rounding is not None and self.rounding < _LEAST_BASE:
            raise UsageError(
                f"rounding is {self.rounding}; a base under {_LEAST_BASE} rounds nothing",
                where="disclosure",
                hint="for example rounding = 5",
            )
        if not all(one.released for one in (*self.earlier, *self.kept.results)):
            raise UsageError(
                "an earlier result has not passed the gate", where="disclosure earlier"
            )
        if self.sensitive_minimum_cases < 1 or self.sensitive_minimum_respondents < 0:
            raise UsageError(
                "sensitive_minimum_cases must be at least 1 and sensitive_minimum_respondents at "
                f"least 0, not {self.sensitive_minimum_cases} and "
                f"{self.sensitive_minimum_respondents}",
                where="disclosure",
            )
        if self.brackets_below < self.minimum_respondents:
            raise UsageError(
                f"brackets_below is {self.brackets_below}, under minimum_respondents "
                f"{self.minimum_respondents}",
                where="disclosure",
                hint="set both to the same number if no figure is to be in brackets",
            )

    @property
    def limits(self) -> "Limits":
        """Of figures of any group."""
        return Limits(self.minimum_respondents, self.minimum_cases)

    @property
    def sensitive_limits(self) -> "Limits":
        """Of figures that could harm a whole group; never lower than those of others."""
        return Limits(
            max(self.minimum_respondents, self.sensitive_minimum_respondents),
            max(self.minimum_cases, self.sensitive_minimum_cases),
        )

    @property
    def stated_before(self) -> StatedBefore | None:
        """The signed statement that nothing was released before, for a release."""
        signed = self.ledger.nothing_before
        if signed is None:
            return None
        return StatedBefore(date=signed.date.isoformat(), name=signed.name)

    @property
    def stated(self) -> StatedRules:
        """For the diagnostics of a release: what is not a default of its own is left out."""
        return StatedRules(
            minimum_respondents=self.minimum_respondents,
            brackets_below=self.brackets_below,
            minimum_cases=self.minimum_cases,
            complementary=self.complementary,
            nested=None if self.nested is None else list(self.nested),
            nested_complete=self.nested_complete or None,
            earlier_releases=len(self.earlier) + len(self.kept.results) or None,
            published_counts=len(self.published) or None,
            rounding=self.rounding,
            tau_argus=self.tau_argus or None,
            sensitive_groups=dict(self.sensitive_groups) or None,
            sensitive_minimum_cases=self.sensitive_limits.cases if self.sensitive_groups else None,
            sensitive_minimum_respondents=(
                self.sensitive_limits.respondents if self.sensitive_groups else None
            ),
        )
