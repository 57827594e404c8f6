"""What a pull costs beside a plain download of the same pages, in processor time.

    python -m benchmarks.intake [--interviews N]

The stand-in serves N interviews with five members each from a process of its own. `plain` asks for
the list and the pages with httpx and parses them with `json`; `pull` asks for the same and leaves
the journal, the identifiers and the tables. The study has a form of its own, so that the agreement
of every household and member is looked at. Libraries are loaded before; each number is the median
of three. `parsing` is one day's 500 interviews from the journal to typed tables, again; `day` is
the whole pull that brings them.
"""

import argparse
import json
import multiprocessing
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

DAY = 500
MEMBERS = ("Ada", "Ben", "Cid", "Dan", "Eve")
LIMITS = {"pull / plain": 4.0, "parsing / pull": 0.1}
_HOST = "https://central.example"


def _serve(interviews: int, said: Any, more: Any) -> None:
    from tests.collect.intake.interviews import interview_xml
    from tests.standin.central import Central
    from tests.standin.continued import form_xml
    from tests.standin.server import served

    central = Central()
    central.publish(form_xml("hh_work_v1.pyxform"))
    for number in range(interviews):
        central.submit(interview_xml(number, MEMBERS, jobs=0))
    with served(central) as url:
        said.put(url)
        start = interviews
        while more.get():
            for number in range(start, start + DAY):
                central.submit(interview_xml(number, MEMBERS, jobs=0))
            start += DAY
            said.put(url)


def cpu_seconds(what: Callable[[], Any]) -> float:
    """Processor time of a call, user and system."""
    start = time.process_time()
    what()
    return time.process_time() - start


def plain(url: str, interviews: int) -> None:
    """Download the list and all pages and parse them."""
    import httpx

    from tests.collect.intake.conftest import ACCOUNT

    with httpx.Client(timeout=600) as client:
        account = {"email": ACCOUNT.user, "password": ACCOUNT.password}
        token = client.post(f"{url}/v1/sessions", json=account).json()["token"]
        client.headers["Authorization"] = f"Bearer {token}"
        table = f"{url}/v1/projects/1/forms/hh_work.svc/Submissions"
        rows = len(json.loads(client.get(f"{table}?$select=__id,__system").content)["value"])
        found, link = 0, f"{table}?$top=250&$expand=*&$count=true"
        while link:
            page = json.loads(client.get(link).content)
            found += len(page["value"])
            link = page.get("@odata.nextLink", "").replace(_HOST, url)
        assert rows == found >= interviews


def pulled(url: str, study: Any) -> None:
    """Pull as `measure87 collect pull` does."""
    from measure87.collect.intake.http import Line
    from measure87.collect.intake.store import pull
    from tests.collect.intake.conftest import ACCOUNT

    settings = replace(study.settings, url=url, page=250, xml="needed")
    pull(study.study, settings, ACCOUNT, study.identity, Line(url, 600))


def parsed_again(study: Any) -> Callable[[], None]:
    """The reading of one day's interviews, once more, from the journal to tables in memory."""
    from measure87.collect.form.interviews.columns import frame_of
    from measure87.collect.form.interviews.layout import layout_of
    from measure87.collect.form.interviews.rows import Filling
    from measure87.collect.form.interviews.trees import Trees
    from measure87.collect.form.xform_reading import form_of_xform
    from measure87.collect.intake.journal import Journal
    from measure87.collect.intake.reading import reading_of
    from measure87.collect.intake.submission import unpacked
    from tests.standin.continued import form_xml

    key = study.identity.study_key
    layout = layout_of([form_of_xform(form_xml("hh_work_v1.pyxform").encode())], ("name",))
    contents = [
        frame.content
        for frame in Journal(study.field, key).frames()
        if frame.event == "submission" and frame.content is not None
    ][-DAY:]

    def parse() -> None:
        filling, trees = Filling(layout), Trees(layout)
        for content in contents:
            reading = reading_of(unpacked(content), trees, key, deleted=False)
            filling.add(reading.about, reading.tree, reading.split)
        for answers in filling.answers.values():
            frame_of(answers, {})

    return parse


def measured(interviews: int) -> dict[str, float]:
    """All numbers, in seconds of processor time."""
    import filelock  # noqa: F401
    import httpx
    import nacl.bindings  # noqa: F401
    import polars  # noqa: F401
    import pyrage  # noqa: F401

    from measure87.collect.form.model import form_json
    from measure87.collect.form.xform_reading import form_of_xform
    from tests.collect.intake.conftest import Desk
    from tests.collect.intake.test_safeguards import with_agreement
    from tests.standin.continued import form_xml

    xml = form_xml("hh_work_v1.pyxform")
    own = form_json(with_agreement(form_of_xform(xml.encode())))
    httpx.Client().close()
    context = multiprocessing.get_context("spawn")
    said, more = context.Queue(), context.Queue()
    server = context.Process(target=_serve, args=(interviews, said, more), daemon=True)
    server.start()
    url, studies, costs = said.get(), [], {"plain": [], "pull": [], "parsing": [], "day": []}
    with tempfile.TemporaryDirectory() as folder:
        for number in range(4):  # the first only warms caches
            form = Path(folder) / str(number) / "form"
            form.mkdir(parents=True)
            (form / "form.json").write_bytes(own)
            studies.append(Desk(Path(folder) / str(number), None))
            costs["plain"].append(cpu_seconds(lambda: plain(url, interviews)))
            costs["pull"].append(cpu_seconds(lambda: pulled(url, studies[-1])))
            costs["parsing"].append(cpu_seconds(parsed_again(studies[-1])))
        more.put(True)
        said.get()
        costs["day"] += [cpu_seconds(lambda one=one: pulled(url, one)) for one in studies]
    more.put(False)
    server.join()
    return {name: statistics.median(values[1:]) for name, values in costs.items()}


def main() -> None:
    """Measure, print a table, and fail where a target is missed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--interviews", type=int, default=10_000)
    costs = measured(parser.parse_args().interviews)
    for name, seconds in costs.items():
        print(f"{name:<10}{seconds:>8.3f} s of processor time")
    print(f"day / pull: {costs['day'] / costs['pull']:.2f} (no target)")
    missed = False
    for name, limit in LIMITS.items():
        first, second = name.split(" / ")
        ratio = costs[first] / costs[second]
        missed |= ratio > limit
        print(f"{name}: {ratio:.2f}, at most {limit:g}{'  MISSED' if ratio > limit else ''}")
    sys.exit(int(missed))


if __name__ == "__main__":
    main()
