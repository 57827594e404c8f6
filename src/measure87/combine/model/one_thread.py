"""One thread for linear algebra, so that a run gives the same bytes however many there could be.

A product of matrices that is divided among threads is summed in another order, and its last digit
is another; how many threads there are hangs on OMP_NUM_THREADS and on the cores of the machine.
Nothing is lost by it: chains take the cores (`sampling`), and the matrices are small.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from measure87.combine.model.priors import bayes_libraries


@contextmanager
def one_thread() -> Iterator[None]:
    """Keep every library of linear algebra to one thread inside the block.

    Raises
    ------
    MissingExtraError
        Where numpyro is not installed.
    """
    bayes_libraries()
    import scipy.linalg  # noqa: F401  only libraries that are loaded can be kept to one thread
    from threadpoolctl import threadpool_limits

    with threadpool_limits(1):
        yield
