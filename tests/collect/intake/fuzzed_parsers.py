"""The parsers of the intake, each with what it may refuse with, and what it is meant for.

Used by `fuzz`, which measures their coverage, and by the tests, which try the seeds.
"""

import json
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from measure87.collect.ethics.encrypted_file import EncryptedFile
from measure87.collect.form.interviews.columns import frames_of
from measure87.collect.form.interviews.layout import layout_of
from measure87.collect.form.interviews.rows import About, Filling
from measure87.collect.form.interviews.trees import Trees
from measure87.collect.form.safe_xml import BrokenXmlError, read_cut_xml, read_xml
from measure87.collect.form.xform_reading import form_of_xform
from measure87.collect.form.xpath.reading import parsed
from measure87.collect.form.xpath.tokens import ExpressionError
from measure87.collect.intake.central import FormVersion, Key, _Heads, _Page
from measure87.collect.intake.decrypted_tables import interviews_of
from measure87.collect.intake.framing import frame, settled_bodies
from measure87.collect.intake.odk_encryption import UnopenedError, manifest_of
from measure87.collect.intake.servers.archives import rows_of_text
from measure87.collect.intake.servers.cspro_dictionary import read_dictionary
from measure87.collect.intake.signed import reads
from measure87.collect.intake.submission import Comment
from measure87.collect.quality.corrections import COLUMNS, read_corrections
from measure87.collect.quality.sample import read_sample
from measure87.vocabulary.errors import Measure87Error
from tests.collect.intake.interviews import interview_xml
from tests.collect.intake.test_other_forms import FORM, form_xml
from tests.standin.encrypted import MANIFEST
from tests.standin.recordings import recorded

FOLDER = Path(tempfile.mkdtemp())
LAYOUT = layout_of([FORM])
WIDE = layout_of([form_of_xform(form_xml().encode())])
ABOUT = About("uuid:1", "2031-03-05T09:00:00.000Z", None, "1", "s", None, 0, deleted=False)


@dataclass(frozen=True)
class Parser:
    """A parser of bytes, the errors that it declares, and contents that it is meant for."""

    read: Callable[[bytes], object]
    refuses: tuple[type[Exception], ...]
    seeds: tuple[bytes, ...]

    def __call__(self, content):
        try:
            self.read(content)
        except self.refuses:
            return


def table(tree):
    if isinstance(tree, dict):
        filling = Filling(LAYOUT)
        filling.add(ABOUT, tree)
        frames_of(filling)


def interview(content):
    try:
        root = read_xml(content, "an interview")
    except BrokenXmlError:
        root = read_cut_xml(content, "an interview")
    if root is not None:
        table(Trees(LAYOUT).of_xml(root))


def answers(content):
    for kind in (_Page, _Heads, list[FormVersion], list[Key], list[Comment]):
        try:
            reads(kind)(content)
        except ValueError:
            continue


def of_file(name, read):
    def written(content):
        path = FOLDER / name
        path.write_bytes(content)
        return read(path)

    return written


OURS = (Measure87Error,)
SEALED = MANIFEST.format(form="f", version="1", key="AAAA", id="uuid:1",
                         media="<media><file>a.enc</file></media>")  # fmt: skip
PARSERS = {
    "form": Parser(form_of_xform, OURS, (form_xml().encode(),)),
    "interview": Parser(
        interview, OURS,
        (interview_xml(1).encode(), b"<f><n>1</n><r><n>2</n><r><x>a</x></r></r></f>"),
    ),
    "row": Parser(
        lambda content: table(Trees(LAYOUT).of_json(json.loads(content))),
        (ValueError, RecursionError),  # as the decoder of JSON, which is not ours, raises them
        (b'{"n": 1, "m": "a b", "r": [{"n": 2, "r": [{"x": "y"}]}], "g": {"t": "z"}}',),
    ),
    "answers": Parser(
        answers, (), (recorded(314).answer[:3000], recorded(451).answer, recorded(229).answer)
    ),
    "manifest": Parser(manifest_of, (UnopenedError,), (SEALED.encode(),)),
    "opened": Parser(
        lambda content: interviews_of(content, WIDE), OURS, (recorded(462).answer,)
    ),
    "csv": Parser(
        lambda content: [*rows_of_text(content, "x.csv", ",")], OURS, (b'a,b\n1,"x\ny"\n',)
    ),
    "expression": Parser(
        lambda content: parsed(content.decode("utf-8", "replace")), (ExpressionError,),
        (b"if(${a} != '' and selected(., 'x'), ${b} div 2, 'n')",),
    ),
    "frames": Parser(
        of_file("journal.bin", lambda path: [*settled_bodies(path, 0)]), OURS,
        (frame(b"S" + bytes(60)) + frame(b"W" + bytes(16)),),
    ),
    "dictionary": Parser(
        of_file("x.dcf", read_dictionary), OURS,
        (b'{"fileType":"dictionary","levels":[{"records":[]}]}',),
    ),
    "corrections": Parser(
        of_file("corrections.csv", lambda path: read_corrections(path.parent)), OURS,
        (",".join(COLUMNS).encode() + b"\n",),
    ),
    "sample": Parser(
        of_file("sample.json", lambda path: read_sample(path.parent)), OURS,
        (b'{"schema":1,"key":["a"],"cases":[{"a":1}]}',),
    ),
    "identifiers": Parser(
        of_file("identifiers.age", lambda path: EncryptedFile(path, b"secret").has("00")), OURS,
        (b"age-encryption.org/v1\n", b"-----BEGIN AGE ENCRYPTED FILE-----\n"),
    ),
}  # fmt: skip
