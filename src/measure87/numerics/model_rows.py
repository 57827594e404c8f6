"""The rows of a model: columns, answers, weights and offsets, read in blocks."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from measure87.numerics.arrays import FloatArray
from measure87.numerics.link_families import Family
from measure87.numerics.model_columns import ArrayColumns, Columns, parts_of


@dataclass(frozen=True)
class ModelRows:
    """Columns (n, k), answers, weights, offsets (n,), and a basis of the columns (k, k) if any."""

    family: Family
    columns: Columns
    answer: FloatArray
    weight: FloatArray
    offset: FloatArray | None
    basis: FloatArray | None = None

    def blocks(self) -> Iterator[tuple[FloatArray, FloatArray, FloatArray, FloatArray | float]]:
        """Columns in the basis, answers, weights and offsets, some rows at a time."""
        for part in parts_of(len(self.answer)):
            x = self.columns.block(part)
            offset = 0.0 if self.offset is None else self.offset[part]
            in_basis = x if self.basis is None else x @ self.basis
            yield in_basis, self.answer[part], self.weight[part], offset

    def thinned(self, step: int) -> "ModelRows":
        """Every so many rows."""
        offset = self.offset
        return replace(
            self,
            columns=ArrayColumns(self.columns.block(slice(None, None, step))),
            answer=self.answer[::step].copy(),
            weight=self.weight[::step].copy(),
            offset=None if offset is None else offset[::step].copy(),
        )
