"""Names of columns that SPSS, Stata and R take as they are."""

import re
from collections.abc import Collection

MOST = 32
"""Signs of a name in Stata, which allows the fewest."""
MOST_WITH_LABELS = 28
"""The same of a column with labels: its list is written under its name and a number of up to four
digits, and that is a name too."""
_RESERVED = frozenset(
    ("all", "and", "by", "eq", "ge", "gt", "if", "in", "le", "lt", "ne", "not", "or", "to", "using",
     "with", "byte", "double", "float", "int", "long")
)  # fmt: skip
"""Words that SPSS or Stata keep for themselves."""


def name_for_programs(column: str, taken: Collection[str] = (), most: int = MOST) -> str:
    """A name of letters, digits and `_`, of at most so many, that begins with a letter and is not
    taken.

    >>> name_for_programs("tasks/water"), name_for_programs("_id"), name_for_programs("with")
    ('tasks_water', 'm87_id', 'with_')
    >>> name_for_programs("a/b", ["a_b", "A_B_2"])
    'a_b_3'
    """
    name = re.sub(r"[^A-Za-z0-9_]", "_", column)
    if name.startswith("_"):
        name = f"m87{name}"
    if not name[:1].isalpha():
        name = f"v_{name}"
    if name.lower() in _RESERVED:
        name += "_"
    used = {one.lower() for one in taken}
    found, number = name[:most], 1
    while found.lower() in used:
        number += 1
        end = f"_{number}"
        found = name[: most - len(end)] + end
    return found
