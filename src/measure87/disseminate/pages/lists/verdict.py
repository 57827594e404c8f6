"""The verdict, and what is counted: what stands on top of the report."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from measure87.disseminate.locale.said import authors
from measure87.disseminate.pages.kit.wording import Words
from measure87.vocabulary.releases.common import Shown
from measure87.vocabulary.releases.lists import AboutLists, StatedPopulation, StatedVerdict

_MOST_REASONS = 3


@dataclass(frozen=True)
class VerdictTexts:
    """The judgement in words.

    Attributes
    ----------
    loud : whether methods disagree, or there is no figure
    heading, text : the judgement
    figure : the range of the figures compared, or ""
    of_figure : what that is a number of, as the sentence that the figure begins goes on
    compared : which methods, or ""
    because : why nothing can be estimated, or ""
    bounds : a lower bound above a figure, if there is one, or ""
    observed : how many persons were found
    """

    loud: bool
    heading: str
    text: str
    figure: str
    of_figure: str
    compared: str
    because: str
    bounds: str
    observed: str


def verdict_texts(about: AboutLists, words: Words) -> VerdictTexts:
    """The verdict of a study."""
    verdict = about.verdict
    code, low, high = verdict.code, verdict.lowest, verdict.highest
    values: dict[str, str] = {}
    if verdict.factor is not None and low is not None and high is not None:
        values = {
            "factor": words.number(verdict.factor, 1 if code == "disagree" else 2),
            "low": words.number(low.value),
            "high": words.number(high.value),
            "low_method": words.of_code("list_methods", low.method),
            "high_method": words.of_code("list_methods", high.method),
        }
    compared = words.codes("list_methods", verdict.compared or ())
    return VerdictTexts(
        loud=code != "close",
        heading=words.text(f"lists.verdict_{code}", **values),
        text=words.text(f"lists.verdict_{code}_text", **values),
        figure=_range(code, values, words),
        of_figure=words.text(f"lists.finding_{code}") if values else "",
        compared=words.text("lists.compared", methods=compared) if compared else "",
        because=_because(verdict.because or (), words),
        bounds=_bounds(verdict, words),
        observed=_observed(about.observed, words),
    )


def _because(codes: Sequence[str], words: Words) -> str:
    """Why no figure can be defended, the most frequent reasons first."""
    known = words.codes_of("list_refusals")
    found = (words.of_code("list_refusals", code) for code in codes if code in known)
    reasons = list(dict.fromkeys(found))
    if not reasons:
        return ""
    return words.text("lists.because", reasons=words.semicolons(reasons[:_MOST_REASONS]))


def _bounds(verdict: StatedVerdict, words: Words) -> str:
    """That a lower bound lies above the lowest figure's whole interval: one of them is wrong."""
    bound, lowest = verdict.bound_above, verdict.lowest
    if bound is None or lowest is None:
        return ""
    return words.text(
        "lists.bound_above",
        bound=words.of_code("list_methods", bound.method),
        value=words.number(bound.lower),
        method=words.of_code("list_methods", lowest.method),
        lowest=words.number(lowest.value),
    )


def _range(code: str, values: Mapping[str, str], words: Words) -> str:
    if not values:
        return ""
    if code == "one-method":
        return values["low"]
    return words.text("lists.range", low=values["low"], high=values["high"])


def _observed(count: Shown | None, words: Words) -> str:
    if not isinstance(count, int):
        return words.text("lists.observed_unknown")
    return words.text("lists.observed", observed=words.number(count))


def counted_texts(
    counted: StatedPopulation, words: Words, own: str | None = None
) -> Sequence[tuple[str, str]]:
    """What is counted, part by part; `own` is the language of the study's author, if told."""
    parts = {
        "population": authors(counted.population, own, words.code),
        "place": authors(counted.area, own, words.code),
        "period": authors(counted.period, own, words.code),
        "status": words.semicolons(
            words.text(f"lists.status_{word.strip()}") for word in counted.status.split(",")
        ),
        "closed_because": authors(counted.closed_because, own, words.code),
    }
    return [(words.text(f"lists.{key}"), text) for key, text in parts.items()]
