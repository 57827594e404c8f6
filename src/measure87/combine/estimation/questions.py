"""What is asked of a world estimate, whoever asks: the settings of a study answer to it.

Each class says what is read, not how it was written down; nobody has to make an object of it.
"""

from collections.abc import Sequence
from dataclasses import Field
from pathlib import Path
from typing import Any, ClassVar, Protocol

from measure87.combine.adjustment.asked import Asked, ErrorRules
from measure87.combine.inputs import CovariateUse
from measure87.combine.target import Edition, Scenario, Target


class MeasureQuestion(Protocol):
    """A measure that is estimated; a dataclass, so that what is asked of it can be replaced."""

    __dataclass_fields__: ClassVar[dict[str, Field[Any]]]

    @property
    def name(self) -> str:
        """Its name in the figures."""

    @property
    def label(self) -> str:
        """What it is called."""

    @property
    def definition(self) -> str:
        """Whose definition it is."""

    @property
    def asked(self) -> Asked:
        """Which figures serve it, and how they differ from it."""

    @property
    def within(self) -> str | None:
        """The measure that it lies within."""

    @property
    def beyond(self) -> str | None:
        """The measure that lies within it."""

    @property
    def base(self) -> str | None:
        """The measure that it is nested with, either way."""


class ModelQuestions(Protocol):
    """How the model is run."""

    @property
    def chains(self) -> int:
        """Chains of the sampler."""

    @property
    def warmup(self) -> int:
        """Steps of each chain that are not kept."""

    @property
    def draws(self) -> int:
        """Draws of each chain."""

    @property
    def kept_draws(self) -> int:
        """Draws of countries that sums are made from."""

    @property
    def target_acceptance(self) -> float:
        """Share of steps that the sampler aims to accept."""

    @property
    def knots_every(self) -> int:
        """Years between the bends of a trend."""

    @property
    def errors(self) -> ErrorRules:
        """What is assumed of figures without an error."""


class ValidationQuestions(Protocol):
    """Which exercises are run, and with how much effort."""

    @property
    def countries(self) -> bool:
        """Whether countries are left out."""

    @property
    def last_surveys(self) -> bool:
        """Whether each country's last survey is left out."""

    @property
    def sources(self) -> bool:
        """Whether kinds of source are left out."""

    @property
    def regression(self) -> Sequence[str]:
        """Covariates of the regression baseline."""

    @property
    def sensitivity(self) -> bool:
        """Whether priors are changed."""

    @property
    def influence(self) -> bool:
        """Whether single surveys are left out."""

    @property
    def level(self) -> float:
        """Probability inside the intervals that are counted."""

    @property
    def draws(self) -> int:
        """Draws of the scales for each prediction."""

    @property
    def folds(self) -> int:
        """Fits of an exercise in folds."""

    @property
    def single_refits(self) -> int:
        """Countries with poor weights that are fitted anew, each by itself."""


class TargetQuestions(Protocol):
    """Changes, target, years to come, and editions of published estimates."""

    @property
    def changes(self) -> Sequence[tuple[int, int]]:
        """Pairs of years."""

    @property
    def target(self) -> Target | None:
        """What is to be reached, and when."""

    @property
    def estimated_from(self) -> int | None:
        """First year of the decline that goes on."""

    @property
    def projected_years(self) -> tuple[int, ...]:
        """Years that scenarios go to."""

    @property
    def scenarios(self) -> tuple[Scenario, ...]:
        """How it may go on."""

    @property
    def editions(self) -> Sequence[Edition]:
        """Published estimates that are made again."""


class PublicationQuestions(Protocol):
    """What may be published."""

    @property
    def minimum_population_share(self) -> float:
        """Share of its people that a sum must have figures of."""

    @property
    def maximum_years_away(self) -> int:
        """Years that a figure may be away from the year that it counts in."""

    @property
    def minimum_countries(self) -> int:
        """Countries that a sum must have figures of."""

    @property
    def own_figures_only(self) -> bool | None:
        """Whether only countries with figures of their own are shown."""


class Questions(Protocol):
    """All that a world estimate is asked."""

    @property
    def path(self) -> Path:
        """Where the questions are written, for refusals that name the place."""

    @property
    def seed(self) -> int:
        """Of all random draws."""

    @property
    def year(self) -> int:
        """The stated year."""

    @property
    def years(self) -> tuple[int, int]:
        """First and last year that are estimated."""

    @property
    def trend(self) -> bool:
        """Whether a trend is estimated."""

    @property
    def level(self) -> float:
        """Probability inside intervals."""

    @property
    def measures(self) -> Sequence[MeasureQuestion]:
        """What is estimated, in the order in which it is shown."""

    @property
    def covariates(self) -> tuple[CovariateUse, ...]:
        """Covariates that the model uses."""

    @property
    def model(self) -> ModelQuestions:
        """How the model is run."""

    @property
    def validation(self) -> ValidationQuestions:
        """Which exercises are run."""

    @property
    def target(self) -> TargetQuestions:
        """Changes, targets, editions."""

    @property
    def publication(self) -> PublicationQuestions:
        """What may be published."""
