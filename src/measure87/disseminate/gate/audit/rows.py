"""Linear equations and inequalities over unknown counts, and who says them."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field

import numpy as np
from scipy.sparse import csr_array

Form = dict[int, float]
"""A sum of unknowns, by position: its coefficients."""
Relation = tuple[Hashable, ...]
"""An entry of `Relations.nested`, `sums` or `overlaps`."""


@dataclass
class Rows:
    """Sums of unknowns with their right sides; what they say holds whatever is shown."""

    forms: list[Form] = field(default_factory=list)
    values: list[float] = field(default_factory=list)
    because: list[Relation | None] = field(default_factory=list)
    """The relation of measures that a row is from, if any."""

    def add(self, form: Form, value: float, because: Relation | None = None) -> None:
        """One more row."""
        self.forms.append(form)
        self.values.append(value)
        self.because.append(because)

    def copy(self) -> "Rows":
        """The same rows, to which others can be added."""
        return Rows([*self.forms], [*self.values], [*self.because])

    def matrix(self, size: int) -> csr_array:
        """(rows, `size`) coefficients."""
        return sparse_rows(self.forms, size)


def sparse_rows(forms: Sequence[Form], size: int) -> csr_array:
    """(forms, `size`) coefficients of sums of unknowns."""
    lengths = [len(form) for form in forms]
    columns = np.fromiter((k for form in forms for k in form), dtype=np.int64)
    data = np.fromiter((x for form in forms for x in form.values()), dtype=float)
    starts = np.cumsum([0, *lengths])
    return csr_array((data, columns, starts), shape=(len(forms), size))


def combined(*parts: tuple[float, Form]) -> Form:
    """A sum of sums, each with its factor; what cancels is left out."""
    found: Form = {}
    for factor, form in parts:
        if factor:
            for k, x in form.items():
                found[k] = found.get(k, 0.0) + factor * x
    return {k: x for k, x in found.items() if x}
