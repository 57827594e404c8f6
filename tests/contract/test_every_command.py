"""Every command has help, with one example that runs as it stands."""

import json
import re
import shlex
from contextlib import contextmanager

import click
import polars as pl
import pytest
from click.testing import CliRunner

from measure87.cli import main
from measure87.collect.form.model import form_json
from measure87.collect.form.standard import standard_country
from measure87.collect.intake.secrets import new_identity
from measure87.define import load_definition
from measure87.define.panel import panel_of
from measure87.simulate import invent_country, write_study_data
from measure87.study import demonstration
from tests.collect.ethics.made_study import write_export, write_field_study
from tests.collect.form import small_form
from tests.collect.form.clean_form import Sheets
from tests.collect.form.outputs.made_form import write_made_form
from tests.collect.form.own_form import own_form
from tests.collect.form.xform_of import xform_of
from tests.collect.intake.interviews import interview_xml
from tests.collect.intake.office import write_built_study
from tests.collect.quality.field_study import clean_study
from tests.standin.central import PASSWORD, USER, Central
from tests.standin.continued import form_xml
from tests.standin.server import served
from tests.study import tiny
from tests.study.panel_answers import simulated_votes, write_members
from tests.study.world.made_world import SETTINGS, write_made_world


def leaves(command, path=()):
    if isinstance(command, click.Group):
        for name, below in command.commands.items():
            yield from leaves(below, (*path, name))
    else:
        yield path, command


COMMANDS = dict(leaves(main))


def example_of(command):
    """The line of the help that begins with the program's name, joined over `\\`."""
    text = re.sub(r"\\\s*\n\s*", " ", command.help.replace("\b", ""))
    found = [line.strip() for line in text.splitlines() if line.strip().startswith("measure87 ")]
    assert len(found) == 1, f"one example, not {len(found)}"
    return shlex.split(found[0])[1:]


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    """A folder with the files that the examples speak of, all invented."""
    folder = tmp_path_factory.mktemp("desk")
    write_study_data(invent_country(3, persons=2_000), folder / "data")
    (folder / "data" / "fs.sav").rename(folder / "fs.sav")
    rows = [
        {
            "working": i % 7 == 0,
            "w": 1 + i % 3,
            "psu": i // 10,
            "sex": 1 + i % 2,
            "region": 1 + i // 150,
        }
        for i in range(300)
    ]
    tiny.write_csv(folder / "persons.csv", [r | {"working": int(r["working"])} for r in rows])
    rounds = [r | {"working": int(r["working"]), "year": y} for y in (2015, 2020) for r in rows]
    tiny.write_csv(folder / "rounds.csv", rounds)
    tiny.write_csv(
        folder / "standard.csv", [{"sex": 1, "persons": 480}, {"sex": 2, "persons": 520}]
    )
    (folder / "lists.csv").write_text("a,b,c,persons\n" + "\n".join(INVENTED_LISTS))
    (folder / "recipe.toml").write_text(
        'schema = 1\n[base]\nweights = ["w"]\n[[steps]]\nkind = "trimming"\ntimes_median = 3\n'
    )
    for number in (1, 2):
        figure = {"name": "working", "statistic": "proportion", "method": "taylor", "group": {},
                  "unit": "proportion", "value": 0.1 * number, "se": 0.01}  # fmt: skip
        content = {"schema": 1, "estimates": [figure]}
        (folder / f"round_{number}.json").write_text(json.dumps(content))
    (folder / "counted.toml").write_text(
        "".join(f'{part} = "invented"\n' for part in ("population", "place", "period"))
        + 'status = "referred"\nclosed_because = "invented"\n'
    )
    write_made_world(folder)  # world.toml and its files
    (folder / "form.xml").write_text(xform_of(small_form.FORM), "utf-8")
    Sheets().write(folder / "form.xlsx")
    write_field_study(folder / "my-survey", folder / "first-holder.key")
    (folder / "country.toml").write_text(standard_country(), "utf-8")
    write_made_form(folder / "my-form")
    (folder / "own-form").mkdir()
    (folder / "own-form" / "form.json").write_bytes(form_json(own_form()))
    write_export(folder / "export")
    panel = panel_of(load_definition("child_labour/sdg_8_7_1"))
    write_members(folder / "answers", panel, simulated_votes(members=3))
    write_sampling_frame(folder)  # frame.csv and strata.csv
    clean_study(1, interviews=60).write(folder / "evening" / "my-survey")
    return folder


def write_sampling_frame(folder):
    """Areas to be drawn, and what is known of their strata."""
    areas = [
        {"area": f"a{i}", "stratum": "ns"[i % 2], "households": 40 + i % 60} for i in range(90)
    ]
    tiny.write_csv(folder / "frame.csv", areas)
    strata = [{"stratum": s, "population": 45, "share": p} for s, p in (("n", 0.02), ("s", 0.05))]
    tiny.write_csv(folder / "strata.csv", strata)


INVENTED_LISTS = ("1,0,0,90", "0,1,0,70", "0,0,1,60", "1,1,0,12", "1,0,1,9", "0,1,1,7", "1,1,1,2")


ORDER = [
    ("new",),
    ("check",),
    ("run",),
    ("explain",),
    ("publish",),
    ("simulate", "listed-persons"),
    ("collect", "link", "key"),
]
"""Commands whose examples need those before them."""


OF_AN_EVENING = (("collect", "check"), ("collect", "export"))
"""Commands about another study of the same name."""


DEMO = ("demo",)
"""Runs all examples: see `test_the_example_of_demo_runs_as_it_stands`."""


@pytest.mark.parametrize("path", COMMANDS, ids=" ".join)
def test_the_command_has_help_and_every_option_too(path):
    command = COMMANDS[path]
    assert command.help
    assert command.help[0].isupper()
    for option in command.params:
        if isinstance(option, click.Option) and not option.hidden:
            assert option.help, f"{option.opts} has no help"


@pytest.mark.slow
def test_every_example_runs_as_it_stands(desk, monkeypatch):
    for path in (*ORDER, *(p for p in COMMANDS if p not in (*ORDER, DEMO))):
        arguments = example_of(COMMANDS[path])
        assert tuple(arguments[: len(path)]) == path
        monkeypatch.chdir(desk / "evening" if path in OF_AN_EVENING else desk)
        if path == ("explain",):
            arguments[-1] = somebody(desk)
        if path == ("collect", "keypair"):
            (desk / "first-holder.key").rename(desk / "of-my-survey.key")
        if path == ("collect", "rotate"):
            (desk / "of-my-survey.key").replace(desk / "first-holder.key")
        if path == ("classify",):
            (desk / "mapping.toml").write_text((desk / "my-study" / "mapping.toml").read_text())
        if path == ("collect", "link", "name"):
            linked_of_hashes(desk)
        with server_of(path, desk, monkeypatch):
            done = CliRunner().invoke(main, arguments)
        assert done.exit_code == 0, (path, done.output)
        assert done.stdout.strip()


@pytest.mark.slow
@pytest.mark.parametrize("whole", [False, pytest.param(True, marks=pytest.mark.proof)])
def test_the_example_of_demo_runs_as_it_stands(tmp_path, monkeypatch, whole):
    """With a small world and one evening: `tests/install/test_wheel.py` runs the others by it.

    The example of the world runs in `tests/examples/test_world_child_labour.py`.
    """
    if not whole:
        world = tmp_path / "examples" / demonstration.WORLD.name
        settings = SETTINGS.replace("draws = 900", "draws = 300")
        write_made_world(world, settings).rename(world / "demo.toml")
        monkeypatch.setattr(demonstration, "WORLD", world)
        monkeypatch.setattr(demonstration, "LABELS", {demonstration.FIELD: "field", world: "world"})
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(main, example_of(COMMANDS[DEMO]))
    assert done.exit_code == 0, done.output
    reports = [line for line in done.stdout.splitlines() if line.startswith("  Report: ")]
    assert len(reports) == len(demonstration.LABELS)


@contextmanager
def server_of(path, desk, monkeypatch):
    """The server that the example pulls from, with two interviews; or sends a form to."""
    if path[0] != "collect" or path[-1] not in ("pull", "publish", "entities"):
        yield
        return
    central = Central()
    if path[-1] != "pull":
        with served(central) as url:
            write_built_study(desk / "my-round", url)
            (desk / "households.csv").write_text("household\n1/1\n1/2\n")
            monkeypatch.setenv("MEASURE87_SERVER_USER", USER)
            monkeypatch.setenv("MEASURE87_SERVER_PASSWORD", PASSWORD)
            yield
        return
    central.publish(form_xml("hh_work_v1.pyxform"))
    for number in (1, 2):
        central.submit(interview_xml(number))
    (desk / "my-survey").mkdir(exist_ok=True)
    monkeypatch.setenv("MEASURE87_SERVER_USER", USER)
    monkeypatch.setenv("MEASURE87_SERVER_PASSWORD", PASSWORD)
    monkeypatch.setenv("MEASURE87_FIELD_KEY", new_identity().text)
    with served(central) as url:
        (desk / "my-survey" / "study.toml").write_text(
            f'schema = 1\nkind = "field"\n[field]\nurl = "{url}"\nproject = 1\n'
            'form = "hh_work"\nkey_holder = "the data manager"\n'
            'identifiers = ["name", "remarks"]\n'
        )
        yield


def linked_of_hashes(desk):
    """A table of persons by lists with the hashes of the key of the desk."""
    told = pl.read_csv(desk / "private" / "strata-of-hashes.csv")
    sexes = told.filter(pl.col("stratum") == "sex")["hash"]
    pl.DataFrame({"draw": 1, "police": 1, "sex": sexes}).write_csv(desk / "linked.csv")


def somebody(desk):
    """The example's identifier stands for one of the data."""
    persons = pl.read_parquet(next((desk / "my-study" / "private").glob("*/fs/persons.parquet")))
    return persons["person_id"][0]


@pytest.mark.parametrize("path", COMMANDS, ids=" ".join)
def test_an_unknown_option_exits_2_without_a_traceback(path):
    done = CliRunner().invoke(main, [*path, "--no-such-option", "--json"])
    assert done.exit_code == 2
    error = json.loads(done.stdout)["error"]
    assert error["code"] == "usage"
    assert "--no-such-option" in error["text"]
    assert "Traceback" not in done.output
