"""What a run says of how far surveys of one country lie apart beyond sampling."""

from collections.abc import Iterator, Sequence

import numpy as np

from measure87.combine.estimation.fitting import FittedMeasure
from measure87.combine.model.sampling import ScaleDraws
from measure87.combine.model.typical_scales import (
    CLOSE_YEARS,
    FEWEST_COUNTRIES,
    Repeats,
    repeats_of,
)
from measure87.combine.model.widths import (
    DRIFTING_WIDTH,
    SET_SURVEY_SCALE,
    SURVEY_WIDTH,
    WANDER_WIDTH,
)
from measure87.vocabulary.releases.world import StatedSentence, StatedWarning

MOST_OPEN = 0.5
_OPEN_BEFORE = float(np.sqrt(1.0 - 2.0 / np.pi))
"""Standard deviation of a half-normal, in units of its width."""


def survey_error_sentences(one: FittedMeasure) -> Iterator[StatedSentence]:
    """What is assumed, a sentence each."""
    name = one.settings.name
    design, kinds, label = one.draws.design, one.given.source_types, one.settings.label
    why = {each.source_type: each.why for each in one.settings.asked.survey_error}
    for code, sd in one.given.survey_errors:
        because = why.get(kinds[code], why.get(""))
        yield StatedSentence(
            code="survey-errors-stated",
            text=f"{label}: surveys of one country that are {kinds[code]} lie apart by {sd:g} on "
            f"the log-odds beyond sampling (standard deviation): {because}.",
            values={"measure": name, "source": kinds[code], "sd": float(sd), "why": str(because)},
        )
    if len(one.given.survey_errors) == len(kinds):
        return
    repeats = repeats_of(design.figures)
    if not repeats.enough:
        yield StatedSentence(
            code="survey-errors-set",
            text=f"{label}: {_set_text(repeats)}",
            values={"measure": name, "repeats": repeats.countries, "sd": SET_SURVEY_SCALE},
        )
        return
    yield StatedSentence(
        code="survey-errors-estimated",
        text=f"{label}: how far surveys of one country lie apart beyond sampling is estimated, "
        f"from {repeats.countries} countries that have two surveys or more.",
        values={"measure": name, "repeats": repeats.countries},
    )
    told = told_from_change(one.draws, repeats)
    yield StatedSentence(
        code="survey-errors-reported" if told else "survey-errors-or-change",
        text=f"{label}: {_change_text(one, repeats)}",
        values={"measure": name, "close": repeats.close, "years": CLOSE_YEARS},
    )


def survey_error_warnings(fitted: Sequence[FittedMeasure]) -> Iterator[StatedWarning]:
    """`survey-errors-set` where nothing tells them, `survey-errors-or-change` where time may."""
    told: set[int] = set()
    for one in fitted:
        stated = len(one.given.survey_errors) == len(one.given.source_types)
        # Measures of one model are told once.
        if stated or id(one.draws) in told:
            continue
        repeats = repeats_of(one.given.figures)
        if repeats.enough and told_from_change(one.draws, repeats):
            continue
        told.add(id(one.draws))
        if not repeats.enough:
            text = f"{one.settings.label}: {_set_text(repeats)}"
            values = {"repeats": repeats.countries, "sd": SET_SURVEY_SCALE}
            yield StatedWarning(
                code="survey-errors-set",
                text=text,
                values={"measure": one.settings.name, **values},
            )
        else:
            text = f"{one.settings.label}: {_change_text(one, repeats)}"
            values = {"close": repeats.close, "years": CLOSE_YEARS}
            yield StatedWarning(
                code="survey-errors-or-change",
                text=text,
                values={"measure": one.settings.name, **values},
            )


def _set_text(repeats: Repeats) -> str:
    return (
        f"too few countries ({repeats.countries}) have two surveys to tell a survey's error from "
        f"the country; its standard deviation is set at {SET_SURVEY_SCALE:g} on the log-odds. If "
        "surveys err less, intervals of countries may be too narrow: write survey_error where it "
        "is known, and see sensitivity under [validation]."
    )


def told_from_change(draws: ScaleDraws, repeats: Repeats) -> bool:
    """Whether the figures tell errors of surveys from change over time; ours.

    Ten countries have two surveys near in time, and of the scale of errors (in the mean over kinds
    of source) and of that of countries' own change less than half of what the prior left open is
    open still: the standard deviation of its draws over that of its half-normal prior.
    """
    change, width = "slope_scale", DRIFTING_WIDTH
    if draws.design.parts.trend:
        change, width = "wander_scale", WANDER_WIDTH
    errors = draws.sites["survey_scale"].mean(axis=-1)
    kinds = draws.sites["survey_scale"].shape[-1]
    open_still = (
        float(errors.std()) / (_OPEN_BEFORE * SURVEY_WIDTH / np.sqrt(kinds)),
        float(draws.sites[change].std()) / (_OPEN_BEFORE * width),
    )
    return bool(repeats.close >= FEWEST_COUNTRIES and max(open_still) < MOST_OPEN)


def _change_text(one: FittedMeasure, repeats: Repeats) -> str:
    near = f"{repeats.close} countries have two surveys at most {CLOSE_YEARS} years apart"
    if told_from_change(one.draws, repeats):
        return f"{near}; the figures tell errors of surveys from change over time."
    return (
        f"{near}: of the differences between surveys of a country, what is error and what is "
        "change in time is told by the priors more than by the figures."
    )
