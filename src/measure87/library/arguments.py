"""What methods of `Survey` are given, as they need it, or an error that names the argument."""

from collections.abc import Sequence
from typing import Any

from measure87.library.asking import Codes, Names, codes_of, names_of, one_name
from measure87.vocabulary.errors import UsageError


def column_names(argument: str, given: Names) -> tuple[str, ...]:
    """Names of columns, or an error that says which argument holds something else."""
    found = names_of(given) if isinstance(given, str | Sequence) else (given,)
    if argument == "measure" and not found:
        raise UsageError("no measure is named", code="names", hint='write prevalence("COLUMN")')
    if not all(isinstance(name, str) for name in found):
        raise UsageError(
            f"{argument} takes names of columns, not a {type(given).__name__}",
            code="names",
            hint=f'write {argument}="COLUMN", or a list of names',
        )
    return found


def one_stratum(given: Any) -> None:
    """Raise `UsageError` for strata that are no name, with what to do with several columns."""
    if isinstance(given, list | tuple):
        raise UsageError(
            "strata takes the name of one column, and several are given",
            code="names",
            hint='make one column of them first, as in frame["stratum"] = '
            'frame["region"].astype(str) + "-" + frame["area"].astype(str)',
        )
    one_name("strata", given)


def listed(rscales: float | Sequence[float]) -> tuple[float, ...]:
    """A factor for each replicate, or the one of all."""
    return (rscales,) if isinstance(rscales, int | float) else tuple(rscales)


def one_code(argument: str, given: Codes) -> dict[str, str]:
    """A group: one code for each variable."""
    found = codes_of(given, argument)
    if any(len(codes) != 1 for codes in found.values()):
        raise UsageError(
            f"a side of a difference is one group, and {argument} has several codes of a column",
            code="difference",
            hint='write {"sex": 2}, or make a column for the codes together',
        )
    return {name: codes[0] for name, codes in found.items()}
