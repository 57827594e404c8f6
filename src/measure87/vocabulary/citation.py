"""Citations, and how each was seen.

Every rule and threshold cites the text it follows and says how we know the text:
`printed` (the issuing body's own text was read), `secondary` (its wording was read in
somebody else's copy) or `unseen` (believed right, still to be checked in print).
"""

import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Literal, TypeVar, get_args

from measure87.vocabulary.errors import DefinitionError

Seen = Literal["printed", "secondary", "unseen"]
F = TypeVar("F", bound=Callable[..., Any])


@dataclass(frozen=True)
class Source:
    """One entry of `bibliography.toml`."""

    key: str
    title: str
    body: str
    year: int
    copy: str
    """Where the wording was read: the issuing body's own text, or whose copy."""


@dataclass(frozen=True)
class Cite:
    """A place in a document, and how that place was seen.

    `title` names a document outside the bibliography, such as a national law that a
    national definition cites; without it the bibliography must have the key.
    """

    key: str
    at: str
    seen: Seen
    title: str | None = None

    def __post_init__(self) -> None:
        """Refuse a document that the bibliography does not have, no place, an unknown tag."""
        if not isinstance(self.at, str) or not self.at.strip():
            raise DefinitionError(
                f"a citation says where in the document, and `at` is {self.at!r}",
                where=str(self.key),
            )
        if self.seen not in get_args(Seen):
            raise DefinitionError(
                f"a citation's `seen` is one of {', '.join(get_args(Seen))}, not {self.seen!r}",
                where=self.key,
            )
        if self.title is not None and self.key in bibliography():
            raise DefinitionError(
                f"{self.key!r} is {bibliography()[self.key].title}, and cannot be {self.title!r}",
                code="taken-citation",
                hint="give the other document another key, or leave `title` out",
            )
        if self.title is None and self.key not in bibliography():
            raise DefinitionError(
                f"{self.key!r} is not in bibliography.toml",
                code="unknown-citation",
                hint="give the document's `title`, or cite one of "
                f"{', '.join(sorted(bibliography()))}",
            )

    @property
    def document(self) -> str:
        """Title of the document."""
        return bibliography()[self.key].title if self.title is None else self.title

    def __str__(self) -> str:
        """Document, place, and the mark that says how it was seen."""
        return f"{self.document}, {self.at} [{self.seen}]"

    def to_json(self) -> dict[str, str]:
        """Key, place, mark and title."""
        return {"key": self.key, "at": self.at, "seen": self.seen, "title": self.document}


@cache
def bibliography() -> dict[str, Source]:
    """Every document that may be cited, by key."""
    text = files("measure87.vocabulary").joinpath("bibliography.toml").read_text("utf-8")
    return {key: Source(key=key, **entry) for key, entry in tomllib.loads(text).items()}


def cites(*citations: Cite) -> Callable[[F], F]:
    """Mark a rule with the text it follows."""

    def mark(function: F) -> F:
        function.__cites__ = citations  # type: ignore[attr-defined]
        return function

    return mark


def citations_of(function: Callable[..., Any]) -> tuple[Cite, ...]:
    """The citations that `cites` put on a function; none if it cites nothing."""
    return tuple(getattr(function, "__cites__", ()))
