"""Starts the engine that was chosen, and stops it whatever happens."""

from collections.abc import Iterator
from contextlib import contextmanager

from measure87.files.engines.choice import EngineChoice
from measure87.files.engines.engine import Engine


def working_on(choice: EngineChoice) -> Engine | None:
    """The engine of a choice, not yet started; None where tables stay in this process.

    Raises
    ------
    MissingExtraError
        If its library is not installed.
    DataError
        If it cannot be reached.
    """
    if choice.name == "duckdb":
        from measure87.files.engines.duckdb_engine import DuckdbEngine

        return DuckdbEngine(choice.memory_limit)
    if choice.name == "spark":
        from measure87.files.engines.spark_engine import SparkEngine

        return SparkEngine(choice.spark_master, choice.spark_remote)
    return None


@contextmanager
def opened_engine(choice: EngineChoice) -> Iterator[Engine | None]:
    """The engine of a choice, stopped at the end; what goes wrong on it is said in a sentence."""
    engine = working_on(choice)
    if engine is None:
        yield None
        return
    try:
        with engine.working():
            yield engine
    finally:
        engine.close()
