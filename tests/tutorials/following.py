"""Follows a tutorial word by word: a page of Markdown becomes files and one script of bash.

What a page may hold:

* a block `console`: lines after `$ ` are run; what stands below must be printed by the command
  above it, line by line and in this order. `...` on a line of its own stands for lines that the
  page leaves out, `…` within a line for numbers that are of one machine. A command that nothing is
  shown of is not compared. What is said once on each machine (`ONCE`) is not looked at.
* any other block whose paragraph ends with "Write `FILE`:" is written to that file; one of which
  the paragraph says "Add to the end of `FILE`:" is added to it.
* a command whose paragraph says "second terminal" runs beside the rest, from when its first line
  is printed.
* every other block (`sh`) is for the reader's own machine and is left alone.

Which figures a study keeps back is drawn by its folder's secret. A reader makes one with her first
run, and has a few more or fewer than the page shows; here it is the same each time.
"""

import os
import re
import shlex
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import measure87

ROOT = Path(measure87.__file__).parents[2]
TUTORIALS = ROOT / "docs" / "tutorials"
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```", re.DOTALL | re.MULTILINE)
FILE = re.compile(r"(Write|Add to the end of) `([^`]+)`:\s*\Z")
BESIDE = "second terminal"
LEFT_OUT, SOME = "...", "…"
ONCE = re.compile(r"^Preparing estimates on this machine.*\n", re.MULTILINE)
PROGRESS = re.compile(r"^ +\d+ s  .*\n", re.MULTILINE)
"""How long a step takes is of the machine."""
MARK = "=== step"
RUN = re.compile(r"\bmeasure87 run ([\w./-]+)")
SECRET = "01" * 32
"""The secret of every study folder."""


@dataclass(frozen=True)
class Step:
    """One thing that the reader does: a command, or a file that she writes.

    `shown` is what the page says that a command prints.
    """

    command: str = ""
    shown: tuple[str, ...] = ()
    beside: bool = False
    file: str = ""
    text: str = ""
    added: bool = False


def steps_of(page: Path) -> list[Step]:
    """What the page makes its reader do, in order."""
    return list(_steps(page.read_text("utf-8")))


def _steps(text: str) -> Iterator[Step]:
    end = 0
    for block in BLOCK.finditer(text):
        paragraph = text[end : block.start()]
        end = block.end()
        if block[1] == "console":
            yield from _commands(block[2], beside=BESIDE in paragraph)
        elif found := FILE.search(paragraph):
            yield Step(file=found[2], text=block[2], added=found[1] != "Write")


def _commands(block: str, *, beside: bool) -> Iterator[Step]:
    starts = [*re.finditer(r"^\$ (.*)\n", block, re.MULTILINE)]
    ends = [*(one.start() for one in starts[1:]), len(block)]
    for start, end in zip(starts, ends, strict=True):
        shown = tuple(block[start.end() : end].rstrip("\n").splitlines())
        yield Step(command=start[1], shown=shown, beside=beside)


def script_of(steps: list[Step]) -> str:
    """The steps as one script, which says before each command which step it is."""
    lines = ["set -e", "trap 'kill $(jobs -p) 2> /dev/null || true' EXIT"]
    for number, step in enumerate(steps):
        if step.file:
            arrow = ">>" if step.added else ">"
            lines.append(f"cat {arrow} {shlex.quote(step.file)} <<'END'\n{step.text}END")
        elif step.beside:
            lines.append(_beside(step, number))
        else:
            lines += [_with_secret(folder) for folder in RUN.findall(step.command)]
            lines.append(f"echo '{MARK} {number}'\n{step.command}")
    return "\n".join(lines)


def _with_secret(folder: str) -> str:
    private = f"{shlex.quote(folder)}/private"
    return (
        f"[ -e {private}/hash.key ] || {{ mkdir -p -m 700 {private} && "
        f"(umask 077 && echo {SECRET} > {private}/hash.key); }}"
    )


def _beside(step: Step, number: int) -> str:
    """The command in the background, and a wait until it prints its first line."""
    log, first = f"step{number}.log", shlex.quote(step.shown[0])
    return (
        f": > {log}\n{{ {step.command}; }} >> {log} 2>&1 &\nuntil grep -qF {first} {log}; do\n"
        f"  kill -0 $! || {{ cat {log}; exit 1; }}; sleep 0.2\ndone\n"
        f"echo '{MARK} {number}'\ncat {log}"
    )


@dataclass(frozen=True)
class Followed:
    """A tutorial that was followed: its folder, and what each step printed."""

    folder: Path
    steps: list[Step]
    printed: Mapping[int, str]

    @property
    def all_printed(self) -> str:
        """What all commands printed."""
        return "".join(self.printed.values())

    def not_as_shown(self) -> list[str]:
        """Commands that printed something else than the page shows."""
        return [
            f"$ {step.command}\n{self.printed[number]}"
            for number, step in enumerate(self.steps)
            if step.command and step.shown and not printed_as(step.shown, self.printed[number])
        ]


def printed_as(shown: tuple[str, ...], printed: str) -> bool:
    """Whether what was printed is what a page shows, but for what the page leaves out."""
    parts = [_pattern(one) for one in shown]
    said = PROGRESS.sub("", ONCE.sub("", printed))
    return re.fullmatch("".join(parts), said.rstrip() + "\n") is not None


def _pattern(line: str) -> str:
    if line == LEFT_OUT:
        return r"(?:.*\n)*"
    words = [re.escape(one) for one in line.rstrip().split(SOME)]
    if len(words) > 1:  # how wide a number is moves what stands around it
        words = [re.sub(r"(?:\\ )+", " +", one) for one in words]
    return r"[\d.,]+".join(words) + r"[ ]*\n"


def follow(
    page: Path, folder: Path, *, instead: Mapping[str, str] | None = None, seconds: int = 900
) -> Followed:
    """Follow a page in an empty folder; an AssertionError, with what was printed, if a step fails.

    `instead` says what stands in the place of words of the page, as a free port; in what is
    printed the page's words stand again.
    """
    words = dict(instead or {})
    steps = steps_of(page)
    script = _replaced(script_of(steps), words)
    paths = (str(Path(sys.executable).parent), os.environ["PATH"])
    reach = {
        "PATH": os.pathsep.join(paths),
        "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}",
        "LC_ALL": "C.UTF-8",
    }
    process = subprocess.Popen(
        ["/bin/bash", "-c", script], cwd=folder, env=os.environ | reach, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True,
    )  # fmt: skip
    try:
        said, _ = process.communicate(timeout=seconds)
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
    assert process.returncode == 0, said
    said = _replaced(said, {one: word for word, one in words.items()})
    return Followed(folder, steps, dict(_by_step(said)))


def _replaced(text: str, words: Mapping[str, str]) -> str:
    for word, one in words.items():
        text = text.replace(word, one)
    return text


def _by_step(said: str) -> Iterator[tuple[int, str]]:
    marks = [*re.finditer(rf"^{MARK} (\d+)\n", said, re.MULTILINE)]
    for one, following in pairwise([*marks, None]):
        end = len(said) if following is None else following.start()
        yield int(one[1]), said[one.end() : end]
