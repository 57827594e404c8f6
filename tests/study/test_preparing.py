"""What a first estimate needs is compiled beforehand."""

from click.testing import CliRunner

from measure87.cli import main
from measure87.numerics.accumulation import add_rows
from measure87.study.preparing import prepare_estimates


def test_after_preparing_the_loop_over_rows_is_compiled_for_statuses():
    prepare_estimates()
    assert add_rows.signatures


def test_new_says_that_it_prepares_and_json_is_not_touched(tmp_path):
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
