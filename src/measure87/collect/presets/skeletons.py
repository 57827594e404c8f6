"""Mappings that a person has to fill in: surveys whose variables have other names in each country.

A labour force survey, a stand-alone child labour survey, the child labour module of a DHS. Without
a file the mapping is a skeleton with notes; with one it holds what the assistant proposes by the
labels of the file. Nothing of either is confirmed, so that no run takes it as it is.
"""

from importlib.resources import files

from measure87.collect.assistant import codebook_of, proposals_text, propose
from measure87.files import SourceTable

LFS, SIMPOC, DHS = "lfs", "simpoc", "dhs"
SKELETONS = (LFS, SIMPOC, DHS)
"""Names of the presets, of their inputs and of their sections."""


def skeleton_mapping(name: str, source: SourceTable | None = None) -> str:
    """Text of a `mapping.toml` for one of `SKELETONS`.

    Parameters
    ----------
    name : str
        One of `SKELETONS`.
    source : SourceTable, optional
        The file, whose labels are looked at. Without it the skeleton alone.
    """
    if source is not None:
        return proposed_mapping(name, source)
    place = files("measure87.collect.presets").joinpath("skeletons", f"{name}.toml")
    return place.read_text("utf-8")


def proposed_mapping(section: str, source: SourceTable, language: str | None = None) -> str:
    """Text of a `mapping.toml` with what the assistant proposes for a file, unconfirmed.

    `section` names the input; `language` of the labels is found where it is not told.
    """
    return proposals_text(propose(codebook_of(source), language), section)
