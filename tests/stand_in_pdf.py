"""Studies that are run in tests write a stand-in for the PDF of their standard tables.

To set its pages takes longer than all the rest of a small study, and hundreds are run. The file is
there, and in the manifest. Who looks into it asks for the fixture `real_pdf`; processes that tests
start write it as everybody's do.
"""

import sys
from collections.abc import Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder
from types import ModuleType

FORMAT = "measure87.disseminate.formats.tables_pdf"
STAND_IN = b"%PDF-1.7, set by nobody: tests/stand_in_pdf.py"


class _WhenImported(MetaPathFinder):
    """Changes the format when something imports it: a test of other things need not load it."""

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if name != FORMAT:
            return None
        spec = PathFinder.find_spec(name, path, target)
        if spec is None or spec.loader is None:
            return spec
        run = spec.loader.exec_module

        def run_and_change(module: ModuleType) -> None:
            run(module)
            _change(module)

        spec.loader.exec_module = run_and_change  # type: ignore[method-assign]
        return spec


def _change(module: ModuleType) -> None:
    module.pdf_bytes = lambda *_: STAND_IN  # type: ignore[attr-defined]


def install() -> None:
    """From now on, in this process."""
    if FORMAT in sys.modules:
        _change(sys.modules[FORMAT])
    elif not any(isinstance(one, _WhenImported) for one in sys.meta_path):
        sys.meta_path.insert(0, _WhenImported())
