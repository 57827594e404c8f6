"""Keys that name variables of a file, and those that every entry of a mapping has."""

from dataclasses import dataclass
from typing import Annotated, Any

from measure87.collect.value_kinds import ANYTHING, CODE, FLAG, as_list, mapping_error
from measure87.files.settings import Kind, Place

_NAME = {"type": "string", "minLength": 1}


@dataclass(frozen=True)
class _Names(Kind):
    many: bool = False

    def read(self, key: str, value: Any, place: Place) -> Any:
        names = as_list(value, place.where) if self.many else [value]
        if not names or not all(isinstance(name, str) and name for name in names):
            raise mapping_error(
                "a variable's name must be text", place.where, "write it in quotation marks"
            )
        return tuple(names) if self.many else value


def one_variable() -> Kind:
    """The name of one variable."""
    return _Names("", _NAME, lambda _: True)


def several_variables() -> Kind:
    """The names of one variable or more."""
    schema = {"type": "array", "items": _NAME, "minItems": 1}
    return _Names("", schema, lambda _: True, many=True)


Note = Annotated[Any, ANYTHING, "for you: the program does not read it"]
Variable = Annotated[str | None, one_variable(), "one variable"]
Variables = Annotated[
    tuple[str, ...],
    several_variables(),
    "several: joined with `-` (identifiers), combined (statuses), added up or multiplied (numbers)",
]
Value = Annotated[str | None, CODE, 'the same value in every row, for instance `value = "yes"`']
Confirmed = Annotated[
    bool, FLAG, "`false` marks a proposal of the assistant: `run` refuses a mapping that holds one"
]
Optional = Annotated[
    bool, FLAG, "whether the column is left out, with a notice, where the file lacks the variable"
]
