"""Does a commit say what and why? `python -m tests.commit_message FILE`, run before each commit.

A subject that says what, in at most 72 signs and without a full stop; an empty line; a body that
says why. Merges and what git wrote itself need no body.
"""

import sys
from pathlib import Path

SUBJECT_SIGNS = 72
WRITTEN_BY_GIT = ("Merge ", "Revert ", "fixup! ", "squash! ")


def faults(message: str) -> list[str]:
    """What is wrong with a message; comments of git aside."""
    lines = [line for line in message.splitlines() if not line.startswith("#")]
    subject = lines[0].strip() if lines else ""
    if subject.startswith(WRITTEN_BY_GIT):
        return []
    found = []
    if not subject:
        found.append("the first line is empty: say in it what changes")
    if len(subject) > SUBJECT_SIGNS:
        found.append(f"the subject has {len(subject)} signs; at most {SUBJECT_SIGNS} are shown")
    if subject.endswith("."):
        found.append("the subject ends with a full stop")
    if len(lines) > 1 and lines[1].strip():
        found.append("the second line is not empty")
    if not any(line.strip() for line in lines[2:]):
        found.append("there is no body: say in it why")
    return found


def main(path: str) -> int:
    """Print the faults of the message in a file."""
    found = faults(Path(path).read_text("utf-8"))
    for fault in found:
        print(f"commit message: {fault}", file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
