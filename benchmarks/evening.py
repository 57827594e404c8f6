"""Speed and memory of an evening: `python -m benchmarks.evening [INTERVIEWS]`.

Invents a field study (10,000 interviews with 50,000 members of households if no number is given)
and runs `measure87 collect check` on it in a process of its own. It prints one JSON object: CPU
seconds (user and system, imports included) and the greatest resident memory of that process.
"""

import json
import resource
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.collect.quality.field_study import clean_study
from tests.collect.quality.planted import gps, heaping, near_identical, outliers

TARGET_SECONDS, TARGET_MEGABYTES = 20.0, 1_000.0


def main(interviews: int) -> int:
    """Measure, print, and give 1 where a target is missed."""
    with tempfile.TemporaryDirectory() as place:
        study = clean_study(1, interviews=interviews, per_interviewer=100, members=5.4)
        for plant in (near_identical, outliers, gps, heaping):
            plant(study)
        folder = study.write(Path(place))
        command = [sys.executable, "-m", "measure87", "collect", "check", str(folder)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        used = resource.getrusage(resource.RUSAGE_CHILDREN)
    found = {
        "interviews": study.main.height,
        "roster_rows": study.person.height,
        "exit": done.returncode,
        "cpu_seconds": round(used.ru_utime + used.ru_stime, 2),
        "peak_megabytes": round(used.ru_maxrss / 1024.0, 1),
        "target_seconds": TARGET_SECONDS,
        "target_megabytes": TARGET_MEGABYTES,
    }
    print(json.dumps(found, indent=1))
    print(done.stdout, done.stderr, sep="", file=sys.stderr)
    within = found["cpu_seconds"] < TARGET_SECONDS and found["peak_megabytes"] < TARGET_MEGABYTES
    return 0 if within and done.returncode == 0 else 1


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000))
