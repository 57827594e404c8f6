"""Says expressions in words that an interviewer can follow: `B4 is “Yes” and B5 is 5 or more`.

What cannot be said is shown as it is, with numbers of questions for their names, so that nothing
is left out; `is_said` tells which it was.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace

from measure87.collect.form.outputs.merging import Merged, merged, parts_of
from measure87.collect.form.outputs.parsing import (
    Call,
    Literal,
    Node,
    Pair,
    Ref,
    parsed,
    refs_of,
)
from measure87.collect.form.outputs.quantities import Quantities, required
from measure87.collect.form.outputs.settling import UnsaidError, settled

_COMPARED = {"<": "less", "<=": "at_most", ">": "more", ">=": "at_least"}
_IN_TIME = {"<": "before", "<=": "at_latest", ">": "after", ">=": "at_earliest"}
_TIMES = frozenset(("date", "time", "datetime", "today", "start", "end"))


class Speaker(Quantities):
    """Says the expressions of one form in one language."""

    def condition(self, expression: str) -> str:
        """When something is asked, or what must hold; empty for an empty expression."""
        if not expression.strip():
            return ""
        about = self.about if "" in refs_of(parsed(expression)) else ""
        key = (self.language, about, expression)
        if key not in self.of.said:
            self.of.said[key] = replace(self, about=about)._in_words(expression)
        return self.of.said[key]

    def _in_words(self, expression: str) -> str:
        try:
            return self._condition(required(parsed(expression)), 0)
        except UnsaidError:
            return self._words["rule"].format(expression=self.shown(expression))

    def quantity(self, expression: str) -> str:
        """What is worked out."""
        try:
            return self._quantity(required(parsed(expression)), 0)
        except UnsaidError:
            return self._words["formula"].format(expression=self.shown(expression))

    def is_said(self, expression: str, *, quantity: bool = False) -> bool:
        """Whether words were found for all of an expression."""
        say: Callable[[Node, int], str] = self._quantity if quantity else self._condition
        try:
            say(required(parsed(expression)), 0)
        except UnsaidError:
            return False
        return True

    def _condition(self, node: Node, depth: int) -> str:
        return self._settled(settled(node, self.of, self._question, depth), depth)

    def _settled(self, node: Node, depth: int) -> str:
        match node:
            case Pair("and" | "or" as sign, _, _):
                return self._joined(sign, parts_of(node, sign), depth)
            case Pair("=" | "!=" | "<" | "<=" | ">" | ">=" as sign, left, right):
                return self._comparison(sign, left, right, depth)
            case Call("selected", (question, Literal(code, _))):
                return self._chosen("chosen", question, code)
            case Call("not", (Call("selected", (question, Literal(code, _))),)):
                return self._chosen("not_chosen", question, code)
            case Call("true", ()):
                return self._words["always"]
            case Call("false", ()):
                return self._words["never"]
        raise UnsaidError

    def _joined(self, sign: str, parts: Sequence[Node], depth: int) -> str:
        """Parts between which the same word stands; others within them are put in brackets."""
        said = [
            self._merged_text(one, depth) if isinstance(one, tuple) else self._part(one, depth)
            for one in merged(sign, parts, self._question)
        ]
        return self._words[sign].join(dict.fromkeys(said))

    def _part(self, part: Node, depth: int) -> str:
        """A part of a whole whose sign is the other one, if it has any."""
        text = self._settled(part, depth)
        if not isinstance(part, Pair) or part.sign not in ("and", "or"):
            return text
        inside = merged(part.sign, parts_of(part, part.sign), self._question)
        is_range = len(inside) == 1 and isinstance(inside[0], tuple) and inside[0][1] == "between"
        return text if is_range else f"({text})"

    def _merged_text(self, part: Merged, depth: int) -> str:
        """A range, or several answers of which one is given."""
        left, kind, values = part
        name = self._quantity(left, depth + 1)
        if kind == "between":
            low, high = (value.text for value in values)
            return self._say("between", left=name, low=low, high=high)
        question = self._question(left)
        labels = [self._value(question, value) for value in values]
        return self._say("is", left=name, right=self._words["or"].join(labels))

    def _comparison(self, sign: str, left: Node, right: Node, depth: int) -> str:
        name = self._quantity(left, depth + 1)
        question = self._question(left)
        if right == Literal("", is_number=False) and sign in ("=", "!="):
            return self._say("blank" if sign == "=" else "not_blank", left=name)
        value = self._value(question, right) if isinstance(right, Literal) else (
            self._quantity(right, depth + 1))  # fmt: skip
        if sign in _COMPARED:
            is_time = question is not None and question.kind in _TIMES
            keys = _IN_TIME if is_time else _COMPARED
            return self._say(keys[sign], left=name, right=value)
        return self._say("is" if sign == "=" else "is_not", left=name, right=value)

    def _chosen(self, key: str, question: Node, code: str) -> str:
        asked = self._question(question)
        number = self._at(question.name) if isinstance(question, Ref) else ""
        if asked is None or not number:
            raise UnsaidError
        label = self._value(asked, Literal(code, is_number=False))
        return self._say(key, number=number, label=label)
