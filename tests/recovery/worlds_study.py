"""One invented world from its files to its scores, refusals included."""

import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from measure87.simulate.world import InventedWorld, invent_world, write_world
from measure87.simulate.world.shape import SURVEY_ERROR
from tests.recovery.worlds_fit import Effort, Estimated, Refused, fit_topic
from tests.recovery.worlds_scores import REFUSED, Score, identity, score_world

FEWEST_SURVEYS, MOST_SURVEYS = 70, 200
Fit = Callable[[str, Path, int, Effort], list[Estimated | Refused]]
"""What estimates a topic from a folder of files, a seed and an effort."""


@dataclass(frozen=True)
class Task:
    """One world to be invented, estimated and scored; its seed is fixed before it is seen."""

    topic: str
    seed: int
    effort: Effort
    countries: int = 195
    years: int = 25
    surveys: int | None = None
    """Without a number: from 70 to 200, by the seed."""
    survey_error: float = SURVEY_ERROR
    own_movement: float = 1.0

    def invent(self) -> InventedWorld:
        """The world."""
        spread = MOST_SURVEYS - FEWEST_SURVEYS + 1
        surveys = FEWEST_SURVEYS + 37 * self.seed % spread if self.surveys is None else self.surveys
        return invent_world(
            self.seed,
            topic=self.topic,
            countries=self.countries,
            years=self.years,
            surveys=surveys,
            survey_error=self.survey_error,
            own_movement=self.own_movement,
        )


def run_world(task: Task, fit: Fit = fit_topic) -> list[Score]:
    """Scores of one world; a refusal is a line with its code.

    The truth is not in the folder that is estimated from.
    """
    world = task.invent()
    with tempfile.TemporaryDirectory() as folder:
        write_world(world, Path(folder))
        for file in sorted((Path(folder) / "truth").iterdir()):
            file.unlink()
        found = fit(task.topic, Path(folder), task.seed, task.effort)
    scores: list[Score] = []
    for one in found:
        if isinstance(one, Refused):
            scores.append(Score(*identity(world, one.measure), REFUSED, one.code))
        else:
            scores.extend(score_world(world, one.draws, one.refused))
    return scores
