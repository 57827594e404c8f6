"""The options that the estimates of a `Survey` have in common, each written once.

A method takes those of one of the sets below by keyword: `prevalence("work", level=0.9)`. Type
checkers and editors know them from the set, `help` and notebooks from the signature that
`takes` gives the method.
"""

import inspect
from collections.abc import Callable, Mapping
from dataclasses import Field, dataclass, fields
from typing import Any, TypedDict, get_type_hints

import numpy as np

from measure87.estimate.survey.intervals import DEFAULT_INTERVAL
from measure87.library.asking import Codes
from measure87.vocabulary.errors import UsageError
from measure87.vocabulary.estimate import Interval
from measure87.vocabulary.keys import nearest
from measure87.vocabulary.status import UnknownTreatment

LEVEL = 0.95


@dataclass(frozen=True)
class Options:
    """What an estimate is of and how its interval is made; see `Survey.prevalence`."""

    where: Codes | None = None
    level: float = LEVEL
    interval: Interval = DEFAULT_INTERVAL
    unknown: UnknownTreatment = "exclude"


class OfNumbers(TypedDict, total=False):
    """Options of a mean and a ratio, which have t limits."""

    where: Codes | None
    level: float


class OfQuantiles(OfNumbers, total=False):
    """Options of a quantile."""

    interval: Interval


class OfPersons(OfQuantiles, total=False):
    """Options of a share, a number of persons, and a difference."""

    unknown: UnknownTreatment


def options_of(kind: type[OfNumbers], given: Mapping[str, Any]) -> Options:
    """The options of a set, with their defaults.

    Raises
    ------
    UsageError
        For a word that is none of them; the hint names the nearest.
    """
    names = [one.name for one in _of(kind)]
    for name in given:
        if name not in names:
            raise UsageError(
                f"{name!r} is no option here", code="option", hint=nearest(name, names)
            )
    number("level", given.get("level", LEVEL))
    return Options(**given)


def number(argument: str, given: Any) -> None:
    """Raise `UsageError` for an argument that must be a share, and is no number."""
    if isinstance(given, bool) or not isinstance(given, int | float | np.number):
        raise UsageError(
            f"{argument} takes a number, not a {type(given).__name__}",
            code=argument,
            hint=f"write {argument}={0.95 if argument == 'level' else 0.5}",
        )


def whole(argument: str, given: Any, example: int, code: str = "replicate-number") -> None:
    """Raise `UsageError` for an argument that must be a whole number."""
    if isinstance(given, bool) or not isinstance(given, int | np.integer):
        raise UsageError(
            f"{argument} takes a whole number, not a {type(given).__name__}",
            code=code,
            hint=f"write {argument}={example}",
        )


def _of(kind: type[OfNumbers]) -> list[Field[Any]]:
    """The options of a set, in their order."""
    return [one for one in fields(Options) if one.name in get_type_hints(kind)]


def takes[Method: Callable[..., Any]](kind: type[OfNumbers]) -> Callable[[Method], Method]:
    """Shows the options of a set in a method's signature, with their defaults."""

    def shown(method: Method) -> Method:
        signature = inspect.signature(method)
        own = [one for one in signature.parameters.values() if one.kind is not one.VAR_KEYWORD]
        options = [
            inspect.Parameter(
                one.name, inspect.Parameter.KEYWORD_ONLY, default=one.default, annotation=one.type
            )
            for one in _of(kind)
        ]
        vars(method)["__signature__"] = signature.replace(parameters=[*own, *options])
        return method

    return shown
