"""An option that takes one value is given once, in every command."""

import click
import pytest
from click.testing import CliRunner

from measure87.cli import main
from measure87.cli.once import Once, OneColumn, takes_one_value
from tests.study.test_list_study import COUNTED

STATED = [f"--{name.replace('_', '-')}={text}" for name, text in COUNTED.items()]


def options(command=main, path=()):
    """Path of a command and each of its options."""
    if isinstance(command, click.Group):
        for name, sub in command.commands.items():
            yield from options(sub, (*path, name))
    for param in command.params:
        if isinstance(param, click.Option):
            yield " ".join(path), param


def takes_one_column(option):
    name = option.metavar or ""
    return not option.multiple and (name == "COL" or name.startswith("COL["))


def test_no_option_of_one_column_lets_a_second_replace_the_first():
    found = [(path, option) for path, option in options() if takes_one_column(option)]
    assert len(found) > 20
    assert not [(p, o.opts[0]) for p, o in found if not isinstance(o, OneColumn)]


def test_no_option_of_one_value_lets_a_second_replace_the_first():
    found = [(path, option) for path, option in options() if takes_one_value(option)]
    assert len(found) > 200
    assert not [(p, o.opts[0]) for p, o in found if not isinstance(o, Once)]


@pytest.fixture
def table(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text("w,v,a,b,x\n1,2,n,u,1\n2,1,n,r,0\n1,1,s,u,1\n1,1,s,r,0\n")
    return str(path)


@pytest.mark.parametrize(
    ("given", "option"),
    [
        (["--strata", "a", "--strata", "b", "--weight", "w"], "--strata"),
        (["--weight", "w", "--weight=v"], "--weight"),
    ],
)
def test_a_second_column_of_a_survey_is_refused(table, given, option):
    done = CliRunner().invoke(main, ["estimate", "survey", table, "--measure", "x", *given])
    assert done.exit_code == 2
    assert f"{option} is given 2 times and takes one column" in done.stderr
    assert "make one of them in the file" in done.stderr


def test_a_second_column_of_lists_is_refused(table):
    strata = ["--strata", "a", "--strata", "b"]
    done = CliRunner().invoke(main, ["estimate", "lists", table, *strata, *STATED])
    assert done.exit_code == 2
    assert "--strata is given 2 times and takes one column" in done.stderr


@pytest.mark.parametrize(
    ("command", "given", "told"),
    [
        ("survey", ["--measure", "x", "--level", "0.9", "--level=0.95"], "--level is given 2"),
        ("survey", ["--measure", "x", "-o", "a.csv", "-o", "b.csv"], "-o is given 2"),
        ("lists", [*STATED, "--seed", "1", "--seed", "2", "--seed", "3"], "--seed is given 3"),
    ],
)
def test_a_second_value_is_refused(table, command, given, told):
    done = CliRunner().invoke(main, ["estimate", command, table, *given])
    assert done.exit_code == 2
    assert f"{told} times and takes one value" in done.stderr


def test_given_once_it_is_what_it_was_and_a_default_stays(table):
    command = click.Command("c", params=[OneColumn(["--strata"], default="s")],
                            callback=lambda strata: click.echo(strata))  # fmt: skip
    assert CliRunner().invoke(command, []).output == "s\n"
    assert CliRunner().invoke(command, ["--strata", "a"]).output == "a\n"
    assert "--strata TEXT\n" in CliRunner().invoke(command, ["--help"]).output
    done = CliRunner().invoke(main, ["estimate", "survey", table, "--measure", "x", "--weight"])
    assert "requires an argument" in done.stderr
