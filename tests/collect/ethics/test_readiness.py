"""No form goes out and nobody is asked without an approval and what protects those asked."""

from dataclasses import replace
from datetime import date

import msgspec
import pytest

from measure87.collect.ethics.evening_rule import require_apart
from measure87.collect.ethics.readiness import require_approval, require_fieldwork
from measure87.collect.ethics.settings import read_ethics
from measure87.vocabulary.citation import bibliography
from measure87.vocabulary.errors import DataError, StudyError
from measure87.vocabulary.ethics import PHASES, SOURCES, checklist
from tests.collect.ethics.made_study import FORM, write_field_study

TODAY = date(2026, 11, 28)


@pytest.fixture
def study(tmp_path):
    return write_field_study(tmp_path / "study", tmp_path / "study.key")


def codes(told):
    return [told.value.code, *(one.code for one in told.value.others)]


def test_a_study_with_all_of_it_is_ready(study):
    require_fieldwork(FORM, read_ethics(study), TODAY)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"approval": None, "board": None}, "no-approval"),
        ({"approved_until": date(2026, 11, 27)}, "approval-ended"),
        ({"approval": "NB-2026-04"}, "other-approval"),
    ],
)
def test_no_form_leaves_without_an_approval_in_force_that_it_names(study, change, code):
    with pytest.raises(StudyError) as told:
        require_approval(FORM, replace(read_ethics(study), **change), TODAY)
    assert codes(told) == [code]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"recipients": ()}, "no-recipients"),
        ({"recipients": ("age1nonsense",)}, "bad-recipient"),
        ({"referral_recipients": ("ssh-rsa AAAA",)}, "bad-recipient"),
        ({"destroy_on": None}, "no-destruction-date"),
        ({"destroy_on": date(2026, 1, 1)}, "destruction-date-past"),
        ({"distress_protocol": None}, "no-distress-protocol"),
        ({"referral_services": None}, "no-referral-services"),
    ],
)
def test_nobody_is_asked_before_each_part_is_in_place(study, change, code):
    ethics = replace(read_ethics(study), **change)
    require_approval(FORM, ethics, TODAY)
    with pytest.raises(StudyError) as told:
        require_fieldwork(FORM, ethics, TODAY)
    assert codes(told) == [code]


def test_a_draft_and_a_form_without_agreement_are_refused_together(study):
    form = msgspec.structs.replace(FORM, draft=True, children=FORM.children[1:3])
    with pytest.raises(StudyError) as told:
        require_fieldwork(form, read_ethics(study), TODAY)
    assert codes(told) == ["no-consent-question", "draft-form"]


@pytest.mark.parametrize(
    ("added", "text"),
    [
        ("grid_km = 2", "in which a household of the sample could be found"),
        ("[checklist.no-such-item]\nanswer = 'yes'", "no item of the checklist"),
        ("[checklist.privacy]\nanswer = 'perhaps'", "'perhaps'"),
        ("nonsense = 1", "'nonsense' is not known"),
    ],
)
def test_what_is_at_fault_in_the_settings_is_told(study, added, text):
    path = study / "ethics.toml"
    head, _, tables = path.read_text().partition("[checklist]")
    more = f"{head}{added}\n[checklist]{tables}" if "[" not in added else f"{head}{added}\n"
    path.write_text(more)
    with pytest.raises(StudyError, match=r".") as told:
        read_ethics(study)
    assert text in str(told.value)


def test_settings_in_two_places_are_refused_and_none_say_nothing(study, tmp_path):
    (study / "study.toml").write_text('[ethics]\napproval = "A"\nboard = "B"\n')
    with pytest.raises(StudyError, match=r"and there is ethics\.toml too"):
        read_ethics(study)
    (study / "ethics.toml").unlink()
    assert read_ethics(study).approval == "A"
    (study / "study.toml").write_text('[ethics]\napproval = "A"\n')
    with pytest.raises(StudyError, match="'board' is missing"):
        read_ethics(study)
    (study / "study.toml").write_text("schema = 1\n")
    assert read_ethics(study).approval is None


def test_the_checklist_has_items_of_every_phase_and_known_sources():
    assert set(checklist().values()) == set(PHASES)
    assert list(dict.fromkeys(checklist().values())) == list(PHASES)
    assert all(source in bibliography() for source in SOURCES)


INTERVIEWERS, CASES = ("Amina Odhiambo", "acc-17"), ("uuid:7f", "EA12/005")


@pytest.mark.parametrize(
    "page",
    [
        "<td>Amina&nbsp;Odhiambo</td><td>uuid:7f</td>",
        '{"interviewer": "acc-17", "call_back": ["EA12/005"]}',
        "<b>Amina</b> <i>Odhiambo</i> EA12&#47;005",
        '{"i": "AMINA\\u0020Odhiambo", "c": "uuid:7F"}',
    ],
)
def test_no_page_names_interviewers_and_cases_together(page):
    with pytest.raises(DataError, match=r"evening.html would name") as told:
        require_apart(page, INTERVIEWERS, CASES, "evening.html")
    assert not any(name in str(told.value) for name in (*INTERVIEWERS, *CASES))


@pytest.mark.parametrize(
    "page",
    [
        "Amina Odhiambo and acc-17 finished 12 interviews",
        "call again: uuid:7f, EA12/005",
        "acc-170 and uuid:7f are others",
        "",
    ],
)
def test_one_of_them_alone_may_stand(page):
    require_apart(page, INTERVIEWERS, CASES, "evening.html")
    require_apart(page, (), CASES, "evening.html")
