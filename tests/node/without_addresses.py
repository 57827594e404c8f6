"""Takes out of the lock file what npm writes into it that names a host: whom to fund."""

import json
from pathlib import Path

LOCK = Path(__file__).with_name("package-lock.json")


def without_funding(text: str) -> str:
    """The text of a lock file of npm without its `funding`."""
    lock = json.loads(text)
    for package in lock["packages"].values():
        package.pop("funding", None)
    return json.dumps(lock, indent=2) + "\n"


if __name__ == "__main__":
    LOCK.write_text(without_funding(LOCK.read_text("utf-8")), "utf-8")
