"""A form goes to ODK Central: its draft, its files, its versions."""

import pytest

from measure87.vocabulary.errors import DataError, Measure87Error, StudyError
from tests.collect.form.small_form import FORM
from tests.collect.intake.office import LostAnswers, Office


@pytest.fixture
def office(tmp_path):
    return Office(tmp_path / "form")


def test_a_form_is_published_and_a_second_time_nothing_is_sent(office):
    done = office.publish()
    assert (done.form, done.version, done.is_new) == ("small", FORM.version, True)
    assert office.versions == [FORM.version]
    sent = (office.folder / "form.xml").read_text("utf-8")
    assert office.central.form("small").now.xml == sent
    before = len(office.asked("POST"))
    assert not office.publish().is_new
    assert office.asked("POST")[before:] == ["/v1/sessions"]


def test_a_new_version_goes_beside_the_former_one(office):
    office.publish()
    office.new_version("2")
    assert office.publish().is_new
    assert office.versions == [FORM.version, "2"]


def test_a_version_that_is_there_with_other_questions_is_never_replaced(office):
    office.publish()
    office.new_version(FORM.version, title={"en": "Other", "ar": "آخر"})
    with pytest.raises(StudyError) as caught:
        office.publish()
    assert caught.value.code == "other-form-of-version"
    assert "raise `version`" in caught.value.hint
    assert office.versions == [FORM.version]
    assert office.central.form("small").draft is None


@pytest.mark.parametrize("ends", [("/forms",), ("/draft/publish",), ("/forms", "/draft/publish")])
def test_what_arrived_though_its_answer_was_lost_is_not_published_twice(office, ends):
    office.application = LostAnswers(office.central, *ends)
    assert office.publish().is_new
    assert office.application.ends == []
    assert office.versions == [FORM.version]


def with_file(office, name="areas.csv"):
    """A form that asks for a file, as one of an external list does."""
    path = office.folder / "form.xml"
    text = path.read_text("utf-8")
    asks = f'<instance id="areas" src="jr://file-csv/{name}"/>'
    path.write_text(text.replace("<bind ", f"{asks}<bind ", 1), "utf-8")


def test_files_go_with_the_form_and_without_them_phones_keep_what_they_had(office):
    with_file(office)
    with pytest.raises(DataError) as caught:
        office.publish()
    assert caught.value.code == "missing-files"
    assert "areas.csv" in str(caught.value)
    assert office.versions == []
    (office.folder / "attachments").mkdir()
    (office.folder / "attachments" / "areas.csv").write_bytes(b"name,label\nA,Area A\n")
    (office.folder / "attachments" / "stray.csv").write_bytes(b"a\n")
    assert office.publish().files == ("areas.csv",)
    assert office.central.form("small").draft_files == {"areas.csv": b"name,label\nA,Area A\n"}


def test_a_list_of_entities_stands_for_a_file_of_its_name(office):
    with_file(office, "households.csv")
    office.send()
    assert office.publish().files == ()


def test_a_name_that_leads_out_of_the_folder_sends_nothing(office):
    with_file(office, "../form.json")
    with pytest.raises(DataError, match=r"\.\./form\.json"):
        office.publish()


def test_a_form_that_the_study_does_not_pull_is_not_sent(office):
    with pytest.raises(StudyError) as caught:
        office.publish(form="other")
    assert caught.value.code == "other-form"
    assert office.central.asked == []


def test_an_account_that_may_only_read_is_told_which_role_it_needs(office):
    def forbidding(environ, start_response):
        if environ["REQUEST_METHOD"] == "POST" and "sessions" not in environ["REQUEST_URI"]:
            start_response("403 Forbidden", [("Content-Length", "0")])
            return [b""]
        return office.central(environ, start_response)

    office.application = forbidding
    with pytest.raises(Measure87Error) as caught:
        office.publish()
    assert "Project Manager" in caught.value.hint
