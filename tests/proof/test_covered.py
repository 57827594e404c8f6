"""Is a table stale when its code changed, and only then?"""

import subprocess
from pathlib import Path

import pytest

import tests.proof.__main__ as proof
from tests.proof.__main__ import _run, main
from tests.proof.covered import (
    ROOT,
    Study,
    _tokens,
    code_hash,
    read_hashes,
    read_studies,
    stale,
    write_hashes,
)

STUDIES = read_studies()


@pytest.mark.parametrize("study", STUDIES.values(), ids=STUDIES)
def test_every_study_names_files_and_code_that_exist(study: Study):
    for path in (*study.tables, *study.study):
        assert (ROOT / path).exists(), path
    assert len(code_hash(study)) == 64
    assert (ROOT / study.run[0].replace(".", "/")).with_suffix(".py").exists() or (
        ROOT / study.run[0].replace(".", "/") / "__main__.py"
    ).exists()


def test_every_table_has_a_record_of_its_code():
    assert set(read_hashes()) == set(STUDIES)


def test_comments_docstrings_and_layout_make_no_table_stale():
    before = 'def f(x):\n    """One."""\n    return x + 1\n'
    after = (
        '# new\ndef f(\n    x\n):\n\n    """2,\n    more."""\n    return (\n        x + 1\n    )\n'
    )
    assert [t for t in _tokens(before) if t not in "()"] == [
        t for t in _tokens(after) if t not in "()"
    ]


@pytest.mark.parametrize(
    "after",
    [
        "def f(x):\n    return x + 2\n",
        "def f(x):\n    return x\n",
        'def f(x):\n    return "a" + x\n',
        "def f(x):\n    if x:\n        return x + 1\n",
    ],
)
def test_a_change_of_what_is_done_does(after):
    assert list(_tokens("def f(x):\n    return x + 1\n")) != list(_tokens(after))


def test_the_code_of_a_study_holds_what_its_modules_import():
    coverage = STUDIES["survey-coverage"]
    narrower = Study("a", "", (), (), ("measure87.numerics.proportion_intervals",), ())
    assert code_hash(coverage) != code_hash(narrower)


def test_hashes_are_read_as_they_were_written(tmp_path):
    write_hashes({"b": "2", "a": "1"}, tmp_path / "hashes.toml")
    assert read_hashes(tmp_path / "hashes.toml") == {"a": "1", "b": "2"}
    assert read_hashes(tmp_path / "none.toml") == {}


def test_the_stale_ones_are_named_and_do_not_fail(capsys):
    assert main([]) == 0
    printed = capsys.readouterr().out
    for study in stale():
        assert f"  {study.name}: " in printed


def test_a_study_that_is_not_there_is_refused_with_those_that_are(capsys):
    with pytest.raises(SystemExit):
        main(["run", "coverage"])
    assert "survey-coverage" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("tables", "status", "is_noted"),
    [
        (("README.md",), 0, True),
        (("README.md",), 1, True),
        (("README.md",), 2, False),
        ((), 0, True),
        ((), 1, False),
    ],
)
def test_a_trial_that_did_not_hold_and_has_no_table_stays_stale(
    tables, status, is_noted, tmp_path, monkeypatch, capsys
):
    study = Study("one", "A study", ("run",), tuple(map(Path, tables)), (), ())
    hashes = tmp_path / "hashes.toml"
    monkeypatch.setattr(proof, "HASHES", hashes)
    monkeypatch.setattr(proof, "read_hashes", dict)
    monkeypatch.setattr(proof, "code_hash", lambda study: "of today")
    ended = subprocess.CompletedProcess((), status)
    monkeypatch.setattr(proof.subprocess, "run", lambda *_, **__: ended)
    assert _run(study) == min(status, 1)
    assert hashes.exists() == is_noted
