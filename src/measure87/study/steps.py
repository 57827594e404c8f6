"""The steps of a study of any kind, as `kinds` and `running` ask for them: what each step gives.

    Kind.settings(study.toml) -> Study      the settings, read and checked
    Study.open(out)           -> Opened     the inputs, read and checked
    Opened.compute()          -> Computed   every figure; nothing may leave the house yet
    Computed.gate()           -> Gated      what may be published
    Gated.publish(out)        -> Released   the folder `out`, as a whole; its text for the terminal

Each is asked of what the step before gave, so that nothing is published that has not passed a gate.
"""

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Protocol, runtime_checkable

from measure87.files.engines import AskedEngine
from measure87.vocabulary.estimate import Notice, Refusal, Result
from measure87.vocabulary.releases.common import Json


class Warned(Protocol):
    """Something to know of a whole release."""

    @property
    def text(self) -> str:
        """A sentence."""


class Released(Protocol):
    """What lies in `out`."""

    @property
    def result(self) -> Result:
        """The one result object of the contract, as released."""

    @property
    def warnings(self) -> Sequence[Warned]:
        """What to know of the whole."""

    def lines(self) -> Sequence[str]:
        """The headline figures and where the rest lies, for a terminal."""


class Gated[R: Released](Protocol):
    """What has passed the disclosure gate of its kind."""

    def publish(self, out: Path) -> R:
        """Write page, tables and manifest into `out`, whole or not at all."""


class Computed[R: Released](Protocol):
    """Every figure of a study, before the gate."""

    def gate(self) -> Gated[R]:
        """What may be published.

        Raises
        ------
        RefusedError
            If no figure can be defended, or none may be shown.
        """


class Checked(Protocol):
    """What `check` found; for the holder of the data, not for release."""

    @property
    def is_computable(self) -> bool:
        """Whether a run would give any figure."""

    @property
    def messages(self) -> Sequence[Notice | Refusal]:
        """What stands in its lines and has a code, by which other languages say it."""

    def to_json(self) -> dict[str, Json]:
        """As an object."""

    def lines(self) -> Sequence[str]:
        """As lines for people."""


class Opened[R: Released](Protocol):
    """A study whose inputs are read."""

    def check(self) -> Checked:
        """Everything that a run would object to; nothing is kept."""

    def compute(self) -> Computed[R]:
        """Every figure that the study asks for."""

    def require_unchanged(self) -> None:
        """Refuse to release what was read while somebody wrote to the inputs."""


class Explained(Protocol):
    """Why one person was classified as she was; it never leaves the machine."""

    def to_json(self) -> dict[str, Json]:
        """As an object."""

    def lines(self) -> Sequence[str]:
        """As lines for people."""


class Study[R: Released](Protocol):
    """The settings of one study, and what can be done with it."""

    def around(self) -> AbstractContextManager[None]:
        """What holds while the study is opened and run: whose fault it is if reading fails."""

    def open(self, out: Path, *, trial: bool) -> Opened[R]:
        """Read the inputs, and refuse what contradicts itself.

        Parameters
        ----------
        out : where a release goes
        trial : for `check`: nothing is kept of it, no secret is made
        """

    def explain(self, person: str) -> Explained:
        """Explain one person, from what the last run kept; a StudyError if this kind has none."""

    def input_hashes(self) -> Mapping[str, str]:
        """Plain hash of each input as it is now, by the name that a release gives it."""


@runtime_checkable
class ChoosesEngine(Protocol):
    """A study whose tables can be worked on elsewhere than in this process."""

    def on_engine(self, asked: AskedEngine) -> Study[Released]:
        """The same study, on the engine that was asked for."""


class Files(Protocol):
    """The files of a release, and what was left out of some."""

    @property
    def files(self) -> Mapping[str, Mapping[str, Json]]:
        """Path in `out` to `sha256`, `bytes` and `format`."""

    @property
    def notices(self) -> Mapping[str, Sequence[Notice]]:
        """Format to what it left out."""
