"""Options that say where tables are worked on, alike for every command that has a choice."""

from collections.abc import Callable, Hashable
from functools import update_wrapper
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from measure87.files.engines import EngineName

_OPTIONS = (
    click.option(
        "--engine", type=click.Choice(["polars", "duckdb", "spark"]),
        help="What works on the tables: polars in this process, duckdb for tables larger than "
        "memory, spark for a cluster [default: polars].",
    ),
    click.option(
        "--spark-master", metavar="URL",
        help="Master of a cluster, as spark://host:7077; without it Spark runs on this machine.",
    ),
    click.option(
        "--spark-remote", metavar="URL", help="Server of Spark Connect, as sc://host:15002."
    ),
    click.option(
        "--memory-limit", metavar="SIZE", help="What polars or DuckDB may take, as 2GB."
    ),
)  # fmt: skip


def engine_options(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options of an engine, and hand it `engine`, None if none was chosen."""

    def with_engine(
        *args: Hashable,
        engine: "EngineName | None",
        spark_master: str | None,
        spark_remote: str | None,
        memory_limit: str | None,
        **kwargs: Hashable,
    ) -> None:
        from measure87.files.engines import asked_engine

        asked = asked_engine(engine, spark_master, spark_remote, memory_limit)
        command(*args, engine=asked, **kwargs)

    decorated: Callable[..., None] = update_wrapper(with_engine, command)
    for option in reversed(_OPTIONS):
        decorated = option(decorated)
    return decorated
