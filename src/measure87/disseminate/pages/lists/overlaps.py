"""The lists, their overlaps, and the graph of both."""

from collections.abc import Sequence
from dataclasses import dataclass

from measure87.disseminate.gate.counts import NOT_SHOWN
from measure87.disseminate.locale.marked import joined
from measure87.disseminate.pages.kit.charts.circles import Edge, circles_plot
from measure87.disseminate.pages.kit.svg import plot_texts
from measure87.disseminate.pages.kit.wording import Words
from measure87.disseminate.pages.lists.picture import Picture, picture
from measure87.vocabulary.releases.common import Shown
from measure87.vocabulary.releases.lists import AboutLists, StatedOverlap

ATTRACT, AVOID = 2.0, 0.5
"""Odds ratios from which two lists share more, or less, than chance would give."""

_TENTH = 0.1
_NOTED = frozenset({"attract", "avoid", "empty"})


@dataclass(frozen=True)
class Overlaps:
    """Tables of texts, and the graph; `pairs` is empty where the run did not look at them."""

    lists: Sequence[tuple[str, str, str]]
    pairs: Sequence[tuple[str, str, str, str]]
    picture: Picture | None


def overlaps_of(about: AboutLists, words: Words) -> Overlaps:
    """Everything about the lists themselves."""
    names = [entry.name for entry in about.lists]
    apart = {frozenset(pair) for pair in about.mutually_exclusive or ()}
    entries = about.robustness_checks.overlaps if about.robustness_checks is not None else []
    lists = [
        (entry.name, count_text(entry.persons, words), count_text(entry.on_no_other, words))
        for entry in about.lists
    ]
    pairs = [_pair(entry, frozenset(entry.lists) in apart, words) for entry in entries]
    joined = [entry for entry in entries if frozenset(entry.lists) not in apart]
    return Overlaps(lists, pairs, _graph(names, joined, words) if joined else None)


def count_text(count: Shown | None, words: Words) -> str:
    """A count, or the words for one that is not shown."""
    return words.number(count) if isinstance(count, int) else words.of_code("provenance", NOT_SHOWN)


def _pair(entry: StatedOverlap, apart: bool, words: Words) -> tuple[str, str, str, str]:
    pair = joined(" × ", entry.lists)
    if apart:
        return pair, "–", "–", words.text("lists_trust.apart")
    shown = _ratio_text(entry.odds_ratio, words)
    kind = _kind(entry)
    note = words.text(f"lists_trust.{kind}") if kind in _NOTED else ""
    return pair, count_text(entry.both, words), shown, note


def _ratio_text(ratio: float | str | None, words: Words) -> str:
    """An odds ratio, or the words for none and for one that is not shown."""
    if ratio is None:
        return words.text("lists_trust.no_odds")
    if isinstance(ratio, str):
        return words.of_code("provenance", ratio)
    return words.number(ratio, 2 if 0 < ratio < _TENTH else 1)


def _kind(entry: StatedOverlap) -> str:
    """How an overlap is drawn."""
    ratio = entry.odds_ratio
    if entry.both == 0:
        return "empty"
    if ratio is None or isinstance(ratio, str) or isinstance(entry.both, str):
        return "near"
    if AVOID <= ratio <= ATTRACT:
        return "near"
    return "attract" if ratio > ATTRACT else "avoid"


def _graph(names: Sequence[str], entries: Sequence[StatedOverlap], words: Words) -> Picture:
    places = {name: j for j, name in enumerate(names)}
    edges = [
        Edge(
            places[entry.lists[0]],
            places[entry.lists[1]],
            "?" if isinstance(entry.both, str) else words.number(entry.both),
            _kind(entry),
        )
        for entry in entries
    ]
    texts = plot_texts(
        words.text("lists_trust.overlap_title"),
        words.text("lists_trust.overlap_about"),
        "",
        words,
    )
    return picture(
        lambda anchor, narrow: circles_plot(names, edges, texts, anchor, narrow=narrow),
        "overlaps",
        words.text("lists_trust.overlap_caption"),
    )
