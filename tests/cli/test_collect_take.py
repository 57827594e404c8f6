"""`measure87 collect take`: an export becomes tables; names stand in the encrypted file alone."""

import json
import sys
import zipfile
from pathlib import Path
from types import SimpleNamespace

import httpx
import polars as pl
import pytest
from click.testing import CliRunner

from measure87.cli import main
from measure87.collect.ethics.encrypted_file import EncryptedFile
from measure87.collect.ethics.keys import identities_in
from measure87.collect.intake.servers.kobo import Kobo
from tests.collect.ethics.made_study import write_export, write_field_study

SQUARE = [[39.0, -7.0], [39.1, -7.0], [39.1, -6.9], [39.0, -6.9], [39.0, -7.0]]


@pytest.fixture
def study(tmp_path):
    write_export(tmp_path / "export")
    folder = write_field_study(tmp_path / "study", tmp_path / "study.key")
    for path in (folder / "field" / "tables").iterdir():
        path.unlink()
    return folder


def run(*arguments, status=0):
    done = CliRunner().invoke(main, ["collect", *map(str, arguments), "--json"])
    assert done.exit_code == status, done.output
    assert "Qorbel" not in done.output
    assert "+25570055123" not in done.output
    return json.loads(done.stdout)


def take(study, *more, status=0):
    return run("take", study, study.parent / "export", "--from", "files", *more, status=status)


def read(study):
    return {p.stem: pl.read_parquet(p) for p in (study / "field" / "tables").glob("*.parquet")}


def opened(study, name):
    file = EncryptedFile(study / "field" / name, b"")
    return [one.values for one in file.read(identities_in(study.parent / "study.key"))]


def test_an_export_becomes_tables_of_those_who_agreed(study):
    told = take(study)
    assert told["rows"] == {"main": 2, "roster": 4, "jobs": 3}
    assert told["non_response"] == {"main": 1, "roster": 2, "jobs": 1}
    assert told["unread"] == {}
    assert told["unknown"] == {}
    assert told["unlisted"] == {}
    tables = read(study)
    assert tables["main"]["_id"].to_list() == ["uuid:a", "uuid:b"]
    assert "name" not in tables["roster"].columns
    names = {one["name"] for one in opened(study, "identifiers.age") if "name" in one}
    assert names == {f"Maria Zyx{k:03} Qorbel" for k in (0, 1, 2, 4)}  # of those who are in
    assert opened(study, "referrals.age") == [{"call_me": "+25570055123"}]


def test_one_row_is_said_to_be_one(study):
    """In the program's language; the export has one interview left, and none of its roster."""
    path = study.parent / "export" / "main.csv"
    path.write_text("\n".join(path.read_text().splitlines()[:2]) + "\n")
    for name in ("roster", "jobs"):
        below = study.parent / "export" / f"{name}.csv"
        below.write_text(below.read_text().splitlines()[0] + "\n")
    asked = ["collect", "take", str(study), str(study.parent / "export"), "--from", "files"]
    for language, one, none in (("en", "main: 1 row\n", "jobs: 0 rows\n"),
                                ("es", "main: 1 fila\n", "jobs: 0 filas\n")):  # fmt: skip
        done = CliRunner().invoke(main, [*asked, "--lang", language])
        assert done.exit_code == 0, done.output
        assert one in done.output
        assert none in done.output


@pytest.mark.parametrize("stated", [None, "invented = false", "invented = true"])
def test_interviews_of_nobody_need_no_board(study, stated):
    """As with `collect pull`; names go encrypted in any case, so that a key is needed."""
    ethics = (study / "ethics.toml").read_text()
    key = next(line for line in ethics.splitlines() if line.startswith("recipients"))
    (study / "ethics.toml").write_text(key)
    if stated is not None:
        (study / "study.toml").write_text(stated)
    if stated != "invented = true":
        told = take(study, status=1)["error"]
        assert told["code"] == "no-approval"
        assert read(study) == {}
        return
    assert take(study)["rows"] == {"main": 2, "roster": 4, "jobs": 3}
    assert opened(study, "identifiers.age")
    (study / "ethics.toml").write_text("")
    told = take(study, status=1)["error"]
    assert told["code"] == "no-recipients"
    assert "`measure87 collect keypair FILE`" in told["hint"]


@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_label_in_place_of_a_code_of_agreement_is_told(study, language):
    """Everybody would be left out as one whose agreement is not known, and nobody know why."""
    path = study.parent / "export" / "main.csv"
    table = pl.read_csv(path, infer_schema=False)
    column = next(name for name in table.columns if name.endswith("household_agrees"))
    labels = {"1": "Yes", "9": "Refused"}
    table.with_columns(pl.col(column).replace(labels)).write_csv(path)
    assert take(study)["unlisted"] == {"main/household_agrees": 3}
    call = ["collect", "take", str(study), str(study.parent / "export"), "--from", "files"]
    done = CliRunner().invoke(main, ["--lang", language, *call])
    said = {"en": "3 answers are no choice of the form", "fr": "pas un choix du formulaire"}
    assert said[language] in done.output
    assert "main household_agrees" in done.output


def test_the_same_export_gives_the_same_bytes_and_what_was_withdrawn_stays_out(study):
    take(study)
    files = {p: p.read_bytes() for p in (study / "field" / "tables").iterdir()}
    take(study)
    assert {p: p.read_bytes() for p in (study / "field" / "tables").iterdir()} == files
    run("withdraw", study, "--interview", "uuid:a", "--line", 1)
    run("withdraw", study, "--interview", "uuid:b")
    after = {p: p.read_bytes() for p in (study / "field" / "tables").iterdir()}
    told = take(study)
    assert told["withdrawn"] == 1
    assert {p: p.read_bytes() for p in (study / "field" / "tables").iterdir()} == after
    names = {one.get("name") for one in opened(study, "identifiers.age")}
    assert "Maria Zyx000 Qorbel" not in names
    assert opened(study, "referrals.age") == []


def test_positions_say_yes_no_or_unknown_and_nothing_else(study):
    units = study.parent / "units.geojson"
    shape = {"type": "Polygon", "coordinates": [SQUARE]}
    features = [{"properties": {"unit": "u1"}, "geometry": shape}]
    units.write_text(json.dumps({"features": features}))
    take(study, "--units", units, "--unit", "unit")
    main = read(study)["main"]
    assert main["_gps_in_unit"].to_list() == ["yes", "no"]
    assert not any("39.02" in path.read_bytes().decode("latin-1")
                   for path in (study / "field").rglob("*") if path.is_file())  # fmt: skip
    take(study, "--units", units, status=2)
    error = take(study, "--units", units, "--unit", "unti", status=1)["error"]
    assert error["code"] == "bad-units"


def test_interviews_of_no_area_of_the_file_are_told(study):
    """The file names the areas otherwise than the form does."""
    units = study.parent / "units.geojson"
    shape = {"type": "Polygon", "coordinates": [SQUARE]}
    units.write_text(json.dumps({"features": [{"properties": {"unit": "U-1"}, "geometry": shape}]}))
    arguments = ["take", study, study.parent / "export", "--from", "files"]
    arguments += ["--units", units, "--unit", "unit"]
    done = CliRunner().invoke(main, ["collect", *map(str, arguments)])
    assert done.exit_code == 0, done.output
    assert "interviews with a position have a code of unit that no area has" in done.stderr
    assert set(read(study)["main"]["_gps_in_unit"]) == {"unknown"}


def test_a_study_that_asks_for_it_has_the_middle_of_a_coarse_cell(study):
    text = (study / "ethics.toml").read_text()
    (study / "ethics.toml").write_text(text.replace("destroy_on", "grid_km = 20\ndestroy_on", 1))
    take(study)
    main = read(study)["main"]
    cells = main.select("_gps_cell_latitude", "_gps_cell_longitude").rows()
    first = (-6.98, 39.02)
    assert cells[0] != first
    assert all(abs(a - b) < 0.2 for a, b in zip(cells[0], first, strict=True))
    (study / "ethics.toml").write_text(text)
    take(study)
    assert "_gps_cell_latitude" not in read(study)["main"].columns


def test_nothing_is_taken_in_without_an_approval(study):
    text = (study / "ethics.toml").read_text()
    (study / "ethics.toml").write_text(text.replace("NB-2026-041", "NB-2026-999", 1))
    assert take(study, status=1)["error"]["code"] == "other-approval"
    assert read(study) == {}


def test_no_name_is_in_any_file_but_the_encrypted_ones(study):
    take(study)
    for path in study.rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            assert b"Qorbel" not in content, path
            assert b"+25570055123" not in content, path


def test_each_kind_has_what_it_needs(study):
    export = study.parent / "export"
    run("take", study, export, "--from", "cspro", status=2)
    run("take", study, study / "not there", "--from", "files", status=2)
    run("take", study, "https://kobo.example/", "--from", "kobo", status=2)
    error = run("take", study, export / "main.csv", "--from", "survey-solutions", status=1)
    assert "no zip archive" in error["error"]["text"]


def test_kobo_asks_for_its_token_in_the_environment_and_never_shows_it(study, monkeypatch):
    address = "https://kobo.example/api/v2/assets/aXyz/"
    monkeypatch.delenv("MEASURE87_SERVER_TOKEN", raising=False)
    assert run("take", study, address, "--from", "kobo", status=1)["error"]["code"] == "no-account"
    monkeypatch.setenv("MEASURE87_SERVER_TOKEN", "hush-hush")
    asked = []

    def answer(request):
        asked.append((request.url.path, request.headers["Authorization"]))
        row = {"meta/rootUuid": "uuid:k", "household_agrees": "1", "unit": "u1"}
        return httpx.Response(200, json={"count": 1, "results": [row]})

    client = httpx.Client(transport=httpx.MockTransport(answer))
    monkeypatch.setattr(Kobo, "_new_client", lambda source: client)
    told = run("take", study, address, "--from", "kobo")
    assert told["rows"] == {"main": 1, "roster": 0, "jobs": 0}
    assert asked == [("/api/v2/assets/aXyz/data.json", "Token hush-hush")]
    assert not any(b"hush" in path.read_bytes() for path in study.rglob("*") if path.is_file())
    monkeypatch.setenv("MEASURE87_SERVER_TOKEN", "hush-hush")
    error = run("take", study, "http://kobo.example/api/v2/assets/aXyz", "--from", "kobo", status=1)
    assert error["error"]["code"] == "no-https"


def server_of(export, asked):
    """A library as ssaw is one: it writes an archive of the export into the folder it is told."""

    class Api:
        def __init__(self, client):
            asked.append(client)

        def get(self, *, export_type, questionnaire_identity, export_path):
            asked.append((export_type, questionnaire_identity, export_path))
            with zipfile.ZipFile(f"{export_path}/hh_1_Tabular_All.zip", "w") as archive:
                for name, text in export.items():
                    archive.writestr(name, text)
            return f"{export_path}/hh_1_Tabular_All.zip"

    return SimpleNamespace(Client=lambda *account: account, ExportApi=Api)


def test_an_export_of_survey_solutions_is_made_read_and_removed(study, monkeypatch):
    asked = []
    export = {"hh.tab": "interview__id\thousehold_agrees\tunit\na1\t1\tu1\n"}
    monkeypatch.setitem(sys.modules, "ssaw", server_of(export, asked))
    told = ("take", study, "https://ss.example", "--from", "survey-solutions", "--questionnaire",
            "64136490$1")  # fmt: skip
    monkeypatch.delenv("MEASURE87_SERVER_USER", raising=False)
    assert run(*told, status=1)["error"]["code"] == "no-account"
    monkeypatch.setenv("MEASURE87_SERVER_USER", "api")
    monkeypatch.setenv("MEASURE87_SERVER_PASSWORD", "hush-hush")
    assert run(*told)["rows"] == {"main": 1, "roster": 0, "jobs": 0}
    account, (kind, questionnaire, folder) = asked
    assert account == ("https://ss.example", "api", "hush-hush")
    assert (kind, questionnaire) == ("Tabular", "64136490$1")
    assert not Path(folder).exists()
    monkeypatch.setitem(sys.modules, "ssaw", SimpleNamespace(Client=None))
    done = run(*told, status=1)
    assert done["error"]["code"] == "no-export"
    assert "hush" not in str(done)
    monkeypatch.setitem(sys.modules, "ssaw", None)
    assert "pip install ssaw" in run(*told, status=1)["error"]["hint"]


def in_table(study, name, change):
    path = study.parent / "export" / f"{name}.csv"
    path.write_text(change(path.read_text()))


@pytest.mark.parametrize(
    ("name", "change", "code", "text"),
    [
        ("roster", lambda s: s + "uuid:z,1,33,1,,,,1,2,continue,,\n", "no-row-above", "1 rows"),
        ("jobs", lambda s: s + "uuid:a,7,9,33\n", "no-row-above", "1 rows"),
        ("main", lambda s: s.splitlines()[0], "no-row-above", "6 rows"),
        ("roster", lambda s: s.replace("uuid:a,2,12", "uuid:a,1,12"), "one-key", "'roster'"),
        ("main", lambda s: "", "empty-file", "main.csv is empty"),
    ],
)
def test_rows_that_would_be_lost_are_refused_and_tables_stay(study, name, change, code, text):
    take(study)
    before = {path.name: path.read_bytes() for path in (study / "field" / "tables").iterdir()}
    in_table(study, name, change)
    error = take(study, status=1)["error"]
    assert error["code"] == code
    assert text in error["text"]
    after = {path.name: path.read_bytes() for path in (study / "field" / "tables").iterdir()}
    assert before == after


def test_a_table_that_is_not_there_and_one_of_no_repeat_are_told(study):
    export = study.parent / "export"
    (export / "jobs.csv").rename(export / "jobs_1.csv")
    done = CliRunner().invoke(main, ["collect", "take", str(study), str(export), "--from", "files"])
    assert done.exit_code == 0, done.output
    assert "there is no table 'jobs', and no row of that repeat is taken" in done.stderr
    assert "the table 'jobs_1' is of no repeat of the form, and is left out" in done.stderr


def test_one_table_in_two_files_is_refused(study):
    export = study.parent / "export"
    pl.read_csv(export / "main.csv").write_parquet(export / "main.parquet")
    assert take(study, status=1)["error"]["code"] == "two-tables"


@pytest.mark.parametrize("sign", [";", "\t"])
def test_cells_may_be_parted_as_other_spreadsheets_do(study, sign):
    told = take(study)
    for name in ("main", "roster", "jobs"):
        in_table(study, name, lambda s: s.replace(",", sign))
    assert take(study) == told
