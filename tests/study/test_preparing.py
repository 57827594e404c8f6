"""What a first estimate needs is compiled beforehand."""

from click.testing import CliRunner

from measure87.cli import main
from measure87.numerics.accumulation import add_rows
from measure87.study.survey import kind, preparing
from measure87.study.survey.kind import KIND
from measure87.study.survey.preparing import prepare_estimates


def test_after_preparing_the_loop_over_rows_is_compiled_for_statuses():
    prepare_estimates()
    assert add_rows.signatures


def test_what_is_prepared_already_is_not_announced(monkeypatch):
    monkeypatch.setattr(preparing, "prepare_estimates", lambda: None)
    said = []
    KIND.prepare(said.append)
    assert said == []


def test_new_says_that_it_prepares_and_json_is_not_touched(tmp_path, monkeypatch):
    monkeypatch.setattr(kind, "_SOON_SECONDS", 0.0)
    arguments = [
        "new",
        str(tmp_path / "s"),
        "--preset",
        "lfs",
        "--country",
        "ZZZ",
        "--year",
        "2020",
    ]
    done = CliRunner().invoke(main, [*arguments, "--json"])
    assert done.exit_code == 0
    assert "Preparing estimates on this machine" in done.stderr
    assert done.stdout.strip().endswith("}")


def test_a_study_of_lists_does_not_wait_for_what_surveys_need(tmp_path):
    table = tmp_path / "lists.csv"
    table.write_text("A,B,C,count\n1,0,0,30\n0,1,0,40\n0,0,1,20\n1,1,0,9\n", "utf-8")
    arguments = ["new", str(tmp_path / "s"), "--preset", "lists", "--data", str(table)]
    done = CliRunner().invoke(main, arguments)
    assert done.exit_code == 0, done.output
    assert "Preparing" not in done.output
