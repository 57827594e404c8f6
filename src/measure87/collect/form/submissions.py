"""Interviews as XML to the tables of decision 48, by the form alone: no server, no file.

One row an interview in `main`, one row a member in the table of its repeat; types and choices come
from the form. Blank, not asked and absent are all null, never "no". What a server says of an
interview (when it came, who sent it, its review) is not in its XML, and so not here; nor is
anything that identifies a person.
"""

from collections.abc import Iterable

import polars as pl

from measure87.collect.form.interviews.columns import frames_of
from measure87.collect.form.interviews.layout import MAIN, layout_of
from measure87.collect.form.interviews.rows import OWN, About, Filling
from measure87.collect.form.interviews.trees import Trees
from measure87.collect.form.model import Form
from measure87.collect.form.safe_xml import Element, local_name, read_xml
from measure87.vocabulary.errors import DataError

_OF_A_SERVER = frozenset(OWN) - {"_id", "_form_version"}


def tables_of_submissions(form: Form, xmls: Iterable[bytes]) -> dict[str, pl.DataFrame]:
    """Tables by name: `main` and one a repeat, in the order of the interviews.

    Parameters
    ----------
    form : Form
        The form that was filled; what it does not have is left out.
    xmls : iterable of bytes
        Interviews. Namespaces and the order of elements do not matter.

    Raises
    ------
    DataError
        If an interview is no whole XML, has a document type, or is of another form.
    """
    layout = layout_of([form])
    filling, trees = Filling(layout), Trees(layout)
    for number, xml in enumerate(xmls, start=1):
        root = read_xml(xml, f"interview {number}")
        if root.get("id") != form.id:
            raise DataError(
                f"interview {number} is of another form than {form.id}",
                code="other-form",
                hint="each form has a study folder of its own",
            )
        filling.add(_about(root), trees.of_xml(root))
    frames, _ = frames_of(filling)
    return frames | {MAIN: frames[MAIN].drop(_OF_A_SERVER)}


def _about(root: Element) -> About:
    """What an interview says of itself; there is no server to say more."""
    return About(
        id=_instance_id(root),
        submitted_at="",
        updated_at=None,
        form_version=root.get("version"),
        submitter="",
        review=None,
        edits=0,
        deleted=False,
    )


def _instance_id(root: Element) -> str:
    for meta in root:
        if local_name(meta) == "meta":
            return next((one.text or "" for one in meta if local_name(one) == "instanceID"), "")
    return ""
