"""Hazardous work told by hours and lists alone, where no question on hazards was asked."""

from collections.abc import Iterable

from measure87.collect import Collected
from measure87.define import Measure
from measure87.study.survey.inputs import asked_of_jobs
from measure87.vocabulary.columns import HAZARDS
from measure87.vocabulary.estimate import Notice


def unasked_hazards(inputs: Iterable[tuple[Collected, Iterable[Measure]]]) -> list[Notice]:
    """Which measures need a question on hazards or the codes of a list, and have the codes alone.

    Such a figure is a lower bound: a hazard that nobody asked about counts for nothing.
    """
    found = [_of_codes_alone(collected, measures) for collected, measures in inputs]
    return [_notice(measures) for measures in found if measures]


def _of_codes_alone(collected: Collected, measures: Iterable[Measure]) -> list[Measure]:
    """Measures that rest on codes where a question on hazards would do too."""
    there = collected.items | asked_of_jobs(collected.items, collected.jobs)

    def lacks(measure: Measure) -> bool:
        groups = (set(group) & set(HAZARDS) for group in measure.one_of)
        return any(hazards and not hazards & there for hazards in groups)

    return [measure for measure in measures if lacks(measure)]


def _notice(measures: list[Measure]) -> Notice:
    names = [measure.name for measure in measures]
    return Notice(
        "hazards-not-asked",
        "The questionnaire asks about neither heavy loads nor dangerous tools. These measures tell "
        "hazardous work by hours and by listed industries or occupations alone, and are lower "
        f"bounds: {', '.join(names)}.",
        {"measures": names},
    )
