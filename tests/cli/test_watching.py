"""`check --watch` checks again after a change, and ends by Ctrl-C with the last status."""

import signal
import subprocess
import sys
import time

import click
import pytest

from measure87.cli import watching
from measure87.cli.watching import look, watched
from measure87.vocabulary.errors import StudyError, UsageError
from tests.study import tiny


class Emitted:
    as_json = False
    path = None


def interrupted_after(times, monkeypatch):
    """Stands for a person who changes a file so many times, and then presses Ctrl-C."""
    left = [times]

    def wait(*_):
        if not left[0]:
            raise KeyboardInterrupt
        left[0] -= 1

    monkeypatch.setattr(watching, "_wait", wait)


def test_it_goes_on_after_an_error_and_tells_it(tmp_path, monkeypatch, capsys):
    interrupted_after(1, monkeypatch)
    calls = []

    def check():
        calls.append(1)
        if len(calls) == 1:
            raise StudyError("a key is wrong")

    watched(tmp_path, Emitted(), check)
    assert len(calls) == 2
    assert "Error: a key is wrong" in capsys.readouterr().err


def test_the_status_is_that_of_the_last_check(tmp_path, monkeypatch):
    interrupted_after(0, monkeypatch)

    def check():
        raise StudyError("a key is wrong")

    with pytest.raises(click.exceptions.Exit) as left:
        watched(tmp_path, Emitted(), check)
    assert left.value.exit_code == 1


def test_a_file_to_be_written_is_refused(tmp_path):
    class ToFile(Emitted):
        path = tmp_path / "x.json"

    with pytest.raises(UsageError, match="writes no file"):
        watched(tmp_path, ToFile(), lambda: None)


def test_what_a_run_writes_is_no_change(tmp_path):
    (tmp_path / "out").mkdir()
    before = look(tmp_path)
    (tmp_path / "out" / "report.html").touch()
    assert look(tmp_path) == before
    (tmp_path / "study.toml").write_text("a = 1")
    seen = look(tmp_path)
    assert seen != before
    (tmp_path / "study.toml").write_text("a = 12")
    assert look(tmp_path) != seen


def lines_until(stream, word):
    """What comes until a line with a word in it."""
    found = []
    for line in stream:
        found.append(line)
        if word in line:
            return "".join(found)
    raise AssertionError("".join(found))


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="Ctrl-C is no signal there")
def test_a_change_is_checked_again_in_a_process_and_ctrl_c_ends_it(tmp_path):
    study = tiny.write_study(tmp_path / "s")
    told = [sys.executable, "-m", "measure87", "check", str(study), "--watch"]
    with subprocess.Popen(
        told, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, bufsize=1
    ) as process:
        first = lines_until(process.stdout, "waiting for a change")
        assert "Error" not in first
        assert "\x1b" not in first  # no terminal, no cleared screen
        good = (study / "study.toml").read_text("utf-8")
        (study / "study.toml").write_text(good + "\nnonsense = 1\n", "utf-8")
        assert "nonsense" in lines_until(process.stdout, "waiting for a change")
        (study / "study.toml").write_text(good, "utf-8")
        assert "Error" not in lines_until(process.stdout, "waiting for a change")
        time.sleep(0.2)
        process.send_signal(signal.SIGINT)
        process.stdout.read()
    assert process.returncode == 0
