"""A pull that is killed at any instant, again and again, ends in the same bytes."""

import json
import random
import subprocess
import sys
from pathlib import Path

import pyrage
import pytest

from tests.collect.intake.conftest import Desk
from tests.collect.intake.interviews import interview_id, interview_xml
from tests.standin.central import Central
from tests.standin.continued import form_xml
from tests.standin.server import served

SCRIPT = Path(__file__).parent / "killing.py"


def opened(desk):
    """Identifiers, decrypted."""
    me = pyrage.x25519.Identity.from_str(desk.identity.text)
    return pyrage.decrypt((desk.field / "identifiers.age").read_bytes(), [me])


def nothing():
    """Happens between two pulls."""


def killed_often(
    desk, url, kills, longest, rng, *, page, xml, fewest=0, between=nothing, last=nothing
):
    """How many of the kills met a pull that was under way.

    There are more kills, sooner and sooner, until `fewest` have: where nothing else runs a pull is
    over soon.
    """
    said = {"url": url, "study": str(desk.study), "key": desk.identity.text, "page": page,
            "xml": xml, "path": sys.path}  # fmt: skip
    with subprocess.Popen(
        [sys.executable, str(SCRIPT), json.dumps(said)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1,
    ) as process:  # fmt: skip
        met = 0
        for _ in range(kills):
            met += asked(process, max(1, int(1000 * rng.uniform(0, longest)))) == "killed"
            between()
        while met < fewest:
            longest /= 2
            met += asked(process, max(1, int(1000 * rng.uniform(0, longest)))) == "killed"
            between()
        last()
        assert asked(process, 0) == "0"
    assert process.returncode == 0
    return met


def asked(process, wait):
    process.stdin.write(f"{wait}\n")
    process.stdin.flush()
    return process.stdout.readline().strip()


def filled(count, members, jobs=1):
    central = Central()
    central.publish(form_xml("hh_work_v1.pyxform"))
    for number in range(count):
        names = [f"Name{number}x{one}" for one in range(members)]
        photo = {"photo": "a.png", "files": {"a.png": b"p"}} if number % 9 == 0 else {}
        xml = interview_xml(number, names, jobs=jobs, photo=photo.get("photo", ""))
        central.submit(xml, files=photo.get("files"))
    return central


def compared(tmp_path, central, kills, longest, **how):
    """An undisturbed study and one that was killed; both with one key."""
    studies = []
    for name in ("undisturbed", "killed"):
        (tmp_path / name).mkdir()
        studies.append(Desk(tmp_path / name, central))
    calm, desk = studies
    desk.identity = calm.identity
    rng = random.Random(87)
    with served(central) as url:
        met = killed_often(desk, url, kills, longest, rng, **how)
        how = {key: how[key] for key in ("page", "xml")}
        killed_often(calm, url, 0, 0, rng, **how)
        assert desk.bytes_of_tables() == calm.bytes_of_tables()
        assert opened(desk) == opened(calm)
        asked = len(central.asked)
        before = {one: one.read_bytes() for one in desk.field.rglob("*") if one.is_file()}
        killed_often(desk, url, 0, 0, rng, **how)
        assert len(central.asked) - asked <= 3
        assert {o: o.read_bytes() for o in desk.field.rglob("*") if o.is_file()} == before
    assert not [*desk.field.rglob("*.part")]
    return met, desk


def test_a_pull_removes_what_a_killed_one_left_half_written(tmp_path):
    """And nothing that another command may be writing: the page of the evening."""
    central = filled(3, 1)
    desk = Desk(tmp_path, central)
    left = (".identifiers.age.abc.part", ".state.json.abc.part", "tables/.main.parquet.abc.part",
            "journal/.keys.abc.part", "forms/.0.json.abc.part")  # fmt: skip
    with served(central) as url:
        killed_often(desk, url, 0, 0, random.Random(1), page=6, xml="all")
        for name in (*left, ".evening.abc.part"):
            (desk.field / name).write_bytes(b"half")
        killed_often(desk, url, 0, 0, random.Random(1), page=6, xml="all")
    assert [one.name for one in desk.field.rglob("*.part")] == [".evening.abc.part"]


@pytest.mark.slow
def test_eight_kills_leave_the_same_bytes(tmp_path):
    """With XML and photos one by one, so that kills fall between every two writes."""
    met, desk = compared(tmp_path, filled(18, 2), 8, 0.6, page=6, xml="all", fewest=3)
    assert met >= 3
    assert desk.table().height == 18


@pytest.mark.slow
def test_kills_while_interviews_are_edited_deleted_and_sent(tmp_path):
    central = filled(30, 2)
    form, number = central.form(), iter(range(1000, 1100))

    def live():
        at = next(number)
        central.submit(interview_xml(at))
        one = form.submissions[interview_id(at % 25)]
        before = one.now.instance_id
        central.edit(
            form,
            one,
            interview_xml(at % 25, ("Zoe",), instance=f"uuid:e{at}", before=before),
            before,
            f"uuid:e{at}",
        )
        other = form.submissions[interview_id(25 + at % 5)]
        (central.restore if other.deleted_at else central.delete)(other, form)

    def all_restored():
        for one in form.submissions.values():
            if one.deleted_at:
                central.restore(one, form)

    how = {"page": 10, "xml": "all", "between": live, "last": all_restored}
    met, desk = compared(tmp_path, central, 12, 1.0, fewest=5, **how)
    assert met >= 5
    assert desk.table().height > 30


@pytest.mark.slow
def test_kills_over_a_thousand_interviews(tmp_path):
    """The size of a survey is for `python -m tests.collect.intake.prove_kills`."""
    central = filled(1_000, 5, jobs=0)
    met, desk = compared(tmp_path, central, 15, 0.9, page=25, xml="needed", fewest=5)
    assert met >= 5
    assert (desk.table().height, desk.table("member").height) == (1_000, 5_000)
