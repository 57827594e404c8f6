"""An engine in a process of its own: started once, filled with as many interviews as wanted."""

import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import IO

import msgspec

from measure87.collect.form.engines.programs import EngineName, Program, environment
from measure87.collect.form.engines.talk import (
    Another,
    Answer,
    Failed,
    Filled,
    FromEngine,
    Question,
    Start,
)
from measure87.vocabulary.errors import DataError

type Respondent = Callable[[Question | Another], Answer]


class Engine:
    """A form in an engine.

        with Engine(find_engine("javarosa"), Path("form.xml")) as engine:
            filled = engine.interview("English (en)", respondent)

    Parameters
    ----------
    program : Program
        What `find_engine` found.
    form : Path
        The XForm.
    """

    def __init__(self, program: Program, form: Path) -> None:
        self._program, self._form = program, form

    @property
    def name(self) -> EngineName:
        """Which engine it is."""
        return self._program.name

    def __enter__(self) -> "Engine":
        self._log: IO[bytes] = tempfile.TemporaryFile()
        self._process = subprocess.Popen(  # noqa: S603
            [*self._program.command, str(self._form)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._log,
            env=environment(),
        )
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._process.stdin.close()  # type: ignore[union-attr]
        try:
            self._process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process.stdout.close()  # type: ignore[union-attr]
        self._log.close()

    def interview(
        self, language: str, respondent: Respondent, chance: float = 0.5
    ) -> Filled | Failed:
        """One interview, answered by a respondent.

        Raises
        ------
        DataError
            If the engine's process has ended.
        """
        self._tell(Start(language, chance))
        while isinstance(message := self._listen(), Question | Another):
            self._tell(respondent(message))
        return message

    def _tell(self, message: Start | Answer) -> None:
        line = self._process.stdin
        assert line is not None  # noqa: S101
        try:
            line.write(msgspec.json.encode(message) + b"\n")
            line.flush()
        except BrokenPipeError:
            raise self._ended() from None

    def _listen(self) -> FromEngine:
        line = self._process.stdout
        assert line is not None  # noqa: S101
        while said := line.readline():
            if said.startswith(b"{"):
                return msgspec.json.decode(said, type=Question | Another | Filled | Failed)
        raise self._ended()

    def _ended(self) -> DataError:
        self._log.seek(0)
        last = self._log.read().decode(errors="replace").strip().splitlines()[-3:]
        return DataError(
            f"{self.name} has stopped: {' '.join(last) or 'without a word'}",
            code="engine-stopped",
            where=str(self._form),
        )
