"""Parameters that have another name now: the former one is taken, with a warning."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from measure87.vocabulary.keys import tell_former


def formerly[**P, R](**names: str) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """A function takes keywords under their former names too.

    Parameters
    ----------
    names : former name to the name of today

    Warns
    -----
    FormerNameWarning
        For each that is given under its former name.
    """

    def taking_both(function: Callable[P, R]) -> Callable[P, R]:
        @wraps(function)
        def taken(*args: P.args, **given: P.kwargs) -> R:
            named: dict[str, Any] = dict(given)
            for old in names.keys() & given.keys():
                if names[old] in named:
                    raise TypeError(f"{old} is the former name of {names[old]}: give one of them")
                tell_former(function.__name__, old, names[old])
                named[names[old]] = named.pop(old)
            return function(*args, **named)

        return taken

    return taking_both
