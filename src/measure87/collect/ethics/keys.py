"""Keys of the encrypted files: public ones lock and stand in the settings, secret ones open.

The format is `age` (age-encryption.org/v1), so that the files open with the program `age` too, also
in years in which nobody runs this one. Whoever pulls data needs the public keys alone.
"""

from collections.abc import Sequence
from pathlib import Path
from types import ModuleType

from measure87.files import write_whole
from measure87.vocabulary.errors import DataError, MissingExtraError, StudyError

_SIGNED = "AGE-SECRET-KEY-"
"""How a secret key begins."""
_LARGEST = 100_000
"""Bytes of a file of secret keys; they are some hundred."""


type SecretKey = object
"""A secret key as the library has it, which declares no types."""


def pyrage() -> ModuleType:
    """The library that encrypts.

    Raises
    ------
    MissingExtraError
        If it is not installed.
    """
    try:
        import pyrage as library
    except ImportError:
        raise MissingExtraError("pyrage", "field") from None
    module: ModuleType = library
    return module


def recipients_of(keys: Sequence[str]) -> list[object]:
    """Public keys as the library takes them.

    Raises
    ------
    StudyError
        If there is none, or one is no public key; a secret key is never repeated.
    """
    library = pyrage()
    if not keys:
        raise StudyError(
            "no public key is given under which identifiers could be encrypted",
            code="no-recipients",
            where="study.toml [ethics] recipients",
            hint="make a key with `measure87 collect keypair FILE`, keep the file outside of the "
            "study, and write the public key that it prints into `recipients`",
        )
    found: list[object] = []
    for number, key in enumerate(keys, start=1):
        try:
            found.append(library.x25519.Recipient.from_str(key.strip()))
        except library.RecipientError:
            what = "a secret key" if key.strip().startswith(_SIGNED) else "no public key of age"
            raise StudyError(
                f"key {number} of `recipients` is {what}",
                code="bad-recipient",
                where="study.toml [ethics] recipients",
                hint='write the public key, which begins with "age1"; a secret key that stood in '
                "a settings file is no secret any more: make another",
            ) from None
    return found


def new_key(path: Path) -> str:
    """Write a new secret key into a file of mode 0600; returns its public key.

    Raises
    ------
    DataError
        If there is such a file already: what it opens would be lost.
    """
    if path.exists():
        raise DataError(
            f"{path.name} is there already",
            code="key-exists",
            where=str(path.parent),
            hint="name another file: what the key in it opens could not be opened any more",
        )
    identity = pyrage().x25519.Identity.generate()
    public = str(identity.to_public())
    write_whole(path, f"# public key: {public}\n{identity}\n", private=True)
    return public


def identities_in(path: Path, passphrase: str | None = None) -> list[SecretKey]:
    """Secret keys of a file, as `collect key` or `age-keygen` write it.

    Parameters
    ----------
    passphrase : of a file that is itself encrypted, by `age -p`

    Raises
    ------
    DataError
        If it holds no secret key, or the passphrase does not open it.
    """
    library = pyrage()
    content = _content(path)
    if content.startswith(b"age-encryption.org/"):
        content = _opened(content, passphrase, path)
    lines = content.decode("utf-8", "replace").splitlines()
    found: list[SecretKey] = []
    for line in (one.strip() for one in lines):
        if line.startswith(_SIGNED):
            try:
                found.append(library.x25519.Identity.from_str(line))
            except library.IdentityError:
                continue
    if not found:
        raise DataError(
            f"{path.name} holds no secret key of age",
            code="bad-key",
            hint="give the file that `measure87 collect key` or `age-keygen` made",
        )
    return found


def needs_passphrase(path: Path) -> bool:
    """Whether a file of secret keys is itself encrypted."""
    return _content(path).startswith(b"age-encryption.org/")


def _content(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(_LARGEST)


def _opened(content: bytes, passphrase: str | None, path: Path) -> bytes:
    library = pyrage()
    try:
        opened: bytes = library.passphrase.decrypt(content, passphrase or "")
    except library.DecryptError:
        raise DataError(
            f"the passphrase does not open {path.name}",
            code="bad-passphrase",
            hint="give the one that the file was encrypted with",
        ) from None
    return opened
