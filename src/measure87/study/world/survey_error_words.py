"""What a run says of how far surveys of one country lie apart beyond sampling."""

from collections.abc import Iterator, Mapping, Sequence

from measure87.combine.model.survey_errors import CLOSE_YEARS, Repeats, repeats_of
from measure87.combine.model.widths import SET_SURVEY_SCALE
from measure87.study.world.fitting import FittedMeasure


def survey_error_sentences(one: FittedMeasure) -> Iterator[str]:
    """What is assumed, a sentence each."""
    design, kinds, label = one.draws.design, one.given.source_types, one.settings.label
    why = {each.source_type: each.why for each in one.settings.asked.survey_error}
    for code, sd in one.given.survey_errors:
        yield (
            f"{label}: surveys of one country that are {kinds[code]} lie apart by {sd:g} on the "
            f"log-odds beyond sampling (standard deviation): {why.get(kinds[code], why.get(''))}."
        )
    if len(one.given.survey_errors) == len(kinds):
        return
    repeats = repeats_of(design.figures)
    if not repeats.enough:
        yield f"{label}: {_set_text(repeats)}"
        return
    yield (
        f"{label}: how far surveys of one country lie apart beyond sampling is estimated, from "
        f"{repeats.countries} countries that have two surveys or more."
    )
    yield f"{label}: {_change_text(repeats)}"


def survey_error_warnings(fitted: Sequence[FittedMeasure]) -> Iterator[Mapping[str, str]]:
    """`survey-errors-set` where nothing tells them, `survey-errors-or-change` where time may."""
    told: set[int] = set()
    for one in fitted:
        repeats = repeats_of(one.given.figures)
        stated = len(one.given.survey_errors) == len(one.given.source_types)
        # Measures of one model are told once.
        if stated or repeats.told_from_change or id(one.draws) in told:
            continue
        told.add(id(one.draws))
        if not repeats.enough:
            text = f"{one.settings.label}: {_set_text(repeats)}"
            yield {"code": "survey-errors-set", "text": text}
        else:
            text = f"{one.settings.label}: {_change_text(repeats)}"
            yield {"code": "survey-errors-or-change", "text": text}


def _set_text(repeats: Repeats) -> str:
    return (
        f"too few countries ({repeats.countries}) have two surveys to tell a survey's error from "
        f"the country; its standard deviation is set at {SET_SURVEY_SCALE:g} on the log-odds."
    )


def _change_text(repeats: Repeats) -> str:
    if repeats.told_from_change:
        return (
            f"{repeats.close} countries have two surveys at most {CLOSE_YEARS} years apart, which "
            "tells errors of surveys from change over time."
        )
    return (
        f"only {repeats.close} countries have two surveys at most {CLOSE_YEARS} years apart: of "
        "the differences between surveys of a country, what is error and what is change in time is "
        "told by the priors more than by the figures."
    )
