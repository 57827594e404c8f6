"""The path of stepwise over its thresholds, and the posteriors of Bayesian methods."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from measure87.disseminate.pages.kit.charts.axes import SizeAxis
from measure87.disseminate.pages.kit.charts.curves import Curve, density_plot, path_plot
from measure87.disseminate.pages.kit.svg import plot_texts
from measure87.disseminate.pages.kit.wording import Words
from measure87.disseminate.pages.lists.authors_words import interaction_text
from measure87.disseminate.pages.lists.picture import Picture, picture
from measure87.vocabulary.estimate import Estimate
from measure87.vocabulary.releases.lists import AboutLists, MethodAccount, StatedStep

_LARGEST = 0.2
_MOST_DECIMALS = 4


@dataclass(frozen=True)
class Path:
    """Steps of stepwise as rows of texts, the threshold used, and the plot."""

    rows: Sequence[tuple[str, str, str, str]]
    threshold: str
    picture: Picture


def path_of(about: AboutLists, used: float | None, words: Words) -> Path | None:
    """The path, where stepwise has a figure; `used` is the threshold of the study."""
    steps = about.stepwise_path or []
    if not steps:
        return None
    rows, points, reached = [], [], 0.0
    for number, step in enumerate(steps):
        # A threshold takes every step before the first p above it, so a small p after a large
        # one comes with the large one.
        reached = max(reached, step.p_value) if number else 0.0
        points.append((reached, step.size))
        rows.append(_row(step, reached, words))
    axis = SizeAxis.over(min(y for _, y in points), max(y for _, y in points))
    texts = plot_texts(
        words.text("lists_path.plot_title"),
        words.text("lists_path.plot_about"),
        words.text("lists_path.axis"),
        words,
    )
    both = (texts, words.text("lists_path.axis_size"))
    largest = max(_LARGEST, used or 0.0)
    drawn = picture(
        lambda anchor, narrow: path_plot(
            points, used, largest, axis, both, anchor, narrow=narrow
        ),
        "path",
        words.text("lists_path.plot_caption"),
    )  # fmt: skip
    return Path(rows, _p(used, words) if used is not None else "–", drawn)


def _row(step: StatedStep, reached: float, words: Words) -> tuple[str, str, str, str]:
    name = interaction_text(step.interaction) or words.text("lists_path.start")
    limits = "–"
    if step.lower is not None and step.upper is not None:
        low, high = words.number(step.lower), words.number(step.upper)
        limits = words.text("lists.range", low=low, high=high)
    return name, _p(reached, words), words.number(step.size), limits


def _p(value: float, words: Words) -> str:
    """A p-value with two digits; very small ones as under the smallest that is written."""
    if value == 0:
        return "0"
    decimals = next((d for d in range(1, _MOST_DECIMALS) if value >= 10.0**-d), _MOST_DECIMALS)
    return words.number(value, min(decimals + 1, _MOST_DECIMALS))


def posteriors_picture(
    figures: Sequence[Estimate], methods: Mapping[str, MethodAccount], words: Words
) -> Picture | None:
    """The densities of all methods that have one."""
    curves = [
        Curve(
            words.of_code("list_methods", figure.method),
            density.persons,
            density.density,
            figure.value,
            figure.lower,
            figure.upper,
        )
        for figure in figures
        if figure.value is not None
        and figure.method in methods
        and (density := methods[figure.method].density) is not None
        and density.persons
    ]
    if not curves:
        return None
    ends = [x for c in curves for x in (c.persons[0], c.persons[-1], c.lower, c.upper) if x]
    axis = SizeAxis.over(min(ends), max(ends), log=True)
    texts = plot_texts(
        words.text("lists_posterior.plot_title"),
        words.text("lists_posterior.plot_about"),
        words.text("lists_figures.axis_log"),
        words,
    )
    level = next((figure.level for figure in figures if figure.level is not None), 0.95)
    return picture(
        lambda anchor, narrow: density_plot(curves, axis, texts, anchor, narrow=narrow),
        "posterior",
        words.text("lists_posterior.caption", level=words.share(level)),
    )
