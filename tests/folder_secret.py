"""The secret of a study folder, by which its release is drawn, where tests compare two folders."""

from pathlib import Path

SECRET = bytes(range(32))


def give_secret(folder: Path, secret: bytes = SECRET) -> None:
    """Write the secret as a first run would; a folder with a secret of its own gets this one."""
    private = folder / "private"
    private.mkdir(mode=0o700, exist_ok=True)
    (private / "hash.key").write_text(secret.hex() + "\n", encoding="ascii")
