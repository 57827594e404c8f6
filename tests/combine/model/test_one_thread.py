"""Linear algebra takes one thread in a run, whatever the machine and its settings allow."""

import numpy as np
from threadpoolctl import threadpool_info, threadpool_limits

from measure87.combine.model.one_thread import one_thread


def threads():
    return {one["num_threads"] for one in threadpool_info() if one["user_api"] == "blas"}


def test_every_library_is_kept_to_one_thread_inside_the_block_alone():
    with threadpool_limits(2):
        before = threads()
        with one_thread():
            assert threads() == {1}
            np.linalg.cholesky(np.eye(3))
            assert threads() == {1}
        assert threads() == before
