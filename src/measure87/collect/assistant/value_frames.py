"""What the code frame and the bounds of a variable say for or against a concept."""

from collections.abc import Mapping
from dataclasses import dataclass

from measure87.collect.assistant.answer_words import AnswerTexts, meaning_of
from measure87.collect.assistant.codebook import CodebookVariable
from measure87.collect.assistant.terms import Terms
from measure87.collect.assistant.words import within, words_of
from measure87.vocabulary.columns import CIRCUMSTANCES, HOURS_IN_WEEK, JOBS, PERSONS

_FITS, _NEUTRAL, _DOUBTFUL, _UNFIT = 1.1, 1.0, 0.7, 0.25
_ASKED = 0.8
"""Answers of which none is known: proposed by a name or label alone, to be asked about."""
_OLDEST = 130.0
_MANY_LABELS = 3
"""Labelled answers from which a number is rather a code."""
_PAIRS = {"sex": ("male", "female"), "area": ("urban", "rural")}
_NO_ANSWERS = ("not_applicable", "no_answer")
_LAST_CODE = 9.0
"""Numbers above it are no codes of yes and no, or of two kinds."""
_SECOND_CODE, _NO_ANSWER_CODE = 2.0, 7.0
"""Of two kinds, and the least by which an answer is mostly coded that was not given."""
_TABLES = {"persons": PERSONS, "jobs": JOBS}


@dataclass(frozen=True)
class Frame:
    """A code frame: meaning -> codes. Codes without a known meaning are under ""."""

    codes: Mapping[str, tuple[str, ...]]

    def has(self, *meanings: str) -> bool:
        """Whether some code has each of these meanings."""
        return all(self.codes.get(meaning) for meaning in meanings)

    @property
    def answers(self) -> int:
        """How many codes stand for an answer."""
        return sum(len(each) for meaning, each in self.codes.items() if meaning not in _NO_ANSWERS)


@dataclass(frozen=True)
class Verdict:
    """A factor for the score, and the reason in words (empty: nothing to say)."""

    factor: float
    reason: str = ""


def frame_of(variable: CodebookVariable, terms: Terms) -> Frame:
    """The meanings of the labelled codes, by the words of a language.

    A label that is a known answer has its meaning in whatever language it is. Else one that begins
    with the words of a meaning has it; labels of no answer, and of what does not apply, may have
    them anywhere. Texts without labels have a meaning only where they are known answers.
    """
    if variable.texts is not None:
        return _frame_of_texts(variable.texts)
    found: dict[str, list[str]] = {}
    for code, label in variable.values.items():
        found.setdefault(_meaning(label, terms), []).append(code)
    if variable.marks:
        found.setdefault("no_answer", []).extend(variable.marks)
    return Frame({meaning: tuple(codes) for meaning, codes in found.items()})


def _frame_of_texts(texts: AnswerTexts) -> Frame:
    found: dict[str, list[str]] = {}
    for text, meaning in texts.meanings.items():
        found.setdefault(meaning, []).append(text)
    return Frame({meaning: tuple(codes) for meaning, codes in found.items()})


def _meaning(label: str, terms: Terms) -> str:
    if known := meaning_of(label):
        return known
    words = words_of(label)
    for meaning in _NO_ANSWERS:
        if any(within(phrase, words) for phrase in terms.values[meaning]):
            return meaning
    for meaning, phrases in terms.values.items():
        if meaning not in _NO_ANSWERS and any(words[: len(phrase)] == phrase for phrase in phrases):
            return meaning
    return ""


def kind_of(concept: str) -> str:
    """Kind of the standard column that a concept stands for."""
    section, name = concept.split(".")
    if section == "circumstances":
        return CIRCUMSTANCES["answer"].kind
    if section in _TABLES:
        return _TABLES[section][name].kind
    return "status" if name == "has_job" else "number"


def verdict(concept: str, variable: CodebookVariable, frame: Frame) -> Verdict:
    """What the values say about a concept."""
    name = concept.split(".")[1]
    kind = kind_of(concept)
    if name in _PAIRS or kind == "status":
        one, other = _PAIRS.get(name, ("yes", "no"))
        if variable.is_free_text:
            return Verdict(_UNFIT, "but its texts are too many for answers")
        if variable.texts is not None:
            return _in_words(frame, one, other)
        return _paired(variable, frame, name) if name in _PAIRS else _status(variable, frame)
    if frame.has("yes", "no"):
        return Verdict(_UNFIT, "but its values are yes and no")
    if kind in ("number", "integer"):
        return _number(name, variable, frame)
    return Verdict(_NEUTRAL)


def _in_words(frame: Frame, one: str, other: str) -> Verdict:
    """What texts say that have no labels: known answers speak for a concept, others for none."""
    if frame.has(one, other):
        return Verdict(_FITS, f"texts that say {one} and {other}")
    if frame.has(one) or frame.has(other):
        said = one if frame.has(one) else other
        return Verdict(_NEUTRAL, f"texts that say {said}, and none the contrary")
    if frame.answers:
        return Verdict(_UNFIT, f"but its texts say neither {one} nor {other}")
    return Verdict(_ASKED, "but none of its texts is a known answer")


def _paired(variable: CodebookVariable, frame: Frame, name: str) -> Verdict:
    one, other = _PAIRS[name]
    if frame.has(one, other):
        return Verdict(_FITS, f"values labelled {one} and {other}")
    if frame.answers:
        return Verdict(_UNFIT, f"but its values are not labelled {one} and {other}")
    if variable.bounds is None:
        return Verdict(_NEUTRAL)
    most = variable.bounds[1]
    factor = _UNFIT if most > _LAST_CODE else _ASKED
    are_two = most <= _SECOND_CODE or _NO_ANSWER_CODE <= most <= _LAST_CODE
    return Verdict(_NEUTRAL) if are_two else Verdict(factor, f"but its numbers go to {most:g}")


def _status(variable: CodebookVariable, frame: Frame) -> Verdict:
    if frame.has("yes", "no"):
        return Verdict(_FITS, "values labelled yes and no")
    if frame.answers > 1:
        return Verdict(_UNFIT, "but its values are not labelled yes and no")
    if variable.bounds is not None and variable.bounds[1] > _LAST_CODE:
        return Verdict(_UNFIT, "but its numbers are no codes of yes and no")
    return Verdict(_NEUTRAL)


def _number(name: str, variable: CodebookVariable, frame: Frame) -> Verdict:
    if frame.answers > _MANY_LABELS:
        return Verdict(_DOUBTFUL, "but it has labelled codes")
    if variable.bounds is None:
        return Verdict(_NEUTRAL)
    if "hours" in name:
        return _bounded(variable, HOURS_IN_WEEK, "hours of a week")
    if name.startswith("age"):
        return _bounded(variable, _OLDEST, "ages")
    return Verdict(_NEUTRAL)


def _bounded(variable: CodebookVariable, limit: float, what: str) -> Verdict:
    if variable.bounds is None:
        return Verdict(_NEUTRAL)
    least, most = variable.bounds
    if least >= 0 and most <= limit:
        but = f" but {', '.join(map(str, variable.beyond))}" if variable.beyond else ""
        return Verdict(_NEUTRAL, f"all its numbers{but} can be {what}")
    return Verdict(_UNFIT, f"but some of its numbers cannot be {what}")
