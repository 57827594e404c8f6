"""What must be there before a form goes to a server, and before anybody is asked."""

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from measure87.collect.ethics.keys import recipients_of
from measure87.collect.ethics.places import FIELD, IDENTIFIERS, REFERRALS
from measure87.collect.ethics.settings import STUDY_FILE, EthicsSettings
from measure87.collect.form.model import Form, placed
from measure87.files.settings import read_toml
from measure87.files.settings.place import tell_all
from measure87.vocabulary.errors import StudyError

DESTROY = "measure87 collect destroy"


def require_approval(form: Form, ethics: EthicsSettings, today: date) -> None:
    """Refuse to give out a form, or to take in its data, without an approval in force.

    Raises
    ------
    StudyError
        With all that is missing.
    """
    tell_all(approval_faults(form, ethics, today))


def asks_nobody(study: Path) -> bool:
    """Whether a study says that its interviews are invented (`invented = true`): no board is asked.

    One without settings says nothing, and is taken for one of persons.
    """
    path = study / STUDY_FILE
    return path.is_file() and read_toml(path).get("invented") is True


def require_intake(study: Path, form: Form | None, ethics: EthicsSettings, today: date) -> None:
    """Refuse to take interviews into a study before the persons asked are protected.

    Interviews of nobody, by which a study is tried out, need no board. Identifiers that should
    have been destroyed stop everything.

    Parameters
    ----------
    form : the study's own; None where it was built elsewhere

    Raises
    ------
    StudyError
        With all that is missing.
    """
    require_not_overdue(study, ethics, today)
    if form is not None and not asks_nobody(study):
        require_fieldwork(form, ethics, today)


def require_fieldwork(form: Form, ethics: EthicsSettings, today: date) -> None:
    """Refuse to take in data before what protects the persons asked is in place.

    Raises
    ------
    StudyError
        With all that is missing.
    """
    tell_all((*approval_faults(form, ethics, today), *fieldwork_faults(form, ethics, today)))


def approval_faults(form: Form, ethics: EthicsSettings, today: date) -> Iterator[StudyError]:
    """What is wrong with the approval; nothing where it is in force and the form names it."""
    if ethics.approval is None:
        yield _fault(
            "no ethics approval is stated",
            "no-approval",
            'add `approval = "..."` and `board = "..."`: no form goes to a server and nobody is '
            "asked before a board has approved",
        )
        return
    if ethics.approved_until is not None and today > ethics.approved_until:
        yield _fault(
            f"the ethics approval ended on {ethics.approved_until.isoformat()}",
            "approval-ended",
            "ask the board to prolong it, and change `approved_until`",
        )
    if not _names(form.ethics_approval, ethics.approval):
        stated = f"names {form.ethics_approval!r}" if form.ethics_approval else "names none"
        yield _fault(
            f"the approval is {ethics.approval!r}, and the form {form.id!r} {stated}",
            "other-approval",
            "write the approval into the country's settings and build the form again, so that "
            "each copy of it carries the number",
        )


def fieldwork_faults(form: Form, ethics: EthicsSettings, today: date) -> Iterator[StudyError]:
    """What is not in place beside the approval."""
    yield from _key_faults(ethics)
    if ethics.destroy_on is None:
        yield _fault(
            "no day is set on which identifiers are destroyed",
            "no-destruction-date",
            "add `destroy_on = 2028-12-31`, the day that the approval names",
        )
    elif today > ethics.destroy_on:
        yield _fault(
            f"identifiers were to be destroyed on {ethics.destroy_on.isoformat()}",
            "destruction-date-past",
            "set the day that the approval names; no data are taken in after it",
        )
    if ethics.distress_protocol is None:
        yield _fault(
            "there is no distress protocol",
            "no-distress-protocol",
            "write down what interviewers do where somebody is distressed or in danger, and name "
            "the file as `distress_protocol`",
        )
    if ethics.referral_services is None:
        yield _fault(
            "there is no list of services that help",
            "no-referral-services",
            "list by area whom interviewers may name, with their agreement, and name the file as "
            "`referral_services`; nothing may be promised that cannot be kept",
        )
    asks = any(one.question.consent for one in placed(form))
    if not asks and ethics.consent_elsewhere is None:
        yield _fault(
            f"the form {form.id!r} has no question of agreement",
            "no-consent-question",
            "add the module of consent, or say as `consent_elsewhere` where agreement is recorded",
        )
    if form.draft:
        yield _fault(
            f"the form {form.id!r} is a draft",
            "draft-form",
            "record the tests of its wording in the country's settings and build it again",
        )


def _key_faults(ethics: EthicsSettings) -> Iterator[StudyError]:
    if not ethics.recipients:
        yield _fault(
            "no public key is given under which identifiers are encrypted",
            "no-recipients",
            "make two keys with `measure87 collect keypair FILE` and write the public ones into "
            "`recipients`",
        )
    for keys in (ethics.recipients, ethics.referral_recipients):
        try:
            if keys:
                recipients_of(keys)
        except StudyError as fault:
            yield fault


def require_not_overdue(study: Path, ethics: EthicsSettings, today: date) -> None:
    """Refuse everything while identifiers are there after their day.

    Raises
    ------
    StudyError
        With the command that destroys them.
    """
    if ethics.destroy_on is None or today <= ethics.destroy_on:
        return
    left = [name for name in (IDENTIFIERS, REFERRALS) if (study / FIELD / name).exists()]
    if left:
        raise StudyError(
            f"{' and '.join(left)} should have been destroyed on {ethics.destroy_on.isoformat()}",
            code="identifiers-overdue",
            where=f"{FIELD}/",
            hint=f"run `{DESTROY} {study.name} --yes`; nothing runs before. Destroy the secret "
            "keys and all copies too",
        )


def _fault(text: str, code: str, hint: str) -> StudyError:
    return StudyError(text, code=code, where="[ethics]", hint=hint)


def _names(text: str, approval: str) -> bool:
    """Whether a text has the number as a whole: 12 is not in "board 123"."""
    return re.search(rf"(?<!\w){re.escape(approval)}(?!\w)", text) is not None
