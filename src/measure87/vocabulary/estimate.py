"""One figure with its uncertainty, its definition and its warnings; and a set of them."""

import math
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from typing import Annotated, Any, Literal

from msgspec import Meta, to_builtins

from measure87 import __version__
from measure87.vocabulary.errors import StudyError
from measure87.vocabulary.hypothesis import HypothesisTest
from measure87.vocabulary.provenance import Provenance
from measure87.vocabulary.releases.said import Said
from measure87.vocabulary.trend import Trend

Statistic = Literal[
    "proportion",
    "mean",
    "total",
    "ratio",
    "quantile",
    "size",
    "difference",
    "contrast",
    "standardised",
    "variance",
    "covariance",
    "correlation",
    "slope",
    "change-of-slope",
]
Interval = Literal[
    "wald",
    "logit",
    "xlogit",
    "asin",
    "likelihood",
    "wilson",
    "korn-graubard",
    "korn-graubard-r",
]

type Count = Annotated[int, Meta(ge=0, le=2**53)]
"""A number of persons or clusters in the sample."""

SCHEMA = 1
MISSING_CATEGORY = "_missing"
SUPPRESSED = "suppressed"
_PAIR = "+"
"""Between the names of two measures side by side, in the definition of what they share."""

KEPT_WHEN_SUPPRESSED = frozenset(
    {
        "name",
        "statistic",
        "quantile",
        "method",
        "definition",
        "group",
        "labels",
        "unit",
        "minus",
        "flags",
    }
)
"""All that is left of a suppressed figure: nothing from which the figure could be had."""


@dataclass(frozen=True)
class Alternative:
    """The same figure with another interval, shown beside it."""

    interval: str
    lower: float
    upper: float
    deff: float
    note: str


@dataclass(frozen=True)
class Minus:
    """The figure that is taken from another: the second side of a difference."""

    name: str
    statistic: Statistic
    group: Mapping[str, str] = field(default_factory=dict)
    labels: Mapping[str, str] = field(default_factory=dict)
    definition: str | None = None
    source: str | None = None
    """The earlier result that it comes from; None is the same one."""

    def to_json(self) -> dict[str, Any]:
        """Plain object; what does not apply is left out."""
        pairs = {name: getattr(self, name) for name in ("definition", "source")}
        known: dict[str, Any] = {"name": self.name, "statistic": self.statistic}
        known["group"] = dict(self.group)
        known |= {"labels": dict(self.labels)} if self.labels else {}
        return known | {name: value for name, value in pairs.items() if value is not None}


@dataclass(frozen=True)
class Estimate:
    """One figure.

    Proportions and ratios are plain numbers (0 to 1 for proportions), totals are in
    `unit`. Fields that do not apply are None and are left out of JSON.
    """

    name: str
    """Name of the measure, or of the column."""
    statistic: Statistic
    method: str
    """Of the estimator, or of its variance: `taylor`, `decomposable`, `world-model`."""
    group: Mapping[str, str] = field(default_factory=dict)
    """Domain variable to code, both text; empty is everybody in the universe."""
    labels: Mapping[str, str] = field(default_factory=dict)
    """Domain variable to the label of that code, for people."""
    definition: str | None = None
    unit: str | None = None
    quantile: float | None = None
    """Share of persons at or below a quantile, 0 to 1; of a quantile only."""
    value: float | None = None
    se: float | None = None
    """Standard error, same unit as `value`."""
    lower: float | None = None
    upper: float | None = None
    level: float | None = None
    """Confidence level, 0 to 1."""
    interval: str | None = None
    """Kind of interval: `korn-graubard`, `posterior`."""
    n: Count | None = None
    """Persons in the sample that the figure rests on (its denominator), unweighted."""
    n_cases: Count | None = None
    """Persons in the sample with the outcome, unweighted."""
    n_clusters: Count | None = None
    """First-stage clusters of the sample with at least one person in the domain."""
    n_clusters_with_cases: Count | None = None
    """Of these, clusters with at least one case."""
    df: float | None = None
    """Degrees of freedom of the variance."""
    deff: float | None = None
    """Design effect against simple random sampling without replacement, from this domain alone."""
    deff_replacement: float | None = None
    """Design effect against simple random sampling with replacement."""
    deff_used: float | None = None
    """Design effect that the interval used."""
    deff_source: str | None = None
    """Where `deff_used` comes from: `own`, `pooled`, `icc`."""
    n_effective: float | None = None
    """Size of a simple random sample that the limits are those of; degrees of freedom count."""
    weighted_n: float | None = None
    """Sum of weights of the denominator."""
    n_unknown: Count | None = None
    """Persons in the sample whose status is unknown, unweighted."""
    value_if_no: float | None = None
    """The figure if every unknown were a no."""
    value_if_yes: float | None = None
    """The figure if every unknown were a yes."""
    digits: float | None = None
    """The step, in the unit of the value, of which a released value is a multiple."""
    alternatives: tuple[Alternative, ...] = ()
    minus: Minus | None = None
    """Of a difference: the figure that was taken from the one that name and group say."""
    trend: Trend | None = None
    """Of a slope or a change of slope: the rounds and the test."""
    flags: tuple[str, ...] = ()
    """Codes of what to know of the figure, as `suppressed` or `few-cases`."""

    @property
    def suppressed(self) -> bool:
        """Whether the disclosure gate took the figure away."""
        return SUPPRESSED in self.flags

    @property
    def key(self) -> tuple[Hashable, ...]:
        """What tells a figure from the others of a release."""
        group = frozenset(self.group.items())
        return self.name, self.definition, self.statistic, self.quantile, group

    def with_flags(self, *flags: str) -> "Estimate":
        """The same estimate with more flags, each once."""
        return replace(self, flags=tuple(dict.fromkeys((*self.flags, *flags))))

    def suppress(self, reason: str) -> "Estimate":
        """The same entry without anything from which the figure could be had."""
        kept = {name: getattr(self, name) for name in KEPT_WHEN_SUPPRESSED}
        return Estimate(**{**kept, "flags": (SUPPRESSED, reason)})

    def to_json(self) -> dict[str, Any]:
        """Plain object of the contract; refuses NaN and infinity."""
        out: dict[str, Any] = {}
        for item in fields(self):
            value = getattr(self, item.name)
            if item.name in ("group", "flags"):
                out[item.name] = dict(value) if item.name == "group" else list(value)
            elif item.name in ("minus", "trend"):
                out |= {} if value is None else {item.name: value.to_json()}
            elif item.name == "alternatives":
                if value:
                    out[item.name] = [
                        {key: _plain(key, part) for key, part in vars(other).items()}
                        for other in value
                    ]
            elif value is not None and value != {}:
                out[item.name] = _plain(item.name, value)
        return out


def measures_behind(definition: str | None) -> tuple[str, ...]:
    """The measures that a figure of two measures side by side is of; none of another figure.

    >>> measures_behind("forced_labour+child_labour_sdg_a")
    ('forced_labour', 'child_labour_sdg_a')
    """
    parts = (definition or "").split(_PAIR)
    return tuple(parts) if len(parts) > 1 else ()


def rounding_variance(step: float | None) -> float:
    """Variance that rounding to multiples of a step adds to a figure's; 0 without a step.

    Any distance from the nearest multiple, up to half a step, is taken to be as likely.

    >>> rounding_variance(0.6), rounding_variance(None)
    (0.03, 0.0)
    """
    return step**2 / 12 if step else 0.0


def is_mostly_unknown(n: int | None, n_unknown: int | None, *, left_out: bool) -> bool:
    """Whether more than half of the persons behind a share are unknown.

    `left_out` says whether the unknown are apart from the n respondents, or among them. No
    single figure stands for such persons: what they could be is the figure's two bounds.

    >>> is_mostly_unknown(40, 60, left_out=True), is_mostly_unknown(100, 50, left_out=False)
    (True, False)
    """
    persons = (n or 0) + (n_unknown or 0) if left_out else (n or 0)
    return 2 * (n_unknown or 0) > persons


def _plain(name: str, value: Any) -> Any:
    """A JSON value; a number that is not finite is our own bug."""
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, bool | str | int):
        return value
    number = float(value)
    if not math.isfinite(number):
        raise AssertionError(f"{name} is {number}: an estimate is finite or absent")
    return number


@dataclass(frozen=True)
class Refusal:
    """A figure that was asked for and cannot be defended or computed."""

    name: str
    code: str
    text: str
    group: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, Any] = field(default_factory=dict, compare=False)
    """What the text says in numbers and names, for reports in other languages."""

    def to_json(self) -> dict[str, Any]:
        """Plain object of the contract."""
        return {
            "name": self.name,
            "group": dict(self.group),
            "code": self.code,
            "text": self.text,
            **({"values": dict(self.values)} if self.values else {}),
        }


@dataclass(frozen=True)
class Notice:
    """A warning about the whole result; it stays on the result so that a report shows it."""

    code: str
    text: str
    values: Mapping[str, Any] = field(default_factory=dict, compare=False)
    """What the text says in numbers and names, for reports in other languages."""

    def to_json(self) -> dict[str, Any]:
        """Plain object of the contract."""
        return {
            "code": self.code,
            "text": self.text,
            **({"values": dict(self.values)} if self.values else {}),
        }


@dataclass(frozen=True)
class Result:
    """All that one command found."""

    command: str
    estimates: Sequence[Estimate]
    refused: Sequence[Refusal] = ()
    warnings: Sequence[Notice] = ()
    diagnostics: Said = field(default_factory=dict)
    """What the run says beside its figures: the structure of its kind, or facts of a sample."""
    provenance: Provenance = field(default_factory=Provenance)
    released: bool = False
    """True only after the disclosure gate."""
    differences: Sequence[Estimate] = ()
    """Differences of figures, each with its `minus`; of a released result only of shown ones."""
    tests: Sequence[HypothesisTest] = ()
    """Tests of hypotheses; a released result has none."""
    trends: Sequence[Estimate] = ()
    """Slopes over rounds, each with its `trend`; of a released result only of shown figures."""

    def require_released(self) -> None:
        """Refuse a result that has not passed the disclosure gate; every writer asks first."""
        if not self.released:
            raise StudyError(
                "this result has not passed the disclosure gate and is not written",
                code="not-released",
                where=self.command,
                hint="call release(result, rules) first",
            )

    def to_json(self) -> dict[str, Any]:
        """The one result object of the contract."""
        differences = [item.to_json() for item in self.differences]
        trends = [item.to_json() for item in self.trends]
        return {
            "schema": SCHEMA,
            "measure87": __version__,
            "command": self.command,
            "released": self.released,
            "estimates": [item.to_json() for item in self.estimates],
            **({"differences": differences} if differences else {}),
            **({"tests": [one.to_json() for one in self.tests]} if self.tests else {}),
            **({"trends": trends} if trends else {}),
            "refused": [item.to_json() for item in self.refused],
            "warnings": [item.to_json() for item in self.warnings],
            "diagnostics": to_builtins(self.diagnostics, str_keys=True),
            "provenance": self.provenance.to_json(),
        }
