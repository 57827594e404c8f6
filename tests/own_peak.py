"""The peak of the memory of this very process, for programs that tests start.

On Linux the resource usage of a child begins with what its parent held when it was forked, so that
a test in a large process would measure itself; the peak of the process' own memory does not.
"""

import resource
import sys
from pathlib import Path

_STATUS = Path("/proc/self/status")


def own_peak_bytes() -> int:
    """The largest resident memory that this process has had."""
    if _STATUS.exists():
        lines = _STATUS.read_text("ascii").splitlines()
        return 1024 * next(int(line.split()[1]) for line in lines if line.startswith("VmHWM"))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak * (1 if sys.platform == "darwin" else 1024)
