"""Engines that hold tables which one process does not: DuckDB, Spark, Spark Connect."""

from measure87.files.engines.abilities import (
    ABILITIES,
    Ability,
    abilities_table,
    refuse_unable,
)
from measure87.files.engines.choice import (
    ENGINES,
    NOT_ASKED,
    POLARS,
    AskedEngine,
    EngineChoice,
    EngineName,
    asked_engine,
    memory_bytes,
)
from measure87.files.engines.engine import Engine, EngineTable, Frame
from measure87.files.engines.opening import opened_engine, working_on
from measure87.files.engines.tables import read_on, read_written

__all__ = [
    "ABILITIES",
    "ENGINES",
    "NOT_ASKED",
    "POLARS",
    "Ability",
    "AskedEngine",
    "Engine",
    "EngineChoice",
    "EngineName",
    "EngineTable",
    "Frame",
    "abilities_table",
    "asked_engine",
    "memory_bytes",
    "opened_engine",
    "read_on",
    "read_written",
    "refuse_unable",
    "working_on",
]
