"""What a rule is: one paragraph of a standard as a function of expressions.

A rule's parameters say what it reads. A parameter is the name of

* a column of the standard tables (`economic_activity`), or of an earlier rule of the
  same definition, at the rule's own level, above it or below it;
* the least or greatest value a number can have (`economic_hours_low`, `_high`), where
  part of it was not told;
* `own_NAME`, of an item that is asked of persons and of jobs: a person's own answer, without what
  her jobs say;
* `parents_NAME`: the status of NAME among the person's co-resident parents;
* `parents_then_NAME`, of a rule on jobs: the status of NAME among co-resident parents at the time
  of this job;
* `limits`: the dated thresholds of the definition;
* `verified_lists`: its designated lists, in which one that nobody checked against its source
  holds no code, so that it designates nothing; or `lists`: all of them as they are, which no
  rule behind a headline measure may read unless they are verified;
* `pairs`: the items of which one answer may show two criteria.

A parameter with the default None is optional: where the questionnaire does not have the
item, the rule gets None. A rule that `needs_one` cannot do without all of them.
"""

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal, get_args

from measure87.vocabulary.citation import Cite, citations_of
from measure87.vocabulary.columns import HIGH_SUFFIX, LOW_SUFFIX, PERSON_ITEMS_OF_JOBS, TABLES
from measure87.vocabulary.errors import DefinitionError

Level = Literal["circumstance", "answer", "job", "person"]
"""From the finest to the coarsest. An answer is all rows of one question about one job."""

LEVELS: tuple[Level, ...] = get_args(Level)
Reduce = Literal["any", "sum"]
OWN_PREFIX = "own_"
PARENTS_PREFIX = "parents_"
PARENTS_THEN_PREFIX = "parents_then_"
SETTINGS = ("limits", "lists", "verified_lists", "pairs")


@dataclass(frozen=True)
class Input:
    """A parameter of a rule; `column` is the standard column or rule behind it."""

    name: str
    column: str
    required: bool


@dataclass(frozen=True)
class Rule:
    """A rule with its place in the text.

    `order` is its position among the rules of its definition, in the order of the text;
    `gives` is `status` or `number`; `reduce` says how it passes to a coarser level.
    """

    name: str
    level: Level
    order: int
    reduce: Reduce
    gives: Literal["status", "number"]
    function: Callable[..., Any]
    inputs: tuple[Input, ...]
    cites: tuple[Cite, ...]
    needs_one: bool = False
    """Whether at least one of its inputs must be there, each being optional."""
    contradiction: bool = False
    """Whether it is unknown because what was told contradicts itself: it is then a cause of
    its own, and no missing answer is sought behind it."""

    @property
    def lists_named(self) -> frozenset[str]:
        """The text constants of the rule: it names its lists as `lists["hazardous_industries"]`."""
        return frozenset(c for c in self.function.__code__.co_consts if isinstance(c, str))

    @property
    def verified_only(self) -> bool:
        """Whether it reads `verified_lists`, to which an unverified list gives nothing."""
        return "verified_lists" in inspect.signature(self.function).parameters

    @property
    def summary(self) -> str:
        """First sentence of its docstring."""
        text = inspect.getdoc(self.function) or ""
        return text.split("\n\n")[0].replace("\n", " ")


def rule(
    *,
    level: Level,
    reduce: Reduce = "any",
    gives: Literal["status", "number"] = "status",
    needs_one: bool = False,
    contradiction: bool = False,
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Mark a function as a rule of its definition and declare the level it speaks of.

    Raises
    ------
    DefinitionError
        If statuses were to be summed.
    """
    if reduce == "sum" and gives == "status":
        raise DefinitionError("a rule that gives a status is reduced by `any`, never by a sum")

    def mark(function: Callable[..., Any]) -> Callable[..., Any]:
        function.__rule__ = (  # type: ignore[attr-defined]
            level,
            reduce,
            gives,
            needs_one,
            contradiction,
        )
        return function

    return mark


def rules_of(module: Any) -> tuple[Rule, ...]:
    """The rules of a module in the order in which they stand.

    A text too long for one file names the modules that hold its rules in `PARTS`.

    Raises
    ------
    DefinitionError
        If two rules have one name, a rule has that of a standard column, or reads what is
        neither a column nor a rule.
    """
    parts = (*getattr(module, "PARTS", ()), module)
    found = [function for part in parts for function in _marked(part)]
    names: set[str] = set()
    for function in found:
        _refuse_taken(function.__name__, names)
        names.add(function.__name__)
    return tuple(_as_rule(function, order, names) for order, function in enumerate(found))


def _refuse_taken(name: str, rule_names: set[str]) -> None:
    """Two things of one name: a rule that reads it would get one of them, silently."""
    if name in rule_names or _declared(name):
        other = "another rule" if name in rule_names else "a standard column"
        raise DefinitionError(
            f"the rule {name} has the name of {other}",
            code="taken-name",
            hint="a rule's name says what holds, such as works_with_heavy_loads",
        )


def _marked(module: Any) -> list[Callable[..., Any]]:
    """Functions of one module that are marked as rules, from top to bottom."""
    found = [
        value
        for value in vars(module).values()
        if hasattr(value, "__rule__") and value.__module__ == module.__name__
    ]
    return sorted(found, key=lambda function: function.__code__.co_firstlineno)


def _as_rule(function: Callable[..., Any], order: int, rule_names: set[str]) -> Rule:
    level, reduce, gives, needs_one, contradiction = function.__rule__  # type: ignore[attr-defined]
    inputs = tuple(
        Input(name, _column_behind(name, rule_names, function.__name__), parameter.default is _NONE)
        for name, parameter in inspect.signature(function).parameters.items()
        if name not in SETTINGS
    )
    return Rule(
        name=function.__name__,
        level=level,
        order=order,
        reduce=reduce,
        gives=gives,
        function=function,
        inputs=inputs,
        cites=citations_of(function),
        needs_one=needs_one,
        contradiction=contradiction,
    )


_NONE = inspect.Parameter.empty


def _column_behind(name: str, rule_names: set[str], owner: str) -> str:
    """The declared column or rule that a parameter reads."""
    bare = name.removeprefix(PARENTS_THEN_PREFIX).removeprefix(PARENTS_PREFIX)
    if bare in rule_names or _declared(bare):
        return bare
    if bare.removeprefix(OWN_PREFIX) in PERSON_ITEMS_OF_JOBS and bare.startswith(OWN_PREFIX):
        return bare.removeprefix(OWN_PREFIX)
    for suffix in (LOW_SUFFIX, HIGH_SUFFIX):
        if bare.endswith(suffix) and _declared(bare.removesuffix(suffix)):
            _refuse_unbounded(bare.removesuffix(suffix), name, owner)
            return bare.removesuffix(suffix)
    raise DefinitionError(
        f"rule {owner} reads {name!r}, which is neither a standard column nor a rule of its text",
        code="unknown-input",
        hint="standard columns are declared in measure87.vocabulary.columns",
    )


def _refuse_unbounded(column: str, name: str, owner: str) -> None:
    """A number without a greatest value has no bounds where it was not told."""
    if not any(column in table and table[column].most is not None for table in TABLES.values()):
        raise DefinitionError(
            f"rule {owner} reads {name!r}, and {column} has no greatest value that is known",
            code="unbounded-input",
            hint="declare `most` for the column, or read the number itself",
        )


def _declared(name: str) -> bool:
    return any(name in table for table in TABLES.values())
