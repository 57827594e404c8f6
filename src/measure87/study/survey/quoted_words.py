"""A question that a definition takes for two things must be quoted: nobody can judge its number."""

from collections.abc import Mapping

from measure87.collect import InputMapping, unquoted_ties
from measure87.define import Definition
from measure87.vocabulary.errors import StudyError


def refuse_unquoted(
    definition: Definition, asked: Mapping[str, frozenset[str]], mapping: InputMapping
) -> None:
    """Refuse one question for both items of a pair whose words the mapping does not quote.

    Parameters
    ----------
    definition : whose pairs one answer may serve
    asked : question to the items that its answer says, as in `Collected`
    mapping : the input's section of `mapping.toml`

    Raises
    ------
    StudyError
        That names the question, the pair and what to write.
    """
    pairs = [(pair.involuntary, pair.menace) for pair in definition.pairs]
    for question, (involuntary, menace) in unquoted_ties(asked, mapping.quotes, pairs):
        raise StudyError(
            f"one answer, to {question}, would be both {involuntary} and {menace} under "
            f"{definition.id}, and the mapping does not quote the words of the question",
            code="unquoted-question",
            where=f"mapping.toml [{mapping.name}]",
            hint=f'write [{mapping.name}.words] and {question} = "the words as they were asked"; '
            "or give the two items the questions of their own that they have",
        )
