"""One entry of a proposed mapping: its keys, and the remarks that say why it is proposed."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from measure87.collect.assistant.proposing import BLOCKS, Proposal, Proposals
from measure87.collect.assistant.value_frames import kind_of
from measure87.collect.mapping_text import one_line, toml_value
from measure87.collect.unfinished import ASK, CANDIDATES

_STANDARD_CODES = {
    "sex": {"male": "1", "female": "2"},
    "area": {"urban": "1", "rural": "2"},
}
_STATUS_KEYS = {
    "yes": "yes", "no": "no", "unknown": "no_answer", "not_asked": "not_applicable",
}  # fmt: skip
"""Key of a status -> the meaning of its codes."""
FILLED = ("industry", "occupation")
"""Codes of classifications, in which a zero at the left counts."""
_GREATEST_CODE = 1e6
"""Numbers from which on nothing is a code of a classification."""
_CANDIDATES = 6
"""Variables that are named where one is asked for."""
_OTHERS = 3
"""Other variables that are named beside an entry."""


def entry(found: Sequence[Proposal]) -> dict[str, Any]:
    """Keys of one column, from the variables and their code frames."""
    first = found[0]
    names = [proposal.variable.name for proposal in found]
    keys: dict[str, Any] = {"variable": names[0]} if len(names) == 1 else {"variables": names}
    name = first.concept.split(".")[1]
    kind = kind_of(first.concept)
    unanswered = ("no_answer", "not_applicable")
    missing = _codes([code for each in unanswered for code in first.frame.codes.get(each, ())])
    if kind == "status" and (parts := _own_codes(found)):
        return {"any": parts}
    if first.concept in BLOCKS and len(names) > 1:
        keys["combine"] = BLOCKS[first.concept]
    if kind == "status":
        keys |= _status_keys(found)
    elif name in _STANDARD_CODES:
        keys["codes"] = _standard_codes(first, _STANDARD_CODES[name])
        keys |= {"missing": missing} if missing else {}
    elif kind in ("code", "number", "integer") and missing:
        keys["missing"] = missing
    if name in FILLED and (length := digits(first)):
        keys["digits"] = length
    return keys


def digits(proposal: Proposal) -> int | None:
    """To how many digits codes that are numbers are filled; None for codes that are text."""
    variable = proposal.variable
    answers = [code for meaning, codes in proposal.frame.codes.items() if not meaning
               for code in codes if code.isdecimal()]  # fmt: skip
    if variable.bounds is not None and 0 <= variable.bounds[1] < _GREATEST_CODE:
        answers.append(str(int(variable.bounds[1])))
    return max(map(len, answers), default=None)


def _own_codes(found: Sequence[Proposal]) -> list[dict[str, Any]]:
    """Answers with codes of their own, where several questions do not have the same; else none."""
    labelled = [_status_keys([p]) for p in found if p.frame.has("yes", "no")]
    if all(keys == labelled[0] for keys in labelled):
        return []
    return [{"variable": p.variable.name, **_status_keys([p])} for p in found]


def _status_keys(found: Sequence[Proposal]) -> dict[str, Any]:
    """Codes of yes, no and unknown of the first variable that has labels; else 1 and 2."""
    labelled = next((p.frame for p in found if p.frame.has("yes", "no")), None)
    if labelled is None:
        return {"yes": [1], "no": [2]}
    told = {key: _codes(labelled.codes.get(meaning, ())) for key, meaning in _STATUS_KEYS.items()}
    return {key: codes for key, codes in told.items() if codes}


def _standard_codes(proposal: Proposal, meanings: Mapping[str, str]) -> dict[str, str]:
    frame = proposal.frame
    if not frame.has(*meanings):
        return {standard: standard for standard in meanings.values()}
    return {
        code: standard for meaning, standard in meanings.items() for code in frame.codes[meaning]
    }


def _codes(codes: Sequence[str]) -> list[int | str]:
    return [int(code) if code.isdecimal() and str(int(code)) == code else code for code in codes]


def remark(proposal: Proposal) -> str:
    """Why a variable is proposed, as a line of comment."""
    label = one_line(proposal.variable.label) or "no label"
    reason = f"score {proposal.score:.2f}; {proposal.reason}"
    doubt = ""
    if kind_of(proposal.concept) == "status" and not proposal.frame.has("yes", "no"):
        doubt = "; codes without labels: 1 yes and 2 no are a guess"
    elif proposal.concept.split(".")[1] in _STANDARD_CODES and not proposal.frame.answers:
        doubt = "; codes without labels: 1 and 2 are a guess"
    return f"# {one_line(proposal.variable.name)} ({label}): {reason}{doubt}"


def asked(wanted: str, candidates: Sequence[str]) -> Iterator[str]:
    """What stands where no variable was found: what it has to be, and which may be it."""
    yield f"{ASK} = {toml_value(wanted)}"
    if candidates:
        yield f"{CANDIDATES} = {toml_value(list(candidates[:_CANDIDATES]))}"


def near(proposals: Proposals, proposal: Proposal) -> Iterator[str]:
    """Other variables that came near, as lines of comment."""
    for other in proposals.others.get(proposal.place, ())[:_OTHERS]:
        label = one_line(other.variable.label)
        yield f"#   or {one_line(other.variable.name)} ({label}): score {other.score:.2f}"
