"""Progress of a long command where nobody sits at a terminal: a line for each task."""

import io
import re
import sys

from measure87.cli.progress_bar import shown_progress
from measure87.vocabulary.progress import progress


def three_tasks():
    for text, share in (("reading", 0.0), ("sampling", 0.0), ("sampling", 0.5), ("writing", 0.0)):
        progress(text, share)


def test_each_task_is_a_line_on_standard_error_with_the_seconds_and_once(capsys):
    with shown_progress(lines=True):
        three_tasks()
    told = capsys.readouterr()
    assert told.out == ""
    assert [re.fullmatch(r" +\d+ s  (\w+)", line)[1] for line in told.err.splitlines()] == [
        "reading",
        "sampling",
        "writing",
    ]


def test_a_short_command_says_nothing_and_nothing_is_said_after_the_block(capsys):
    with shown_progress():
        three_tasks()
    with shown_progress(lines=True):
        pass
    three_tasks()
    assert capsys.readouterr().err == ""


class Terminal(io.StringIO):
    """Standard error of somebody who sits at a terminal."""

    def isatty(self):
        return True


def test_at_a_terminal_a_bar_says_what_is_done_and_goes_away(monkeypatch):
    told = Terminal()
    monkeypatch.setattr(sys, "stderr", told)
    with shown_progress(lines=True):
        three_tasks()
        assert "sampling" in told.getvalue()
        assert " 50%" in told.getvalue()
        progress("reading again", 0.2)
        assert " 20%" in told.getvalue()
        progress("more than all", 7.0)
    assert told.getvalue().endswith("\033[1A\033[2K\r")
