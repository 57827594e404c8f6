"""Settings files are read strictly: an unknown key is an error that names the nearest known."""

import warnings
from collections.abc import Iterable
from difflib import get_close_matches

from measure87.vocabulary.errors import FormerNameWarning, Measure87Error, StudyError


def nearest(word: str, known: Iterable[str]) -> str:
    """A hint with the nearest known words, or with all of them.

    >>> nearest("wieght", ["weight", "strata"])
    'did you mean weight?'
    """
    words = sorted(known)
    lower = {other.lower(): other for other in reversed(words)}
    close = get_close_matches(word.lower(), lower, n=3, cutoff=0.6)
    if close:
        return f"did you mean {' or '.join(lower[other] for other in close)}?"
    return f"known: {', '.join(words[:40])}"


def refuse_unknown(
    given: Iterable[str],
    known: Iterable[str],
    where: str,
    error: type[Measure87Error] = StudyError,
) -> None:
    """Raise `error` for the first key that is not known, naming the nearest that is."""
    allowed = set(known)
    for key in given:
        if key not in allowed:
            raise error(
                f"the key {key!r} is not known here",
                code="unknown-key",
                where=where,
                hint=nearest(key, allowed),
            )


def tell_former(where: str, old: str, new: str) -> None:
    """Warn that a key stands under the name that it had in an earlier version."""
    text = f"{where}: the key {old!r} is now called {new!r}; the former name is still read"
    warnings.warn(text, FormerNameWarning, stacklevel=2)
