"""Reads `study.toml`: what a study is about, its inputs, definitions and tables."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Annotated, get_args

from measure87.collect.ethics.settings import EthicsSettings, or_own_file
from measure87.disseminate import DisclosureRules
from measure87.disseminate.definition_texts import BriefExtras
from measure87.files.settings import (
    DAY,
    FLAG,
    TEXT,
    LeftOut,
    Place,
    choice,
    share,
    table,
    whole,
)
from measure87.study.disclosure_settings import disclosure_rules
from measure87.study.kinds import FILE
from measure87.study.study_file import (
    TOLD,
    DataLanguage,
    Invented,
    Notes,
    ReportLanguage,
    Schema,
    Title,
    country_kind,
    read_study,
)
from measure87.study.survey.brief_settings import brief_settings
from measure87.study.survey.difference_settings import Differences
from measure87.study.survey.input_settings import PERIOD, Inputs
from measure87.study.survey.number_settings import NumberSettings, number_settings
from measure87.study.survey.replicate_settings import ReplicateSettings, replicate_settings
from measure87.study.survey.replicates_fit import Beside, check_replicates
from measure87.study.survey.run_settings import RunSettings
from measure87.study.survey.trend_settings import TrendSettings, trend_settings
from measure87.study.survey.weight_settings import WeightSettings, weight_settings
from measure87.vocabulary.estimate import Interval
from measure87.vocabulary.reference_period import ReferencePeriod
from measure87.vocabulary.survey_design import SingleCluster

FIRST_YEAR, LAST_YEAR = 1900, 2200


@dataclass(frozen=True, kw_only=True)
class DesignSettings:
    """The table `[design]`: how figures are estimated."""

    single_cluster: Annotated[
        SingleCluster,
        choice(get_args(SingleCluster)),
        "`adjust`, `average`, `certainty`, `remove` or `fail`: what to do with a stratum of one "
        "cluster",
        LeftOut("`adjust`, with a warning"),
    ] = "adjust"
    interval: Annotated[
        Interval,
        choice(get_args(Interval)),
        "`korn-graubard`, `korn-graubard-r`, `wilson`, `logit`, `xlogit`, `asin`, `likelihood` or "
        "`wald`",
    ] = "korn-graubard"
    level: Annotated[float, share(0.5), "confidence level"] = 0.95
    replicates: Annotated[
        ReplicateSettings | None,
        table(replicate_settings, optional=True),
        "errors from replicates of the weights, as "
        '`{ method = "rao-wu", number = 200, seed = 1 }`; see its table',
    ] = None
    """None linearises."""


@dataclass(frozen=True, kw_only=True)
class StudySettings:
    """Content of `study.toml`; paths are absolute."""

    place: Place
    schema: Schema
    kind: Annotated[str | None, choice(("survey",)), "`survey`", TOLD] = None
    language: ReportLanguage = "en"
    title: Title
    country: Annotated[
        str,
        country_kind("for example BGD; ZZZ for an invented country"),
        "ISO 3166 three-letter code; `ZZZ` and other codes left to users mark no real country",
    ]
    year: Annotated[int, whole(FIRST_YEAR, LAST_YEAR), "the survey's year"]
    population: Annotated[str, TEXT, "who was surveyed, in words"]
    reference_period: Annotated[
        ReferencePeriod | None,
        PERIOD,
        "that of all inputs which state none of their own, see below",
        LeftOut("not stated"),
    ] = None
    inputs: Inputs
    disclosure: Annotated[DisclosureRules, table(disclosure_rules), "the disclosure gate"]
    """Without the overlapping age groups, which the tables bring."""
    reference_date: Annotated[date | None, DAY, "a day, as `2024-06-30`", LeftOut("not stated")] = (
        None
    )
    invented: Invented = False
    probability_sample: Annotated[
        bool,
        FLAG,
        "`false`: [shares among respondents](../how-to/study-without-probability-sample.md), "
        "without intervals",
    ] = True
    explain: Annotated[
        bool, FLAG, "`false`: no answers of persons are kept, and `explain` refuses"
    ] = True
    data_language: DataLanguage = None
    notes: Notes = ()
    design: Annotated[DesignSettings, table(DesignSettings), "how figures are estimated"]
    run: Annotated[RunSettings, table(RunSettings), "where tables are worked on"]
    numbers: Annotated[
        NumberSettings | None, table(number_settings, optional=True), "numbers of persons"
    ]
    """From what rates become numbers of persons; None is rates alone."""
    weights: Annotated[
        WeightSettings | None,
        table(weight_settings, optional=True),
        "weights made by a recipe",
    ] = None
    """None takes the weight that the mapping names."""
    differences: Differences = ()
    trend: Annotated[
        TrendSettings | None,
        table(trend_settings, optional=True),
        "slopes over earlier rounds",
    ] = None
    ethics: Annotated[
        EthicsSettings | None,
        table(EthicsSettings, optional=True),
        "who approved, and what protects those asked; or a file `ethics.toml` with the same keys",
    ] = None

    brief: Annotated[
        BriefExtras,
        table(brief_settings),
        "what the [brief](../how-to/brief.md) has beside sentences",
    ]

    @property
    def folder(self) -> Path:
        """The study folder."""
        return self.place.folder

    @property
    def national(self) -> Path | None:
        """Folder of the study's own definitions; None if it has none."""
        folder = self.folder / "definitions"
        return folder if folder.is_dir() else None

    @property
    def protection(self) -> EthicsSettings | None:
        """Who approved, and what protects those asked: `[ethics]`, or `ethics.toml`."""
        return or_own_file(self.folder, self.ethics)

    @property
    def file_names(self) -> Mapping[Path, str]:
        """What each input file is called in provenance: its name, never its folder.

        Different files of one name are told apart by their input and table.
        """
        places = {
            path: f"{entry.name}/{table}/{path.name}"
            for entry in reversed(list(self.inputs.values()))
            for table, path in entry.files.items()
        }
        times = Counter(path.name for path in places)
        return {path: path.name if times[path.name] == 1 else at for path, at in places.items()}

    def settled(self, place: Place) -> "StudySettings":
        """With the study's reference period for inputs that state none of their own."""
        if self.numbers is not None and not self.probability_sample:
            raise place.below("numbers").fault(
                "there are no numbers of persons without a probability sample",
                hint="leave [numbers] out; the figures hold for the respondents alone",
            )
        if self.weights is not None and self.weights.input not in (None, *self.inputs):
            raise place.below("weights").fault(
                f"there is no input {self.weights.input!r}",
                code="unknown-input",
                hint=f"inputs: {', '.join(self.inputs)}",
            )
        beside = Beside(self.inputs, self.probability_sample, self.weights, self.numbers)
        check_replicates(self.design.replicates, beside)
        inputs = {
            name: replace(
                one,
                reference_period=one.reference_period or self.reference_period,
                reference_date=self.reference_date,
            )
            for name, one in self.inputs.items()
        }
        or_own_file(place.folder, self.ethics)  # refused where there are both
        return replace(self, inputs=inputs)


def read_settings(folder: Path) -> StudySettings:
    """Read and check the settings of a study folder.

    Raises
    ------
    StudyError
        If the file is missing or not TOML, a key is unknown or missing, a value is not
        allowed, or the schema is newer than this version reads; the first of them, with the
        others.
    """
    return read_study(folder, StudySettings, FILE)
