"""The one gate: every result passes here, whatever it counts."""

from measure87.disseminate.gate.lists import is_list_study, release_lists
from measure87.disseminate.gate.rules import DisclosureRules
from measure87.disseminate.gate.survey.measures import release as release_measures
from measure87.numerics.one_thread import one_thread
from measure87.vocabulary.errors import StudyError
from measure87.vocabulary.estimate import Result
from measure87.vocabulary.release_files.reading import lists_said


@one_thread()
def release(result: Result, rules: DisclosureRules | None = None) -> Result:
    """The result as it may be published; see `disclosure.release` and `release_lists`.

    Linear algebra has one thread meanwhile, so that it comes out the same on every machine.

    Parameters
    ----------
    result
        Everything that one run found; figures given to different calls are not protected
        against each other.
    rules
        What may be shown; the defaults if None.

    Returns
    -------
    Result
        The same entries in the same order, `released` True. A result that was released before
        is returned as it is.

    Raises
    ------
    StudyError
        `cells-not-rounded` for lists whose cells were not rounded, unless their counts are public.
    """
    if result.released:
        return result
    if is_list_study(result):
        rules = rules or DisclosureRules()
        _refuse_exact_cells(result, rules)
        return release_lists(result, rules)
    return release_measures(result, rules)


def _refuse_exact_cells(result: Result, rules: DisclosureRules) -> None:
    """Refuse figures of a capture table whose cells nobody rounded and which is not public."""
    if rules.minimum_cases > 1 and lists_said(result).lists.cells_rounded_to is None:
        raise StudyError(
            "these figures of lists are those of the exact capture table, which is found again by "
            "running the program on every table that fits them",
            code="cells-not-rounded",
            where=result.command,
            hint="`measure87 run` on a study folder rounds the cells by a secret of the folder "
            "first; `minimum_cases = 1` says that all counts are public already",
        )
