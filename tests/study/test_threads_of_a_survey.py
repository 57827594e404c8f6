"""A survey keeps linear algebra to one thread, while it is computed and where it is released."""

import sys

import pytest
from threadpoolctl import threadpool_info, threadpool_limits

from measure87.disseminate import release
from measure87.study import run_study
from measure87.study.survey import recipe
from measure87.vocabulary.estimate import Result
from tests.study import tiny


class SeenError(Exception):
    """Ends the run where it would go on."""


def look(*_):
    blas = [one for one in threadpool_info() if one["user_api"] == "blas"]
    raise SeenError({one["num_threads"] for one in blas})


def test_it_is_computed_on_one_thread(tmp_path, monkeypatch):
    monkeypatch.setattr(recipe, "estimate_input", look)
    tiny.write_study(tmp_path / "s")
    with threadpool_limits(2), pytest.raises(SeenError) as caught:
        run_study(tmp_path / "s")
    assert caught.value.args[0] == {1}


def test_it_is_released_on_one_thread_by_whomever(monkeypatch):
    monkeypatch.setattr(sys.modules[release.__module__], "release_measures", look)
    with threadpool_limits(2), pytest.raises(SeenError) as caught:
        release(Result("run", ()))
    assert caught.value.args[0] == {1}
