"""`measure87 collect link` and `simulate listed-persons`, as a user types them."""

import json
import stat

import polars as pl
import pytest
from click.testing import CliRunner

from measure87.cli import main

pytest.importorskip("splink", reason="needs measure87[linkage]")


def run(*arguments):
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


@pytest.fixture(scope="module")
def lists(tmp_path_factory):
    """Invented raw lists with their settings."""
    folder = tmp_path_factory.mktemp("desk") / "raw"
    done = run("simulate", "listed-persons", folder, "--persons", 500, "--seed", 3, "--json")
    assert done.exit_code == 0
    found = json.loads(done.stdout)
    assert found["invented"] is True
    assert {"police.csv", "labelled.csv"} <= {file["name"] for file in found["files"]}
    return folder


def test_lists_are_linked_into_a_table_that_estimate_reads(lists, tmp_path):
    target = tmp_path / "linked.csv"
    done = run("collect", "link", "run", lists / "linkage.toml", "-o", target, "--json")
    assert done.exit_code == 0, done.output
    found = json.loads(done.stdout)
    truth = json.loads((lists / "truth.json").read_text())
    assert found["persons"]["mean"] == pytest.approx(truth["persons_on_a_list"], rel=0.04)
    assert found["precision"]["value"] > 0.9
    assert found["recall"]["value"] > 0.9
    assert found["hashed"] is False
    table = pl.read_csv(target)
    assert table.columns == ["draw", "police", "shelter", "hotline", "sex", "age"]
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    stated = [f"--{name}=invented" for name in ("population", "area", "period", "closed-because")]
    estimated = run(
        "estimate", "lists", target, "--draw", "draw", "--list", "police", "--list", "shelter",
        "--list", "hotline", "--method", "independence", "--no-robustness-checks",
        "--status", "referred",
        *stated, "--json",
    )  # fmt: skip
    assert estimated.exit_code == 0, estimated.output
    figure = json.loads(estimated.stdout)["estimates"][0]
    # One population of 500: a standard error of some 4 %, and missed matches.
    assert figure["value"] == pytest.approx(truth["population"], rel=0.15)
    assert figure["interval"] == "rubin"


def test_the_readable_text_has_counts_and_thresholds(lists, tmp_path):
    done = run("collect", "link", "run", lists / "linkage.toml", "-o", tmp_path / "l.csv")
    assert done.exit_code == 0
    assert "records: police" in done.stdout
    head = next(line for line in done.stdout.splitlines() if line.startswith("threshold"))
    assert "precision  recall  precision by labels" in head
    assert "draws" in done.stdout


@pytest.mark.slow
def test_hashed_lists_give_about_the_same(lists, tmp_path):
    key = tmp_path / "holders.key"
    assert run("collect", "link", "key", key).exit_code == 0
    done = run("collect", "link", "hash", lists / "linkage.toml", tmp_path / "private",
               "--key", key, "--json")  # fmt: skip
    assert done.exit_code == 0, done.output
    assert key.read_text().strip() not in done.output
    rows = json.loads(done.stdout)["rows"]
    strata = "strata-of-hashes.csv"
    assert set(rows) == {"police.csv", "shelter.csv", "hotline.csv", "labelled-pairs.csv", strata}
    settings = tmp_path / "hashed.toml"
    settings.write_text(
        'schema = 1\ndraws = 5\nlabelled = "private/labelled-pairs.csv"\n[assessment]\n'
        f'file = "{lists / "impact-assessment.md"}"\ndestroy_by = 2099-12-31\n'
        + "".join(
            f'[lists.{n}]\nhashed = "private/{n}.csv"\n' for n in ("police", "shelter", "hotline")
        )
    )
    linked = run("collect", "link", "run", settings, "-o", tmp_path / "l.csv", "--json")
    assert linked.exit_code == 0, linked.output
    found = json.loads(linked.stdout)
    assert found["hashed"] is True
    truth = json.loads((lists / "truth.json").read_text())
    assert found["persons"]["mean"] == pytest.approx(truth["persons_on_a_list"], rel=0.04)
    assert found["recall"]["value"] > 0.9
    kept = pl.read_csv(tmp_path / "l.csv", infer_schema=False)
    assert not set(kept["sex"]) & {"F", "M"}
    meanings = tmp_path / "private" / strata
    named = run("collect", "link", "name", tmp_path / "l.csv", meanings, "-o", tmp_path / "n.csv")
    assert named.exit_code == 0, named.output
    table = pl.read_csv(tmp_path / "n.csv", infer_schema=False)
    assert table.drop("sex", "age").equals(kept.drop("sex", "age"))
    assert {"F", "M"} <= set(table["sex"]) <= {"F", "M", "unknown"}
    assert {"18_29", "30_44"} & set(table["age"])


def test_who_hashes_is_told_what_to_keep(lists, tmp_path):
    key, private = tmp_path / "holders.key", tmp_path / "private"
    assert run("collect", "link", "key", key).exit_code == 0
    done = run("collect", "link", "hash", lists / "linkage.toml", private, "--key", key)
    assert done.exit_code == 0, done.output
    assert "strata-of-hashes.csv names the strata: keep it" in done.stdout
    assert "F" not in {line.split()[0] for line in done.stdout.splitlines() if line.strip()}


def test_values_of_strata_are_put_into_a_table_of_hashes(tmp_path):
    (tmp_path / "private").mkdir(mode=0o700)
    meanings = tmp_path / "private" / "strata-of-hashes.csv"
    meanings.write_text("stratum,value,hash\nsex,F,h1\nsex,M,h2\n")
    meanings.chmod(0o600)
    table, target = tmp_path / "linked.csv", tmp_path / "named.csv"
    table.write_text("draw,police,sex\n1,1,h1\n1,1,h2\n1,1,unknown\n")
    done = run("collect", "link", "name", table, meanings, "-o", target, "--json")
    assert done.exit_code == 0, done.output
    assert json.loads(done.stdout)["rows"] == 3
    assert pl.read_csv(target)["sex"].to_list() == ["F", "M", "unknown"]
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    for place, status in ((table, 2), (tmp_path / "named.txt", 2)):
        assert run("collect", "link", "name", table, meanings, "-o", place).exit_code == status
    meanings.chmod(0o644)
    assert run("collect", "link", "name", table, meanings, "-o", target).exit_code == 3


def test_without_a_file_to_write_to_it_is_bad_usage(lists):
    done = run("collect", "link", "run", lists / "linkage.toml", "--json")
    assert done.exit_code == 2
    assert "-o FILE.csv" in json.loads(done.stdout)["error"]["hint"]


def test_a_table_in_out_is_refused_with_status_3(lists, tmp_path):
    (tmp_path / "out").mkdir()
    done = run("collect", "link", "run", lists / "linkage.toml", "-o", tmp_path / "out" / "l.csv",
               "--json")  # fmt: skip
    assert done.exit_code == 3
    assert json.loads(done.stdout)["error"]["code"] == "not-released"


def test_a_list_is_never_replaced_by_the_table(lists):
    before = (lists / "police.csv").read_bytes()
    done = run("collect", "link", "run", lists / "linkage.toml", "-o", lists / "police.csv")
    assert done.exit_code == 2
    assert (lists / "police.csv").read_bytes() == before


def test_labelled_pairs_are_not_replaced_by_the_table(lists):
    name = "labelled.csv"
    before = (lists / name).read_bytes()
    done = run("collect", "link", "run", lists / "linkage.toml", "-o", lists / name)
    assert done.exit_code == 2
    assert (lists / name).read_bytes() == before


def test_a_folder_that_is_not_private_is_refused_with_status_3(lists, tmp_path):
    key = tmp_path / "holders.key"
    run("collect", "link", "key", key)
    done = run("collect", "link", "hash", lists / "linkage.toml", tmp_path / "open", "--key", key)
    assert done.exit_code == 3
    assert not (tmp_path / "open").exists()


def test_asking_for_who_is_who_is_refused_with_status_3(lists, tmp_path):
    settings = lists / "asking.toml"
    settings.write_text("write_back = true\n" + (lists / "linkage.toml").read_text())
    done = run("collect", "link", "run", settings, "-o", tmp_path / "l.csv", "--json")
    assert done.exit_code == 3
    assert json.loads(done.stdout)["error"]["code"] == "no-write-back"
    settings.unlink()


def test_a_full_folder_is_not_written_into(lists):
    done = run("simulate", "listed-persons", lists)
    assert done.exit_code == 2
