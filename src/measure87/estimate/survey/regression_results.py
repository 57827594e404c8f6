"""What a regression comes as: coefficients, tests of terms, average answers, who is in it."""

from collections.abc import Mapping
from dataclasses import dataclass

from measure87.numerics.arrays import FloatArray
from measure87.numerics.link_families import Family
from measure87.vocabulary.estimate import Notice

RATIOS: Mapping[Family, str] = {"logistic": "odds ratio", "poisson": "rate ratio"}
"""What e to a coefficient is, where it is something."""


@dataclass(frozen=True)
class Coefficient:
    """One coefficient, on the scale of the link.

    label, term, codes : as of `ModelColumn`
    value, se, lower, upper : the coefficient, its standard error, and its t limits
    t, p : its distance from 0 in standard errors (None where these are 0), two-sided
    ratio, ratio_lower, ratio_upper : e to the first, of families with a log or a logit link
    n, n_cases : persons with all the codes, and those of them with an answer above 0; of numbers
        alone everybody
    """

    label: str
    term: tuple[str, ...]
    codes: Mapping[str, str]
    value: float
    se: float
    lower: float
    upper: float
    t: float | None
    p: float | None
    ratio: float | None
    ratio_lower: float | None
    ratio_upper: float | None
    n: int
    n_cases: int


@dataclass(frozen=True)
class TermTest:
    """Wald test that all coefficients of a term are 0: F with its degrees of freedom."""

    term: tuple[str, ...]
    f: float
    df: int
    df_design: float
    p: float


@dataclass(frozen=True)
class AverageAnswer:
    """The average predicted answer if everybody had one code: marginal standardisation.

    column, code : what everybody is given; all else stays hers
    value, se, lower, upper : its t limits; a share is not kept between 0 and 1
    """

    column: str
    code: str
    value: float
    se: float
    lower: float
    upper: float


@dataclass(frozen=True)
class Cell:
    """Persons behind a term: those with its codes, and those of them with an answer above 0."""

    codes: Mapping[str, str]
    n: int
    n_cases: int


@dataclass(frozen=True)
class Regression:
    """A regression of a complex sample.

    name, family : the answer, and the family with its link
    coefficients : the constant first
    covariance : (k, k) of them
    tests : of every term
    averages : of the columns that were asked for
    reference : category to the code that its others are compared with
    df : design degrees of freedom, clusters less strata, plus 1 less k
    level : of all limits
    n, n_cases, n_unknown : persons in it; with an answer above 0; with an unknown answer, left out
    missing : column to the persons left out because it is missing (one may be in several)
    cells : of every term that is of categories, and of numbers with few values: see the gate
    patterns : different rows of the model matrix, as far as they were counted
    leverage : the largest part that a person has in her own fitted answer, if it was asked for
    method : where the errors come from, `linearised` or how replicates were made
    replicates, replicates_failed : how many, and in how many it could not be fitted
    """

    name: str
    family: Family
    coefficients: tuple[Coefficient, ...]
    covariance: FloatArray
    tests: tuple[TermTest, ...]
    averages: tuple[AverageAnswer, ...]
    reference: Mapping[str, str]
    df: float
    level: float
    n: int
    n_cases: int
    n_unknown: int
    missing: Mapping[str, int]
    n_clusters: int
    n_strata: int
    cells: tuple[Cell, ...]
    patterns: int
    warnings: tuple[Notice, ...] = ()
    exposure: str | None = None
    leverage: float | None = None
    method: str = "linearised"
    replicates: int = 0
    replicates_failed: int = 0

    def coefficient(self, label: str) -> Coefficient:
        """The coefficient of a label, such as `sex=2`; KeyError where there is none."""
        for one in self.coefficients:
            if one.label == label:
                return one
        raise KeyError(f"{label}: there are {', '.join(one.label for one in self.coefficients)}")
