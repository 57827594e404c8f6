"""How much of what the program says is translated: `python -m tests.cli.speech.coverage`.

Help is counted by command; messages by room, where they stand in the code (`texts_of_messages`).
"""

from collections import Counter

from measure87.cli.speech.catalogue import HELP, SAID, english, forms, texts
from measure87.cli.speech.choice import ENGLISH
from tests.cli.speech.texts_of_help import commands, texts_of
from tests.cli.speech.texts_of_messages import bare, messages


def of_help():
    """Path of a command to how many of its texts are translated, and how many there are."""
    known = english(HELP)
    found = {}
    for path, command in commands():
        said = [text for _, text in texts_of(command)]
        found[" ".join(path) or "measure87"] = (sum(known.find(one) is not None for one in said),
                                                len(said))  # fmt: skip
    return found


def of_messages():
    """Room to how many of its messages are translated, and how many there are."""
    known = {unquoted(bare(form)) for text in texts(SAID, ENGLISH).values() for form in forms(text)}
    every, translated = Counter(), Counter()
    for room, text in messages():
        every[room] += 1
        translated[room] += unquoted(text) in known
    return {room: (translated[room], count) for room, count in every.items()}


def unquoted(text):
    """A pattern without quotation marks, which a value has or the text around it."""
    return text.replace("'", "")


def table(head, rows):
    """A table for docs/languages.md."""
    lines = [f"| {head} | translated | of |", "|---|---|---|"]
    return [*lines, *(f"| `{name}` | {done} | {count} |" for name, (done, count) in rows.items())]


if __name__ == "__main__":
    by_group = {}
    for path, (done, count) in of_help().items():
        group = path.partition(" ")[0]
        before = by_group.get(group, (0, 0))
        by_group[group] = (before[0] + done, before[1] + count)
    print("\n".join(table("help of", by_group)), "\n")
    print("\n".join(table("messages of the room", of_messages())))
