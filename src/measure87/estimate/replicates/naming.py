"""Which columns of a file hold replicate weights, and the question how they were made.

A file that comes with replicate weights was mostly drawn in a way that its other columns do not
tell. To linearise it as a simple sample would give a standard error that is too small, and no
sign of it. So such a file is asked for its method.
"""

import re
from collections.abc import Sequence

from measure87.estimate.replicates.settings import METHODS
from measure87.files import matching
from measure87.vocabulary.errors import DataError, UsageError

_FEWEST_ALIKE = 8
"""Columns of one name with numbers that make a set of replicates."""

_PREFIXES = (
    "rw", "rwt", "rwgt", "repw", "repwt", "repwgt", "rep_w", "rep_wt", "rep_wgt", "repweight",
    "rep_weight", "replicate", "replicate_weight", "replicateweight", "wrep", "w_rep", "wtrep",
    "wt_rep", "wgtrep", "wgt_rep", "bsw", "bsweight", "bswt", "bs_weight", "bootw", "bootwt",
    "bootweight", "boot_weight", "brr", "brrw", "brrwt", "brr_w", "fay", "faywt", "jk", "jkw",
    "jkwt", "jk_w", "jkweight", "pwgtp", "wgtp", "w_fstr", "w_fstuwt", "w_fsturwt", "spfwt",
)  # fmt: skip
"""How producers call them, in small letters without the number."""

_NUMBERED = re.compile(r"^(.*?)[_.]?(\d+)$")


def chosen_columns(pattern: str, present: Sequence[str]) -> tuple[str, ...]:
    """The columns that a pattern names, in the order of their numbers.

    >>> chosen_columns("rw*", ["w", "rw10", "rw9", "rw11"])
    ('rw9', 'rw10', 'rw11')
    """
    found = matching(pattern, present)
    if not found:
        shown = ", ".join(present[:40]) + (", ..." if len(present) > 40 else "")
        raise DataError(
            f"no column is called {pattern}",
            code="unknown-column",
            hint=f"columns: {shown}",
        )
    numbers = {name: n for name in found if (n := number_of(name)) is not None}
    if 0 < len(numbers) < len(found):
        others = [name for name in found if name not in numbers]
        raise UsageError(
            f"{pattern} also names {', '.join(others[:5])}, which has no number",
            code="replicate-columns",
            hint="write the pattern so that it names replicates alone, such as 'rw[0-9]*'",
        )
    if numbers:
        _refuse_holes(pattern, sorted(numbers.values()))
    return tuple(sorted(found, key=lambda name: numbers.get(name, 0)))


def _refuse_holes(pattern: str, numbers: Sequence[int]) -> None:
    """Replicates are numbered one after the other; a hole is a column that got lost."""
    missing = sorted(set(range(numbers[0], numbers[-1] + 1)) - set(numbers))
    twice = len(set(numbers)) < len(numbers)
    if missing or twice:
        what = (
            f"two columns have the same number, of {len(numbers)}"
            if twice
            else f"the replicate {missing[0]} of {numbers[0]} to {numbers[-1]} is missing"
        )
        raise DataError(
            f"{pattern} names {len(numbers)} columns, and {what}",
            code="replicate-columns",
            hint="it seems to name two sets of replicates; write the pattern so that it names one, "
            "such as 'rw[0-9]*'"
            if twice
            else "a set of replicates is used as a whole; find the column in the original file",
        )


def look_like_replicates(present: Sequence[str]) -> str | None:
    """The pattern of the columns that are called as replicate weights are; None if none are.

    >>> look_like_replicates(["w", *(f"repwt{i}" for i in range(1, 81))])
    'repwt*'
    >>> look_like_replicates([f"item{i}" for i in range(1, 81)]) is None
    True
    """
    alike: dict[str, int] = {}
    for name in present:
        parts = _NUMBERED.match(name)
        if parts and parts[1].lower().rstrip("_.") in _PREFIXES:
            alike[parts[1]] = alike.get(parts[1], 0) + 1
    many = [prefix for prefix, n in alike.items() if n >= _FEWEST_ALIKE]
    return f"{max(many, key=lambda prefix: alike[prefix])}*" if many else None


def number_of(name: str) -> int | None:
    """The number at the end of a name; None if there is none.

    >>> number_of("rw_012"), number_of("rw")
    (12, None)
    """
    parts = _NUMBERED.match(name)
    return int(parts[2]) if parts else None


def ask_for_the_method(pattern: str) -> UsageError:
    """The error that asks how the replicate weights of a file were made."""
    return UsageError(
        f"the file has replicate weights ({pattern}), and nothing says how they were made",
        code="replicate-method",
        hint=f"give --replicate-weight '{pattern}' with --replicate-method {'|'.join(METHODS)}, as "
        "the survey's documentation says; --replicate-method none leaves them out and linearises",
    )
