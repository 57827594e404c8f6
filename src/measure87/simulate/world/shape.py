"""How large an invented world is, and the streams of chance that it is made from."""

from dataclasses import dataclass

import numpy as np

from measure87.vocabulary.errors import UsageError

TOPICS = ("child-labour", "forced-labour")
MOST_COUNTRIES = 196
FEWEST_COUNTRIES = 12
LONGEST = 40
FEWEST_YEARS = 5
FEWEST_SURVEYS = 5
MOST_SURVEYS = 1000
MOST_TIMES = 10.0
SURVEY_ERROR = 0.35
"""Between surveys of one country, whatever their kind: field, season, questionnaire, frame."""
STEPS = ("places", "population", "covariates", "truth", "surveys", "answers", "gaps")


@dataclass(frozen=True)
class WorldShape:
    """What is asked for.

    Attributes
    ----------
    seed : int
        The same seed and the same sizes give the same world.
    topic : str
        One of `TOPICS`.
    countries, years, surveys : int
        How many of each. The last year is `last_year`.
    survey_error : float
        Standard deviation, on the log-odds, of what sets surveys of one country apart whatever
        their kind.
    own_movement : float
        How many times as much as usual countries move by themselves over the years.
    """

    seed: int
    topic: str = "child-labour"
    countries: int = 195
    years: int = 25
    surveys: int = 140
    last_year: int = 2024
    survey_error: float = SURVEY_ERROR
    own_movement: float = 1.0

    def __post_init__(self) -> None:
        """Refuse what no world can be made of."""
        if self.seed < 0:
            raise UsageError(f"a seed is 0 or more, not {self.seed}")
        if self.topic not in TOPICS:
            raise UsageError(
                f"there is no topic {self.topic!r}",
                code="unknown-topic",
                hint=f"one of {', '.join(TOPICS)}",
            )
        _within("countries", self.countries, FEWEST_COUNTRIES, MOST_COUNTRIES)
        _within("years", self.years, FEWEST_YEARS, LONGEST)
        _within("surveys", self.surveys, FEWEST_SURVEYS, MOST_SURVEYS)
        for name, given in (("errors", self.survey_error), ("movement", self.own_movement)):
            if not 0.0 <= given <= MOST_TIMES:
                raise UsageError(
                    f"{name} of {given:g} cannot be",
                    code=f"{name}-range",
                    hint=f"from 0 to {MOST_TIMES:g}",
                )

    @property
    def calendar(self) -> tuple[int, ...]:
        """The years, in order."""
        return tuple(range(self.last_year - self.years + 1, self.last_year + 1))

    def streams(self) -> dict[str, np.random.Generator]:
        """One stream of random numbers for each step, so that a change in one moves no other."""
        root = np.random.SeedSequence([8705, self.seed, TOPICS.index(self.topic)])
        return {
            name: np.random.Generator(np.random.PCG64(child))
            for name, child in zip(STEPS, root.spawn(len(STEPS)), strict=True)
        }


def _within(name: str, given: int, least: int, most: int) -> None:
    if not least <= given <= most:
        raise UsageError(
            f"{given} {name} cannot be", code=f"{name}-range", hint=f"from {least} to {most}"
        )
