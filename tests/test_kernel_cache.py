"""Are compiled loops kept, and never those of other code?"""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.kernel_cache import ROOT, keep_kernels, kernel_files, kernel_key

INNER = "import numba\n\n\n@numba.njit(cache=True)\ndef inner(x):\n    return x + {}\n"
OUTER = (
    "import numba\nfrom inner import inner\n\n\n"
    "@numba.njit(cache=True)\ndef outer(x):\n    return inner(x) * 10\n"
)


@pytest.fixture
def kernels(tmp_path) -> Path:
    folder = tmp_path / "src"
    folder.mkdir()
    (folder / "inner.py").write_text(INNER.format(1))
    (folder / "outer.py").write_text(OUTER)
    (folder / "other.py").write_text("x = 1\n")
    return folder


def _outer_of_1(source: Path, kept: Path) -> str:
    program = (
        "from pathlib import Path; import os, sys; os.environ.pop('NUMBA_CACHE_DIR', None)\n"
        "from tests import kernel_cache as c\n"
        f"key = c.kernel_key(Path({str(source)!r})); c.kernel_key = lambda: key\n"
        f"c.keep_kernels(Path({str(kept)!r})); sys.path.insert(0, {str(source)!r})\n"
        "from outer import outer; print(outer(1), sum(outer.stats.cache_hits.values()))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=ROOT
    )
    return done.stdout.strip()


@pytest.mark.slow
def test_a_kernel_that_another_file_compiled_in_is_compiled_again_when_it_changes(
    kernels, tmp_path
):
    assert _outer_of_1(kernels, tmp_path / "kept") == "20 0"
    assert _outer_of_1(kernels, tmp_path / "kept") == "20 1"
    (kernels / "inner.py").write_text(INNER.format(2))
    assert _outer_of_1(kernels, tmp_path / "kept") == "30 0"
    assert len(list((tmp_path / "kept").iterdir())) == 1


def test_the_key_follows_files_with_kernels_and_no_others(kernels):
    key = kernel_key(kernels)
    (kernels / "other.py").write_text("x = 2\n")
    assert kernel_key(kernels) == key
    (kernels / "outer.py").write_text(OUTER + "\n")
    assert kernel_key(kernels) != key


def test_a_folder_that_somebody_chose_is_left_to_them(monkeypatch, tmp_path):
    monkeypatch.setenv("NUMBA_CACHE_DIR", "elsewhere")
    keep_kernels(tmp_path / "kept")
    assert not (tmp_path / "kept").exists()


def test_the_package_has_files_with_kernels():
    assert ROOT / "src/measure87/numerics/accumulation.py" in kernel_files()
