"""Says expressions in words that an interviewer can follow: `B4 is “Yes” and B5 is 5 or more`.

What cannot be said is shown as it is, with numbers of questions for their names, so that nothing
is left out; `is_said` tells which it was.
"""

from collections.abc import Callable, Mapping, Sequence

from measure87.collect.form.model import Question
from measure87.collect.form.outputs.merging import Merged, merged, parts_of
from measure87.collect.form.outputs.parsing import Call, Literal, Node, Pair, Ref, parsed
from measure87.collect.form.outputs.quantities import DEEPEST, Quantities, UnsaidError, required

_OPPOSITE = {"=": "!=", "!=": "=", "<": ">=", ">=": "<", ">": "<=", "<=": ">"}
_TURNED = {"=": "=", "!=": "!=", "<": ">", ">": "<", "<=": ">=", ">=": "<="}
_COMPARED = {"<": "less", "<=": "at_most", ">": "more", ">=": "at_least"}
_IN_TIME = {"<": "before", "<=": "at_latest", ">": "after", ">=": "at_earliest"}
_TIMES = frozenset(("date", "time", "datetime", "today", "start", "end"))


class Speaker(Quantities):
    """Says the expressions of one form in one language."""

    def condition(self, expression: str) -> str:
        """When something is asked, or what must hold; empty for an empty expression."""
        if not expression.strip():
            return ""
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
        if depth > DEEPEST:
            raise UnsaidError
        match node:
            case Pair("and" | "or" as sign, _, _):
                return self._joined(sign, parts_of(node, sign), depth)
            case Pair("=" | "!=" | "<" | "<=" | ">" | ">=" as sign, left, right):
                return self._comparison(sign, left, right, depth)
            case Call("not", (inner,)):
                return self._negated(inner, depth)
            case Call("selected", (question, Literal(code, _))):
                return self._chosen("chosen", question, code)
            case Call("true", ()):
                return self._words["always"]
            case Call("false", ()):
                return self._words["never"]
        raise UnsaidError

    def _negated(self, node: Node, depth: int) -> str:
        """The contrary of a condition, where it can be said without brackets around it."""
        match node:
            case Pair("and" | "or" as sign, left, right):
                other = "or" if sign == "and" else "and"
                turned = Pair(other, Call("not", (left,)), Call("not", (right,)))
                return self._condition(turned, depth + 1)
            case Pair(sign, left, right) if sign in _OPPOSITE:
                return self._condition(Pair(_OPPOSITE[sign], left, right), depth + 1)
            case Call("not", (inner,)):
                return self._condition(inner, depth + 1)
            case Call("selected", (question, Literal(code, _))):
                return self._chosen("not_chosen", question, code)
        raise UnsaidError

    def _joined(self, sign: str, parts: Sequence[Node], depth: int) -> str:
        said = []
        for part in merged(sign, parts, self._question):
            text = self._merged_text(part, depth) if isinstance(part, tuple) else (
                self._condition(part, depth + 1))  # fmt: skip
            mixed = isinstance(part, Pair) and part.sign in ("and", "or") and part.sign != sign
            said.append(f"({text})" if mixed else text)
        return self._words[sign].join(dict.fromkeys(said))

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
        if _speaks_of_the_right(left, right):
            return self._comparison(_TURNED[sign], right, left, depth)
        flag = self._flag(sign, left, right, depth)
        if flag:
            return flag
        name = self._quantity(left, depth + 1)
        question = self._question(left)
        if right == Literal("", is_number=False) and sign in ("=", "!="):
            return self._say("blank" if sign == "=" else "not_blank", left=name)
        codes = self._codes_that(sign, question, right)
        if codes:
            labels = self._words["or"].join(self._value(question, code) for code in codes)
            return self._say("is", left=name, right=labels)
        value = self._value(question, right) if isinstance(right, Literal) else (
            self._quantity(right, depth + 1))  # fmt: skip
        if sign in _COMPARED:
            is_time = question is not None and question.kind in _TIMES
            keys = _IN_TIME if is_time else _COMPARED
            return self._say(keys[sign], left=name, right=value)
        return self._say("is" if sign == "=" else "is_not", left=name, right=value)

    def _flag(self, sign: str, left: Node, right: Node, depth: int) -> str:
        """What a calculation of two values by a condition says, in the place of its value."""
        question = self._question(left)
        if (
            question is None
            or question.name in self.of.numbers
            or sign not in ("=", "!=")
            or not isinstance(right, Literal)
        ):
            return ""
        match parsed(question.calculation) if question.calculation else None:
            case Call("if", (test, Literal(yes, _), Literal(no, _))) if yes != no:
                if right.text not in (yes, no):
                    return ""
                holds = (right.text == yes) == (sign == "=")
                say = self._condition if holds else self._negated
                return say(test, depth + 1)
        return ""

    def _codes_that(self, sign: str, question: Question | None, right: Node) -> list[Literal]:
        """Codes of a list that are above or below a number, where all codes are whole numbers."""
        codes = self._codes(question)
        if sign not in _COMPARED or not isinstance(right, Literal) or not codes:
            return []
        try:
            numbers, limit = [int(code) for code in codes], float(right.text)
        except ValueError:
            return []
        holds: Mapping[str, Callable[[float], bool]] = {
            "<": lambda n: n < limit, "<=": lambda n: n <= limit,
            ">": lambda n: n > limit, ">=": lambda n: n >= limit,
        }  # fmt: skip
        return [Literal(str(n), is_number=True) for n in numbers if holds[sign](n)]

    def _codes(self, question: Question | None) -> tuple[str, ...]:
        found = self.of.form.list_of(question) if question is not None else None
        return tuple(choice.name for choice in found.choices) if found else ()

    def _chosen(self, key: str, question: Node, code: str) -> str:
        asked = self._question(question)
        number = self._at(question.name) if isinstance(question, Ref) else ""
        if asked is None or not number:
            raise UnsaidError
        label = self._value(asked, Literal(code, is_number=False))
        return self._say(key, number=number, label=label)


def _speaks_of_the_right(left: Node, right: Node) -> bool:
    """Whether a comparison is rather about what stands on its right: `5 <= ${age}`."""
    if isinstance(left, Literal):
        return not isinstance(right, Literal)
    return isinstance(right, Ref) and not isinstance(left, Ref)
