"""What a brief says of its inputs."""

from collections.abc import Mapping

from measure87.disseminate.pages.brief.grammar import Grammar

_LETTERS = 19
"""Of a hash, which tell files apart: `sha256:` and twelve."""


def inputs_said(inputs: Mapping[str, str], grammar: Grammar) -> list[str]:
    """The inputs by the beginnings of their hashes, in one line; the report has them whole.

    Parameters
    ----------
    inputs : name of each to its hash, as the release has it
    """
    words = grammar.words
    said = [
        grammar.say("brief.input", name=name, hash=words.whole(digest[:_LETTERS]))
        for name, digest in sorted(inputs.items())
    ]
    return [words.semicolons(said)] if said else []
