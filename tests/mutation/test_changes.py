"""Are mutants what they say, and still programs?"""

import ast
from pathlib import Path

import pytest

from tests.mutation.changes import changes_of_python, changes_of_rules, changes_of_thresholds

ROOT = Path(__file__).parents[2]
SOURCE = '''"""A text with 3 numbers."""

def fewest(cases: Literal[1], hours_low, known=True):
    """At least 5."""
    if cases < 5 and not known:
        return None
    if cases is None:
        raise ValueError(f"{cases} is not 5")
    return min(hours_low, ~cases) + 0.5  # and < 4
'''
AFTER = {
    "def fewest(...)": {"def fewest(cases: Literal[1], hours_low, known=False):"},
    "if cases < 5 and not known:": {
        "if cases <= 5 and not known:",
        "if cases < 6 and not known:",
        "if cases < 5 or not known:",
        "if cases < 5 and  known:",
        "if False:",
    },
    "if cases is None:": {"if cases is not None:", "if False:"},
    "return min(hours_low, ~cases) + 0.5": {
        "return max(hours_low, ~cases) + 0.5",
        "return min(hours_high, ~cases) + 0.5",
        "return min(hours_low, cases) + 0.5",
        "return min(hours_low, ~cases) - 0.5",
        "return min(hours_low, ~cases) + 0.75",
    },
}


def _after(source):
    lines = source.splitlines()
    return {
        new.strip().split("  #")[0]
        for change in changes_of_python(source)
        for new, old in zip(change.applied_to(source).splitlines(), lines, strict=True)
        if new != old
    }


def test_every_kind_of_change_is_made_and_texts_are_left_alone():
    assert _after(SOURCE) == set().union(*AFTER.values())


def test_the_guard_of_a_zip_is_left_alone():
    assert changes_of_python("pairs = zip(a, b, strict=True)\n") == []


def test_a_threshold_loses_its_side_its_number_and_its_year():
    source = 'at_least = 14 # of 20\nages = [12, 14]\nfrom = 2008-12-05\ncite = { at = "5" }\n'
    assert [change.key for change in changes_of_thresholds(source)] == [
        "at_least = 14 # of 20 :: at_least -> above",
        "at_least = 14 # of 20 :: 14 -> 15",
        "ages = [12, 14] :: 12 -> 13",
        "ages = [12, 14] :: 14 -> 15",
        "from = 2008-12-05 :: 2008 -> 2009",
    ]


def test_a_choice_becomes_each_other_of_its_words():
    source = """
[grade]
counts_as = "strong" # of the list
words = ["strong", "medium"]
from = 2012-01-01

[unknown.readings.strict]
counts_as = "no"

[unknown]
counts_as = "yes"
words = ["exclude", "no", "yes"]
"""
    assert [change.key for change in changes_of_thresholds(source) if '"' in change.after] == [
        'counts_as = "strong" # of the list :: "strong" -> "medium"',
        'counts_as = "no" :: "no" -> "exclude"',
        'counts_as = "no" :: "no" -> "yes"',
        'counts_as = "yes" :: "yes" -> "exclude"',
        'counts_as = "yes" :: "yes" -> "no"',
    ]


RULES = """
_CITED = (Cite("A", at="1"), Cite("B", at="2"))
_CODES = ["R1", "R2", "R3"]

def held(first: tuple[int, str], second, *others):
    answers = [a for a in (first, second) if a is not None]
    return all_of(
        any_of(*answers), _any_told(first, *others), negate(second)
    )
"""


def test_a_rule_loses_any_for_all_and_one_answer_of_several():
    own = set(changes_of_rules(RULES)) - set(changes_of_python(RULES))
    assert sorted(change.key.split(" :: ")[1] for change in own) == sorted(
        [
            '"R1", -> ',
            ', "R2" -> ',
            ', "R3" -> ',
            "first, second -> first,",
            "first, second -> second,",
            "all_of -> any_of",
            "any_of -> all_of",
            "any_of(*answers), -> ",
            ", _any_told(first, *others) -> ",
            ", negate(second) -> ",
            "first, -> ",
            ", *others -> ",
        ]
    )


def test_every_mutant_of_a_rule_is_a_program_of_its_own():
    for path in sorted((ROOT / "src/measure87/define").rglob("*.py")):
        source = path.read_text("utf-8")
        unchanged = ast.dump(ast.parse(source))
        for change in changes_of_rules(source)[::7]:
            assert ast.dump(ast.parse(change.applied_to(source))) != unchanged, (path, change)


@pytest.mark.few(1)
@pytest.mark.parametrize("room", ["classify", "define", "disseminate/gate", "numerics"])
def test_every_mutant_of_a_room_is_a_program_of_its_own(room):
    for path in sorted((ROOT / "src/measure87" / room).rglob("*.py")):
        source = path.read_text("utf-8")
        unchanged = ast.dump(ast.parse(source))
        for change in changes_of_python(source)[::7]:
            assert source[change.start : change.end] == change.before
            assert ast.dump(ast.parse(change.applied_to(source))) != unchanged, (path, change)
