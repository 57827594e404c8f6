"""Where byte code is kept between the processes that tests start, whatever the machine says.

An image of a machine often tells Python to write none (`PYTHONDONTWRITEBYTECODE`). Then each of the
hundreds of processes that tests start compiles polars, scipy and all the rest anew, which takes
longer than what most of them do. Python looks at the time and the size of a file before it takes
its byte code, so nothing has to be cleaned after a change.
"""

import os
import shutil
import sys
import tempfile
from pathlib import Path

KEPT = Path(__file__).parents[1] / ".cache" / "byte-code"
_PLACE, _NONE = "PYTHONPYCACHEPREFIX", "PYTHONDONTWRITEBYTECODE"


def keep_byte_code(kept: Path = KEPT) -> None:
    """Keep it in a folder, in this process and those that it starts.

    Where somebody has chosen a place, or none by an empty one, that stays. Of files in folders for
    the moment, such as copies of the package that a test makes, nothing is left from run to run.
    """
    if _PLACE in os.environ:
        return
    os.environ[_PLACE] = str(kept)
    os.environ.pop(_NONE, None)
    sys.dont_write_bytecode, sys.pycache_prefix = False, str(kept)
    moment = Path(tempfile.gettempdir()).resolve()
    shutil.rmtree(kept / moment.relative_to(moment.anchor), ignore_errors=True)
