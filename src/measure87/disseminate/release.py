"""The one gate: every result passes here, whatever it counts."""

from measure87.disseminate.gate.lists import is_list_study, release_lists
from measure87.disseminate.gate.rules import DisclosureRules
from measure87.disseminate.gate.survey.measures import release as release_measures
from measure87.vocabulary.estimate import Result


def release(result: Result, rules: DisclosureRules | None = None) -> Result:
    """The result as it may be published; see `disclosure.release` and `release_lists`.

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
    """
    if result.released:
        return result
    if is_list_study(result):
        return release_lists(result, rules or DisclosureRules())
    return release_measures(result, rules)
