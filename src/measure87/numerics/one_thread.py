"""One thread for linear algebra: the same last digit on every machine, and no core that waits.

A product of matrices that is divided among threads is summed in another order, and its last digit
is another; how many threads there are hangs on OMP_NUM_THREADS and on the cores of the machine.
Products here are small: what threads would win of the clock they lose in processor time, for each
waits actively for the others.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

from threadpoolctl import ThreadpoolController


@contextmanager
def one_thread() -> Iterator[None]:
    """Keep numpy's and scipy's linear algebra to one thread inside the block.

    It is a decorator too. The limit holds for the whole process while it lasts.
    """
    with _libraries().limit(limits=1, user_api="blas"):
        yield


@cache
def _libraries() -> ThreadpoolController:
    """The libraries of linear algebra; only those that are loaded can be limited."""
    import scipy.linalg  # noqa: F401

    return ThreadpoolController()
