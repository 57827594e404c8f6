"""A real survey through the whole program: what it says, and what it refuses to say."""

import csv
import hashlib
import json
import re
import shutil
from pathlib import Path

import pytest

from measure87.collect import load_mapping
from measure87.study import explain_in_study, run_study
from measure87.study.survey.inputs import classify_input, open_input
from measure87.study.survey.settings import read_settings
from measure87.vocabulary.errors import StudyError
from tests.examples.runs import domestic_workers
from tests.released_json import assert_all_hold

pytestmark = pytest.mark.slow

EXAMPLE = Path(__file__).parents[2] / "examples" / "uk-domestic-workers"
NO, UNKNOWN, YES = 0, 1, 2

# A second reading of the mapping in plain Python: question, codes that are yes, codes of no
# answer. Indicator 1 has no q51: here it asks for a written contract.
OFTEN = ((0, 1, 2), (4,))
QUESTIONS = {
    "ilo_indicator_1_abuse_of_vulnerability": {"q29": OFTEN},
    "ilo_indicator_2_deception": {"q45": ((0,), (2,))},
    "ilo_indicator_3_restriction_of_movement": {"q32": OFTEN, "q46": ((2, 3), (4,))},
    "ilo_indicator_4_isolation": {"q65": ((1,), (2,))},
    "ilo_indicator_5_physical_sexual_violence": {"q44": ((0,), (2,)), "q44_b": ((0,), (2,))},
    "ilo_indicator_6_intimidation_threats": {"q47": OFTEN},
    "ilo_indicator_7_retention_of_documents": {"q70": OFTEN},
    "ilo_indicator_8_withholding_of_wages": {"q42": OFTEN},
    "ilo_indicator_9_debt_bondage": {"q39": ((0,), (2,))},
    "ilo_indicator_10_abusive_conditions": {
        "q48": OFTEN,
        "q63": OFTEN,
        "q72": ((2, 3), (4,)),
        "q76": ((1, 2, 3), (4,)),
    },
    "ilo_indicator_11_excessive_overtime": {
        "q16": ((6, 7), ()),
        "q61": ((2, 3), (4,)),
        "q62": OFTEN,
    },
}
STRONG = [name for name in QUESTIONS if re.search(r"_[567]_", name)]


def _read_by_hand(row):
    """Statuses of one respondent."""
    statuses = {}
    for name, questions in QUESTIONS.items():
        answers = [
            YES if int(row[q]) in yes else UNKNOWN if int(row[q]) in unknown else NO
            for q, (yes, unknown) in questions.items()
        ]
        statuses[name] = max(answers)
    statuses["ilo_indicators_any_strong"] = max(statuses[name] for name in STRONG)
    statuses["ilo_indicators_any"] = max(statuses[name] for name in QUESTIONS)
    return statuses


@pytest.fixture(scope="module")
def by_hand():
    with (EXAMPLE / "survey.csv").open(newline="") as file:
        return {row["id"]: _read_by_hand(row) for row in csv.DictReader(file)}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return domestic_workers(tmp_path_factory).folder


@pytest.fixture(scope="module")
def released(folder):
    return json.loads((folder / "out" / "estimates.json").read_text("utf-8"))


def test_every_respondent_has_the_statuses_that_a_slow_reading_gives_her(by_hand):
    settings = read_settings(EXAMPLE)
    mapping = load_mapping(EXAMPLE / "mapping.toml")["respondents"]
    source = open_input(settings.inputs["respondents"], mapping, None)
    found = classify_input(source, ())
    assert found.height == 85
    for name in next(iter(by_hand.values())):
        ours = {
            str(person): status
            for person, status in zip(found["person_id"], found[name], strict=True)
        }
        assert ours == {person: statuses[name] for person, statuses in by_hand.items()}, name


def test_both_codings_of_no_answer_are_released(released, by_hand):
    shown = {item["name"]: item for item in released["estimates"]}
    assert set(shown) == set(next(iter(by_hand.values())))
    # One or two respondents follow from these beside the others.
    kept_back = {name for name, item in shown.items() if "suppressed" in item["flags"]}
    assert kept_back == {
        "ilo_indicator_7_retention_of_documents",
        "ilo_indicators_any",
        "ilo_indicators_any_strong",
    }
    for name, item in shown.items():
        if name in kept_back:
            assert "value" not in item
            continue
        statuses = [each[name] for each in by_hand.values()]
        yes, unknown = statuses.count(YES), statuses.count(UNKNOWN)
        step = item["digits"]
        assert item["value"] == pytest.approx(yes / (85 - unknown), abs=step)
        # Where one or two unknowns are kept back, n counts everybody who was asked.
        assert item["n"] == (85 - unknown if unknown >= 3 else 85)
        if unknown >= 3:
            assert item["n_unknown"] == unknown
            assert item["value_if_no"] == pytest.approx(yes / 85, abs=2 * step)
            assert item["value_if_yes"] == pytest.approx((yes + unknown) / 85, abs=2 * step)
        else:  # of one or two persons nothing is told
            assert "unknown-not-shown" in item["flags"]
            assert "value_if_no" not in item
            assert "n_clusters" not in item  # each respondent is one, so it would be 85 - unknown
    assert sum("value_if_no" in item for item in shown.values()) == 7


def test_every_figure_is_a_share_of_respondents_without_an_interval(released, folder):
    assert released["released"] is True
    assert released["diagnostics"]["study"]["probability_sample"] is False
    for item in released["estimates"]:
        assert item["method"] == "share-of-respondents"
        if "suppressed" in item["flags"]:
            assert "value" not in item
            continue
        assert "not-a-probability-sample" in item["flags"]
        assert not {"se", "lower", "upper", "level", "interval", "df", "deff"} & set(item)
    with (folder / "out" / "estimates.csv").open(newline="") as file:
        for row in csv.DictReader(file):
            assert row["method"] == "share-of-respondents"
            assert "not-a-probability-sample" in row["flags"] or row["value"] == ""
            assert [row["se"], row["lower"], row["upper"]] == ["", "", ""]
    report = (folder / "out" / "report.html").read_text("utf-8")
    assert "85 respondents" in report
    assert "no prevalence" in report


def test_forced_labour_is_refused_and_the_missing_questions_are_named(released):
    unsupported = {
        entry["measure"]: entry["missing"] for entry in released["diagnostics"]["unsupported"]
    }
    adults = unsupported["forced_labour_adults"]
    assert "age_years" in adults
    assert any(item.startswith("consent_lacked or IN1") for item in adults)
    assert "imposed_by" in unsupported["forced_labour_private"]
    assert "worst_form_3a" in unsupported["forced_labour_children"]
    assert "age_years" in unsupported["work_under_menace_adults"]
    refused = {entry["name"] for entry in released["refused"]}
    assert refused == set(unsupported)
    assert not any(item["name"].startswith("forced_labour") for item in released["estimates"])


def test_no_indicator_rests_on_the_contract_or_on_access_to_help():
    mapping = load_mapping(EXAMPLE / "mapping.toml")["respondents"]
    used = {name for each in mapping.persons.values() for name in each.variables}
    used |= {name for each in mapping.circumstances for name in each.answer.variables}
    assert not used & {"q51", "q78", "q80"}
    assert not any("_rds" in name or "category" in name for name in used)


def test_the_manifest_has_the_hash_of_every_file(folder):
    out = folder / "out"
    manifest = json.loads((out / "manifest.json").read_text("utf-8"))
    found = {path.relative_to(out).as_posix() for path in out.rglob("*") if path.is_file()}
    files = found - {"manifest.json"}
    assert files == set(manifest["files"])
    assert {"estimates.csv", "estimates.json", "report.html"} <= files
    text = json.dumps(manifest)
    for name in files:
        digest = hashlib.sha256((out / name).read_bytes()).hexdigest()
        assert name in text
        assert digest in text


def test_nothing_about_single_persons_is_kept_or_released(folder):
    kept = [path for path in (folder / "private").rglob("*") if path.suffix == ".parquet"]
    assert [path.parts[-3] for path in kept] == ["ledger"]  # who was in it, by keyed hashes
    released = json.loads((folder / "out" / "estimates.json").read_text("utf-8"))
    assert not [key for key in _keys(released) if "person_id" in key or "recruiter" in key]
    with pytest.raises(StudyError, match="does not allow single persons"):
        explain_in_study(folder, "1")


def test_no_identifier_reaches_a_released_file(folder, tmp_path):
    """Identifiers here are small numbers; so the same survey with names that can be found."""
    copy = tmp_path / "named"
    shutil.copytree(folder, copy, ignore=shutil.ignore_patterns("out", "private"))
    settings = copy / "study.toml"
    settings.write_text(re.sub(r"(?m)^ledger = .*\n", "", settings.read_text("utf-8")), "utf-8")
    with (copy / "survey.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        row["id"] = f"Q{row['id']}zz"
        row["recruiter.id"] = (
            "seed" if row["recruiter.id"] == "seed" else f"Q{row['recruiter.id']}zz"
        )
    with (copy / "survey.csv").open("w", newline="") as file:
        writer = csv.DictWriter(file, rows[0].keys())
        writer.writeheader()
        writer.writerows(rows)
    run_study(copy)
    for path in (p for p in (copy / "out").rglob("*") if p.is_file()):
        assert not re.search(r"Q\d+zz", path.read_text("utf-8", errors="replace")), path.name


@pytest.mark.parametrize("nested", ['["a"]', '["a", "b"]', '[["a", 1]]', "3"])
def test_what_is_no_pair_of_measures_is_refused(folder, tmp_path, nested):
    copy = tmp_path / "wrong"
    shutil.copytree(folder, copy, ignore=shutil.ignore_patterns("out", "private"))
    text = (copy / "study.toml").read_text("utf-8")
    start = text.index("nested = [")
    (copy / "study.toml").write_text(f"{text[:start]}nested = {nested}\n", "utf-8")
    with pytest.raises(StudyError, match="no pair of measures"):
        read_settings(copy)


def _keys(content):
    if isinstance(content, dict):
        for key, value in content.items():
            yield key
            yield from _keys(value)
    elif isinstance(content, list):
        for value in content:
            yield from _keys(value)


def test_all_its_json_is_as_the_schemas_say(folder):
    assert_all_hold(folder / "out", "survey")
