"""The verdict, and what is counted: what stands on top of the report."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from measure87.disseminate.gate.counts import NOT_SHOWN
from measure87.disseminate.locale.said import authors
from measure87.disseminate.pages.kit.wording import Words
from measure87.disseminate.pages.lists.sizes import LOWER_BOUND, Figure

_MOST_REASONS = 3
_COUNTED = ("population", "place", "period", "status", "closed_because")


@dataclass(frozen=True)
class VerdictTexts:
    """The judgement in words.

    Attributes
    ----------
    loud : whether methods disagree, or there is no figure
    heading, text : the judgement
    figure : the range of the figures compared, or ""
    compared : which methods, or ""
    because : why nothing can be estimated, or ""
    bounds : a lower bound above a figure, if there is one, or ""
    observed : how many persons were found
    """

    loud: bool
    heading: str
    text: str
    figure: str
    compared: str
    because: str
    bounds: str
    observed: str


def verdict_texts(
    about: Mapping[str, Any], figures: Sequence[Figure], words: Words
) -> VerdictTexts:
    """The verdict of a study; `figures` are those of everybody."""
    verdict = about["verdict"]
    code = verdict["code"]
    values: dict[str, str] = {}
    if "factor" in verdict:
        low, high = verdict["lowest"], verdict["highest"]
        values = {
            "factor": words.number(verdict["factor"], 1 if code == "disagree" else 2),
            "low": words.number(low["value"]),
            "high": words.number(high["value"]),
            "low_method": words.of_code("list_methods", low["method"]),
            "high_method": words.of_code("list_methods", high["method"]),
        }
    compared = words.codes("list_methods", verdict.get("compared", []))
    return VerdictTexts(
        loud=code != "close",
        heading=words.text(f"lists.verdict_{code}", **values),
        text=words.text(f"lists.verdict_{code}_text", **values),
        figure=_range(code, values, words),
        compared=words.text("lists.compared", methods=compared) if compared else "",
        because=_because(verdict.get("because", ()), words),
        bounds=_bounds(verdict, figures, words),
        observed=_observed(about, words),
    )


def _because(codes: Sequence[str], words: Words) -> str:
    """Why no figure can be defended, the most frequent reasons first."""
    known = words.texts["list_refusals"]
    reasons = list(dict.fromkeys(known[code] for code in codes if code in known))
    if not reasons:
        return ""
    return words.text("lists.because", reasons=words.semicolons(reasons[:_MOST_REASONS]))


def _bounds(verdict: Mapping[str, Any], figures: Sequence[Figure], words: Words) -> str:
    """That the lowest figure, its whole interval, lies under that of a lower bound: one is wrong.

    Nothing is said where the figure has no upper limit, or one that reaches the bound's: both are
    of the same lists, and chance alone may set them apart.
    """
    bounds = [f for f in figures if "lower" in f and LOWER_BOUND in f.get("flags", [])]
    if "lowest" not in verdict or not bounds:
        return ""
    highest, lowest = max(bounds, key=lambda f: float(f["lower"])), verdict["lowest"]
    reach = [f.get("upper") for f in figures if f["method"] == lowest["method"]]
    if not reach or reach[0] is None or highest["lower"] <= reach[0]:
        return ""
    return words.text(
        "lists.bound_above",
        bound=words.of_code("list_methods", highest["method"]),
        value=words.number(highest["lower"]),
        method=words.of_code("list_methods", lowest["method"]),
        lowest=words.number(lowest["value"]),
    )


def _range(code: str, values: Mapping[str, str], words: Words) -> str:
    if not values:
        return ""
    if code == "one-method":
        return values["low"]
    return words.text("lists.range", low=values["low"], high=values["high"])


def _observed(about: Mapping[str, Any], words: Words) -> str:
    count = about.get("observed", NOT_SHOWN)
    if isinstance(count, str):
        return words.text("lists.observed_unknown")
    return words.text("lists.observed", observed=words.number(count))


def counted_texts(
    about: Mapping[str, Any], words: Words, own: str | None = None
) -> Sequence[tuple[str, str]]:
    """What is counted, part by part; `own` is the language of the study's author, if told."""
    counted = about["counted"]
    found = []
    for key in _COUNTED:
        text = str(counted[key])
        if key == "status":
            texts = [word.strip() for word in text.split(",")]
            text = words.semicolons(words.text(f"lists.status_{word}") for word in texts)
        else:
            text = authors(text, own, words.code)
        found.append((words.text(f"lists.{key}"), text))
    return found
