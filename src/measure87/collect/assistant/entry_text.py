"""One entry of a proposed mapping: its keys, and the remarks that say why it is proposed."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from measure87.collect.assistant.codebook import Codebook
from measure87.collect.assistant.names import doubt_of
from measure87.collect.assistant.proposing import BLOCKS, Proposal, Proposals
from measure87.collect.assistant.terms import SEEN
from measure87.collect.assistant.value_frames import kind_of
from measure87.collect.mapping_text import one_line, toml_value
from measure87.collect.report import told_rows
from measure87.collect.suspected_codes import What, number_of
from measure87.collect.unfinished import ASK, CANDIDATES
from measure87.vocabulary.columns import JOBS, PERSONS

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
    if wanted := _not_known(found, kind, name):
        return {ASK: wanted, CANDIDATES: names}
    unanswered = ("no_answer", "not_applicable")
    missing = _codes([code for each in unanswered for code in first.frame.codes.get(each, ())])
    missing += [code for code in _beyond(first) if code not in missing]
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


def _beyond(proposal: Proposal) -> tuple[int, ...]:
    """Usual codes for no answer among ages or hours of a week, that can be none."""
    return proposal.variable.beyond if _what(proposal) in ("hours", "ages") else ()


def _what(proposal: Proposal) -> What | None:
    """Whether a variable is proposed for hours, ages or days."""
    section, name = proposal.concept.split(".")
    table = {"persons": PERSONS, "jobs": JOBS}.get(section)
    return number_of(name, table[name].unit or "") if table is not None and name in table else None


def digits(proposal: Proposal) -> int | None:
    """To how many digits codes that are numbers are filled; None for codes that are text."""
    variable = proposal.variable
    answers = [code for meaning, codes in proposal.frame.codes.items() if not meaning
               for code in codes if code.isdecimal()]  # fmt: skip
    if variable.bounds is not None and 0 <= variable.bounds[1] < _GREATEST_CODE:
        answers.append(str(int(variable.bounds[1])))
    return max(map(len, answers), default=None)


def _not_known(found: Sequence[Proposal], kind: str, name: str) -> str:
    """What has to be asked of variables in words of which no text is a known answer; or nothing."""
    meanings = tuple(_STANDARD_CODES.get(name, ())) if kind != "status" else ("yes", "no")
    in_words = [p for p in found if p.variable.texts is not None]
    if not meanings or not in_words or len(in_words) < len(found):
        return ""
    if any(p.frame.has(meaning) for p in in_words for meaning in meanings):
        return ""
    one, other = meanings
    return f"which texts are {one} and which are {other}: none of them is a known answer"


def _own_codes(found: Sequence[Proposal]) -> list[dict[str, Any]]:
    """Answers with codes of their own, where several questions do not have the same; else none."""
    in_words = [p.variable.texts is not None for p in found]
    labelled = [_status_keys([p]) for p in found if p.frame.has("yes", "no")]
    if all(in_words) or (not any(in_words) and all(keys == labelled[0] for keys in labelled)):
        return []
    return [{"variable": p.variable.name, **_status_keys([p])} for p in found]


def _status_keys(found: Sequence[Proposal]) -> dict[str, Any]:
    """Codes of yes, no and unknown of the first variable that has labels; else 1 and 2, or 1 and 0.

    Texts that are known answers mean the same in every variable, so those of all are named.
    """
    if all(p.variable.texts is not None for p in found):
        said = {
            key: list(dict.fromkeys(code for p in found for code in p.frame.codes.get(meaning, ())))
            for key, meaning in _STATUS_KEYS.items()
        }
        return {key: texts for key, texts in said.items() if texts}
    labelled = next((p.frame for p in found if p.frame.has("yes", "no")), None)
    if labelled is None:
        zero = all(p.variable.bounds == (0.0, 1.0) for p in found)
        marks = list(dict.fromkeys(mark for p in found for mark in p.variable.marks))
        unknown = {"unknown": marks} if marks else {}
        return {"yes": [1], "no": [0] if zero else [2], **unknown}
    told = {key: _codes(labelled.codes.get(meaning, ())) for key, meaning in _STATUS_KEYS.items()}
    return {key: codes for key, codes in told.items() if codes}


def _standard_codes(proposal: Proposal, meanings: Mapping[str, str]) -> dict[str, str]:
    frame = proposal.frame
    if proposal.variable.texts is not None:
        return {
            text: standard
            for meaning, standard in meanings.items()
            for text in frame.codes.get(meaning, ())
        }
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
    if proposal.variable.texts is not None:
        doubt = _others(proposal)
    elif kind_of(proposal.concept) == "status" and not proposal.frame.has("yes", "no"):
        no = 0 if proposal.variable.bounds == (0.0, 1.0) else 2
        doubt = f"; codes without labels: 1 yes and {no} no are a guess"
    elif proposal.concept.split(".")[1] in _STANDARD_CODES and not proposal.frame.answers:
        doubt = "; codes without labels: 1 and 2 are a guess"
    rivals = (one for one in proposal.rivals if not one.startswith(f"{SEEN}."))
    also = "".join(f"; or {one}" for one in rivals)
    if not proposal.variable.label and (other := doubt_of(proposal.variable.name)):
        also += f"; the name may stand for {other}"
    return f"# {one_line(proposal.variable.name)} ({label}): {reason}{doubt}{also}"


def _others(proposal: Proposal) -> str:
    """How many texts are no known answers, by kind, where answers are looked for."""
    texts = proposal.variable.texts
    name = proposal.concept.split(".")[1]
    if texts is None or not (name in _STANDARD_CODES or kind_of(proposal.concept) == "status"):
        return ""
    counted = [
        f"{each.different} of {each.kind} in {told_rows(each.rows)}" for each in texts.others
    ]
    if not counted:
        return ""
    return (
        f"; no known answers: {', '.join(counted)}: say what they mean, they are not taken for no"
    )


def perhaps_missing(codebook: Codebook, proposal: Proposal) -> Iterator[str]:
    """Hours or ages that may be codes for no answer, as a line of comment: the person decides."""
    what = _what(proposal)
    if what is None or codebook.perhaps_missing is None:
        return
    codes, rows = codebook.perhaps_missing(proposal.variable.name, what)
    if codes:
        listed = ", ".join(map(str, codes))
        missing = toml_value([*entry([proposal]).get("missing", ()), *codes])
        yield (
            f"#   {listed} in {told_rows(rows)}: codes for no answer, or {what}? "
            f"missing = {missing}, or range = [0, {max(codes)}]"
        )


def asked(wanted: str, candidates: Sequence[str]) -> Iterator[str]:
    """What stands where no variable was found: what it has to be, and which may be it."""
    yield f"{ASK} = {toml_value(wanted)}"
    if candidates:
        yield f"{CANDIDATES} = {toml_value(list(candidates[:_CANDIDATES]))}"


def near(proposals: Proposals, proposal: Proposal) -> Iterator[str]:
    """Other variables that came near, as lines of comment."""
    for other in proposals.others.get(proposal.place, ())[:_OTHERS]:
        label = one_line(other.variable.label) or "no label"
        yield f"#   or {one_line(other.variable.name)} ({label}): score {other.score:.2f}"
