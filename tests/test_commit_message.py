"""Is a commit message held to what and why?"""

import pytest

from tests.commit_message import faults, main

GOOD = "Hide totals that tell hidden counts\n\nA reader could subtract.\n# comment of git\n"


def test_what_and_why_is_enough(tmp_path):
    assert faults(GOOD) == []
    (tmp_path / "message").write_text(GOOD)
    assert main(str(tmp_path / "message")) == 0


@pytest.mark.parametrize("by_git", ["Merge branch 'x'", 'Revert "Hide totals"'])
def test_what_git_wrote_needs_no_body(by_git):
    assert faults(by_git) == []


@pytest.mark.parametrize(
    ("message", "fault"),
    [
        ("\n\nwhy", "the first line is empty"),
        ("x" * 73 + "\n\nwhy", "has 73 signs"),
        ("Hide totals.\n\nwhy", "full stop"),
        ("Hide totals\nwhy\nwhy", "second line"),
        ("Hide totals\n\n# only a comment\n", "no body"),
        ("Hide totals", "no body"),
    ],
)
def test_each_fault_is_said(message, fault, tmp_path, capsys):
    (tmp_path / "message").write_text(message)
    assert main(str(tmp_path / "message")) == 1
    assert fault in capsys.readouterr().err


def test_the_longest_subject_passes():
    assert faults("x" * 72 + "\n\nwhy") == []
