"""Refuses data and designated lists that are in different versions of a classification."""

from collections.abc import Mapping, Sequence

from measure87.define.definition import Definition
from measure87.define.lists import DesignatedList
from measure87.vocabulary.errors import DefinitionError


def check_versions(
    definition: Definition, versions: Mapping[str, str], measures: Sequence[str] | None = None
) -> None:
    """Refuse a definition whose lists do not speak the language of the data.

    ISCO-88 and ISCO-08 use the same numbers for other occupations, so a list applied to
    codes of another version counts the wrong children without any visible error.

    Parameters
    ----------
    definition : Definition
        With its designated lists.
    versions : mapping of str to str
        Standard column (`industry`, `occupation`) to the version that the data's codes are
        in, for the columns that the survey has; an empty version is one that nobody named.
    measures : sequence of str or None
        The measures to be computed; None takes all.

    Raises
    ------
    DefinitionError
        If a list behind one of the measures is in another version than its column. A list
        that does not count in a measure, because nobody checked it, is not compared.
    """
    for measure in definition.measures if measures is None else measures:
        for designated in definition.lists_behind(measure):
            told = versions.get(designated.column)
            if not _is_other(designated, versions):
                continue
            data = f"{designated.column} codes in {told}" if told else "codes of no named version"
            raise DefinitionError(
                f"the survey has {data}, and the list {designated.name} of {definition.id} "
                f"is in {designated.version}",
                code="classification-version",
                where=f"{designated.column}, measure {measure}",
                hint=f"recode the data to {designated.version}, or put a list in the data's own "
                f"version into the study's definitions folder (lists/{designated.name}.csv), "
                "or leave the measure out",
            )


def lists_of_other_versions(
    definition: Definition, measure: str, versions: Mapping[str, str]
) -> tuple[DesignatedList, ...]:
    """The lists behind a measure whose codes are of another version than those of the data.

    Parameters as of `check_versions`: a study passes over a measure that is no headline and rests
    on such a list, and computes the others.
    """
    behind = definition.lists_behind(measure)
    return tuple(designated for designated in behind if _is_other(designated, versions))


def _is_other(designated: DesignatedList, versions: Mapping[str, str]) -> bool:
    """Whether the data have codes of the list's column, in a version that is not the list's."""
    return versions.get(designated.column) not in (None, designated.version)
