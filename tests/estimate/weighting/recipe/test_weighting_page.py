"""The example of the page on weighting runs as it stands, and says what it says."""

import re
from pathlib import Path

PAGE = Path(__file__).parents[4] / "docs" / "methods" / "weighting.md"


def test_the_example_runs(capsys):
    (code,) = re.findall(r"```python\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
    exec(compile(code, PAGE.name, "exec"), {})  # noqa: S102
    base, response, calibration, replicate = capsys.readouterr().out.strip().split("\n", 3)
    assert base.startswith("base 12 600.0 1.0 None")
    assert response.startswith("response 9 600.0")
    assert calibration.startswith("calibration 9 ")
    assert replicate.startswith("[ 0.")
