"""Options and keys under their former names do what those of today do, and no help shows them."""

import pytest
from click.testing import CliRunner

from measure87.cli.program import main

TABLE = "police,ngo,persons\n1,0,90\n0,1,70\n1,1,12\n"
REST = ("--population", "p", "--period", "2024", "--status", "referred", "--closed-because", "c",
        "--count", "persons", "--method", "chao", "--json")  # fmt: skip


def estimated(*options):
    done = CliRunner().invoke(main, ["estimate", "lists", "-", *REST, *options], input=TABLE)
    assert done.exit_code == 0, done.output
    return done


def test_former_options_give_the_same_figures():
    now = estimated("--area", "nowhere", "--no-robustness-checks")
    then = estimated("--place", "nowhere", "--no-trust")
    assert now.stdout == then.stdout
    assert '"area": "nowhere"' in now.stdout
    assert "robustness_checks" not in now.stdout
    assert "robustness_checks" in estimated("--area", "nowhere", "--trust").stdout


@pytest.mark.parametrize("option", ["--mutually-exclusive", "--apart"])
def test_both_names_of_an_option_reach_the_same_rule(option):
    done = CliRunner().invoke(
        main, ["estimate", "lists", "-", *REST, "--area", "x", option, "police"], input=TABLE
    )
    assert done.exit_code != 0
    assert "mutually-exclusive" in done.stdout


def test_no_help_shows_a_former_option():
    text = CliRunner().invoke(main, ["estimate", "lists", "--help"]).output
    assert not [name for name in ("--apart", "--trust", "--no-trust", "--place") if name in text]
    assert "--mutually-exclusive" in text


def test_a_file_with_a_former_key_is_read_and_said_once(tmp_path):
    about = tmp_path / "about.toml"
    about.write_text('place = "nowhere"\n')
    done = estimated("--about", str(about), "--no-robustness-checks")
    assert done.stderr.count("Note: ") == 1
    assert "the key 'place' is now called 'area'" in done.stderr
    assert done.stdout == estimated("--area", "nowhere", "--no-robustness-checks").stdout
