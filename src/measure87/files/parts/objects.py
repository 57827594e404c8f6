"""Parts in an object store: listed by `obstore`, read by polars.

Both find credentials in the environment, or where the store's own tools keep them; none is read
from an address or from settings, and no message repeats what a store answers.
"""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from fnmatch import fnmatchcase
from pathlib import Path
from urllib.parse import urlsplit

from measure87.files.parts.part import Part, Parts
from measure87.vocabulary.errors import DataError, MissingExtraError, UsageError

_ADDRESS = re.compile(r"(?P<scheme>s3|gs|az|abfss?):/{1,2}(?P<rest>[^/].*)", re.DOTALL)
_SUFFIX = ".parquet"
_PATTERN = re.compile(r"[*?\[]")
_RETRIES = 3
_PATIENCE_SECONDS = 60


def address_of(path: Path | str) -> str | None:
    """The address of an object store that a path is, or None; a path swallows a slash.

    >>> address_of(Path("s3://survey/round-3"))
    's3://survey/round-3'
    >>> address_of("round-3.parquet")
    """
    found = _ADDRESS.fullmatch(str(path))
    return None if found is None else f"{found['scheme']}://{found['rest'].rstrip('/')}"


def is_address(path: Path | str) -> bool:
    """Whether a path is the address of an object store."""
    return address_of(path) is not None


def name_of(address: str) -> str:
    """The last name of an address, which messages and results repeat."""
    return urlsplit(address).path.rstrip("/").rpartition("/")[2] or urlsplit(address).netloc


def parts_at(address: str) -> Parts:
    """The parts at an address: one object, those below a prefix, or those of a pattern.

    Raises
    ------
    UsageError
        If a credential is in the address.
    MissingExtraError
        Without obstore.
    DataError
        If there is nothing, the store refuses, or it does not answer.
    """
    _refuse_credentials(address)
    name = name_of(address)
    bucket, prefix, pattern = _split(address)
    listed = _listed(bucket, prefix, pattern, name)
    if not listed:
        raise DataError(
            f"there is no Parquet object at {name}",
            code="no-file",
            where=name,
            hint="check the address; the names of parts end with .parquet",
        )
    options = {"max_retries": _RETRIES}
    return Parts(name, tuple(sorted(listed, key=lambda part: part.key)), options)


def _listed(bucket: str, prefix: str, pattern: str, name: str) -> list[Part]:
    """Objects below a prefix; `pattern` is held against what follows it, empty for all."""
    try:
        import obstore
        from obstore.store import from_url
    except ImportError:
        raise MissingExtraError("obstore", "object-storage") from None
    root = prefix.rpartition("/")[0] if pattern or prefix.endswith(_SUFFIX) else prefix
    with _plain_refusals(name):
        store = from_url(
            bucket,
            retry_config={"max_retries": _RETRIES},
            client_options={"timeout": f"{_PATIENCE_SECONDS}s", "allow_http": _allows_http()},
        )
        metas = [meta for chunk in obstore.list(store, prefix=root or None) for meta in chunk]
    found = []
    for meta in metas:
        key = meta["path"][len(root) :].lstrip("/")
        wanted = pattern or (prefix[len(root) :].lstrip("/") if prefix != root else "")
        if any(part.startswith(("_", ".")) for part in key.split("/")):
            continue
        if wanted and not fnmatchcase(key, wanted):
            continue
        if not key.endswith(_SUFFIX):
            raise DataError(
                f"{key.rpartition('/')[2]} is among the parts of {name} and is no Parquet object",
                code="part-format",
                where=name,
                hint="a table in parts is of Parquet alone; other kinds are read one by one",
            )
        mark = f"etag:{meta['e_tag']}" if meta["e_tag"] else f"changed:{meta['last_modified']}"
        found.append(Part(key, f"{bucket}/{meta['path']}", int(meta["size"]), mark))
    return found


def _split(address: str) -> tuple[str, str, str]:
    """Bucket, prefix without a pattern, and the pattern with what stands before it dropped."""
    parts = urlsplit(address)
    path = parts.path.strip("/")
    found = _PATTERN.search(path)
    bucket = f"{parts.scheme}://{parts.netloc}"
    if found is None:
        return bucket, path, ""
    fixed = path[: found.start()].rpartition("/")[0]
    return bucket, f"{fixed}/" if fixed else "", path[len(fixed) :].lstrip("/")


def _refuse_credentials(address: str) -> None:
    parts = urlsplit(address)
    is_account = parts.scheme.startswith("abfs")  # container@account
    if parts.query or ("@" in parts.netloc and not is_account):
        raise UsageError(
            "an address must hold no credential and no question mark",
            code="credential",
            hint="give credentials in the environment, as AWS_ACCESS_KEY_ID and "
            "AWS_SECRET_ACCESS_KEY; change one that was written into a command or a file",
        )


def _allows_http() -> bool:
    """Whether the environment allows a store without encryption, as polars reads it too."""
    return os.environ.get("AWS_ALLOW_HTTP", "").lower() in ("1", "true")


@contextmanager
def _plain_refusals(name: str) -> Iterator[None]:
    """Say what a store refuses without what it answers, which may hold an address or a name."""
    try:
        yield
    except Exception as error:
        raise _refusal(name, _kind_of(error)) from None


def _kind_of(error: Exception) -> str:
    """The kind of the library's error, or what status of HTTP a general one names."""
    kind, text = type(error).__name__, str(error)
    if kind == "GenericError" and " 404 " in text:
        return "NotFoundError"
    return "PermissionDeniedError" if kind == "GenericError" and " 403 " in text else kind


def _refusal(name: str, kind: str) -> DataError:
    """The error for what a store said."""
    if kind == "NotFoundError":
        return DataError(
            f"there is no object at {name}: the store has no such place",
            code="no-file",
            where=name,
            hint="check the bucket and the path",
        )
    if kind in ("PermissionDeniedError", "UnauthenticatedError"):
        return DataError(
            f"the store refuses to show {name}: the key is wrong or may not read there",
            code="store-refuses",
            where=name,
            hint="check the credentials in the environment, and what they may read",
        )
    return DataError(
        f"the store of {name} cannot be asked ({kind})",
        code="store-unreachable",
        where=name,
        hint="check the network, the region and the endpoint in the environment",
    )
