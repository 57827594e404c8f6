"""One interview of the journal as a row about it and a tree of answers.

Its XML is the source where it was read, for it alone has every answer as the phone wrote it. XML
that was cut gives what came before the cut, without the last answer, which may be cut too (`age` 1
of 15); XML that is badly nested gives the server's own reading. Both are told.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

import msgspec

from measure87.collect.form.safe_xml import BrokenXmlError, read_cut_xml, read_xml
from measure87.collect.intake.central import System
from measure87.collect.intake.layout import Table
from measure87.collect.intake.rows import About
from measure87.collect.intake.study_key import StudyKey
from measure87.collect.intake.submission import Submission
from measure87.collect.intake.trees import Tree, tree_of_json, tree_of_xml
from measure87.vocabulary.errors import DataError

_XML = "the XML of an interview"
_LOCKED = ("notDecrypted", "missingEncryptedFormData")


class Reading(NamedTuple):
    """A row, a tree, and what is wrong: `cut`, `hostile`, `encrypted` or nothing."""

    about: About
    tree: Tree
    fault: str


def reading_of(submission: Submission, layout: Table, key: StudyKey, *, deleted: bool) -> Reading:
    """An interview as its tables take it."""
    system = msgspec.json.decode(submission.about, type=System)
    about = About(
        submission.id,
        system.submission_date,
        system.updated_at,
        system.form_version or "",
        "" if system.submitter_id is None else key.hash(f"submitter {system.submitter_id}").hex(),
        system.review_state,
        system.edits,
        deleted,
    )
    if system.status in _LOCKED:
        return Reading(about, {}, "encrypted")
    tree, fault = _tree(submission, layout)
    return Reading(about, tree, fault)


def _tree(submission: Submission, layout: Table) -> tuple[Tree, str]:
    row: Mapping[str, Any] | None = msgspec.json.decode(submission.row)
    from_row = {} if row is None else tree_of_json(dict(row), layout)
    if submission.xml is None:
        return from_row, ""
    content = submission.xml.encode()
    try:
        return tree_of_xml(read_xml(content, _XML), layout), ""
    except BrokenXmlError:
        left = read_cut_xml(content, _XML)
        return (from_row if left is None else tree_of_xml(left, layout)), "cut"
    except DataError:
        return from_row, "hostile"
