"""Which engine was chosen, where its cluster is, and how much memory it may take."""

import re
from dataclasses import dataclass, field
from typing import Literal, get_args

from measure87.vocabulary.errors import UsageError

EngineName = Literal["polars", "duckdb", "spark"]
ENGINES: tuple[EngineName, ...] = get_args(EngineName)
"""The usual one first."""

_UNITS = {"MB": 10**6, "GB": 10**9, "MiB": 2**20, "GiB": 2**30}
MEMORY = re.compile(r"(\d+(?:\.\d+)?) ?(MB|GB|MiB|GiB)")
"""How an amount of memory is written."""
LEAST_MEMORY = 256 * 10**6
"""Bytes below which nothing of any size runs."""


@dataclass(frozen=True)
class EngineChoice:
    """An engine, as it was asked for.

    Addresses may hold a token; they are in no settings, no result and no message.

    Parameters
    ----------
    name : str
        `polars`, `duckdb` or `spark`.
    spark_master : str, optional
        Where a cluster is, as `spark://host:7077`; None is this machine.
    spark_remote : str, optional
        A server of Spark Connect, as `sc://host:15002`.
    memory_limit : int, optional
        Bytes that polars or DuckDB may take.
    """

    name: EngineName = "polars"
    spark_master: str | None = field(default=None, repr=False)
    spark_remote: str | None = field(default=None, repr=False)
    memory_limit: int | None = None

    @property
    def is_own(self) -> bool:
        """Whether tables stay in this process."""
        return self.name == "polars"


POLARS = EngineChoice()
"""The usual engine."""


def memory_bytes(text: str) -> int:
    """Bytes of an amount of memory.

    >>> memory_bytes("2GB"), memory_bytes("1.5 GiB")
    (2000000000, 1610612736)

    Raises
    ------
    UsageError
        If it is no amount, or too little for anything.
    """
    found = MEMORY.fullmatch(text.strip())
    if found is None:
        raise UsageError(
            f"{text!r} is no amount of memory",
            code="memory-limit",
            hint="write it as 2GB or 1.5GiB",
        )
    size = int(float(found[1]) * _UNITS[found[2]])
    if size < LEAST_MEMORY:
        raise UsageError(
            f"{text} of memory is too little to run in",
            code="memory-limit",
            hint=f"give {LEAST_MEMORY // 10**6}MB or more",
        )
    return size


@dataclass(frozen=True)
class AskedEngine:
    """What a command line says of an engine; None is what it does not say."""

    name: EngineName | None = None
    spark_master: str | None = field(default=None, repr=False)
    spark_remote: str | None = field(default=None, repr=False)
    memory_limit: int | None = None

    def over(self, stated: EngineChoice = POLARS) -> EngineChoice:
        """The choice, with what the settings state where the command line says nothing.

        Raises
        ------
        UsageError
            If both together contradict themselves.
        """
        limit = stated.memory_limit if self.memory_limit is None else self.memory_limit
        name = stated.name if self.name is None else self.name
        if name == "spark" and self.memory_limit is None:
            limit = None  # what the settings state is of another engine
        return _checked(EngineChoice(name, self.spark_master, self.spark_remote, limit))


NOT_ASKED = AskedEngine()


def asked_engine(
    name: EngineName | None, master: str | None, remote: str | None, memory: str | None
) -> AskedEngine:
    """What the options of a command say; a UsageError for an amount of memory that is none."""
    return AskedEngine(name, master, remote, None if memory is None else memory_bytes(memory))


def _checked(choice: EngineChoice) -> EngineChoice:
    """The choice itself, if what it says goes together.

    Raises
    ------
    UsageError
        For an address without Spark, for two of them, for one of another form, and for a limit of
        memory that Spark's own settings have.
    """
    addresses = {"--spark-master": choice.spark_master, "--spark-remote": choice.spark_remote}
    given = [option for option, address in addresses.items() if address is not None]
    if given and choice.name != "spark":
        raise UsageError(
            f"{given[0]} is given, and the engine is {choice.name}",
            code="engine",
            hint="add --engine spark",
        )
    if len(given) > 1:
        raise UsageError(
            "--spark-master and --spark-remote are both given",
            code="engine",
            hint="a cluster is reached by its master, or by a server of Spark Connect",
        )
    if choice.spark_remote is not None and not choice.spark_remote.startswith("sc://"):
        raise UsageError(
            "--spark-remote is no address of Spark Connect",
            code="engine",
            hint="write it as sc://host:15002",
        )
    if choice.memory_limit is not None and choice.name == "spark":
        raise UsageError(
            "a limit of memory is given, and Spark has its own",
            code="memory-limit",
            hint="start its workers and executors with the memory that they may take",
        )
    return choice
