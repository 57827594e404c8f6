"""Each bad input gives one clear sentence with the value and the remedy, and writes nothing."""

import json
import shutil
import subprocess
import sys

import pytest
from click.testing import CliRunner

from measure87.cli import main
from tests.study import tiny


def run(folder, *options):
    return CliRunner().invoke(main, ["run", str(folder), *options])


def refuses(folder, *words):
    """`run` and `check` exit 1, say each of the words, and leave nothing behind."""
    done = run(folder, "--json")
    assert done.exit_code == 1, done.output
    error = json.loads(done.stdout)["error"]
    assert set(error) <= {"code", "text", "where", "hint"}
    assert error["hint"]
    said = " ".join(str(part) for part in error.values())
    for word in words:
        assert word in said, said
    assert "Traceback" not in done.output
    assert "\n" not in error["text"]
    assert not (folder / "out").exists()
    assert CliRunner().invoke(main, ["check", str(folder)]).exit_code == 1
    return said


def spoilt(rows, position, **values):
    return [row | values if i == position else row for i, row in enumerate(rows)]


def test_the_tidy_study_runs(tmp_path):
    done = run(tiny.write_study(tmp_path / "s"))
    assert done.exit_code == 0, done.output
    assert (tmp_path / "s" / "out" / "manifest.json").is_file()


def test_an_unknown_column_names_those_that_come_near(tmp_path):
    folder = tiny.write_study(tmp_path / "s")
    mapping = folder / "mapping.toml"
    mapping.write_text(mapping.read_text().replace('variable = "w"', 'variable = "wt"'))
    refuses(folder, "wt", "w")


def test_a_negative_weight_is_told_with_its_row_and_value(tmp_path):
    people = spoilt(tiny.persons(), 16, w=-2.5)
    refuses(
        tiny.write_study(tmp_path / "s", people=people), "weight", "a negative number", "row 18"
    )


def test_a_missing_weight_is_told_with_its_row(tmp_path):
    people = spoilt(tiny.persons(), 16, w="")
    refuses(tiny.write_study(tmp_path / "s", people=people), "weight", "row 18")


def lone_stratum():
    return [row | {"strat": 9} if row["ea"] == 4 else row for row in tiny.persons()]


def test_a_stratum_with_one_cluster_stops_a_run_that_is_to_fail_on_it(tmp_path):
    folder = tiny.write_study(tmp_path / "s", people=lone_stratum(), single_cluster="fail")
    done = run(folder, "--json")
    assert done.exit_code == 1
    error = json.loads(done.stdout)["error"]
    assert "a stratum has one cluster only" in error["text"]
    assert error["hint"]
    assert not (folder / "out").exists()


def test_a_stratum_with_one_cluster_is_adjusted_with_a_warning_otherwise(tmp_path):
    done = run(tiny.write_study(tmp_path / "s", people=lone_stratum()), "--json")
    assert done.exit_code == 0
    warnings = json.loads(done.stdout)["warnings"]
    assert "single-cluster-stratum" in {warning["code"] for warning in warnings}


def test_a_person_twice_is_refused_without_naming_her(tmp_path):
    people = spoilt(tiny.persons(), 40, id=1007)
    said = refuses(tiny.write_study(tmp_path / "s", people=people), "identifier")
    assert "1007" not in said


def test_a_job_without_a_person_is_refused_without_naming_her(tmp_path):
    work = [*tiny.jobs(), tiny.a_job(99999, 1)]
    said = refuses(tiny.write_study(tmp_path / "s", work=work), "job")
    assert "99999" not in said


def test_an_unmapped_code_that_a_measure_uses_is_refused(tmp_path):
    work = spoilt(tiny.jobs(), 3, night=7)
    refuses(tiny.write_study(tmp_path / "s", work=work), "night", "row 5")


def test_an_unmapped_answer_is_refused_with_its_row_and_the_line_to_write(tmp_path):
    """The code itself is a cell of microdata, and stands in no message."""
    codes = (1, 5)
    work = [row | {"night": codes[number % 2]} for number, row in enumerate(tiny.jobs())]
    folder = tiny.write_study(tmp_path / "s", work=work)
    done = run(folder)
    assert done.exit_code == 1
    assert "first row 3, and no line of the mapping names it" in done.stderr
    assert "add the code to yes, no or unknown of this entry" in done.stderr
    assert "5" not in done.stderr.replace(f"{len(work) // 2} row(s)", "")
    mapping = folder / "mapping.toml"
    own = 'variable = "night"\nyes = [1]\nno = [2]'
    text = mapping.read_text("utf-8")
    assert own in text
    mapping.write_text(text.replace(own, own.replace("no = [2]", "no = [5]")), "utf-8")
    assert run(folder).exit_code == 0
    mapping.write_text(text.replace(f"{own}\nunknown = [8, 9]", 'variable = "night"'), "utf-8")
    done = run(folder)
    assert done.exit_code == 1
    assert "yes = [1] and no = [2], and unknown = [9] for no answer" in done.stderr


def test_an_unmapped_code_is_unknown_and_told_where_the_mapping_says_so(tmp_path):
    work = spoilt(tiny.jobs(), 3, night=7)
    done = run(tiny.write_study(tmp_path / "s", work=work, unmapped="unknown"), "--json")
    assert done.exit_code == 0
    texts = [warning["text"] for warning in json.loads(done.stdout)["warnings"]]
    assert any("night" in text and "without a label" in text for text in texts)
    assert not any("7" in text for text in texts if "night" in text)


def test_a_code_that_no_version_has_is_refused(tmp_path):
    work = spoilt(tiny.jobs(), 3, occ="99999")
    said = refuses(tiny.write_study(tmp_path / "s", work=work), "occ", "row 5")
    assert "99999" not in said


@pytest.mark.parametrize("cell", ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)"])
def test_a_formula_in_a_cell_is_refused(tmp_path, cell):
    people = spoilt(tiny.persons(), 9, ea=cell)
    refuses(tiny.write_study(tmp_path / "s", people=people), "formula")


@pytest.fixture(scope="module")
def of_an_spss_file(tmp_path_factory, invented_data):
    """A study of the invented survey, which tests copy."""
    folder = tmp_path_factory.mktemp("spss") / "s"
    made = CliRunner().invoke(
        main,
        [
            "new",
            str(folder),
            "--preset=mics6",
            "--country=ZZZ",
            f"--data={invented_data / 'fs.sav'}",
        ],
    )
    assert made.exit_code == 0, made.output
    return folder


@pytest.mark.parametrize("kept", [0, 1, 100, 1000, 20_000, 200_000])
def test_a_truncated_spss_file_is_refused(tmp_path, invented_data, of_an_spss_file, kept):
    whole = (invented_data / "fs.sav").read_bytes()
    assert kept < len(whole)
    folder = tmp_path / "s"
    shutil.copytree(of_an_spss_file, folder)
    (tmp_path / "cut.sav").write_bytes(whole[:kept])
    settings = folder / "study.toml"
    lines = settings.read_text().splitlines()
    lines = ['persons = "../cut.sav"' if x.startswith("persons =") else x for x in lines]
    settings.write_text("\n".join(lines))
    refuses(folder, "cut.sav")


def test_an_empty_domain_is_refused_and_stops_nothing(tmp_path):
    people = [row | {"area": 1} for row in tiny.persons()]
    folder = tiny.write_study(tmp_path / "s", people=people)
    settings = folder / "study.toml"
    settings.write_text(settings.read_text().replace('["sex", "area"]', '["sex", "region"]'))
    done = run(folder, "--json")
    assert done.exit_code == 0
    refused = json.loads(done.stdout)["refused"]
    assert {"no-such-variable"} <= {entry["code"] for entry in refused}


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("schema = 1", "schema = 3", ("schema", "3")),
        ('country = "ZZZ"', 'country = "Bangladesh"', ("Bangladesh", "BGD")),
        ("invented = true", "invnted = true", ("invnted", "invented")),
        ('by = ["sex", "area"]', 'by = ["sx"]', ("sx", "sex")),
        ('persons = "persons.csv"', 'persons = "nobody.csv"', ("nobody.csv", "relative")),
        ('"child_labour/icls18_2008_amended_2018"', '"child_labour/icls"', ("child_labour/icls",)),
        ('single_cluster = "adjust"', 'single_cluster = "guess"', ("guess", "adjust")),
    ],
)
def test_a_fault_in_the_settings_names_the_key_and_the_remedy(tmp_path, old, new, words):
    folder = tiny.write_study(tmp_path / "s")
    settings = folder / "study.toml"
    assert old in settings.read_text()
    settings.write_text(settings.read_text().replace(old, new))
    refuses(folder, *words)


@pytest.mark.slow
def test_a_run_that_is_killed_leaves_the_earlier_release_and_can_be_run_again(tmp_path):
    folder = tiny.write_study(tmp_path / "s")
    assert run(folder).exit_code == 0
    earlier = (folder / "out" / "manifest.json").read_bytes()
    code = (
        "import os, pathlib, sys\n"
        "from measure87.study import run_study\n"
        "from measure87.disseminate import publishing\n"
        "real = publishing.write_whole\n"
        "def write(path, content):\n"
        "    if path.name == 'report.html': os.kill(os.getpid(), 9)\n"
        "    return real(path, content)\n"
        "publishing.write_whole = write\n"
        "run_study(pathlib.Path(sys.argv[1]))\n"
    )
    killed = subprocess.run([sys.executable, "-c", code, str(folder)], capture_output=True)
    assert killed.returncode == -9
    assert (folder / "out" / "manifest.json").read_bytes() == earlier
    again = run(folder)
    assert again.exit_code == 0, again.output
    assert (folder / "out" / "manifest.json").is_file()
    listed = json.loads((folder / "out" / "manifest.json").read_text("utf-8"))["files"]
    found = {p for p in (folder / "out").rglob("*") if p.is_file()}
    assert {p.relative_to(folder / "out").as_posix() for p in found} == {*listed, "manifest.json"}


def test_a_refused_run_does_not_spoil_an_earlier_release(tmp_path):
    folder = tiny.write_study(tmp_path / "s")
    assert run(folder).exit_code == 0
    before = {p: p.read_bytes() for p in (folder / "out").rglob("*") if p.is_file()}
    tiny.write_csv(folder / "persons.csv", spoilt(tiny.persons(), 16, w=-2.5))
    assert run(folder).exit_code == 1
    assert {p: p.read_bytes() for p in (folder / "out").rglob("*") if p.is_file()} == before
