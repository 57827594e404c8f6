"""Hashes that only the holder of a study folder can check."""

import hmac
import secrets
from pathlib import Path

from measure87.files import write_whole
from measure87.study.private import private_folder

KEY = "hash.key"
_BYTES = 32


def keyed_hash(folder: Path, digest: str) -> str:
    """`hmac-sha256:` of a digest under the folder's secret, which is made where there is none.

    The same input gives the same hash in this folder, so that a run can be held against its
    inputs; without `private/hash.key` nobody can try guesses of what the input was.
    """
    path = private_folder(folder) / KEY
    if not path.is_file():
        write_whole(path, secrets.token_hex(_BYTES) + "\n", private=True)
    key = bytes.fromhex(path.read_text("ascii").strip())
    return f"hmac-sha256:{hmac.digest(key, digest.encode(), 'sha256').hex()}"
