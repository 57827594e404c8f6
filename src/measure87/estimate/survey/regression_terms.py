"""The terms of a regression, and the model matrix that they make of a table.

A term is a category (its codes beside a reference), a number, or an interaction of such. Which
of both a column is, the caller says: a code such as 1 and 2 may be either. A category's reference
is the first of its codes unless one is named; codes that nobody in the regression has make no
column, nor do crossings of codes that nobody has (they are told).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import combinations

import numpy as np
import polars as pl

from measure87.estimate.survey.levels import CodeBook, code_rank
from measure87.numerics.arrays import BoolArray, FloatArray, Int32Array
from measure87.vocabulary.errors import DataError, UsageError
from measure87.vocabulary.estimate import MISSING_CATEGORY

CONSTANT = "(constant)"
MOST_CATEGORIES = 50
_CROSSED = "*"
_SMALL = 1 << 16
_OF_TEXTS = 2
"""First of a `code_rank` of a text."""


@dataclass(frozen=True)
class Terms:
    """What a regression is on.

    Parameters
    ----------
    named : tuple of str
        Columns, or several crossed as `sex*area`, which has the parts of it by themselves too.
    numbers : frozenset of str
        Those of the columns that are numbers; all others are categories.
    reference : mapping
        Column to the code that its other codes are compared with.
    """

    named: tuple[str, ...] = ()
    numbers: frozenset[str] = frozenset()
    reference: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Refuse no term, a column crossed with itself, and references of other columns."""
        if not self.named:
            raise UsageError(
                "a regression has at least one term",
                code="no-term",
                hint="name a column; for everybody together ask for the prevalence or the mean",
            )
        for parts in map(_parts, self.named):
            if len(set(parts)) < len(parts) or not all(parts):
                text = _CROSSED.join(parts)
                raise UsageError(f"{text} is no term: it crosses a column with itself", code="term")
        stray = [name for name in self.reference if name not in self.categories]
        if stray:
            raise UsageError(
                f"{', '.join(stray)} has a reference and is no category of the regression",
                code="reference",
                hint=f"categories: {', '.join(self.categories) or 'none'}",
            )

    @property
    def all(self) -> tuple[tuple[str, ...], ...]:
        """Every term, single columns first, then crossings in the order of their size."""
        made = [
            some
            for parts in map(_parts, self.named)
            for size in range(1, len(parts) + 1)
            for some in combinations(parts, size)
        ]
        found = dict.fromkeys(sorted(made, key=len))
        kept = {frozenset(parts): parts for parts in reversed(found)}
        return tuple(parts for parts in found if kept[frozenset(parts)] == parts)

    @property
    def columns(self) -> tuple[str, ...]:
        """Every column that a term is of."""
        return tuple(dict.fromkeys(name for parts in self.all for name in parts))

    @property
    def categories(self) -> tuple[str, ...]:
        """Those of them that are categories."""
        return tuple(name for name in self.columns if name not in self.numbers)


@dataclass(frozen=True)
class ModelColumn:
    """One column of the model matrix.

    term : the columns that its term is of; empty for the constant
    codes : of the categories among them, the code that it stands for
    """

    term: tuple[str, ...]
    codes: Mapping[str, str]

    @property
    def label(self) -> str:
        """As it is printed: `sex=2`, `age`, `sex=2*age`."""
        if not self.term:
            return CONSTANT
        parts = (f"{name}={self.codes[name]}" if name in self.codes else name for name in self.term)
        return _CROSSED.join(parts)


@dataclass(frozen=True)
class Category:
    """A category of the persons in the regression: each person's place among its codes."""

    place: Int32Array
    codes: tuple[str, ...]
    reference: str

    @property
    def others(self) -> list[str]:
        """The codes that are compared with the reference."""
        return [code for code in self.codes if code != self.reference]


@dataclass(frozen=True)
class Model:
    """The persons in the regression as the columns of its terms."""

    terms: Terms
    categories: Mapping[str, Category]
    numbers: Mapping[str, FloatArray]
    columns: tuple[ModelColumn, ...]
    empty: tuple[str, ...]
    """Labels of crossings that nobody has."""

    everybody: Mapping[str, str] = field(default_factory=dict)
    """Codes that all persons are given, whatever their own."""

    @cached_property
    def shape(self) -> tuple[int, int]:
        """Rows and columns of the model matrix, (n, k)."""
        sizes = [len(c.place) for c in self.categories.values()]
        sizes += [len(number) for number in self.numbers.values()]
        return sizes[0], len(self.columns)

    def block(self, part: slice) -> FloatArray:
        """Some rows of the model matrix, (m, k), each column in one piece."""
        n, k = self.shape
        found = np.empty((k, len(range(*part.indices(n)))))
        for own, (first, *others) in zip(found, self._factors, strict=True):
            first.write(own, part)
            for factor in others:
                factor.multiply(own, part)
        return found.T

    @cached_property
    def _factors(self) -> list[list["_Number | _IsCode | _Everybody"]]:
        """What each column is the product of."""
        every = [[self._factor(column, name) for name in column.term] for column in self.columns]
        return [factors or [_Everybody(1.0)] for factors in every]

    def places_of(self, term: Sequence[str]) -> list[int]:
        """Which columns are a term's."""
        return [j for j, column in enumerate(self.columns) if column.term == tuple(term)]

    def _factor(self, column: ModelColumn, name: str) -> "_Number | _IsCode | _Everybody":
        """What a part of its term gives a column: a number, or whether a code is hers."""
        code = column.codes.get(name)
        if code is None:
            return _Number(self.numbers[name])
        if name in self.everybody:
            return _Everybody(float(self.everybody[name] == code))
        category = self.categories[name]
        return _IsCode(category.place, category.codes.index(code))


@dataclass(frozen=True)
class _Number:
    """Each person's number, (n,)."""

    values: FloatArray

    def write(self, to: FloatArray, part: slice) -> None:
        to[:] = self.values[part]

    def multiply(self, to: FloatArray, part: slice) -> None:
        to *= self.values[part]


@dataclass(frozen=True)
class _IsCode:
    """Whether each person's place (n,) among the codes is that of one code."""

    place: Int32Array
    code: int

    def write(self, to: FloatArray, part: slice) -> None:
        np.equal(self.place[part], self.code, out=to)

    def multiply(self, to: FloatArray, part: slice) -> None:
        to *= self.place[part] == self.code


@dataclass(frozen=True)
class _Everybody:
    """One number for all persons."""

    value: float

    def write(self, to: FloatArray, part: slice) -> None:
        to.fill(self.value)

    def multiply(self, to: FloatArray, part: slice) -> None:
        to *= self.value


def coded(column: pl.Series) -> tuple[Int32Array, list[str]]:
    """A category's codes as numbers, and the codes; a missing one is `MISSING_CATEGORY`."""
    if column.dtype.is_integer() and column.dtype != pl.UInt64 and not column.null_count():
        low, high = int(column.min()), int(column.max())  # type: ignore[arg-type]
        if high - low < _SMALL:
            values = column.to_numpy().astype(np.intp)
            values -= low
            counts = np.bincount(values)
            codes = [str(low + int(k)) for k in np.flatnonzero(counts)]
            if len(codes) == len(counts):
                return values.astype(np.int32), codes
            return (np.cumsum(counts > 0, dtype=np.int32) - np.int32(1))[values], codes
    book = CodeBook()
    return book.numbers(column), book.codes


def category_of(
    name: str, numbers: Int32Array, codes: Sequence[str], reference: str | None
) -> Category:
    """The category of the persons in the regression, its codes in order.

    Raises
    ------
    DataError
        If they have one code alone, more than `MOST_CATEGORIES`, or none of them the reference.
    """
    present = np.flatnonzero(np.bincount(numbers, minlength=len(codes)))
    ordered = sorted((codes[int(i)] for i in present), key=code_rank)
    if len(ordered) == 1:
        raise DataError(
            f"all persons in the regression are in one category of {name}",
            code="one-category",
            where=name,
            hint=f"leave {name} out, or take more persons",
        )
    if len(ordered) > MOST_CATEGORIES:
        raise DataError(
            f"{name} has {len(ordered):,} categories, and at most {MOST_CATEGORIES} are taken",
            code="too-many-categories",
            where=name,
            hint=f"say that {name} is a number, or join its codes to fewer"
            if all(code_rank(code)[0] != _OF_TEXTS for code in ordered)
            else f"join the codes of {name} to fewer",
        )
    if reference is not None and reference not in ordered:
        raise DataError(
            f"nobody in the regression has the reference code of {name}",
            code="unknown-code",
            where=name,
            hint="write a code as the column has it",
        )
    place = np.full(len(codes), -1, dtype=np.int32)
    place[[codes.index(code) for code in ordered]] = np.arange(len(ordered), dtype=np.int32)
    is_same = (place == np.arange(len(codes))).all()
    return Category(numbers if is_same else place[numbers], tuple(ordered), reference or ordered[0])


def model_of(
    terms: Terms, categories: Mapping[str, Category], numbers: Mapping[str, FloatArray]
) -> Model:
    """The model, with a column for each code beside the reference, number, and crossing."""
    columns, empty = [ModelColumn((), {})], []
    for term in terms.all:
        for codes in _crossings([(n, categories[n].others) for n in term if n in categories]):
            column = ModelColumn(term, codes)
            if len(codes) > 1 and not _somebody(categories, codes):
                empty.append(column.label)
            else:
                columns.append(column)
    return Model(terms, categories, numbers, tuple(columns), tuple(empty))


def is_missing(codes: Sequence[str], numbers: Int32Array) -> BoolArray:
    """Which persons have no code."""
    if MISSING_CATEGORY not in codes:
        return np.zeros(len(numbers), dtype=np.bool_)
    return np.asarray(numbers == codes.index(MISSING_CATEGORY))


def _crossings(parts: Sequence[tuple[str, Sequence[str]]]) -> list[dict[str, str]]:
    """All combinations of the codes of some categories, the last varying slowest."""
    found: list[dict[str, str]] = [{}]
    for name, codes in parts:
        found = [one | {name: code} for code in codes for one in found]
    return found


def _somebody(categories: Mapping[str, Category], codes: Mapping[str, str]) -> bool:
    """Whether any person has all the codes."""
    having = [categories[n].place == categories[n].codes.index(code) for n, code in codes.items()]
    return bool(np.logical_and.reduce(having).any())


def _parts(text: str) -> tuple[str, ...]:
    """The columns of a term, `sex*area` two.

    >>> _parts("sex * area")
    ('sex', 'area')
    """
    return tuple(part.strip() for part in text.split(_CROSSED))
