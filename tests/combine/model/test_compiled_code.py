"""Compiled code is kept between runs in the user's cache, and where the user says otherwise not."""

import os
import re
import subprocess
import sys
from types import SimpleNamespace

import pytest

from measure87.combine.model.compiled_code import _processor, cache_folder, keep_compiled

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


class Jax:
    """What jax has been told."""

    def __init__(self, told=None):
        self.jax_compilation_cache_dir, self.updates = told, {}

    def update(self, name, value):
        self.updates[name] = value


def told_to_keep(monkeypatch, cache, told=None):
    config = Jax(told)
    monkeypatch.setitem(sys.modules, "jax", SimpleNamespace(config=config))
    monkeypatch.setenv("XDG_CACHE_HOME", str(cache))
    keep_compiled()
    return config.updates


def test_jax_is_told_where_to_keep_what_and_how_much(monkeypatch, tmp_path):
    for _ in range(2):
        updates = told_to_keep(monkeypatch, tmp_path / "not" / "there")
    place = tmp_path / "not" / "there" / "measure87" / "jax" / _processor()
    assert updates == {
        "jax_compilation_cache_dir": str(place),
        "jax_persistent_cache_min_compile_time_secs": 0.3,
        "jax_compilation_cache_max_size": 536_870_912,
    }
    assert place.is_dir()
    assert place.stat().st_mode & 0o777 == 0o700


def test_what_the_user_told_jax_stands(monkeypatch, tmp_path):
    assert told_to_keep(monkeypatch, tmp_path / "ours", told="mine") == {}
    assert not (tmp_path / "ours").exists()


def test_where_nothing_can_be_written_nothing_is_kept(monkeypatch, tmp_path):
    (tmp_path / "measure87").write_text("a file in the place of the folder", "utf-8")
    assert told_to_keep(monkeypatch, tmp_path) == {}


@pytest.mark.parametrize(
    ("system", "folder"), [("darwin", "Library/Caches"), ("linux", ".cache"), ("win32", ".cache")]
)
def test_without_a_folder_that_is_told_it_is_the_systems(monkeypatch, tmp_path, system, folder):
    monkeypatch.setattr(sys, "platform", system)
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("LOCALAPPDATA", raising=False)
    assert cache_folder() == tmp_path / folder / "measure87"
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path / "local"))
    assert cache_folder() == tmp_path / "local" / "measure87"


def test_each_kind_of_processor_has_a_short_name_of_its_own(monkeypatch):
    name = _processor.__wrapped__
    mine = name()
    assert re.fullmatch(r"[0-9a-f]{12}", mine)
    assert name() == mine
    monkeypatch.setattr("platform.machine", lambda: "another")
    assert name() != mine
