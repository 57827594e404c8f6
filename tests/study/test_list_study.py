"""Studies of overlapping lists: made, checked, run, and refused where nothing can be defended."""

import hashlib
import json
import re
import stat

import pytest
from click.testing import CliRunner

from measure87.cli import main
from measure87.study import check_study, explain_in_study, new_study, publish_again, run_study
from measure87.study.lists.check import ListCheck
from measure87.study.lists.settings import read_list_settings
from measure87.vocabulary.errors import (
    DataError,
    ReadingWarning,
    RefusedError,
    StudyError,
    UsageError,
)

TABLE = """Police,NGO,Hotline,persons
1,0,0,220
0,1,0,190
0,0,1,160
1,1,0,31
1,0,1,18
0,1,1,12
1,1,1,4
"""
COUNTED = {
    "population": "invented persons in forced labour",
    "area": "Inventia",
    "period": "2025",
    "status": "referred",
    "closed_because": "invented",
}
QUICK = 'methods = ["independence", "stepwise", "chao"]\nbootstrap = 100\n'


def filled(folder, table=TABLE, more=QUICK, **counted):
    """A study made by `new`, its statement filled in."""
    folder.mkdir(exist_ok=True)
    (folder / "lists.csv").write_text(table)
    new_study(folder / "study", "lists", data=folder / "lists.csv", country="ZZZ")
    path = folder / "study" / "study.toml"
    text = path.read_text("utf-8")
    for key, value in {**COUNTED, **counted}.items():
        text = re.sub(rf'^{key} = ""', f'{key} = "{value}"', text, flags=re.MULTILINE)
    path.write_text(text.replace("level = 0.95", f"{more}level = 0.95"), "utf-8")
    return folder / "study"


@pytest.fixture
def study(tmp_path):
    return filled(tmp_path)


def change(study, old, new):
    path = study / "study.toml"
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


def test_new_finds_lists_and_counts_and_leaves_the_statement_to_be_filled_in(tmp_path):
    (tmp_path / "l.csv").write_text(
        "Police,NGO,Hotline,area,Persons\n1,0,0,north,12\n0,1,1,south,3\n"
    )
    written = new_study(tmp_path / "s", "lists", data=tmp_path / "l.csv")
    assert [path.name for path in written] == [".gitignore", "study.toml"]
    text = written[-1].read_text("utf-8")
    assert 'columns = ["Police", "NGO", "Hotline"]' in text
    assert 'count = "Persons"' in text
    assert "# other columns: area" in text
    with pytest.raises(StudyError) as caught:
        run_study(tmp_path / "s")
    assert caught.value.code == "population-not-stated"
    for key in COUNTED:
        assert key in caught.value.text
    assert not (tmp_path / "s" / "out").exists()


def test_new_needs_a_file_and_writes_over_nothing(tmp_path, study):
    with pytest.raises(UsageError, match="needs a file"):
        new_study(tmp_path / "other", "lists")
    with pytest.raises(StudyError, match="holds a study already"):
        new_study(study, "lists", data=tmp_path / "lists.csv")


def test_run_writes_every_file_and_the_manifest_last(study):
    result = run_study(study)
    assert result.released
    out = study / "out"
    manifest = json.loads((out / "manifest.json").read_text("utf-8"))
    for name in ("estimates.json", "estimates.csv", "report.html"):
        digest = hashlib.sha256((out / name).read_bytes()).hexdigest()
        assert manifest["files"][name]["sha256"] == digest
    released = json.loads((out / "estimates.json").read_text("utf-8"))
    assert released["diagnostics"]["study"]["invented"] is True
    assert "INVENTED COUNTRY" in (out / "report.html").read_text("utf-8")
    assert {item["method"] for item in released["estimates"]} == {
        "independence", "stepwise", "chao",
    }  # fmt: skip


def test_the_same_folder_gives_the_same_bytes_again(study):
    run_study(study)
    first = (study / "out" / "estimates.json").read_bytes()
    run_study(study)
    assert (study / "out" / "estimates.json").read_bytes() == first


def test_its_page_is_made_anew_with_its_study_file_and_without(study):
    run_study(study)
    page = study / "out" / "report.html"
    first = page.read_bytes()
    publish_again(study, ["report"])
    assert page.read_bytes() == first
    (study / "study.toml").unlink()
    publish_again(study, ["report"])
    assert page.read_bytes() == first


def test_the_hash_of_lists_that_are_not_public_cannot_be_tried_against_guesses(study, tmp_path):
    result = run_study(study)
    plain = hashlib.sha256((tmp_path / "lists.csv").read_bytes()).hexdigest()
    said = result.provenance.inputs["lists.csv"]
    assert said.startswith("hmac-sha256:")
    assert plain not in (study / "out" / "estimates.json").read_text("utf-8")
    key = study / "private" / "hash.key"
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    other = run_study(filled(tmp_path / "again")).provenance.inputs["lists.csv"]
    assert other != said  # another folder, another secret
    change(study, "minimum_cases = 3", "minimum_cases = 1")
    assert run_study(study).provenance.inputs["lists.csv"] == f"sha256:{plain}"


def test_a_run_holds_the_folder(study):
    from measure87.files.owner_folder import locked

    with locked(study), pytest.raises(StudyError, match="another run"):
        run_study(study)


@pytest.mark.parametrize(
    ("table", "code"),
    [
        ("A,B,n\n1,0,50\n0,1,70\n", "all-refused"),
        ("A,B,n\n1,0,300\n0,1,201\n1,1,3\n", "all-suppressed"),
        ("A,B,C,n\n1,0,0,9\n0,1,0,6\n0,0,1,3\n1,1,0,3\n1,0,1,3\n", "all-suppressed"),
    ],
)
def test_where_nothing_can_be_defended_or_shown_nothing_is_written(tmp_path, table, code):
    study = filled(tmp_path, table)
    with pytest.raises(RefusedError) as caught:
        run_study(study)
    assert (caught.value.code, caught.value.exit_status) == (code, 3)
    assert not (study / "out").exists()
    done = CliRunner().invoke(main, ["run", str(study), "--json"])
    assert done.exit_code == 3
    assert json.loads(done.stdout)["error"]["code"] == code


def test_check_says_what_can_be_computed_and_writes_nothing(study):
    found = check_study(study)
    assert isinstance(found, ListCheck)
    assert found.computable == ("independence", "stepwise", "chao")
    assert found.lists == ("Police", "NGO", "Hotline")
    assert found.observed == 635
    assert not (study / "out").exists()
    done = CliRunner().invoke(main, ["check", str(study)])
    assert done.exit_code == 0, done.output
    assert "3 lists, 635 persons: Police, NGO, Hotline" in done.stdout


def test_check_exits_3_where_nothing_can_be_computed(tmp_path):
    study = filled(tmp_path, "A,B,n\n1,0,50\n0,1,70\n")
    done = CliRunner().invoke(main, ["check", str(study), "--json"])
    assert done.exit_code == 3
    said = json.loads(done.stdout)
    assert said["computable"] == []
    assert {refusal["code"] for refusal in said["refused"]} == {"no-overlap"}


def test_run_prints_the_verdict_first_and_figures_that_passed_the_gate(study):
    done = CliRunner().invoke(main, ["run", str(study)])
    assert done.exit_code == 0, done.output
    released = json.loads((study / "out" / "estimates.json").read_text("utf-8"))
    brief, _, rest = done.stdout.partition("\n\n")
    assert brief == f"Brief: {study / 'out' / 'brief.html'}"
    assert rest.startswith(released["diagnostics"]["lists"]["verdict"]["text"])
    for item in released["estimates"]:
        assert f"{item['value']:,.0f}" in done.stdout
    assert "Not released" not in done.stdout
    left_out = rest.partition("Left out of some files:\n")[2].split("\n")
    assert [line.partition(": ")[2] for line in left_out if line] == [
        "no such file is made of a study of lists"
    ]


def test_nobody_is_explained(study):
    with pytest.raises(StudyError, match="who is on which list"):
        explain_in_study(study, "1")


@pytest.mark.parametrize(
    ("old", "new", "text", "hint"),
    [
        ("[lists]", "[lists]\ncolums = []", "'colums' is not known", "columns"),
        (
            "[lists]",
            '[lists]\nmutually_exclusive = ["A"]',
            "no pair of lists",
            "mutually_exclusive",
        ),
        ("seed = 87", 'seed = "x"', "'seed' is 'x'", "whole number"),
        (
            "robustness_checks = true",
            "robustness_checks = 1",
            "'robustness_checks' is 1",
            "true or false",
        ),
        ("level = 0.95", "level = 95", "'level' is 95", "0.95"),
        ('status = "referred"', 'status = "certain"', "'certain'", "potential"),
        ("[counted]", '[counted]\npopulace = "x"', "populace", "population"),
        ("schema = 1", "schema = 3", "schema is 3", "newer"),
        ("minimum_cases = 3", "minimum_cases = 0", "minimum_cases", ""),
        ("[disclosure]", "[disclosure]\nnested = []", "'nested' is not known", ""),
        ('"Police", "NGO"', '"Polise", "NGO"', "Polise", "Police"),
        ('["independence"', '["independance"', "independance", "independence"),
        ("lists.csv", "list.csv", "'../list.csv', is not there", "relative"),
    ],
)  # fmt: skip
def test_faults_of_the_settings_are_told_with_the_remedy(study, old, new, text, hint):
    change(study, old, new)
    for command in ("run", "check"):
        done = CliRunner().invoke(main, [command, str(study)])
        assert done.exit_code == 1, done.output
        assert text in done.stderr
        assert hint in done.stderr
        assert "Traceback" not in done.output
    assert not (study / "out").exists()


def test_strata_draws_and_lists_apart_are_read(tmp_path):
    rows = [line.split(",") for line in TABLE.splitlines()[1:]]
    text = "Police,NGO,Hotline,persons,area\n" + "\n".join(
        ",".join([*row, area]) for area in ("north", "south") for row in rows
    )
    study = filled(tmp_path, text, more=f'{QUICK}strata = "area"\n')
    settings = read_list_settings(study)
    assert settings.columns.strata == "area"
    result = run_study(study)
    groups = {(e.method, e.group.get("stratum", "")) for e in result.estimates}
    assert ("independence", "north") in groups
    assert ("independence", "") in groups


def test_check_names_the_stratum_of_each_method_without_a_figure(tmp_path):
    """Of two strata only the police knows somebody; each has a line of its own, in any language."""
    rows = [f"{row},north" for row in TABLE.splitlines()[1:]]
    rows += ["1,0,0,90,south", "1,0,0,60,far west"]
    table = "\n".join(["Police,NGO,Hotline,persons,region", *rows]) + "\n"
    more = QUICK.replace("stepwise", "bic") + 'strata = "region"\n'
    study = filled(tmp_path, table, more)
    said = CliRunner().invoke(main, ["check", str(study)]).output
    for name in ("far west", "south"):
        for method in ("independence", "bic", "chao"):
            assert f"  stratum {name}, {method}: 1 list holds somebody; 2 are needed\n" in said
    assert "\n  independence: 1 list" not in said
    spoken = CliRunner().invoke(main, ["--lang", "fr", "check", str(study)]).output
    line = "  strate far west, chao\u00a0: 1 liste contient quelqu’un\u00a0; il en faut 2\n"
    assert line in spoken


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ("1,0,0,a,1\n\n0,1,0,a,2\n1,2,0,a,1", "list 'NGO' holds a number at row 5"),
        ("1,0,0,a,1\n\n0,1,0,a,2\n1,1,0,a,x", "'persons' holds text at row 5"),
        ("1,0,0,a,1\n\n0,1,0,a,2\n1,1,0,a,", "'persons' is missing at row 5"),
        ("1,0,0,a,1\n\n0,1,0,b,2\n1,1,0,a,x", "'persons' holds text at row 5"),
    ],
)
@pytest.mark.parametrize("more", ["", 'draw = "draw"\n'], ids=["one table", "draws"])
def test_rows_of_lists_are_those_of_a_spreadsheet(tmp_path, lines, said, more):
    """The names and an empty row have one too; those of a draw are those of the file."""
    study = filled(tmp_path, more=QUICK + more)
    table = f"Police,NGO,Hotline,draw,persons\n{lines}\n"
    (tmp_path / "lists.csv").write_text(table)
    with pytest.warns(ReadingWarning), pytest.raises(DataError) as wrong:
        check_study(study)
    assert wrong.value.text.startswith(said)
