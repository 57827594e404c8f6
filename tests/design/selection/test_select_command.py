"""`measure87 design select`: files, checks, the field's sample, and what is refused."""

import json

import msgspec
import polars as pl
import pytest
from click.testing import CliRunner

from measure87.cli import main
from measure87.cli.design_select import _METHODS
from measure87.collect.form.model import form_json
from measure87.collect.quality.field_data import read_field_data
from measure87.collect.quality.sample import read_sample
from measure87.design.selection.methods import METHODS
from tests.collect.quality.field_study import clean_study
from tests.design.selection.frames import areas, households


@pytest.fixture
def frame(tmp_path):
    path = tmp_path / "frame.csv"
    areas().write_csv(path)
    return path


@pytest.fixture
def listing(tmp_path):
    path = tmp_path / "listing.csv"
    households().write_csv(path)
    return path


CASE = ("--id", "cluster", "--id", "household", "--cluster", "cluster")


def run(*arguments):
    return CliRunner().invoke(main, ["design", "select", *map(str, arguments)])


def test_the_command_knows_every_method():
    assert _METHODS == METHODS


def test_it_writes_units_audit_and_sheet_and_draws_them_again(frame, tmp_path):
    outputs = [tmp_path / f"sample.{kind}" for kind in ("csv", "json", "xlsx")]
    files = [x for path in outputs for x in ("-o", path)]
    done = run(frame, "--method", "sampford", "--size", "households", "--strata", "region", "--id",
               "area", "--n", 10, "--seed", 4, *files)  # fmt: skip
    assert done.exit_code == 0, done.output
    assert "10 units of a frame of 60 rows" in done.stdout
    assert "seed 4" in done.stdout
    audit = json.loads(outputs[1].read_text())
    assert pl.read_csv(outputs[0])["id"].to_list() == [unit["id"] for unit in audit["units"]]
    assert outputs[2].read_bytes()[:2] == b"PK"
    assert not any(path.stat().st_mode & 0o077 for path in outputs)  # they name who is visited
    again = run(frame, "--check", outputs[1])
    assert again.exit_code == 0, again.output
    assert "the same 10 units" in again.stdout
    frame.write_text(frame.read_text().replace(",north,", ",south,", 1))
    changed = run(frame, "--check", outputs[1], "--json")
    assert changed.exit_code == 1
    assert "differs from its audit in: frame" in json.loads(changed.stdout)["error"]["text"]


def test_what_would_be_passed_over_is_refused(frame, tmp_path):
    audit = tmp_path / "audit.json"
    assert run(frame, "--id", "area", "--n", 4, "-o", audit).exit_code == 0
    both = run(frame, "--check", audit, "-o", tmp_path / "x.csv", "--json")
    assert both.exit_code == 2
    assert "writes nothing" in json.loads(both.stdout)["error"]["text"]
    sized = run(frame, "--cluster", "area", "--take", 1, "--first-stage", audit, "--size",
                "households", "--json")  # fmt: skip
    assert sized.exit_code == 2
    assert (
        "which clusters there are, and their chances" in json.loads(sized.stdout)["error"]["text"]
    )


def test_without_a_seed_one_is_drawn_told_and_enough(frame):
    first = json.loads(run(frame, "--method", "srs", "--n", 5, "--json").stdout)
    again = run(frame, "--method", "srs", "--n", 5, "--json", "--seed", first["plan"]["seed"])
    assert json.loads(again.stdout)["units"] == first["units"]
    other = json.loads(run(frame, "--method", "srs", "--n", 5, "--json").stdout)
    assert other["plan"]["seed"] != first["plan"]["seed"]


def test_an_allocation_goes_from_command_to_command(frame, tmp_path):
    strata = tmp_path / "strata.csv"
    strata.write_text("stratum,population,share\nnorth,30,0.2\nsouth,30,0.02\n")
    numbers = tmp_path / "n.csv"
    asked = ["allocate", strata, "--method", "neyman", "--proportion", "share", "--n", 12, "-o"]
    assert CliRunner().invoke(main, ["design", *map(str, asked), str(numbers)]).exit_code == 0
    done = run(frame, "--strata", "region", "--allocation", numbers, "--id", "area", "--json")
    assert done.exit_code == 0, done.output
    told = {one["stratum"]: one["n"] for one in json.loads(done.stdout)["strata"]}
    assert told == {"north": 9, "south": 3}


def test_areas_first_and_households_when_they_are_listed(listing, tmp_path):
    census = pl.DataFrame({"cluster": [f"c{k:02d}" for k in range(30)],
                           "people": [100 + 7 * k for k in range(30)]})  # fmt: skip
    census.write_csv(tmp_path / "areas.csv")
    first = tmp_path / "areas.json"
    done = run(tmp_path / "areas.csv", "--id", "cluster", "--size", "people", "--n", 5, "--seed", 1,
               "-o", first)  # fmt: skip
    assert done.exit_code == 0, done.output
    chance = {unit["id"]: unit["chance"] for unit in json.loads(first.read_text())["units"]}
    households().filter(pl.col("cluster").is_in(list(chance))).write_csv(listing)
    done = run(listing, "--id", "cluster", "--id", "household", "--cluster", "cluster", "--take", 4,
               "--first-stage", first, "--seed", 2, "--json")  # fmt: skip
    assert done.exit_code == 0, done.output
    found = json.loads(done.stdout)
    assert len(found["units"]) == 20
    for unit in found["units"]:
        assert unit["chance"] == pytest.approx(chance[unit["cluster"]] * 4 / 20)
    kept = households().filter(pl.col("cluster").is_in([*chance][1:]))
    other = households().filter(pl.col("cluster").is_in(list(chance)).not_())
    pl.concat([kept, other]).write_csv(listing)  # names in row 1
    done = run(listing, "--id", "cluster", "--id", "household", "--cluster", "cluster", "--take", 4,
               "--first-stage", first, "--seed", 2)  # fmt: skip
    assert done.exit_code == 1
    assert f"the first is row {kept.height + 2} (listing.csv, cluster)" in done.output


def test_the_evening_check_reads_the_sample_as_its_own(listing, tmp_path):
    study = tmp_path / "study"
    (study / "form").mkdir(parents=True)
    (study / "form" / "form.json").write_bytes(form_json(clean_study(interviews=20).form))
    asked = [listing, *CASE, "--n", 6, "--take", 3, "--replacements", 1]
    asked += ["--seed", 5, "--field", study, "--json"]
    done = run(*asked)
    assert done.exit_code == 0, done.output
    drawn = [unit for unit in json.loads(done.stdout)["units"] if "replacement" not in unit]
    sample = read_sample(study / "field")
    assert sample.key == ("cluster", "household")
    assert [(one.case, one.unit) for one in sample.cases] == [
        (u["id"], u["cluster"]) for u in drawn
    ]
    assert len(sample.cases) == 18
    assert run(*asked).exit_code == 0  # the same again does no harm
    other = run(*asked[:-5], "--seed", 6, "--field", study, "--json")
    assert other.exit_code == 1
    assert "is there already" in json.loads(other.stdout)["error"]["text"]


def test_interviews_of_drawn_households_are_cases_of_the_sample(listing, tmp_path):
    """The folder of a study in the field, read as `collect check` reads it."""
    made = clean_study(interviews=40)
    study = made.write(tmp_path / "study")
    named = made.main.select(pl.col("cluster").cast(pl.String), pl.col("household").cast(pl.String))
    named.unique(maintain_order=True).write_csv(listing)
    (study / "field" / "sample.json").unlink()
    everybody = named.unique().height
    done = run(listing, "--id", "cluster", "--id", "household", "--method", "srs", "--n", everybody,
               "--field", study)  # fmt: skip
    assert done.exit_code == 0, done.output
    data = read_field_data(study)
    assert set(data.cases.to_list()) == {one.case for one in data.sample.cases}


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        (["--n", 5, "-o", "sample.pdf"], 2, "a sample is not written as .pdf"),
        (["--n", 5, "-o", "nowhere/sample.csv"], 2, "there is no folder nowhere"),
        (["--n", 5, "--size", "people"], 1, "there is no column 'people'"),
        (["--n", 5, "--size", "region"], 1, "column region is text and no number in row 2"),
        (["--n", 500], 1, "500 are asked of a frame of 60"),
        (["--n", 5, "--language", "xx"], 2, "not written in 'xx'"),
        ([], 2, "either --n or --allocation"),
    ],
)
def test_what_cannot_be_done_is_told_in_one_sentence(frame, arguments, status, said):
    done = run(frame, *arguments, "--json")
    assert done.exit_code == status, done.output
    assert said in json.loads(done.stdout)["error"]["text"]
    assert "Traceback" not in done.output


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (["--id", "area", "--question", "a", "--question", "b"], "2 questions are named"),
        ([], "needs --id"),
        (["--id", "area", "--question", "village"], "the form has no question 'village'"),
    ],
)
def test_a_field_sample_that_nobody_could_match_is_refused(frame, tmp_path, more, said):
    study = tmp_path / "study"
    (study / "form").mkdir(parents=True)
    (study / "form" / "form.json").write_bytes(form_json(clean_study(interviews=20).form))
    done = run(frame, "--method", "srs", "--n", 3, "--field", study, *more, "--json")
    assert done.exit_code in (1, 2), done.output
    assert said in json.loads(done.stdout)["error"]["text"]
    assert not (study / "field").exists()


def test_clusters_are_no_cases_and_names_have_no_slash(listing, frame, tmp_path):
    clusters = run(listing, *CASE, "--n", 4, "--field", tmp_path, "--json")
    assert "clusters are no cases" in json.loads(clusters.stdout)["error"]["text"]
    areas().with_columns(area="x/" + areas()["area"]).write_csv(frame)
    slashed = run(frame, "--id", "area", "--n", 4, "--field", tmp_path, "--json")
    told = json.loads(slashed.stdout)["error"]["text"]
    assert "has a / in it" in told
    assert "x/a" not in told


def test_the_sample_of_the_field_is_its_owners_alone(listing, tmp_path):
    run(listing, *CASE, "--n", 4, "--take", 2, "--field", tmp_path)
    path = tmp_path / "field" / "sample.json"
    assert path.stat().st_mode & 0o077 == 0
    assert msgspec.json.decode(path.read_bytes())["schema"] == 1


def test_a_frame_that_can_be_read_in_several_ways_is_read_as_was_said(tmp_path):
    """Thousands with a point, letters of windows-1252: the audit says so, and draws it again."""
    path, audit = tmp_path / "frame.csv", tmp_path / "audit.json"
    text = "aire;région;ménages\n01;Nord;1.204\n02;Nord;2.100\n03;Sud;3.000\n04;Sud;4.000\n"
    path.write_bytes(text.encode("windows-1252"))
    options = (path, "--size", "ménages", "--strata", "région", "--id", "aire", "--n", 4)
    asked = run(*options)
    assert asked.exit_code == 1
    assert "--encoding windows-1252 --decimal ," in asked.output.replace("\n", " ")
    said = ("--encoding", "windows-1252", "--decimal", ",")
    done = run(*options, *said, "-o", audit)
    assert done.exit_code == 0, done.output
    written = json.loads(audit.read_text())
    assert written["frame"]["form"] == {"encoding": "windows-1252", "decimal": ","}
    assert [one["size"] for one in written["strata"]] == [3304, 7000]
    again = run(path, "--check", audit)
    assert again.exit_code == 0, again.output
    written["frame"]["form"]["decimal"] = ";"
    audit.write_text(json.dumps(written))
    assert "no audit" in run(path, "--check", audit).output


def test_two_strata_with_one_name_are_refused_and_not_made_one(tmp_path):
    path = tmp_path / "frame.csv"
    rows = ["a/b,c", "a,b/c", "a/b,c", "a,b/c", "d,e", "d,e"]
    path.write_text("x,y\n" + "\n".join(rows) + "\n")
    done = run(path, "--strata", "x", "--strata", "y", "--n", 6, "--seed", 1)
    assert done.exit_code == 1
    assert "rows 2 and 3 lie in two strata that have one name by x, y" in done.output


def test_another_file_is_said_to_be_another_whatever_it_lacks(frame, tmp_path):
    audit, other = tmp_path / "audit.json", tmp_path / "other.csv"
    run(frame, "--size", "households", "--id", "area", "--n", 10, "--seed", 4, "-o", audit)
    other.write_text("area\n1\n1\n")
    done = run(other, "--check", audit)
    assert done.exit_code == 1
    assert "differs from its audit in: frame" in done.output
    assert "very file of the audit" in done.output


def test_a_row_of_totals_is_no_unit(frame):
    table = areas()
    total = {"area": "Total", "households": table["households"].sum()}
    pl.concat([table, pl.DataFrame([total])], how="diagonal").write_csv(frame)
    done = run(frame, "--size", "households", "--id", "area", "--n", 5, "--seed", 1)
    assert done.exit_code == 1
    assert f"row {table.height + 2} has in households the sum of all other rows" in done.stderr
