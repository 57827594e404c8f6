"""What releases of every kind say of themselves, and the basis of all declared structures."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import ClassVar, Literal

from msgspec import Struct

type Shown = int | Literal["not-shown"]
"""A number of persons as it may be released: 0, `minimum_cases` or more, or that it is hidden."""

type Json = bool | int | float | str | list[Json] | dict[str, Json] | None
"""A plain value."""

type Writable = bool | int | float | str | Sequence[Writable] | Mapping[str, Writable] | None
"""What can be written as a plain value: whatever sequences and tables of them."""


class Declared(Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """A structure of a release: the order of its fields is that of the file.

    A field without a default is always there; one with a default is left out where it does not
    apply. A key that is not declared is refused when a file is read.

    Attributes
    ----------
    formerly : names that keys had in releases of earlier versions, to those that they have now
    """

    formerly: ClassVar[Mapping[str, str]] = MappingProxyType({})


class StudyFacts(Struct, frozen=True, kw_only=True):
    """What a study of any kind says of itself, as far as it does; each kind declares the rest."""

    title: str | None = None
    country: str | None = None
    year: int | None = None
    reference_date: str | None = None
    population: str | None = None
    invented: bool = False
    language: str | None = None
    data_language: str | None = None


class StatedBefore(Declared, frozen=True, kw_only=True):
    """Who stated, and on which day, that nothing was released before."""

    date: str
    name: str


class StatedRules(Declared, frozen=True, kw_only=True):
    """The limits of the disclosure gate in a release; what is not stated was not in use.

    Attributes
    ----------
    minimum_respondents, brackets_below, minimum_cases : persons
    rounding : base to which numbers of persons were rounded
    earlier_releases : releases of the same survey that were taken into account
    published_counts : counts of the same persons by others that were taken into account
    sensitive_groups : variable to the reason for which forced labour is published by it, though
        that could harm a whole group
    sensitive_minimum_cases, sensitive_minimum_respondents : persons, of those figures
    """

    minimum_respondents: int
    brackets_below: int
    minimum_cases: int
    complementary: bool | None = None
    nested: list[tuple[str, str]] | None = None
    nested_complete: bool | None = None
    earlier_releases: int | None = None
    published_counts: int | None = None
    rounding: int | None = None
    tau_argus: bool | None = None
    sensitive_groups: Mapping[str, str] | None = None
    sensitive_minimum_cases: int | None = None
    sensitive_minimum_respondents: int | None = None
