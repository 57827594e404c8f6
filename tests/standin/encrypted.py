"""Encrypts interviews as a phone does, and opens tables as a server does that holds the key.

It shares no code with the client.
"""

import base64
import hashlib
import os

from cryptography.hazmat.decrepit.ciphers.modes import CFB
from cryptography.hazmat.primitives import hashes, padding, serialization
from cryptography.hazmat.primitives.asymmetric import padding as rsa_padding
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms

MANIFEST = (
    '<data xmlns="http://opendatakit.org/submissions" encrypted="yes" id="{form}" '
    'version="{version}"><base64EncryptedKey>{key}</base64EncryptedKey><orx:meta '
    'xmlns:orx="http://openrosa.org/xforms"><orx:instanceID>{id}</orx:instanceID></orx:meta>'
    "{media}<encryptedXmlFile>submission.xml.enc</encryptedXmlFile>"
    "<base64EncryptedElementSignature>AAAA</base64EncryptedElementSignature></data>"
)


def new_key():
    """A private key, and its text in PEM."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    return key, key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    ).decode()


def encrypted(key, id_, xml, photos=None, *, form="hh_work", version="1.0"):
    """A manifest, and the files that go with it."""
    own = os.urandom(32)
    sha = hashes.SHA256()
    sealed = key.public_key().encrypt(own, rsa_padding.OAEP(rsa_padding.MGF1(sha), sha, None))
    named = {**{f"{name}.enc": content for name, content in (photos or {}).items()},
             "submission.xml.enc": xml.encode()}  # fmt: skip
    seed = hashlib.md5(id_.encode() + own).digest()  # noqa: S324
    files = {}
    for at, (name, content) in enumerate(named.items()):
        vector = bytes((byte + at // 16 + (place <= at % 16)) % 256
                       for place, byte in enumerate(seed))  # fmt: skip
        padder = padding.PKCS7(128).padder()
        cipher = Cipher(algorithms.AES(own), CFB(vector)).encryptor()
        files[name] = cipher.update(padder.update(content) + padder.finalize())
    media = "".join(f"<media><file>{name}</file></media>" for name in [*named][:-1])
    said = base64.b64encode(sealed).decode()
    return MANIFEST.format(form=form, version=version, key=said, id=id_, media=media), files
