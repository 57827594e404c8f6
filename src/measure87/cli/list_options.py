"""The options of `measure87 estimate lists`, as the command line hands them over."""

from typing import TypedDict


class ListOptions(TypedDict):
    """One key for each option; None where it was not given."""

    count: str | None
    lists: tuple[str, ...]
    methods: tuple[str, ...]
    bootstrap: int | None
    level: float
    seed: int
    threshold: float
    order: int
    person: str | None
    holder: str | None
    strata: str | None
    draw: str | None
    covariates: tuple[str, ...]
    mutually_exclusive: tuple[str, ...]
    suppressed_from: int
    robustness_checks: bool
    about: str | None
    population: str | None
    area: str | None
    period: str | None
    status: str | None
    closed_because: str | None
