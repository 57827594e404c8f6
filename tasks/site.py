"""The documentation site: every warning is an error, and so is a link that leads nowhere."""

import shutil

from tasks import environment
from tasks.environment import program
from tasks.running import ROOT, run

BUILT = "build/docs"


def docs() -> None:
    """the documentation site, build/docs/html/index.html"""
    environment.setup()
    for name in ("html", "trees"):
        shutil.rmtree(ROOT / BUILT / name, ignore_errors=True)
    _sphinx("-b", "html", "-d", f"{BUILT}/trees/en", "docs", f"{BUILT}/html")
    _sphinx("-b", "html", "-d", f"{BUILT}/trees/fr", "-t", "fr", "-D", "language=fr", "docs",
            f"{BUILT}/html/fr")  # fmt: skip
    run(program("python"), "docs/site/check_links.py", f"{BUILT}/html")


def docs_fr() -> None:
    """brings the French texts of the site up to the English ones, to be translated"""
    environment.setup()
    _sphinx("-b", "gettext", "-d", f"{BUILT}/trees/gettext", "-t", "fr", "docs", f"{BUILT}/gettext")
    run(program("sphinx-intl"), "update", "-p", f"{BUILT}/gettext", "-d", "docs/locale", "-l", "fr",
        "-w", "100")  # fmt: skip


def _sphinx(*options: str) -> None:
    run(program("sphinx-build"), "-q", "-n", "-W", "--keep-going", "-j", "2", *options)
