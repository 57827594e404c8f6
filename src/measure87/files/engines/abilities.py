"""What each engine can do. What is not there is refused before any work, and the table of the
how-to is made of this."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from measure87.files.engines.choice import ENGINES, EngineName
from measure87.vocabulary.errors import UsageError


@dataclass(frozen=True)
class Ability:
    """One thing that not every engine can do.

    what : in words, for the table
    said : how the sentence that refuses it begins, as "quantiles are"
    engines : those that can
    """

    what: str
    said: str
    engines: tuple[EngineName, ...]


_EVERY: tuple[EngineName, ...] = ENGINES
_OWN: tuple[EngineName, ...] = ("polars",)

ABILITIES: dict[str, Ability] = {
    "parts": Ability("Parquet in one file, a folder or a pattern", "Parquet is", _EVERY),
    "formats": Ability(
        "other files (CSV, SPSS, Stata, workbooks) in `estimate survey`",
        "tables that are no Parquet are",
        _OWN,
    ),
    "formats-in-studies": Ability(
        "other files in `classify` and `run` (the mapping reads them)",
        "tables that are no Parquet are",
        _EVERY,
    ),
    "object-store": Ability(
        "tables in object stores, in `estimate survey`", "tables in object stores are", _OWN
    ),
    "classes": Ability("classes, reasons, causes", "classes are", _EVERY),
    "figures": Ability(
        "proportions, means, totals, ratios, by groups, with linearised errors",
        "proportions, means, totals and ratios are",
        _EVERY,
    ),
    "differences": Ability(
        "differences, and measures side by side, of samples in clusters", "differences are", _EVERY
    ),
    "differences-of-persons": Ability(
        "the same where persons were drawn directly",
        "differences of persons who were drawn directly are",
        _OWN,
    ),
    "made-replicates": Ability(
        "replicates made of clusters", "replicates made of clusters are", _EVERY
    ),
    "replicates-of-persons": Ability(
        "replicates made of persons drawn directly",
        "replicates of persons who were drawn directly are",
        _OWN,
    ),
    "given-replicates": Ability(
        "replicate weights in the file, in `estimate survey`",
        "replicate weights of the file are",
        _EVERY,
    ),
    "given-replicates-in-studies": Ability(
        "replicate weights in the file, in `run`", "replicate weights of a study are", _OWN
    ),
    "quantiles": Ability("quantiles", "quantiles are", _OWN),
    "benchmarks": Ability("weights benchmarked to a population", "benchmarked weights are", _OWN),
    "recipes": Ability("weights made by a recipe", "weights made by a recipe are", _OWN),
}


def refuse_unable(engine: EngineName, asked: Iterable[str]) -> None:
    """Refuse what an engine cannot do, with the name of one that can.

    Parameters
    ----------
    asked : keys of `ABILITIES`

    Raises
    ------
    UsageError
        For the first that it cannot do.
    """
    for key in asked:
        ability = ABILITIES[key]
        if engine not in ability.engines:
            able = " or ".join(ability.engines)
            raise UsageError(
                f"{ability.said} not to be had on {engine}",
                code="engine",
                hint=f"the engine {able} does it: --engine {ability.engines[0]}",
            )


def abilities_table() -> Iterator[str]:
    """The table of the how-to, line by line."""
    yield f"| what | {' | '.join(ENGINES)} |"
    yield f"|---|{'---|' * len(ENGINES)}"
    for ability in ABILITIES.values():
        marks = ("yes" if engine in ability.engines else "no" for engine in ENGINES)
        yield f"| {ability.what} | {' | '.join(marks)} |"
