"""Where the tests keep what jax compiles."""

import os

import pytest

from tests import compiled_cache, kernel_cache


@pytest.fixture(autouse=True)
def untold(monkeypatch):
    for name in [name for name in os.environ if name.startswith("JAX_")]:
        monkeypatch.setenv(name, "")  # so that what is set meanwhile goes afterwards
        monkeypatch.delenv(name)


def test_it_is_kept_in_a_folder_of_the_processor_however_little_it_took(tmp_path):
    compiled_cache.keep_compiled(tmp_path)
    folder = tmp_path / kernel_cache.processor()
    assert folder.is_dir()
    assert os.environ["JAX_COMPILATION_CACHE_DIR"] == str(folder)
    assert os.environ["JAX_PERSISTENT_CACHE_MIN_COMPILE_TIME_SECS"] == "0"


def test_a_folder_that_was_told_stays(tmp_path, monkeypatch):
    monkeypatch.setenv("JAX_COMPILATION_CACHE_DIR", "elsewhere")
    compiled_cache.keep_compiled(tmp_path)
    assert os.environ["JAX_COMPILATION_CACHE_DIR"] == "elsewhere"
    assert not [*tmp_path.iterdir()]


@pytest.mark.parametrize(("most", "left"), [(3, 3), (2, 0)])
def test_of_too_many_files_none_is_kept(tmp_path, monkeypatch, most, left):
    monkeypatch.setattr(compiled_cache, "MOST_FILES", most)
    folder = tmp_path / kernel_cache.processor()
    folder.mkdir()
    for name in "abc":
        (folder / name).touch()
    compiled_cache.keep_compiled(tmp_path)
    assert len([*folder.iterdir()]) == left
