"""Files that are made of surveys: a release of overlapping lists has nothing for them.

Standard tables, catalogues of surveys and the formats of an indicator; a hint how to have them
would lead nowhere.
"""

from measure87.vocabulary.errors import RefusedError
from measure87.vocabulary.estimate import Result
from measure87.vocabulary.releases.lists import ListsDiagnostics


def refuse_lists(result: Result) -> None:
    """Refuse a result of overlapping lists.

    Raises
    ------
    RefusedError
        `not-of-lists`.
    """
    if isinstance(result.diagnostics, ListsDiagnostics):
        raise RefusedError("no such file is made of a study of lists", code="not-of-lists")
