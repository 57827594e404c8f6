"""Runs R on the page with eight tasks, and writes what all three programs gave below each task.

    python tests/reference/eight_tasks/make.py

It needs R with the package `survey`, and `svy`.
"""

import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

sys.path.insert(0, str(Path(__file__).parents[3]))

from tests.reference.eight_tasks import page

_TOLD = """
told <- function(task, found, design) {
  if (inherits(found, "svyby")) {
    rows <- cbind(coef(found), SE(found), found$ci_l, found$ci_u)
  } else if (inherits(found, "newsvyquantile")) {
    rows <- cbind(coef(found), SE(found), confint(found))
  } else {
    limits <- confint(found, df = degf(design))
    rows <- cbind(as.numeric(coef(found)), as.numeric(SE(found)), limits[, 1], limits[, 2])
  }
  cat(apply(rows, 1, function(x) paste(c(task, sprintf("%.17g", x)), collapse = ",")),
      sep = "\\n", file = out, append = TRUE)
  cat("\\n", file = out, append = TRUE)
}
"""


def run_r() -> None:
    """Run the page's code in R and keep what it gave, with the version that gave it."""
    before, *tasks = page.code_of("R survey")
    with TemporaryDirectory() as folder:
        script, out = Path(folder) / "tasks.R", Path(folder) / "r.csv"
        parts = [f'out <- "{out}"', _TOLD, before]
        version = 'paste("R", getRversion(), "survey", packageVersion("survey"))'
        parts.append(f'cat("{page.digest()},", {version}, "\\n", sep = "", file = out)')
        parts += [f"{task}\ntold({n}, found, design)" for n, task in enumerate(tasks, start=1)]
        script.write_text("\n".join(parts), encoding="utf-8")
        subprocess.run(["Rscript", "--vanilla", str(script)], cwd=page.FOLDER, check=True)
        lines = [line.strip() for line in out.read_text("utf-8").splitlines() if line.strip()]
    page.STORED.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    run_r()
    gave = {name: page.run_python(name) for name in page.PROGRAMS[1:]} | {"R survey": page.stored()}
    page.PAGE.write_text(page.with_tables(page.PAGE.read_text("utf-8"), gave), encoding="utf-8")
