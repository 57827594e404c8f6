"""Exchanges two folders in one step, where the system can."""

import ctypes
import errno
import os
import sys
from pathlib import Path

_HERE = -100
"""AT_FDCWD of Linux: names are as the process sees them."""
_EXCHANGE = 2
"""RENAME_EXCHANGE of Linux's renameat2, and RENAME_SWAP of macOS's renamex_np."""
_CANNOT = {errno.ENOSYS, errno.EINVAL, errno.ENOTSUP, errno.EOPNOTSUPP, errno.EPERM}
"""The system, or the file system, has no such step."""


def exchange(one: Path, other: Path) -> bool:
    """Let two folders of one file system change their names in one step.

    Returns
    -------
    bool
        False, and nothing has happened, where the system has no such step.

    Raises
    ------
    OSError
        If it has, and refuses.
    """
    names = os.fsencode(one), os.fsencode(other)
    try:
        library = ctypes.CDLL(None, use_errno=True)
        if sys.platform == "linux":
            status = library.renameat2(_HERE, names[0], _HERE, names[1], _EXCHANGE)
        elif sys.platform == "darwin":
            status = library.renamex_np(names[0], names[1], _EXCHANGE)
        else:
            return False
    except (AttributeError, OSError, TypeError):  # no such function, or no such library
        return False
    if status == 0:
        return True
    number = ctypes.get_errno()
    if number in _CANNOT:
        return False
    raise OSError(number, os.strerror(number), str(other))
