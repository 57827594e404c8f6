"""A whole run keeps linear algebra to one thread, its sums and validation too."""

import pytest
from threadpoolctl import threadpool_info, threadpool_limits

from measure87.study.world import recipe
from tests.study.world.made_world import write_made_world


class SeenError(Exception):
    """Ends the run where it would begin to sample."""


def test_what_follows_the_reading_of_files_has_one_thread(tmp_path, monkeypatch):
    def look(*_):
        blas = [one for one in threadpool_info() if one["user_api"] == "blas"]
        raise SeenError({one["num_threads"] for one in blas})

    monkeypatch.setattr(recipe, "estimate_world", look)
    config = write_made_world(tmp_path / "in")
    with threadpool_limits(2), pytest.raises(SeenError) as caught:
        recipe.run_world(config, tmp_path / "out")
    assert caught.value.args[0] == {1}
