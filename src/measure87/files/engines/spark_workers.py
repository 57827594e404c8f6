"""Watches whether a cluster has any worker: without one Spark would wait without end."""

import threading
import time
from contextlib import suppress
from typing import Any

_LOOK_SECONDS = 1.0
FIRST_SECONDS = 180.0
"""How long the first worker may take to come."""
AGAIN_SECONDS = 30.0
"""How long a cluster may be without workers after it had some: one that is started again comes."""


class WorkerWatch:
    """Stops the work of a session whose workers are all gone.

    Parameters
    ----------
    context : the SparkContext of the session

    Attributes
    ----------
    lost : bool
        Whether there is no worker left, and none came back in time.
    """

    def __init__(self, context: Any) -> None:
        self.lost = False
        self._context = context
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._look, name="spark-workers", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Look no longer."""
        self._ended.set()
        self._thread.join(timeout=10.0)

    def _look(self) -> None:
        from py4j.protocol import Py4JError

        patience, since = FIRST_SECONDS, time.monotonic()
        while not self._ended.wait(_LOOK_SECONDS):
            with suppress(Py4JError, OSError):  # the driver itself ends
                if self._workers():
                    patience, since, self.lost = AGAIN_SECONDS, time.monotonic(), False
                elif time.monotonic() - since > patience:
                    self.lost = True
                    self._context.cancelAllJobs()

    def _workers(self) -> int:
        """Executors of the cluster; the driver is among those that Spark tells of."""
        every = self._context._jsc.sc().statusTracker().getExecutorInfos()
        return len(every) - 1
