"""What `make demo` runs says plainly when it fails, and finds figures that are there."""

import json
import shutil

import pytest


@pytest.fixture
def workers(demo, tmp_path, monkeypatch):
    monkeypatch.setattr(demo, "DEMO", tmp_path / "demo")
    folder = tmp_path / "uk"
    shutil.copytree(demo.WORKERS, folder, ignore=shutil.ignore_patterns("out", "private"))
    return folder


def test_data_that_are_there_are_not_made_again(demo, tmp_path):
    data = tmp_path / "data"
    data.mkdir()
    (data / "truth.json").write_text(json.dumps({}))
    demo.make_data(tmp_path)
    assert [path.name for path in data.iterdir()] == ["truth.json"]


def test_findings_of_respondents_show_both_codings_and_no_interval(demo, workers):
    done = demo.run(workers)
    lines = demo.findings(done, demo.FINDINGS[demo.WORKERS])
    assert 3 <= len(lines) <= 6
    for line in lines:
        assert "who answered" in line
        assert "if `I don't know` is no" in line


def test_both_reports_are_named(demo, workers, monkeypatch, capsys):
    monkeypatch.setattr(demo, "FINDINGS", {workers: demo.FINDINGS[demo.WORKERS]})
    monkeypatch.setattr(demo, "LABELS", {workers: "85 respondents"})
    monkeypatch.setattr(demo, "make_data", lambda: None)
    # The world estimate takes a minute; its own test runs it.
    monkeypatch.setattr(demo, "run_world_example", lambda: ["World 9.8"])
    assert demo.main() == 0
    told = capsys.readouterr().out
    assert "  World 9.8" in told
    assert str(demo.DEMO / "first-survey" / "field" / "evening" / "evening.html") in told
    assert str(demo.DEMO / "uk" / "out" / "report.html") in told
    assert "ledger" not in (workers / "study.toml").read_text()
    assert "18 measures" in told


def test_a_study_that_cannot_run_is_one_sentence_and_exit_status_1(
    demo, workers, monkeypatch, capsys
):
    (workers / "survey.csv").unlink()
    monkeypatch.setattr(demo, "FINDINGS", {workers: ()})
    monkeypatch.setattr(demo, "make_data", lambda: None)
    assert demo.main() == 1
    told = capsys.readouterr()
    assert "The demonstration failed: " in told.err
    assert "survey.csv" in told.err
    assert "Traceback" not in told.err
    assert not told.out
