"""The released folder: what is written, and what a killed run leaves."""

import csv
import hashlib
import io
import json
import os
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from measure87.disseminate import publish, publishing, release, swapping
from measure87.disseminate.formats import Format, Output, OutputFile, every_format
from measure87.disseminate.formats.estimates_csv import estimates_csv
from measure87.disseminate.json_text import estimates_json
from measure87.disseminate.locking import only_one
from measure87.disseminate.manifest import read_manifest
from measure87.vocabulary.errors import DataError, MissingExtraError, RefusedError, StudyError
from measure87.vocabulary.estimate import Estimate, Notice, Refusal, Result
from measure87.vocabulary.provenance import Provenance
from tests.disseminate.stated import stated

FILES = {"brief.html", "estimates.csv", "estimates.json", "report.html", "manifest.json"}


def invented(cases=40):
    figures = [
        Estimate(
            "child_labour_sdg_b",
            "proportion",
            "taylor",
            group=group,
            labels=labels,
            definition="child_labour/sdg_8_7_1@2018-10-19",
            unit="proportion",
            value=count / n,
            se=0.01,
            lower=0.5 * count / n,
            upper=1.5 * count / n,
            level=0.95,
            interval="korn-graubard",
            n=n,
            n_cases=count,
            n_unknown=0,
            value_if_no=count / n,
            value_if_yes=count / n,
        )
        for group, labels, n, count in (
            ({}, {}, 1000, cases + 22),
            ({"sex": "1"}, {"sex": "=Male"}, 500, cases),
            ({"sex": "2"}, {"sex": "Female, «fille»"}, 500, 22),
            ({"region": "_missing"}, {}, 20, 5),
        )
    ]
    return Result(
        "run",
        tuple(figures),
        refused=(Refusal("x", "no-persons", "nobody", {"sex": "3"}),),
        provenance=Provenance(inputs={"fs.sav": "sha256:00"}, seed=1),
        diagnostics=stated(study={"title": "Invented"}),
    )


def test_what_has_not_passed_the_gate_is_not_written(tmp_path):
    for write in (estimates_csv, estimates_json, lambda result: publish(result, tmp_path / "out")):
        with pytest.raises(StudyError, match="disclosure gate"):
            write(invented())
    assert not (tmp_path / "out").exists()


def test_the_json_is_the_result_object_of_the_contract(tmp_path):
    result = release(invented())
    publish(result, tmp_path)
    read = json.loads((tmp_path / "estimates.json").read_text("utf-8"))
    assert list(read) == [
        "schema",
        "measure87",
        "command",
        "released",
        "estimates",
        "refused",
        "warnings",
        "diagnostics",
        "provenance",
    ]
    assert read["released"] is True
    assert read["estimates"] == json.loads(json.dumps([e.to_json() for e in result.estimates]))
    assert read["estimates"][0]["group"] == {}
    assert set(read["estimates"][3]) == {
        "name",
        "statistic",
        "method",
        "group",
        "definition",
        "unit",
        "flags",
    }
    assert "reference_date" not in read["diagnostics"]["study"]
    assert "null" not in (tmp_path / "estimates.json").read_text("utf-8")


def test_the_csv_gives_every_figure_back():
    result = release(invented())
    rows = list(csv.DictReader(io.StringIO(estimates_csv(result))))
    assert len(rows) == len(result.estimates)
    for row, figure in zip(rows, result.estimates, strict=True):
        assert row["name"] == figure.name
        assert row["by_sex"] == figure.group.get("sex", "")
        for name in ("value", "se", "lower", "upper", "n", "n_cases", "value_if_yes"):
            value = getattr(figure, name)
            assert row[name] == ("" if value is None else repr(value))
        assert row["flags"].split(";") == list(figure.flags or [""])
    assert rows[0]["group"] == "everybody"
    assert rows[1]["label_sex"] == "'=Male"
    assert rows[2]["label_sex"] == "Female, «fille»"
    assert rows[3]["flags"] == "suppressed;few-respondents"


def test_the_columns_of_the_csv_stand_as_documented():
    header = estimates_csv(release(invented())).splitlines()[0]
    assert header == (
        "name,definition,statistic,method,unit,group,by_region,label_region,by_sex,label_sex,"
        "value,se,lower,upper,level,interval,n,n_cases,n_clusters,n_clusters_with_cases,df,deff,"
        "deff_replacement,deff_used,deff_source,n_effective,weighted_n,n_unknown,value_if_no,"
        "value_if_yes,flags,reference_period,asked,not_asked,stock_of,digits"
    )


def is_whole(folder):
    """Whether the manifest is there and every file is as it says."""
    try:
        content = json.loads((folder / "manifest.json").read_text("utf-8"))
    except FileNotFoundError:
        return None
    return all(
        hashlib.sha256((folder / name).read_bytes()).hexdigest() == about["sha256"]
        for name, about in content["files"].items()
    ) and set(content["files"]) == FILES - {"manifest.json"}


def test_the_manifest_has_the_hash_of_every_file(tmp_path):
    publish(release(invented()), tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == FILES
    assert is_whole(tmp_path)


def test_the_same_result_gives_the_same_bytes(tmp_path):
    for name in ("one", "two"):
        publish(release(invented()), tmp_path / name)
    for name in FILES:
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()


def test_stale_files_go_and_files_of_others_stay(tmp_path):
    publish(release(invented()), tmp_path)
    manifest = json.loads((tmp_path / "manifest.json").read_text("utf-8"))
    manifest["files"] |= {"old.xml": {}, "../outside.txt": {}, "a/b/c.xml": {}, "d/e.xlsx": {}}
    (tmp_path / "manifest.json").write_text(json.dumps(manifest))
    for name in ("a/b", "d"):
        (tmp_path / name).mkdir(parents=True)
    for name in (
        "old.xml",
        "notes.txt",
        ".estimates.csv.abc.part",
        "../outside.txt",
        "a/b/c.xml",
        "d/e.xlsx",
        "d/mine.txt",
        "d/.e.xlsx.abc.part",
    ):
        (tmp_path / name).write_text("x")
    publish(release(invented()), tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == FILES | {"notes.txt", "d"}
    assert [path.name for path in (tmp_path / "d").iterdir()] == ["mine.txt"]
    assert (tmp_path.parent / "outside.txt").exists()


def two_files(monkeypatch, **contents):
    """Only a format `table` with these files, and `json`, whatever formats there are."""
    files = tuple(OutputFile(name.replace("__", "/"), text) for name, text in contents.items())
    formats = [Format("table", "Invented.", lambda result, context: Output(files, NOTICES))]
    formats += [one for one in every_format() if one.name == "json"]
    monkeypatch.setattr(publishing, "every_format", lambda: tuple(formats))
    monkeypatch.setattr(
        publishing, "format_named", lambda name: {one.name: one for one in formats}[name]
    )


NOTICES = (Notice("left-out", "the age 5-11 is left out"),)


def test_files_in_sub_folders_are_listed_and_go_when_they_are_stale(tmp_path, monkeypatch):
    two_files(monkeypatch, tables__a="1", tables__b="2", deep__er__c="3")
    content = publish(release(invented()), tmp_path)
    assert set(content.files) == {"tables/a", "tables/b", "deep/er/c", "estimates.json"}
    assert content == read_manifest(tmp_path / "manifest.json")
    for name, about in content.files.items():
        assert hashlib.sha256((tmp_path / name).read_bytes()).hexdigest() == about["sha256"]
    two_files(monkeypatch, tables__b="4")
    publish(release(invented()), tmp_path)
    found = {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*")}
    assert found == {"tables", "tables/b", "estimates.json", "manifest.json"}


def test_one_format_is_written_anew_and_the_files_of_the_others_stay(tmp_path, monkeypatch):
    two_files(monkeypatch, tables__a="1", tables__b="2")
    before = publish(release(invented()), tmp_path)
    two_files(monkeypatch, tables__b="3")
    after = publish(release(invented(cases=30)), tmp_path, formats=["table"])
    assert set(after.files) == {"tables/b", "estimates.json"}
    assert after.files["estimates.json"] == before.files["estimates.json"]
    assert after.notices == {"table": NOTICES}
    assert not (tmp_path / "tables" / "a").exists()


def test_a_file_that_somebody_changed_does_not_stay_under_a_new_manifest(tmp_path, monkeypatch):
    two_files(monkeypatch, tables__a="1")
    publish(release(invented()), tmp_path)
    (tmp_path / "estimates.json").write_text("{}")
    with pytest.raises(StudyError, match=r"estimates\.json is not as its release wrote it"):
        publish(release(invented()), tmp_path, formats=["table"])


@pytest.mark.parametrize(
    ("error", "text"),
    [
        (
            RefusedError("no figure is of 8.7.1", code="x", hint="none"),
            "no figure is of 8.7.1; none",
        ),
        (MissingExtraError("pysdmx", "sdmx"), "pip install 'measure87[sdmx]'"),
    ],
)
def test_what_a_format_cannot_write_is_a_notice_in_a_run_and_an_error_when_asked_for(
    error, text, tmp_path, monkeypatch
):
    def refuse(result, context):
        raise error

    refusing = Format("un", "Invented.", refuse)
    monkeypatch.setattr(publishing, "every_format", lambda: (refusing,))
    monkeypatch.setattr(publishing, "format_named", lambda name: refusing)
    content = publish(release(invented()), tmp_path)
    assert not content.files
    (notice,) = read_manifest(tmp_path / "manifest.json").notices["un"]
    assert notice.code == error.code
    assert text in notice.text
    with pytest.raises(type(error)):
        publish(release(invented()), tmp_path, formats=["un"])


def test_a_format_cannot_write_outside_the_folder():
    for path in ("../x", "/x", "a/../../x", ".x", "a\\x", "", "c:x"):
        with pytest.raises(AssertionError):
            OutputFile(path, "")


def test_two_runs_do_not_mix(tmp_path):
    with only_one(tmp_path), pytest.raises(StudyError, match="another run"):
        publish(release(invented()), tmp_path)
    publish(release(invented()), tmp_path)
    assert is_whole(tmp_path)


def test_a_lock_leaves_nothing_beside_the_folder_and_an_old_one_holds_nobody_up(tmp_path):
    folder = tmp_path / "out"
    (tmp_path / ".out.lock").touch()  # as a run that was killed leaves it
    publish(release(invented()), folder)
    assert is_whole(folder)
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_a_lock_that_cannot_be_made_is_a_sentence(tmp_path):
    (tmp_path / ".out.lock").mkdir()
    with pytest.raises(StudyError, match=r"cannot make \.out\.lock"):
        publish(release(invented()), tmp_path / "out")


# Each child is killed, as the system would, at its K-th opening, making, renaming or removal of a
# file or folder beside the release. The folders' exchange itself is one call of the system.
KILLED = """
import json, os, signal, sys
sys.path.insert(0, {tests!r})
from pathlib import Path
from test_publishing import everybody, is_whole, wholes
from measure87.disseminate import publish, release, settle, swapping
if {by_steps}:
    swapping.exchange = lambda one, other: False
folder, states = Path({folder!r}), []
results = [release(everybody(cases=40)), release(everybody(cases=50))]
publish(results[0], folder)
publish(results[1], folder)
(folder / "mine.txt").write_text("mine")
for trial, kill_at in enumerate(range(1, 200, {every})):
    result = results[trial % 2 - 1]
    child = os.fork()
    if child == 0:
        left = kill_at
        def watch(event, args):
            global left
            if event in {events} and str(folder.parent) in str(args[0]):
                left -= 1
                if left == 0:
                    os.kill(os.getpid(), signal.SIGKILL)
        sys.addaudithook(watch)
        publish(result, folder)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    state = wholes(folder)
    if status == 0:
        break
    settle(folder)
    states.append((os.WTERMSIG(status), state, is_whole(folder)))
    assert (folder / "mine.txt").read_text() == "mine"
    publish(result, folder)
    assert is_whole(folder)
    publish(results[trial % 2], folder)
print(json.dumps([states, state]))
"""


_EVENTS = ("open", "os.rename", "os.remove", "os.mkdir", "os.rmdir", "shutil.rmtree")


def everybody(cases=40):
    """One figure: no plot, so that a child of a fork needs no thread of its parent."""
    result = invented(cases)
    return replace(result, estimates=result.estimates[:1])


def wholes(folder):
    """Whether the release, and the former one, are whole; None where there is none."""
    return [is_whole(folder), is_whole(folder.with_name("out.previous"))]


@pytest.mark.few(1)
@pytest.mark.parametrize("every", [13, pytest.param(1, marks=pytest.mark.slow)])
@pytest.mark.parametrize("by_steps", [False, True], ids=["one step", "two renamings"])
def test_a_killed_run_leaves_a_whole_release_and_the_next_command_settles_it(
    tmp_path, by_steps, every
):
    folder = tmp_path / "out"
    script = KILLED.format(
        tests=str(Path(__file__).parent), folder=str(folder), by_steps=by_steps, events=_EVENTS,
        every=every,
    )  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, check=False, text=True
    )
    assert done.returncode == 0, done.stderr
    states, last = json.loads(done.stdout)
    assert last == [True, True]
    assert len(states) > 30 / every
    assert {by for by, _, _ in states} == {signal.SIGKILL}
    between = [state for _, state, _ in states]
    assert all(True in state for state in between), "neither release is whole"
    assert all(False not in state for state in between), "a manifest that is not true"
    assert all(settled for _, _, settled in states)
    if not by_steps and sys.platform == "linux":
        assert all(release for release, _ in between), "no whole release in its place"
    assert {path.name for path in folder.iterdir()} == FILES | {"mine.txt"}
    assert {path.name for path in tmp_path.iterdir()} == {"out", "out.previous"}


@pytest.fixture(params=[True, False], ids=["one step", "two renamings"])
def way(request, monkeypatch):
    if not request.param:
        monkeypatch.setattr(swapping, "exchange", lambda one, other: False)


def test_the_former_release_is_kept_and_the_same_one_again_does_not_displace_it(tmp_path, way):
    folder, previous = tmp_path / "out", tmp_path / "out.previous"
    publish(release(invented()), folder)
    assert not previous.exists()
    first = (folder / "estimates.json").read_bytes()
    publish(release(invented(cases=50)), folder)
    for _ in range(2):
        assert (previous / "estimates.json").read_bytes() == first
        assert is_whole(previous)
        assert is_whole(folder)
        publish(release(invented(cases=50)), folder)
    publish(release(invented(cases=60)), folder)
    assert (previous / "estimates.json").read_bytes() != first
    assert {path.name for path in tmp_path.iterdir()} == {"out", "out.previous"}


def test_what_is_no_whole_release_makes_room_and_does_not_become_the_former_one(tmp_path, way):
    folder, previous = tmp_path / "out", tmp_path / "out.previous"
    publish(release(invented()), folder)
    publish(release(invented(cases=50)), folder)
    first = (previous / "estimates.json").read_bytes()
    (folder / "report.html").write_text("changed")
    publish(release(invented(cases=60)), folder)
    assert (previous / "estimates.json").read_bytes() == first
    (folder / "report.html").unlink()
    publish(release(invented(cases=60)), folder)  # the same result: mends the folder
    assert is_whole(folder)
    assert (previous / "estimates.json").read_bytes() == first


def test_a_release_that_cannot_be_written_leaves_the_one_that_is_there(tmp_path, monkeypatch):
    folder = tmp_path / "out"
    publish(release(invented()), folder)
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    for calls, error in ((1, OSError(28, "No space left on device")), (2, None)):
        with monkeypatch.context() as patched:
            left = [calls]

            def fail(handle, error=error, left=left):
                left[0] -= 1
                if left[0] == 0 and error is not None:
                    raise error
                if left[0] == 0:  # a disk that loses what it was told to keep
                    for path in (tmp_path / ".out.draft").rglob("*.*"):
                        path.write_text("lost")

            patched.setattr(os, "fsync", fail)
            with pytest.raises(DataError, match=r"No space left|not on the disk"):
                publish(release(invented(cases=50)), folder)
        assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
        assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_a_folder_that_is_a_link_is_refused(tmp_path):
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "out").symlink_to("elsewhere")
    with pytest.raises(StudyError, match="out/ is a link"):
        publish(release(invented()), tmp_path / "out")
    assert not any((tmp_path / "elsewhere").iterdir())


def test_a_folder_of_somebody_else_under_the_name_of_the_former_release_is_not_touched(tmp_path):
    theirs = tmp_path / "out.previous"
    theirs.mkdir()
    (theirs / "notes.txt").write_text("mine")
    with pytest.raises(StudyError, match="no former release"):
        publish(release(invented()), tmp_path / "out")
    assert (theirs / "notes.txt").exists()
    assert not (tmp_path / "out").exists()
