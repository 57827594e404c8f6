"""What a world estimate says of itself beside its tables: `about.json`, `gather.json`.

A run over countries and one country's own series have one account, of which the second has less
and says besides which release it stands on. Texts are in English, or in the language of whoever
wrote the settings.
"""

from collections.abc import Mapping
from typing import ClassVar, Literal

from measure87.vocabulary.releases.common import Declared

FORCED_LABOUR = "forced_labour"


def shown_per(kind: str | None) -> int:
    """To how many persons shares of a topic are shown: forced labour is too rare for per cent."""
    return 1000 if kind == FORCED_LABOUR else 100


class WorldMeasure(Declared, frozen=True, kw_only=True):
    """What is estimated, in the words of the run.

    Attributes
    ----------
    definition : its name and version, `child_labour/sdg_8_7_1@2018-10-19`
    kind : topic of the run (`child_labour`, `forced_labour`)
    form : form of forced labour; empty where there is one measure of it
    per : persons to whom shares are shown (100, 1000); see `shown_per`
    """

    name: str
    label: str
    definition: str | None = None
    about: str | None = None
    kind: str | None = None
    form: str | None = None
    per: int | None = None

    @property
    def is_forced_labour(self) -> bool:
        """Whether it is of forced labour: no country without data of its own has a figure."""
        return self.kind == FORCED_LABOUR

    @property
    def shown_per(self) -> int:
        """Shares are shown per so many persons: 100 is per cent."""
        return self.per or shown_per(self.kind)


class RegionSet(Declared, frozen=True, kw_only=True):
    """The regions of the run: a set of ours, or a file of the user's own.

    Attributes
    ----------
    names : of a file, code to name of every region and sub-region, those without an estimate too
    """

    name: str | None = None
    title: str | None = None
    names: Mapping[str, str] | None = None


class StatedTrend(Declared, frozen=True, kw_only=True):
    """Whether a trend was estimated; `text` says why not."""

    estimated: bool
    text: str | None = None


class StatedTarget(Declared, frozen=True, kw_only=True):
    """What is to be reached, as a share or as persons, and when."""

    share: float | int | None = None
    persons: float | int | None = None
    year: int


class Limits(Declared, frozen=True, kw_only=True):
    """Mean of the draws, and the limits of its interval."""

    value: float
    lower: float
    upper: float


class StatedEdition(Declared, frozen=True, kw_only=True):
    """The year of a published edition by this run's method.

    Attributes
    ----------
    area : code of a region, or of all countries together
    share : 0 to 1
    comparison : sentences on totals that the edition published
    """

    formerly: ClassVar[Mapping[str, str]] = {"place": "area", "beside": "comparison"}

    measure: str
    label: str
    year: int
    area: str
    share: Limits
    persons: Limits
    comparison: list[str] | None = None


class StatedPrior(Declared, frozen=True, kw_only=True):
    """A prior of the model: of what, which, and where it is explained."""

    what: str
    prior: str
    why: str


class Linearisation(Declared, frozen=True, kw_only=True):
    """How many totals serve a measure, and the error of their linear form.

    Errors are in standard errors of the figures: mean, lean and root mean square, and the largest.
    """

    totals: float
    mean: float
    leaning: float
    root_mean_square: float
    largest: float


type WarningValue = str | int | float | list[str]
"""A number, a name, or codes of countries."""


class StatedWarning(Declared, frozen=True, kw_only=True):
    """What readers have to know of a run.

    Attributes
    ----------
    values : what the text is made of, so that another language can say it; `measure` and `base` are
        names of measures, `country` is a code
    """

    code: str
    text: str
    values: Mapping[str, WarningValue] | None = None


class StatedSentence(Declared, frozen=True, kw_only=True):
    """A sentence that the program wrote of a run, and what it is made of.

    Attributes
    ----------
    text : as it stands in English
    values : as of `StatedWarning`; `source` is a code of a kind of source, `why` an author's words,
        `place` a name of a region
    """

    code: str
    text: str
    values: Mapping[str, WarningValue] | None = None


class WorldProvenance(Declared, frozen=True, kw_only=True):
    """Each input with its SHA-256, and the settings: their file, its SHA-256."""

    inputs: Mapping[str, str] | None = None
    settings: Mapping[str, str | bool | int | float] | None = None


class ReleaseUsed(Declared, frozen=True, kw_only=True):
    """The released run that a country's own series stands on, with the SHA-256 of its files."""

    title: str
    version: str
    files: Mapping[str, str]


class CountryFigureCounts(Declared, frozen=True, kw_only=True):
    """Figures of a country in the run and now, and what the released draws are worth with them."""

    in_the_run: int
    now: int
    draws_of_the_release: int
    effective_draws: float


class WorldAbout(Declared, frozen=True, kw_only=True):
    """Content of `about.json`.

    `title`, `stated_year`, `level`, `version` and `measures` are always there; what else is not
    known is left out.

    Attributes
    ----------
    schema : number of the form of this file, where it is told
    country : code of three letters, of a country's own series
    language : of the report
    invented : whether the data are simulated
    stated_year : the year that the key figures are about
    years : calendar years that were estimated; the stated year alone if absent
    level : probability between the limits of every interval
    seed, draws : of the random draws, and how many of them
    version : of the program that made the estimate
    release, country_figures : of a country's own series; figures by measure
    coverage_rules, exclusions, assumptions, notes, licence_notes : lists of sentences
    convergence : what is said of the draws, as number or text by name
    linearisation : by measure
    citation : how the run wants to be cited
    sentences : what the program wrote itself among coverage_rules, assumptions, priors,
        convergence, refusals by the rule of coverage, and why there is no trend, so that another
        language can say it
    """

    schema: int | None = None
    title: str
    subtitle: str | None = None
    country: str | None = None
    language: str | None = None
    invented: bool | None = None
    stated_year: int
    years: list[int] | None = None
    level: float
    seed: int | None = None
    draws: int | None = None
    version: str
    measures: list[WorldMeasure]
    region_set: RegionSet | None = None
    trend: StatedTrend | None = None
    release: ReleaseUsed | None = None
    country_figures: Mapping[str, CountryFigureCounts] | None = None
    coverage_rules: list[str] | None = None
    exclusions: list[str] | None = None
    assumptions: list[str] | None = None
    priors: list[StatedPrior] | None = None
    convergence: Mapping[str, str | int | float] | None = None
    linearisation: Mapping[str, Linearisation] | None = None
    warnings: list[StatedWarning] | None = None
    notes: list[str] | None = None
    licence_notes: list[str] | None = None
    citation: str | None = None
    provenance: WorldProvenance | None = None
    target: StatedTarget | None = None
    editions: list[StatedEdition] | None = None
    sentences: list[StatedSentence] | None = None

    @property
    def report_language(self) -> str:
        """The language of the report: English, where none is stated."""
        return self.language or "en"

    @property
    def estimated_years(self) -> list[int]:
        """All years that were estimated, rising."""
        return sorted(self.years or [self.stated_year])

    @property
    def trend_estimated(self) -> bool:
        """Whether a trend was estimated."""
        return self.trend is not None and self.trend.estimated

    @property
    def trend_text(self) -> str:
        """Why there is no trend, in the words of the refusal."""
        return (self.trend.text if self.trend else None) or ""

    @property
    def own_regions(self) -> RegionSet:
        """The set of regions; of no name where none is stated."""
        return self.region_set or RegionSet()

    @property
    def sources(self) -> WorldProvenance:
        """Inputs with their hashes, and settings; empty where none are stated."""
        return self.provenance or WorldProvenance()


class WorldDiagnostics(Declared, frozen=True, kw_only=True):
    """Everything that a world's `estimates.json` says beside its figures."""

    about: WorldAbout


class GatherAnswer(Declared, frozen=True, kw_only=True):
    """One of the 18 items of the GATHER statement in `gather.json`, with the run's answer."""

    number: int
    item: str
    answer: str
    status: Literal["answered", "missing"]
