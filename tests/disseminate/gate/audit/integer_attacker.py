"""A reader of `estimates.csv` who tries whole numbers, by integer programmes.

She is given the text of the file and what the definitions say: which measures add up to a
third, that all are of the same persons, that the codes of a variable are everybody, and which are
made of which. She cuts everybody into the cells of all variables at once, writes down each figure
as an equation, and asks of each count that is not shown for the least and the greatest whole
number that it can be. She shares no code with the package's gate.
"""

import csv
import io
from dataclasses import dataclass
from itertools import product

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

FEW = (1, 2)
LIMIT = 10_000  # persons in one cell


@dataclass(frozen=True)
class Found:
    """Least and greatest whole number that a hidden count can be."""

    what: str
    measure: str
    group: frozenset
    low: int
    high: int


class Attacker:
    """What is printed, as equations.

    `sums` are pairs of a measure and its parts, `parts` codes of which another is made, and
    `some` the counts that she takes for more than 0, as what is 0 is shown. The gate hides a 0
    at times; whoever takes such a one for a case is wrong, so only true ones are given. With
    `weights`, those of the codes of one variable or several, alike for everybody there, she uses
    the weighted numbers that are printed: totals to all their digits; or, with `protected`
    persons, cases, those who answered and those who did not, each within half of a step, which
    she works out as the method says.
    """

    def __init__(self, text, sums=(), some=(), parts=None, weights=None, protected=0):
        rows = list(csv.DictReader(io.StringIO(text)))
        self.some = frozenset(some)
        self.rows = [row for row in rows if row["statistic"] == "proportion"]
        self.variables = [key for key in rows[0] if key.startswith("by_")]
        self.parts = parts or {}
        codes = [
            sorted({one for row in self.rows if row[v] for one in self.leaves(row[v])})
            for v in self.variables
        ]
        self.cells = list(product(*codes))
        self.measures = list(dict.fromkeys(row["name"] for row in self.rows))
        self.size = len(self.cells) * (1 + 2 * len(self.measures))
        self.forms, self.least, self.most = [], [], []
        for k, _ in enumerate(self.cells):
            one = np.eye(len(self.cells))[k]
            for name in self.measures:
                self.say(self.of("others", name, one), 0, np.inf)
            for whole, parts in sums:
                total = self.of("cases", whole, one) - sum(self.of("cases", p, one) for p in parts)
                self.say(total, 0, 0)
        for row in self.rows:
            self.print(row)
        self.protected = protected
        self.factor = np.array(
            [
                next((w for codes, w in weights.items() if set(codes) <= set(cell)), 0.0)
                for cell in self.cells
            ]
            if weights
            else ()
        )
        for row in rows if weights else ():
            self.weigh(row)
        self.asked = {
            (what, row["name"], self.group(row)): self.of(what, row["name"], self.inside(row))
            for row in self.rows
            for what in self.hidden(row)
        }
        self.seen = {target: set() for target in self.asked}

    def group(self, row):
        return frozenset((v.removeprefix("by_"), row[v]) for v in self.variables if row[v])

    def leaves(self, code):
        """The codes that one is made of."""
        return self.parts.get(code, (code,))

    def inside(self, row):
        """(cells,) 1 where a cell is in the group of a row."""
        return np.array(
            [
                float(
                    all(
                        not row[v] or code in self.leaves(row[v])
                        for v, code in zip(self.variables, cell, strict=True)
                    )
                )
                for cell in self.cells
            ]
        )

    def hidden(self, row):
        flags = row["flags"].split(";")
        if "suppressed" in flags:
            return ("cases", "others")
        return ("unknown",) if "unknown-not-shown" in flags else ()

    def of(self, what, name, cells):
        """(size,) `asked`, `cases`, `unknown` or `others` of one measure in some cells."""
        found = np.zeros((1 + 2 * len(self.measures), len(cells)))
        at = 1 + 2 * self.measures.index(name)
        found[0] = cells * (what in ("asked", "others", "answered"))
        found[at] = cells * {"cases": 1, "others": -1}.get(what, 0)
        found[at + 1] = cells * {"unknown": 1, "others": -1, "answered": -1}.get(what, 0)
        return found.ravel()

    def say(self, form, least, most):
        self.forms.append(form)
        self.least.append(least)
        self.most.append(most)

    def print(self, row):
        """What one row of the file says."""
        flags, name, cells = row["flags"].split(";"), row["name"], self.inside(row)
        if "suppressed" in flags:
            few = "few-respondents" in flags
            least, most = (0, 24) if few else (25 if self.some else 0, np.inf)
            self.say(self.of("answered", name, cells), least, most)
            for what in () if few else ("cases", "others"):
                self.say(self.of(what, name, cells), self.one_at_least(what, row), np.inf)
            return
        self.say(self.of("cases", name, cells), int(row["n_cases"]), int(row["n_cases"]))
        if "unknown-not-shown" in flags:
            self.say(self.of("asked", name, cells), int(row["n"]), int(row["n"]))
            self.say(self.of("unknown", name, cells), self.one_at_least("unknown", row), np.inf)
        else:
            self.say(self.of("answered", name, cells), int(row["n"]), int(row["n"]))
            if row["n_unknown"]:
                unknown = int(row["n_unknown"])
                self.say(self.of("unknown", name, cells), unknown, unknown)

    def weigh(self, row):
        """What is printed of a group in weighted numbers, where weights are known."""
        if not row["value"]:
            return
        inside = self.inside(row)
        known = self.factor[(inside > 0) & (self.factor > 0)]
        half = self.step(known.max() - known.min()) / 2 if self.protected else 0.0
        value, weight = float(row["value"]), row["weighted_n"]
        if row["statistic"] == "total":
            self.say_weighted("cases", row, value, half)
            if row["value_if_no"] and self.protected:
                unknown = float(row["value_if_yes"]) - float(row["value_if_no"])
                self.say_weighted("unknown", row, unknown, half)
        elif weight and self.protected:
            self.say_weighted("answered", row, float(weight), half)
            self.say_weighted("cases", row, value * float(weight), half)

    def say_weighted(self, what, row, number, half):
        """A weighted number of one kind lies within some width of what is printed."""
        form = self.of(what, row["name"], self.inside(row) * self.factor)
        self.say(form, number - half - 0.01, number + half + 0.01)

    def step(self, spread):
        """The next of 1, 2, 5, 10, ... to the weight that the protected persons could differ by."""
        steps = sorted(m * 10.0**k for k in range(-6, 12) for m in (1, 2, 5))
        return next((s for s in steps if s >= spread * self.protected * (1 - 1e-9)), 0.0)

    def one_at_least(self, what, row):
        """1 if she takes a count that is not shown for more than 0, for 0 is shown; else 0."""
        return int((what, row["name"], self.group(row)) in self.some)

    def solve(self, costs):
        matrix = np.array(self.forms)
        found = milp(
            costs,
            constraints=LinearConstraint(matrix, self.least, self.most),
            integrality=np.ones(self.size),
            bounds=Bounds(0, LIMIT),
        )
        assert found.status == 0, found.message
        values = np.round(found.x)
        for target, form in self.asked.items():
            self.seen[target].add(int(form @ values))
        return round(found.fun)

    def recovered(self):
        """Every hidden count that she knows to be one or two persons.

        The very number, where she knows that zeros are shown; without, that it is one of the
        two. Of counts that a solution showed to be open she does not ask.
        """
        for target, form in self.asked.items():
            if self.is_open(target):
                continue
            low = self.solve(form)
            if self.is_open(target):
                continue
            high = -self.solve(-form)
            if not self.is_open(target) and self.has_cases(*target):
                yield Found(*target, low, high)

    def is_open(self, target):
        """Whether some solution showed a count to be open."""
        values = self.seen[target]
        return not values <= set(FEW) or bool(self.some and len(values) > 1)

    def has_cases(self, what, name, group):
        """Whether one who is no case leaves a case beside her, as far as she knows."""
        return what != "others" or self.solve(self.asked["cases", name, group]) > 0
