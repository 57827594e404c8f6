"""What a study says of disclosure reaches the gate."""

import json

import pytest

from measure87.study import run_study
from measure87.vocabulary.errors import StudyError
from tests.study import tiny


@pytest.fixture
def folder(tmp_path):
    return tiny.write_study(tmp_path / "s")


def say(folder, text):
    path = folder / "study.toml"
    before, header, after = path.read_text().partition("[disclosure]\n")
    path.write_text(f"{before}\n{header or '[disclosure]'}\n{text}\n{after}")


def test_numbers_are_rounded_where_the_study_says_so(folder):
    say(folder, "rounding = 5\nminimum_respondents = 0\nbrackets_below = 0")
    released = run_study(folder)
    assert {item.n % 5 for item in released.estimates if item.n is not None} == {0}
    assert released.diagnostics.disclosure.rules.rounding == 5


def test_an_earlier_release_is_taken_into_account(folder):
    run_study(folder)
    (folder / "out" / "estimates.json").rename(folder / "earlier.json")
    say(folder, 'earlier = ["earlier.json"]')
    released = run_study(folder)
    assert released.diagnostics.disclosure.rules.earlier_releases == 1


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (None, "missing-file"),
        ("no json", "bad-json"),
        ("[]", "schema"),
        (json.dumps({"schema": 1, "released": True, "estimates": [{"n": "x"}]}), "schema"),
        (json.dumps({"schema": 1, "released": False}), "not-released"),
    ],
)
def test_an_earlier_release_that_is_none_is_told(folder, content, code):
    if content is not None:
        (folder / "earlier.json").write_text(content)
    say(folder, 'earlier = ["earlier.json"]')
    with pytest.raises(StudyError) as found:
        run_study(folder)
    assert found.value.code == code
    assert "earlier" in str(found.value)
