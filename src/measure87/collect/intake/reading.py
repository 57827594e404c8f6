"""One interview of the journal as a row about it and a tree of answers.

Its XML is the source where it was read, for it alone has every answer as the phone wrote it. XML
that was cut gives what came before the cut, without the last answer, which may be cut too (`age` 1
of 15); XML that is badly nested gives the server's own reading. Both are told.
"""

from functools import cache
from typing import Any, NamedTuple

import msgspec

from measure87.collect.form.interviews.rows import About
from measure87.collect.form.interviews.trees import Tree, Trees
from measure87.collect.form.safe_xml import BrokenXmlError, read_cut_xml, read_xml
from measure87.collect.intake.central import MISSING, System, is_locked
from measure87.collect.intake.study_key import StudyKey
from measure87.collect.intake.submission import Submission
from measure87.vocabulary.errors import DataError

_XML = "the XML of an interview"


class Reading(NamedTuple):
    """A row, a tree, and what is wrong: `cut`, `hostile`, `unfiled` or nothing.

    split : what stays in the encrypted file: the account that sent it, and the office's comments
    """

    about: About
    tree: Tree
    fault: str
    split: dict[str, str]


def reading_of(submission: Submission, trees: Trees, key: StudyKey, *, deleted: bool) -> Reading:
    """An interview as its tables take it."""
    system = msgspec.json.decode(submission.about, type=System)
    about = About(
        submission.id,
        system.submission_date,
        system.updated_at,
        system.form_version or "",
        _submitter(key, system.submitter_id),
        system.review_state,
        system.edits,
        deleted,
    )
    if system.status == MISSING or (is_locked(system) and not submission.opened):
        fault = "unfiled" if system.status == MISSING else ""
        return Reading(about, {}, fault, _split(submission, system))
    tree, fault = _tree(submission, trees)
    return Reading(about, tree, fault, _split(submission, system))


def _split(submission: Submission, system: System) -> dict[str, str]:
    said = "\n".join(f"{one.created_at} {one.body}" for one in submission.comments)
    found = {"_submitter": system.submitter_name or "", "_comments": said}
    return {name: value for name, value in found.items() if value}


@cache
def _submitter(key: StudyKey, said: str | int | None) -> str:
    return "" if said is None else key.hash(f"submitter {said}").hex()


def _tree(submission: Submission, trees: Trees) -> tuple[Tree, str]:
    row: dict[str, Any] | None = msgspec.json.decode(submission.row)
    from_row = {} if row is None else trees.of_json(row)
    if submission.xml is None:
        return from_row, ""
    content = submission.xml.encode()
    try:
        return trees.of_xml(read_xml(content, _XML)), ""
    except BrokenXmlError:
        left = read_cut_xml(content, _XML)
        return (from_row if left is None else trees.of_xml(left)), "cut"
    except DataError:
        return from_row, "hostile"
