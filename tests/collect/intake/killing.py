"""Pulls into a study and is killed at random instants: run as a program by `test_kills`.

A line of its input is a number of milliseconds; it starts a pull in a process of its own, kills it
by SIGKILL after that time (0: lets it end), and prints how it ended.
"""

import json
import os
import signal
import sys
import time
import warnings
from pathlib import Path


def main() -> None:
    said = json.loads(sys.argv[1])
    sys.path[:0] = said["path"]
    from measure87.collect.intake import store
    from measure87.collect.intake.http import Line
    from measure87.collect.intake.secrets import Identity
    from measure87.collect.intake.settings import FieldSettings
    from tests.collect.intake.conftest import ACCOUNT

    settings = FieldSettings(
        url=said["url"], project=1, form="hh_work", key_holder="x", page=said["page"],
        identifiers=("name",), not_identifiers=("remarks",), xml=said["xml"],
    )  # fmt: skip
    warnings.simplefilter("ignore", DeprecationWarning)  # no pool of threads is begun before a fork
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            store.pull(Path(said["study"]), settings, ACCOUNT, Identity(said["key"]),
                       Line(said["url"], 600))  # fmt: skip
            os._exit(0)
        wait = int(line) / 1000
        if wait:
            time.sleep(wait)
            os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
        print("killed" if os.WIFSIGNALED(status) else os.WEXITSTATUS(status), flush=True)


if __name__ == "__main__":
    main()
