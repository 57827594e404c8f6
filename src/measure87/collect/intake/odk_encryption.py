"""Opens what a phone encrypted: the manifest of an interview, its key, its XML and its files.

As the ODK XForms specification has it (Encryption, https://getodk.github.io/xforms-spec/encryption)
there is a key of AES-256 an interview, under the form's public RSA key (OAEP with SHA-256, for its
mask too). Every file is in CFB with a padding of PKCS #7, and an initialisation vector that is
counted on from file to file: the files in the order of the manifest, the XML last. The interview's
signature is not looked at: it is made with the public key, which everybody has.
"""

import base64
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from measure87.collect.form.safe_xml import Element, local_name, read_xml
from measure87.vocabulary.errors import DataError, MissingExtraError, StudyError

BLOCK = 16
"""Bytes of a block of AES."""
ENDING = ".enc"
_MANIFEST = "the manifest of an encrypted interview"


class UnopenedError(Exception):
    """The key is of another form, or what was encrypted is damaged."""


@dataclass(frozen=True)
class Manifest:
    """What a phone sends in the clear of an encrypted interview.

    instance : the interview, as the phone calls it
    files : in the order in which they were encrypted, the XML last
    """

    instance: str
    sealed_key: bytes
    files: tuple[str, ...]

    @property
    def xml(self) -> str:
        """Name of the file that is the interview's XML."""
        return self.files[-1]


def manifest_of(content: bytes) -> Manifest:
    """The manifest of an interview.

    Raises
    ------
    UnopenedError
        If it is none.
    """
    try:
        root = read_xml(content, _MANIFEST)
        instance, key = _text(root, "instanceID"), _text(root, "base64EncryptedKey")
        files = [_text(one, "file") for one in root if local_name(one) == "media"]
        sealed = base64.b64decode(key, validate=True)
        return Manifest(instance, sealed, (*files, _text(root, "encryptedXmlFile")))
    except (DataError, ValueError) as error:
        raise UnopenedError from error


def _text(element: Element, name: str) -> str:
    """The text of the one element of a name; ValueError where there is none, or more."""
    (found,) = (one for one in element.iter() if local_name(one) == name)
    said = "".join((found.text or "").split())
    if not said:
        raise ValueError
    return said


class FormKey:
    """The private RSA key of a form; nothing of it is ever shown."""

    def __init__(self, text: str) -> None:
        """Read it.

        Raises
        ------
        StudyError
            `bad-form-key`.
        MissingExtraError
            If cryptography is not installed.
        """
        self._crypto = _cryptography()
        self._key = _private_key(self._crypto, text)

    def __repr__(self) -> str:
        """Tell nothing."""
        return "FormKey(...)"

    @cached_property
    def mark(self) -> str:
        """Tells this key from others, by its public half."""
        public: bytes = self._key.public_key().public_bytes(
            self._crypto.serialization.Encoding.DER,
            self._crypto.serialization.PublicFormat.SubjectPublicKeyInfo,
        )
        return hashlib.sha256(public).hexdigest()[:8]

    def opened(self, manifest: Manifest) -> "OpenInterview":
        """An interview whose files can be read.

        Raises
        ------
        UnopenedError
            If it was encrypted under another key.
        """
        sha = self._crypto.hashes.SHA256()
        mask = self._crypto.padding.MGF1(sha)
        try:
            key = self._key.decrypt(
                manifest.sealed_key, self._crypto.padding.OAEP(mask, sha, label=None)
            )
        except ValueError as error:
            raise UnopenedError from error
        if len(key) != 2 * BLOCK:
            raise UnopenedError
        return OpenInterview(manifest, key, self._crypto)


@dataclass(frozen=True, repr=False)
class OpenInterview:
    """An interview and the key of its files."""

    manifest: Manifest
    _key: bytes
    _crypto: Any

    def pieces(self, name: str, pieces: Iterator[bytes]) -> Iterator[bytes]:
        """A file of the interview as it was before it was encrypted, in pieces.

        Parameters
        ----------
        name : as the manifest has it
        pieces : what was encrypted, in order

        Raises
        ------
        UnopenedError
            At its end, where it is cut, or of another key.
        """
        cipher = self._crypto.Cipher(
            self._crypto.algorithms.AES(self._key), self._crypto.CFB(self._vector(name))
        )
        reader, held, read = cipher.decryptor(), bytearray(), 0
        for piece in pieces:
            held += reader.update(piece)
            read += len(piece)
            if len(held) > BLOCK:
                yield bytes(held[:-BLOCK])
                del held[:-BLOCK]
        if read % BLOCK:
            raise UnopenedError
        yield _unpadded(bytes(held + reader.finalize()))

    def content(self, name: str, content: bytes) -> bytes:
        """As `pieces`, of a file that is read whole."""
        return b"".join(self.pieces(name, iter((content,))))

    def _vector(self, name: str) -> bytes:
        """The initialisation vector of a file, by its place in the manifest."""
        seed = hashlib.md5(self.manifest.instance.encode() + self._key, usedforsecurity=False)
        vector = bytearray(seed.digest())
        for number in range(self.manifest.files.index(name) + 1):
            vector[number % BLOCK] = (vector[number % BLOCK] + 1) % 256
        return bytes(vector)


def _unpadded(end: bytes) -> bytes:
    """The last bytes of a file without their padding: so many bytes, each of which says so."""
    size = end[-1] if end else 0
    if not 0 < size <= min(BLOCK, len(end)) or end[-size:] != bytes([size]) * size:
        raise UnopenedError
    return end[:-size]


def _private_key(crypto: Any, text: str) -> Any:
    begun = text.strip()
    try:
        if begun.startswith("-----BEGIN"):
            key = crypto.serialization.load_pem_private_key(begun.encode(), password=None)
        else:
            content = base64.b64decode("".join(begun.split()), validate=True)
            key = crypto.serialization.load_der_private_key(content, password=None)
        if not isinstance(key, crypto.rsa.RSAPrivateKey):
            raise ValueError
    except (ValueError, TypeError, crypto.Unsupported):
        # Its text may show parts of the key.
        raise StudyError(
            "the form's key is no private RSA key that can be read",
            code="bad-form-key",
            where="MEASURE87_FORM_KEY",
            hint="give the private key whole, in PEM, without a passphrase of its own: "
            'MEASURE87_FORM_KEY="$(cat private.pem)"',
        ) from None
    return key


class _Crypto:
    """What is used of cryptography."""

    def __init__(self) -> None:
        try:
            from cryptography import exceptions
            from cryptography.hazmat.decrepit.ciphers import modes
            from cryptography.hazmat.primitives import ciphers, hashes, serialization
            from cryptography.hazmat.primitives.asymmetric import padding, rsa
        except ImportError as error:
            raise MissingExtraError("cryptography", "field") from error
        self.Unsupported = exceptions.UnsupportedAlgorithm
        self.Cipher, self.algorithms, self.CFB = ciphers.Cipher, ciphers.algorithms, modes.CFB
        self.hashes, self.serialization = hashes, serialization
        self.padding, self.rsa = padding, rsa


def _cryptography() -> _Crypto:
    return _Crypto()
