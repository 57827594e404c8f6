"""An export that a server of Survey Solutions makes now, through the library ssaw if it is there.

As the page of ssaw on PyPI has it: `ssaw.Client(url, user, password)` and
`ssaw.ExportApi(client).get(export_type=..., questionnaire_identity="ID$VERSION", export_path=...)`,
which gives the name of the file. Believed: `Tabular` as the type of tab-separated files. No server
was tried. The file has names in it: it lies in a folder for its owner alone, and goes when it was
read.
"""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from urllib.parse import urlsplit

from measure87.vocabulary.errors import DataError, StudyError

_TABS = "Tabular"
_LOOPBACK = ("localhost", "127.0.0.1", "::1")


@contextmanager
def exported(url: str, questionnaire: str, user: str, password: str) -> Iterator[Path]:
    """The archive of main data of a questionnaire, inside the block.

    Parameters
    ----------
    questionnaire : `ID$VERSION`, as the server's pages and ssaw name it
    user, password : of an account of the API; from the environment or the keyring

    Raises
    ------
    StudyError
        If ssaw is not installed, or others could read along.
    DataError
        If the server gives no export; without what the library says of it, which may hold the
        password.
    """
    parts = urlsplit(url)
    if parts.scheme != "https" and parts.hostname not in _LOOPBACK:
        raise StudyError(
            f"the server is {url!r}, over which others could read along",
            code="no-https",
            hint='write "https://..."',
        )
    try:
        ssaw = import_module("ssaw")
    except ImportError:
        raise StudyError(
            "this needs ssaw, which is not installed",
            code="missing-library",
            hint="pip install ssaw; or download the export (tab-separated files) and give its "
            "archive",
        ) from None
    with tempfile.TemporaryDirectory(prefix="measure87-") as folder:  # mode 0700
        try:
            client = ssaw.Client(url, user, password)
            name = ssaw.ExportApi(client).get(
                export_type=_TABS, questionnaire_identity=questionnaire, export_path=folder
            )
            path = Path(folder) / Path(str(name)).name
        except Exception:  # a library of others fails in many ways
            path = None
        if path is None or not path.is_file():
            raise DataError(
                "the server gave no export of this questionnaire",
                code="no-export",
                hint="see whether the account may export it, and whether ID$VERSION is right",
            )
        yield path
