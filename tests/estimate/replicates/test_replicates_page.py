"""The example of the page on replicates runs as it stands, and its tables are of what there is."""

import re
from pathlib import Path

from measure87.estimate.replicates import KINDS, METHODS

PAGE = (Path(__file__).parents[3] / "docs" / "methods" / "replicates.md").read_text("utf-8")


def test_the_example_runs(capsys):
    (code,) = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
    exec(compile(code, "replicates.md", "exec"), {})  # noqa: S102
    jackknife, bootstrap = capsys.readouterr().out.splitlines()
    assert jackknife.startswith("jkn 6.08 ")
    assert jackknife.endswith(" 4.0 6")
    assert bootstrap.startswith("rao-wu 6.08 ")
    assert bootstrap.endswith(" 4.0 200")


def test_every_kind_and_method_is_told():
    rows = re.findall(r"^\| `([a-z0-9-]+)` \|", PAGE, re.MULTILINE)
    assert [name for name in rows if name in KINDS][: len(KINDS)] == list(KINDS)
    assert set(METHODS) <= set(rows)
