"""A mapping assistant: what a variable may be, by its labels, for a person to judge."""

from measure87.collect.assistant.codebook import Codebook, CodebookVariable, codebook_of
from measure87.collect.assistant.proposal_text import proposals_text
from measure87.collect.assistant.proposing import Proposal, Proposals, propose
from measure87.collect.assistant.terms import LANGUAGES

__all__ = [
    "LANGUAGES",
    "Codebook",
    "CodebookVariable",
    "Proposal",
    "Proposals",
    "codebook_of",
    "proposals_text",
    "propose",
]
