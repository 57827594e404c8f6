"""Tells a study of lists from a survey, without what only lists need: that takes long to load."""

from dataclasses import dataclass
from pathlib import Path

from measure87.files.settings import read_toml
from measure87.vocabulary.estimate import Notice, Refusal

LISTS = "lists"
"""The table of `study.toml` that only a study of lists has, and the name of its preset."""


def is_list_study(folder: Path) -> bool:
    """Whether a study folder is one of lists: its `study.toml` has a table `[lists]`."""
    return LISTS in read_toml(folder / "study.toml")


@dataclass(frozen=True)
class ListCheck:
    """What `check` found of a list study; for the holder of the lists, not for release."""

    computable: tuple[str, ...]
    """Methods that give a figure."""
    refused: tuple[Refusal, ...]
    notices: tuple[Notice, ...]
    lists: tuple[str, ...]
    observed: int | None
    """Persons on at least one list; None where cells are withheld."""
    counts_not_shown: int
    """Sizes and overlaps that the disclosure gate would keep back."""
