"""What is held while a store is worked on, and a pull under way with its server."""

from dataclasses import dataclass, field

from measure87.collect.intake.central import Central
from measure87.collect.intake.findings import Findings
from measure87.collect.intake.forms import Forms
from measure87.collect.intake.journal import Journal
from measure87.collect.intake.opening import Opener
from measure87.collect.intake.settings import FieldSettings
from measure87.collect.intake.state import State
from measure87.collect.intake.submission import Comment


@dataclass(kw_only=True)
class Held:
    """The store of a study, and what was found so far."""

    journal: Journal
    state: State
    forms: Forms
    findings: Findings
    at_hand: dict[bytes, bytes] = field(default_factory=dict)
    """The latest submission of interviews that came now, as far as memory allows."""
    room: int = 128 * 1024 * 1024

    def hold(self, interview: bytes, content: bytes) -> None:
        """Keep what was written at hand; without room it is read again from the journal."""
        self.room -= len(content)
        if self.room > 0:
            self.at_hand[interview] = content
        else:
            self.at_hand.pop(interview, None)


@dataclass(kw_only=True)
class Pull(Held):
    """One pull under way."""

    central: Central
    settings: FieldSettings
    opener: Opener
    comments: dict[str, tuple[Comment, ...]] = field(default_factory=dict)
    """Of interviews that were looked at for comments alone."""

    @property
    def tried(self) -> str:
        """Keyed hash of the secret that opens interviews; empty where there is none."""
        mark = self.opener.mark
        return self.journal.hash(f"opens {mark}").hex()[:8] if mark else ""
