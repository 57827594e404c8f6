"""Locks and opens texts: XChaCha20-Poly1305 of libsodium, by PyNaCl."""

import os
from functools import cache

from measure87.vocabulary.errors import MissingExtraError

KEY = 32
NONCE = 24


class _Cipher:
    def __init__(self) -> None:
        try:
            from nacl import bindings, exceptions
        except ImportError as error:
            raise MissingExtraError("pynacl", "field") from error
        self.encrypt = bindings.crypto_aead_xchacha20poly1305_ietf_encrypt
        self.decrypt = bindings.crypto_aead_xchacha20poly1305_ietf_decrypt
        self.wrong = (exceptions.CryptoError, TypeError, ValueError)


@cache
def _cipher() -> _Cipher:
    return _Cipher()


def locked(text: bytes, about: bytes, key: bytes) -> bytes:
    """Nonce and cipher text; `about` stands elsewhere in the clear and is bound to it."""
    nonce = os.urandom(NONCE)
    return nonce + bytes(_cipher().encrypt(text, about, nonce, key))


def opened(content: bytes, about: bytes, key: bytes) -> bytes | None:
    """The text; None where the key is another, or anything was changed."""
    cipher = _cipher()
    try:
        return bytes(cipher.decrypt(content[NONCE:], about, content[:NONCE], key))
    except cipher.wrong:
        return None
