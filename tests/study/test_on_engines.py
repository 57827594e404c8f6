"""A study on an engine: released as on polars, in the order of identifiers, nothing left behind."""

import json
import shutil

import pytest

from measure87.estimate.survey import weighed_persons
from measure87.files.engines import AskedEngine
from measure87.study.running import check_study, release_study, run_study
from measure87.study.survey.engine_place import EnginePlace
from measure87.study.survey.settings import read_settings
from measure87.vocabulary.errors import StudyError, UsageError
from tests.study.module import write_module

pytest.importorskip("duckdb")
DUCKDB = AskedEngine("duckdb")
RUN = 'reference_period = "12 months"\n[run]\nengine = "duckdb"\nmemory_limit = "1GB"\n'


def estimates(folder):
    content = json.loads((folder / "out" / "estimates.json").read_text())
    engine = content["provenance"]["settings"].pop("engine", None)
    return engine, content


def test_a_module_is_released_alike_and_nothing_is_left(tmp_path):
    one, two = (write_module(tmp_path / name) for name in ("one", "two"))
    release_study(one)
    (two / "private").mkdir(mode=0o700)
    shutil.copy(one / "private" / "hash.key", two / "private")
    release_study(two, DUCKDB)
    (engine, own), (other, found) = estimates(one), estimates(two)
    assert (engine, other) == (None, "duckdb")
    assert found == own
    assert not (two / "private" / "working").exists()


def test_the_gate_has_persons_of_an_engine_by_files_and_in_one_order(tmp_path, monkeypatch):
    def through_the_driver(frame):
        raise AssertionError("persons come through the driver")

    one, two = (write_module(tmp_path / name) for name in ("one", "two"))
    release_study(one)
    (two / "private").mkdir(mode=0o700)
    shutil.copy(one / "private" / "hash.key", two / "private")
    asked, brought_back = [], EnginePlace.brought_back

    def counted(place, table):
        asked.append(table.collect_schema().names())
        return brought_back(place, table)

    monkeypatch.setattr(EnginePlace, "brought_back", counted)
    monkeypatch.setattr(weighed_persons, "collect", through_the_driver)
    release_study(two, DUCKDB)
    assert asked
    assert all("person_id" in names for names in asked)
    assert estimates(one)[1] == estimates(two)[1]


def test_check_says_what_a_run_will_need(tmp_path):
    few = check_study(write_module(tmp_path / "few", persons=1000))
    many = check_study(write_module(tmp_path / "many", persons=3000))
    assert 3.4e8 < few.memory < many.memory < 4e8
    assert "a run takes some 0.4 GB of memory" in few.lines()
    assert few.to_json()["memory"] == few.memory


def test_the_engine_may_stand_in_the_settings(tmp_path):
    folder = write_module(tmp_path / "s", settings=RUN)
    choice = read_settings(folder).run.choice
    assert (choice.name, choice.memory_limit) == ("duckdb", 10**9)
    wrong = write_module(tmp_path / "t", settings=RUN.replace("1GB", "much"))
    with pytest.raises(StudyError, match="no amount of memory"):
        read_settings(wrong)


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ('[design]\nreplicates = { method = "rao-wu" }\n', "drawn directly"),
        (
            '[[differences]]\nmeasure = "forced_labour_adults"\nbetween = ["sex=1", "sex=2"]\n',
            "drawn directly",
        ),
    ],
    ids=["replicates", "differences"],
)
def test_what_the_engine_cannot_do_of_a_study_is_refused_before_any_work(tmp_path, settings, said):
    folder = write_module(
        tmp_path / "s", settings=f'reference_period = "12 months"\n{settings}', persons=10
    )
    (folder / "persons.csv").write_text("nothing that could be read\n")
    with pytest.raises(StudyError, match=said) as caught:
        run_study(folder, DUCKDB)
    assert "--engine polars" in caught.value.hint
    assert not (folder / "out").exists()


def test_other_kinds_of_study_have_no_choice(tmp_path):
    (tmp_path / "study.toml").write_text('schema = 1\nkind = "lists"\ntitle = "t"\n')
    with pytest.raises((UsageError, StudyError)):
        run_study(tmp_path, DUCKDB)
