"""Whether what a study asks for goes with replicates: what is linearised alone is refused."""

from collections.abc import Mapping
from dataclasses import dataclass

from measure87.study.survey.input_settings import InputSettings
from measure87.study.survey.number_settings import NumberSettings
from measure87.study.survey.replicate_settings import ReplicateSettings
from measure87.study.survey.weight_settings import WeightSettings


@dataclass(frozen=True)
class Beside:
    """What a study asks for beside replicates."""

    inputs: Mapping[str, InputSettings]
    probability_sample: bool
    weights: WeightSettings | None
    numbers: NumberSettings | None


def check_replicates(asked: ReplicateSettings | None, study: Beside) -> None:
    """Refuse what cannot be had together.

    Raises
    ------
    StudyError
        With what to leave out.
    """
    if asked is None:
        return
    if asked.input not in (None, *study.inputs):
        raise asked.place.fault(
            f"there is no input {asked.input!r}",
            code="unknown-input",
            hint=f"inputs: {', '.join(study.inputs)}",
        )
    if asked.asked is None:
        return
    if not study.probability_sample:
        raise asked.place.fault(
            "without a probability sample there are no errors, and replicates are asked for",
            hint="leave replicates out",
        )
    _refuse_linearised(asked, study)
    _refuse_beside_recipe(asked, study)


def _refuse_linearised(asked: ReplicateSettings, study: Beside) -> None:
    """Measures side by side have linearised errors alone."""
    crossed = [name for name, one in study.inputs.items() if one.comparison and asked.concern(name)]
    if crossed:
        raise asked.place.fault(
            "measures side by side are linearised, and replicates are asked for",
            hint=f"leave `comparison` of [inputs.{crossed[0]}] or replicates out",
        )


def _refuse_beside_recipe(asked: ReplicateSettings, study: Beside) -> None:
    """What a recipe does itself, or what went through another weighting."""
    weights = study.weights
    if weights is None or not any(weights.weighs(n) and asked.concern(n) for n in study.inputs):
        return
    if not asked.are_repeated:
        raise asked.place.fault(
            "replicate weights of a producer went through its own weighting, and [weights] names a "
            "recipe",
            hint="leave [weights] out, or make replicates: leave `columns` out",
        )
    if study.numbers is not None and study.numbers.benchmark is not None:
        raise asked.place.fault(
            "[numbers] benchmarks weights that come from a recipe, whose steps are repeated",
            hint="make calibration to that table a step of the recipe, and write "
            '[numbers] weights = "expansion"',
        )
