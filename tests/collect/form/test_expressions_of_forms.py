"""The parser of expressions ends on anything, and reads what the specification writes."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from measure87.collect.form.lint.values import truth_of, value_of
from measure87.collect.form.xpath.reading import parsed
from measure87.collect.form.xpath.tokens import ExpressionError
from measure87.collect.form.xpath.trees import Binary, Call, Itself, Number, Path, Ref, Text, walk

PIECES = ["${a}", "${b}", "'x'", '"y"', "1", "2.5", ".", "..", "(", ")", "[", "]", ",", "/", "*",
          "+", "-", "=", "!=", "<", "<=", ">", ">=", " and ", " or ", " div ", " mod ", "|", "@",
          "if(", "selected(", "not(", "sum(", "name", "${", "}", "'", "==", "‘", "!",
          " "]  # fmt: skip


@given(st.text(max_size=60) | st.lists(st.sampled_from(PIECES), max_size=25).map("".join))
@example("(" * 500 + "1" + ")" * 500)
@example("1" + "+1" * 5_000)
@example("-" * 5_000 + "1")
@example("a[" * 300)
@example("not(" * 300 + "1" + ")" * 300)
@example("/" * 300)
@example("${a}" * 5_000)
def test_any_text_is_read_or_refused_in_a_sentence(text):
    try:
        tree = parsed(text)
    except ExpressionError:
        return
    assert sum(1 for _ in walk(tree)) <= 2 * len(text) + 1
    truth_of(value_of(tree, lambda _: ""))


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("1 + 2 * 3", Binary("+", Number(1), Binary("*", Number(2), Number(3)))),
        ("1 - 2 - 3", Binary("-", Binary("-", Number(1), Number(2)), Number(3))),
        ("${a} = 1 or ${b} = 2 and 0",
         Binary("or", Binary("=", Ref("a"), Number(1)),
                Binary("and", Binary("=", Ref("b"), Number(2)), Number(0)))),
        ("selected(., 'none')", Call("selected", (Itself(), Text("none")))),
        ("${last-saved#a}", Ref("a", saved=True)),
        ("position(..)", Call("position", (Path(None, ("..",)),))),
        ("${r}[position() = 1]/x",
         Path(Ref("r"), ("/", "x"),
              (Binary("=", Call("position", ()), Number(1)),))),
        ("${div} div ${mod}", Binary("div", Ref("div"), Ref("mod"))),
    ],
)  # fmt: skip
def test_precedence_and_paths_are_those_of_xpath(text, tree):
    assert parsed(text) == tree


VALUES = st.sampled_from(["", "1", "2", 0.0, 1.0, 5.0])
ATOMS = st.sampled_from(["${a} = 1", "${a} != '1'", "${b} > 2", "${b} <= 0", "${a} = ''", "true()"])


@st.composite
def conditions(draw, depth=3):
    """A condition of comparisons, with what Python makes of it."""
    if depth == 0 or draw(st.booleans()):
        return draw(ATOMS)
    one, other = draw(conditions(depth - 1)), draw(conditions(depth - 1))
    return draw(st.sampled_from([f"({one} and {other})", f"({one} or {other})", f"not({one})"]))


def in_python(text, a, b):
    """A second evaluation: the expression as Python, blanks as XPath has them."""

    class Answer:
        def __init__(self, value):
            self.value = value

        def _order(self, other, compare):
            try:
                return compare(float(self.value), float(other))
            except ValueError:
                return False

        def __eq__(self, other):
            if isinstance(self.value, str) and isinstance(other, str):
                return self.value == other
            try:
                return float(self.value) == float(other)
            except ValueError:
                return False

        def __ne__(self, other):
            return not self == other

        __hash__ = None

        def __gt__(self, other):
            return self._order(other, lambda x, y: x > y)

        def __le__(self, other):
            return self._order(other, lambda x, y: x <= y)

    python = text.replace(" = ", " == ").replace("true()", "True").replace("not(", "not_(")
    python = python.replace("${a}", "a").replace("${b}", "b")
    names = {"a": Answer(a), "b": Answer(b), "not_": lambda x: not x}
    return bool(eval(python, {"__builtins__": {}}, names))  # noqa: S307


@given(conditions(), VALUES, VALUES)
def test_values_are_those_of_a_second_evaluation(text, a, b):
    answers = {"a": a, "b": b}
    got = truth_of(value_of(parsed(text), lambda one: answers[one.name]))
    assert got is in_python(text, a, b)
