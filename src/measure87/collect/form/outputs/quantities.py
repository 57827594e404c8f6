"""Says what an expression gives: `the answer to B4`, `the sum of all answers to C2`."""

import re
from dataclasses import dataclass

from measure87.collect.form.model import Question
from measure87.collect.form.outputs.languages import Words, said_in, words_of
from measure87.collect.form.outputs.numbering import NAMED, Numbered
from measure87.collect.form.outputs.parsing import Call, Literal, Node, Pair, Ref, parsed
from measure87.collect.form.outputs.settling import DEEPEST, UnsaidError

_NUMBER = re.compile(r"-?\d+(\.\d+)?")
_SIGNS = {"+": "+", "-": "−", "*": "×", "div": "÷"}
_AS_IT_IS = frozenset(("once", "number", "string", "boolean", "date", "format-date"))
_OF_ALL = {"sum": "sum_of", "min": "least_of", "max": "most_of"}


def required(node: Node | None) -> Node:
    """A tree that must be there to be said."""
    if node is None:
        raise UnsaidError
    return node


@dataclass(frozen=True)
class Quantities:
    """Says quantities of one form in one language; conditions within them are said by others."""

    of: Numbered
    language: str
    about: str = ""
    """Number of the question whose constraint is said: what `.` stands for."""

    def shown(self, text: str) -> str:
        """A text with numbers in the place of names: `How old is [B2]?`."""
        return NAMED.sub(lambda match: f"[{self._number(match[1])}]", text)

    @property
    def _words(self) -> Words:
        return words_of(self.language, "conditions")

    def _say(self, key: str, **values: str) -> str:
        return self._words[key].format(**values)

    def _number(self, name: str) -> str:
        return self.of.numbers.get(name, name)

    def _at(self, name: str) -> str:
        """Number of a question that has one, `.` among them."""
        return self.of.numbers.get(name, "") if name else self.about

    def _question(self, node: Node) -> Question | None:
        if not isinstance(node, Ref):
            return None
        if node.name == "":
            return next((self.of.questions[n] for n, at in self.of.numbers.items()
                         if at == self.about), None)  # fmt: skip
        return self.of.questions.get(node.name)

    def _condition(self, node: Node, depth: int) -> str:
        """Said by the class that knows conditions."""
        raise UnsaidError

    def _value(self, question: Question | None, value: Literal) -> str:
        """A literal: the label of a choice in quotes, or what is written."""
        found = self.of.form.list_of(question) if question is not None else None
        for choice in found.choices if found else ():
            if choice.name == value.text:
                label = said_in(choice.labels, self.language, self.of.form) or choice.name
                return self._say("quoted", text=self.shown(label))
        return value.text if value.is_number else self._say("quoted", text=value.text)

    def _quantity(self, node: Node, depth: int) -> str:
        if depth > DEEPEST:
            raise UnsaidError
        match node:
            case Literal(text, is_number):
                return text if is_number or _NUMBER.fullmatch(text) else self._quoted(text)
            case Ref(name):
                return self._noted(name, depth)
            case Pair("mod", left, right):
                return self._say(
                    "remainder", left=self._term(left, depth), right=self._term(right, depth)
                )
            case Pair(sign, left, right) if sign in _SIGNS:
                return f"{self._term(left, depth)} {_SIGNS[sign]} {self._term(right, depth)}"
            case Call(name, given):
                return self._called(name, given, depth)
        raise UnsaidError

    def _quoted(self, text: str) -> str:
        return self._say("quoted", text=text)

    def _term(self, node: Node, depth: int) -> str:
        text = self._quantity(node, depth + 1)
        is_inside = isinstance(node, Ref) and node.name and node.name not in self.of.numbers
        return f"({text})" if isinstance(node, Pair) or is_inside else text

    def _noted(self, name: str, depth: int) -> str:
        if name == "":
            return self._words["this"]
        question = self.of.questions.get(name)
        number = self.of.numbers.get(name)
        if number:
            key = "worked_out" if question and question.kind == "calculate" else "answer"
            return self._say(key, number=number)
        if question and question.calculation:
            return self._quantity(required(parsed(question.calculation)), depth + 1)
        raise UnsaidError

    def _called(self, name: str, given: tuple[Node, ...], depth: int) -> str:
        if name in _AS_IT_IS and given:
            return self._quantity(given[0], depth + 1)
        for say in (self._of_many, self._of_one, self._of_some):
            said = say(name, given, depth)
            if said:
                return said
        raise UnsaidError

    def _of_many(self, name: str, given: tuple[Node, ...], depth: int) -> str:
        """Counts and sums over choices and lines."""
        match name, given:
            case "count-selected", (Ref(of),) if self._at(of):
                return self._say("count_chosen", number=self._at(of))
            case "count", (Ref(of),) if of in self.of.sections:
                return self._say("count_rows", section=self._section(of))
            case "sum" | "min" | "max", (Ref(of),) if of in self.of.numbers:
                return self._say(_OF_ALL[name], number=self.of.numbers[of])
            case "indexed-repeat", (Ref(of), Ref(), row) if of in self.of.numbers:
                line = self._quantity(row, depth + 1)
                return self._say("in_row", number=self.of.numbers[of], row=line)
            case "position", (Ref(".."),):
                return self._words["row_number"]
        return ""

    def _of_one(self, name: str, given: tuple[Node, ...], depth: int) -> str:
        """Functions of one thing, or of nothing."""
        match name, given:
            case "today" | "now" | "random", ():
                return self._words[name]
            case "int", (inner,):
                return self._say("whole", inner=self._term(inner, depth))
            case "round", (inner, *_):
                return self._say("rounded", inner=self._term(inner, depth))
            case "jr:choice-name", (Ref() as of, _):
                return self._quantity(of, depth + 1)
        return ""

    def _of_some(self, name: str, given: tuple[Node, ...], depth: int) -> str:
        """One of several things, by a condition."""
        match name, given:
            case "coalesce", (first, Literal("0", _)):
                return self._say("or_zero", inner=self._quantity(first, depth + 1))
            case "coalesce", (first, second):
                one, other = (self._quantity(n, depth + 1) for n in (first, second))
                return self._say("or_else", first=one, second=other)
            case "if", (Pair("=", left, Literal("", False)), Literal("0", _), right) if (
                left == right
            ):
                return self._say("or_zero", inner=self._quantity(left, depth + 1))
            case "if", (test, yes, no):
                return self._say(
                    "if",
                    condition=self._condition(test, depth + 1),
                    yes=self._quantity(yes, depth + 1),
                    no=self._quantity(no, depth + 1),
                )
        return ""

    def _section(self, name: str) -> str:
        label = said_in(self.of.sections[name].labels, self.language, self.of.form)
        return self._say("quoted", text=label or name)
