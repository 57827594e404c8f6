"""What `measure87 demo` runs says plainly when it fails, and finds figures that are there."""

import json
import shutil
from contextlib import nullcontext

import pytest
from click.testing import CliRunner

from measure87.cli import main
from measure87.study.demonstration_text import findings
from measure87.vocabulary.errors import MissingExtraError, UsageError


def without_progress(_):
    return nullcontext()


def told_by(*arguments):
    return CliRunner().invoke(main, ["demo", *map(str, arguments)], standalone_mode=False)


@pytest.fixture
def only(demo, monkeypatch):
    """Lets a demonstration run these examples alone."""
    return lambda *examples: monkeypatch.setattr(
        demo, "LABELS", {example: f"about {example.name}" for example in examples}
    )


def test_every_example_lies_there_and_has_a_label(demo):
    assert set(demo.FINDINGS) < set(demo.LABELS)
    for example in demo.LABELS:
        assert (example / "README.md").is_file()


def test_data_that_are_there_are_not_made_again(demo, tmp_path):
    data = tmp_path / "data"
    data.mkdir()
    (data / "truth.json").write_text(json.dumps({}))
    demo.make_data(tmp_path)
    assert [path.name for path in data.iterdir()] == ["truth.json"]


def test_findings_of_respondents_show_both_codings_and_no_interval(demo, tmp_path):
    done = demo.run(demo.copied(demo.WORKERS, tmp_path))
    *lines, refused = findings(done.result, demo.FINDINGS[demo.WORKERS])
    assert refused == "Refused, with what is missing: 18 measures"
    assert 3 <= len(lines) <= 6
    for line in lines:
        assert "who answered" in line
        assert "if `I don't know` is no" in line


@pytest.mark.slow
def test_reports_are_named_as_they_come_and_the_examples_stay(demo, only, tmp_path):
    before = (demo.WORKERS / "study.toml").read_bytes()
    only(demo.WORKERS, demo.FIELD)
    done = told_by(tmp_path / "here")
    folder = tmp_path / "here"
    assert f"  Report: {folder / 'uk-domestic-workers' / 'out' / 'report.html'}\n" in done.stdout
    assert f"  Brief: {folder / 'uk-domestic-workers' / 'out' / 'brief.html'}\n" in done.stdout
    assert done.stdout.count("Report: ") == done.stdout.count("Brief: ") + 1, "an evening has none"
    assert str(folder / "first-survey" / "field" / "evening" / "evening.html") in done.stdout
    assert "2 pages" in done.stdout.splitlines()[-1]
    assert "Running uk-domestic-workers ..." in done.stderr
    assert (demo.WORKERS / "study.toml").read_bytes() == before


def test_it_tells_programs_the_same(demo, only, tmp_path):
    only(demo.FIELD)
    told = json.loads(told_by(tmp_path / "here", "--json").stdout)
    assert told["folder"] == str(tmp_path / "here")
    assert [one["name"] for one in told["examples"]] == ["first-survey"]


def test_what_needs_a_library_that_is_not_there_is_left_out_in_one_line(
    demo, only, tmp_path, monkeypatch
):
    def missing(_):
        raise MissingExtraError("numpyro", "bayes")

    monkeypatch.setattr(demo, "run_world_example", missing)
    only(demo.WORLD, demo.FIELD)
    world, evening = demo.demonstrate(tmp_path, without_progress)
    assert world.page is None
    assert list(world.lines) == [
        "Left out: this needs numpyro, which is not installed; pip install 'measure87[bayes]'"
    ]
    assert evening.page.is_file()


def test_a_folder_of_something_else_is_refused(demo, tmp_path):
    demo.refuse_other_folder(tmp_path / "not-there")
    (tmp_path / demo.LISTS.name).mkdir()
    demo.refuse_other_folder(tmp_path)
    (tmp_path / "letter.txt").touch()
    with pytest.raises(UsageError, match="something else"):
        demo.refuse_other_folder(tmp_path)


def test_a_study_that_cannot_run_is_one_sentence_and_exit_status_1(demo, only, tmp_path):
    broken = tmp_path / "uk"
    shutil.copytree(demo.WORKERS, broken, ignore=shutil.ignore_patterns("out", "private"))
    (broken / "survey.csv").unlink()
    only(broken)
    done = CliRunner().invoke(main, ["demo", str(tmp_path / "here")])
    assert done.exit_code == 1
    assert "survey.csv" in done.stderr
    assert "Traceback" not in done.output
    assert "Report" not in done.stdout
