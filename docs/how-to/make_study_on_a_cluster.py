"""Puts the table of what each engine can do into docs/how-to/study-on-a-cluster.md.

python docs/how-to/make_study_on_a_cluster.py
"""

import re
from pathlib import Path

from measure87.files.engines import abilities_table

PAGE = Path(__file__).with_name("study-on-a-cluster.md")
_TABLE = re.compile(r"(<!-- engines: .*? -->\n\n).*?(\n\n<!-- end of engines -->)", re.DOTALL)


def page() -> str:
    """The page as it should be."""
    table = "\n".join(abilities_table())
    return _TABLE.sub(lambda found: f"{found[1]}{table}{found[2]}", PAGE.read_text("utf-8"))


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
