"""The trust panel as it may be released.

Its tables are made of the same persons, so what is subtracted from the whole gives overlaps
back: persons without a list are the whole less those on that list alone.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

from measure87.disseminate.gate.counts import NOT_SHOWN
from measure87.disseminate.gate.lists.hiding import something_hidden
from measure87.disseminate.gate.lists.margins import OBSERVED, Margin, Margins
from measure87.disseminate.gate.lists.rounding import Rounding

FEW = "few-respondents"
CONFIDENTIAL = "confidential"


@dataclass(frozen=True)
class TrustGate:
    """Everything that decides on a part of the panel.

    Attributes
    ----------
    margins, shown : all counts, and those that may be shown
    minimum_respondents : persons, of whom fewer give no figure
    rounding : Rounding
    sentence : makes a sentence fit for release
    figures : what may be shown of each method for the lists themselves
    """

    margins: Margins
    shown: Collection[Margin]
    minimum_respondents: int
    rounding: Rounding
    sentence: Callable[[str], str]
    figures: Mapping[str, float]

    def released(self, trust: Mapping[str, Any]) -> dict[str, Any]:
        """The panel."""
        return {
            "overlaps": [self._overlap(entry) for entry in trust["overlaps"]],
            "without": [self._without(entry) for entry in trust["without"]],
            "merged": [self._refit(entry) for entry in trust["merged"]],
            "known_lists": [self._known(entry) for entry in trust["known_lists"]],
            "offsets": [self._offset(entry) for entry in trust["offsets"]],
            "linkage": [self._refit(entry, fewer_lists=0) for entry in trust["linkage"]],
        }

    def count(self, margin: Margin) -> int | str:
        """A count, or that it is not shown."""
        return self.margins.counts[margin] if margin in self.shown else NOT_SHOWN

    def _overlap(self, entry: Mapping[str, Any]) -> dict[str, Any]:
        """Persons on both of two lists, and their odds ratio unless a hidden count is near it."""
        margin = self.margins.pair(entry["lists"])
        found: dict[str, Any] = {"lists": list(entry["lists"]), "both": self.count(margin)}
        touched = {j for m in set(self.margins.counts) - set(self.shown) for j in m[1:]}
        near = touched & set(margin[1:]) or (touched and len(self.margins.lists) == 3)
        if "odds_ratio" in entry:
            ratio = self.rounding.digits(float(entry["odds_ratio"]))
            found["odds_ratio"] = NOT_SHOWN if near else ratio
        return found

    def _without(self, entry: Mapping[str, Any]) -> dict[str, Any]:
        """One list left out; those who are left follow where those on it alone are shown."""
        alone: Margin = ("alone", self.margins.places[entry["lists"][0]])
        follows = {OBSERVED, alone} <= set(self.shown)
        return {
            **self._refit(entry),
            "observed": entry["observed"] if follows else NOT_SHOWN,
        }

    def _known(self, entry: Mapping[str, Any]) -> dict[str, Any]:
        """A list's size as the others would have estimated it."""
        j = self.margins.places[entry["name"]]
        size: Margin = ("size", j)
        follows = {size, ("alone", j)} <= set(self.shown)
        return {
            "name": entry["name"],
            "known": self.count(size),
            "seen_by_others": entry["seen_by_others"] if follows else NOT_SHOWN,
            **self._figures(entry, int(entry["seen_by_others"]), fewer_lists=1),
        }

    def _refit(self, entry: Mapping[str, Any], fewer_lists: int = 1) -> dict[str, Any]:
        """A changed table, without the number observed in it."""
        told = {key: entry[key] for key in ("change", "kind", "lists", "share") if key in entry}
        return {**told, **self._figures(entry, int(entry["observed"]), fewer_lists)}

    def _figures(self, entry: Mapping[str, Any], observed: int, fewer_lists: int) -> dict[str, Any]:
        """Figures of a changed table; those of two lists are their overlap, said otherwise."""
        refused = {name: self.sentence(text) for name, text in entry["refused"].items()}
        two = len(self.margins.lists) - fewer_lists <= 2
        hidden = something_hidden(self.margins, self.shown)
        if observed < self.minimum_respondents or (two and hidden):
            reason = CONFIDENTIAL if two and hidden else FEW
            return {"values": {}, "refused": {}, "not_shown": reason}
        rounding = Rounding(observed, self.rounding.exact)
        return {"values": rounding.table(entry["values"]), "refused": refused}

    def _offset(self, entry: Mapping[str, Any]) -> dict[str, Any]:
        """Made of the figures as they are shown: five shifts would else sharpen each."""
        factor, seen = float(entry["factor"]), float(self.margins.counts[OBSERVED])
        values = {
            name: self.rounding.persons(seen + factor * (self.figures[name] - seen))
            for name in entry["values"]
            if name in self.figures
        }
        return {"factor": factor, "values": values}
