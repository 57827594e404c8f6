"""Compiled code is kept between runs in the user's cache, and where the user says otherwise not."""

import os
import subprocess
import sys

import pytest

from measure87.combine.model.compiled_code import cache_folder

PROGRAM = """
from measure87.combine.model import compiled_code
compiled_code.LEAST_SECONDS = 0.0
from measure87.combine.model.priors import bayes_libraries
bayes_libraries()
import jax, jax.numpy as jnp
print(jax.jit(lambda x: jnp.linalg.cholesky(x @ x.T + jnp.eye(4)).sum())(jnp.ones((4, 4))))
"""


def run(cache, **more):
    known = {k: v for k, v in os.environ.items() if not k.startswith("JAX_")}
    environment = known | {"XDG_CACHE_HOME": str(cache)} | more
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], env=environment, capture_output=True, text=True, check=True
    )
    return done.stdout


def kept(cache):
    return {p.name: p.stat().st_mtime_ns for p in cache.rglob("*-cache")}


@pytest.mark.slow
def test_what_was_compiled_is_kept_used_again_and_gives_the_same(tmp_path):
    first = run(tmp_path)
    found = kept(tmp_path)
    assert found
    assert run(tmp_path) == first
    assert kept(tmp_path) == found
    assert next(iter((tmp_path / "measure87" / "jax").iterdir())).stat().st_mode & 0o077 == 0


@pytest.mark.slow
def test_the_users_own_settings_of_jax_come_first(tmp_path):
    mine = tmp_path / "mine"
    run(tmp_path / "ours", JAX_COMPILATION_CACHE_DIR=str(mine))
    assert not (tmp_path / "ours").exists()
    run(tmp_path / "none", JAX_ENABLE_COMPILATION_CACHE="false")
    assert kept(tmp_path / "none") == {}


def test_the_folder_is_the_users_own(monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert cache_folder() == tmp_path / "measure87"
    monkeypatch.delenv("XDG_CACHE_HOME")
    monkeypatch.delenv("LOCALAPPDATA", raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    assert cache_folder().parent.parent in (tmp_path, tmp_path / "Library")
