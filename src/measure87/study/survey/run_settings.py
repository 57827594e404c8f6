"""The table `[run]` of a survey: where its tables are worked on."""

from dataclasses import dataclass
from typing import Annotated

from measure87.files.engines import ENGINES, EngineChoice, EngineName, memory_bytes
from measure87.files.engines.choice import MEMORY
from measure87.files.settings import TEXT, LeftOut, Place, choice, refined
from measure87.vocabulary.errors import UsageError


def _memory(key: str, told: str, place: Place) -> int:
    try:
        return memory_bytes(told)
    except UsageError as error:
        raise place.fault(error.text, hint=str(error.hint)) from None


@dataclass(frozen=True, kw_only=True)
class RunSettings:
    """The table `[run]`: where tables are worked on. Addresses of clusters are no settings."""

    engine: Annotated[
        EngineName,
        choice(ENGINES),
        "`polars`, in this process; `duckdb`, for tables larger than memory; `spark`, [on a "
        "cluster](../how-to/study-on-a-cluster.md)",
    ] = "polars"
    memory_limit: Annotated[
        int | None,
        refined(
            TEXT,
            _memory,
            pattern=f"^{MEMORY.pattern}$",
        ),
        'what polars or DuckDB may take, as `"2GB"`',
        LeftOut("what they take by themselves"),
    ] = None

    @property
    def choice(self) -> EngineChoice:
        """The engine, and its limit of memory."""
        return EngineChoice(self.engine, memory_limit=self.memory_limit)
