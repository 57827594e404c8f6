"""Where the last pull ended: what is known of each interview, without an answer of anybody.

`field/state.json` is made of the journal and can be made again: `journal` says up to where. It
names interviews by keyed hash, and tables by the hash of their files.
"""

from pathlib import Path

import msgspec

from measure87.files.json_file import json_of_file
from measure87.files.writing import write_whole

FILE = "state.json"
_SCHEMA = 1


class Known(msgspec.Struct, array_like=True):
    """What the journal has of an interview.

    mark : of what the server said when it was read (dates, edits, review, version)
    files : how many of its files were there when they were last looked at; -1 to look again
    versions : how many earlier versions the journal has
    locked : empty where it can be read; else with which secret opening was tried last
    said : keyed hash of the office's comments; empty where there were none
    """

    mark: str
    files: int = 0
    deleted: bool = False
    versions: int = 0
    locked: str = ""
    said: str = ""


class State(msgspec.Struct):
    """See the module.

    journal : up to where the journal was read
    journal_id : of which journal
    layout : hash of the layout of the tables
    form : version and hash of the newest form that was read
    versions : version of the form to the hash of its XForm
    """

    schema: int = _SCHEMA
    journal: int = 0
    journal_id: str = ""
    layout: str = ""
    form: str = ""
    versions: dict[str, str] = {}
    known: dict[str, Known] = {}
    tables: dict[str, str] = {}
    identifiers: str = ""


def read_state(folder: Path) -> State:
    """The state of `field/`; an empty one where there is none that can be read."""
    try:
        state = json_of_file(folder / FILE, State)
    except (OSError, msgspec.MsgspecError):
        return State()
    return state if state.schema == _SCHEMA else State()


def write_state(folder: Path, state: State) -> None:
    """Keep a state; where nothing changed, the file stays as it is."""
    content = msgspec.json.encode(state, order="deterministic") + b"\n"
    path = folder / FILE
    if not path.exists() or path.read_bytes() != content:
        write_whole(path, content, private=True)
