"""The id of the ledger goes into `study.toml`, and every other line stays as it was."""

import tomllib

import pytest

from measure87.study.ledger.study_line import with_ledger, write_ledger_id
from measure87.vocabulary.errors import StudyError

BODY = '# ours\ntitle = "x"  # a title\n\n[inputs.a]\npersons = "p.csv"\n'
FORMS = {
    "no table": (BODY, BODY + '\n[disclosure]\nledger = "0f"\n'),
    "no end of line": (BODY.rstrip("\n"), BODY + '\n[disclosure]\nledger = "0f"\n'),
    "a table": (
        f"{BODY}[ disclosure ] # ours\nminimum_cases = 5\n[design]\nlevel = 0.9\n",
        f'{BODY}[ disclosure ] # ours\nledger = "0f"\nminimum_cases = 5\n[design]\nlevel = 0.9\n',
    ),
    "a table at the end": (f"{BODY}[disclosure]", f'{BODY}[disclosure]\nledger = "0f"'),
    "a table in a line": (
        "disclosure = { minimum_cases = 5 }\n" + BODY,
        'disclosure = { ledger = "0f", minimum_cases = 5 }\n' + BODY,
    ),
    "an empty table in a line": ("disclosure = {}\n", 'disclosure = { ledger = "0f"}\n'),
    "a dotted key": (
        "disclosure.minimum_cases = 5\n" + BODY,
        'disclosure.minimum_cases = 5\ndisclosure.ledger = "0f"\n' + BODY,
    ),
    "lines of another system": (
        'title = "x"\r\n[disclosure]\r\nminimum_cases = 5\r\n',
        'title = "x"\r\n[disclosure]\r\nledger = "0f"\r\nminimum_cases = 5\r\n',
    ),
    "a text that looks like a table": (
        'notes = """\n[disclosure]\n"""\n',
        'notes = """\n[disclosure]\n"""\n\n[disclosure]\nledger = "0f"\n',
    ),
    "another id": (
        f"{BODY}[disclosure]\nledger = 'ff'  # lost\nminimum_cases = 5\n",
        f'{BODY}[disclosure]\nledger = "0f"  # lost\nminimum_cases = 5\n',
    ),
    "a sub-table": (
        f"{BODY}[disclosure.sensitive]\na = 1\n",
        f'{BODY}[disclosure.sensitive]\na = 1\n\n[disclosure]\nledger = "0f"\n',
    ),
}


@pytest.mark.parametrize(("before", "after"), FORMS.values(), ids=FORMS)
def test_one_line_more(before, after):
    assert with_ledger(before, "0f") == after
    assert tomllib.loads(after)["disclosure"]["ledger"] == "0f"
    assert {**tomllib.loads(after), "disclosure": 0} == {**tomllib.loads(before), "disclosure": 0}


def test_a_file_that_has_it_is_not_touched(tmp_path):
    path = tmp_path / "study.toml"
    path.write_text(FORMS["a table"][1])
    before = path.stat().st_mtime_ns
    write_ledger_id(tmp_path, "0f")
    assert path.stat().st_mtime_ns == before


def test_where_no_line_can_be_added_the_user_is_told_which(tmp_path, monkeypatch):
    monkeypatch.setattr("measure87.study.ledger.study_line._candidates", lambda *_: ())
    (tmp_path / "study.toml").write_text(BODY)
    with pytest.raises(StudyError, match=r"cannot be written") as fault:
        write_ledger_id(tmp_path, "0f")
    assert fault.value.code == "no-ledger-line"
    assert (tmp_path / "study.toml").read_text() == BODY
