"""What a solver prints by itself goes to standard error: standard output is ours alone."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

_OUT, _ERROR = 1, 2


@contextmanager
def solver_output_aside() -> Iterator[None]:
    """Let what compiled code writes to standard output go to standard error meanwhile.

    HiGHS 1.12 writes a line about a solution in whole numbers that it has to solve anew, whatever
    its options say, and would put it before or into an object of JSON.
    """
    with _standard_output_to(_ERROR):
        yield


@contextmanager
def solver_output_dropped() -> Iterator[None]:
    """Let what compiled code writes to standard output go nowhere meanwhile.

    HiGHS says its name and licence when a solver is made, before it takes any option.
    """
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        with _standard_output_to(nowhere):
            yield
    finally:
        os.close(nowhere)


@contextmanager
def _standard_output_to(target: int) -> Iterator[None]:
    try:
        kept = os.dup(_OUT)
    except OSError:  # a process without standard output
        yield
        return
    try:
        os.dup2(target, _OUT)
        yield
    finally:
        os.dup2(kept, _OUT)
        os.close(kept)
