"""Progress of a long command where nobody sits at a terminal: a line for each task."""

import re

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
