"""A mapping assistant: what a variable may be, by its labels, for a person to judge."""

from measure87.collect.assistant.answer_words import AnswerTexts, answer_texts, meanings_of
from measure87.collect.assistant.codebook import (
    Codebook,
    CodebookVariable,
    alike_rows,
    codebook_of,
    repeated_rows,
)
from measure87.collect.assistant.proposal_text import proposals_text
from measure87.collect.assistant.proposing import Proposal, Proposals, propose
from measure87.collect.assistant.terms import LANGUAGES

__all__ = [
    "LANGUAGES",
    "AnswerTexts",
    "Codebook",
    "CodebookVariable",
    "Proposal",
    "Proposals",
    "alike_rows",
    "answer_texts",
    "codebook_of",
    "meanings_of",
    "proposals_text",
    "propose",
    "repeated_rows",
]
