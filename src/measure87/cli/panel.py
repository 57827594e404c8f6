"""`measure87 define panel`: ask experts about the cases of a definition, and compare."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from measure87 import __version__
from measure87.cli.output import Emit, folder_option, output_options
from measure87.vocabulary.estimate import SCHEMA
from measure87.vocabulary.releases.common import Writable

if TYPE_CHECKING:
    from measure87.study.panel import Agreement, CaseVotes, PanelFindings

measure_option = click.option(
    "--measure", help="The measure that is asked about; the most tested headline by default."
)


@click.group()
def panel() -> None:
    """Ask a panel of experts about the cases of a definition."""


@panel.command("build")
@click.argument("identity", metavar="ID")
@measure_option
@click.option("--language", default="en", show_default=True, help="In which the page opens.")
@click.option(
    "--page",
    type=click.Path(dir_okay=False, path_type=Path),
    default=Path("panel.html"),
    show_default=True,
    help="Where the page is written.",
)
@folder_option
@output_options
def build_command(
    identity: str,
    measure: str | None,
    language: str,
    page: Path,
    folder: Path | None,
    emit: Emit,
) -> None:
    """Write the cases of a definition as cards on one page that needs no network.

    Members mark yes, no or unknown and why, and download a file of answers to send back.

    \b
        measure87 define panel build child_labour/sdg_8_7_1 --page panel.html
    """
    from measure87.define import load_definition
    from measure87.files import write_whole
    from measure87.study.panel import panel_page_of

    write_whole(page, panel_page_of(load_definition(identity, folder), measure, language))
    content: dict[str, Writable] = {
        "schema": SCHEMA,
        "measure87": __version__,
        "command": "define panel build",
    }
    emit.object({**content, "page": str(page)}, f"{page}: send it to the members of the panel")


@panel.command("read")
@click.argument("identity", metavar="ID")
@click.argument("answers", type=click.Path(exists=True, path_type=Path))
@measure_option
@folder_option
@output_options
def read_command(
    identity: str, answers: Path, measure: str | None, folder: Path | None, emit: Emit
) -> None:
    """Bring the members' answers together: how far they agree, and where the code differs.

    ANSWERS is a folder of the files that members sent, or one of them.

    \b
        measure87 define panel read child_labour/sdg_8_7_1 answers
    """
    from measure87.define import load_definition
    from measure87.study.panel import read_panel

    files = sorted(answers.glob("*.json")) if answers.is_dir() else [answers]
    found = read_panel(load_definition(identity, folder), measure, files)
    emit.object(_object(found), "\n".join(_text(found)))


def _object(found: "PanelFindings") -> dict[str, Writable]:
    return {
        "schema": SCHEMA,
        "measure87": __version__,
        "command": "define panel read",
        "definition": found.panel.definition,
        "measure": found.panel.measure,
        "members": found.members,
        "agreement": _agreement(found.overall),
        "agreement_by_place": {
            place: _agreement(agreement) for place, agreement in found.by_place.items()
        },
        "cases": [_case(case) for case in found.cases],
    }


def _agreement(agreement: "Agreement") -> dict[str, Writable]:
    return {
        "cases": agreement.cases,
        "fleiss_kappa": agreement.kappa,
        "pairs_who_agree": agreement.pairs,
    }


def _case(case: "CaseVotes") -> dict[str, Writable]:
    return {
        "case": case.case,
        "who": case.who,
        "place": case.place,
        "votes": dict(case.votes),
        "majority": case.majority,
        "rules": case.by_rules,
        "differs": case.differs,
        "reasons": list(case.reasons),
    }


def _text(found: "PanelFindings") -> Iterator[str]:
    yield f"{found.panel.measure_title} ({found.panel.measure})"
    yield f"{found.panel.definition}; members: {found.members}"
    yield ""
    yield "Agreement (Fleiss' kappa over cases that every member answered)"
    yield f"  all cases: {_told(found.overall)}"
    for place, agreement in found.by_place.items():
        yield f"  {place}: {_told(agreement)}"
    differing = [case for case in found.cases if case.differs]
    yield from _listed("Most members answer otherwise than the rules", differing)
    answered = [case for case in found.cases if any(case.votes.values())]
    divided = [case for case in answered if case.majority is None]
    yield from _listed("No answer has more than half of the votes", divided)
    yield ""
    yield f"Answered by nobody: {len(found.cases) - len(answered)}"


def _told(agreement: "Agreement") -> str:
    if agreement.pairs is None:
        return f"not reported ({agreement.cases} cases that every member answered)"
    alike = "not defined, for all votes are alike"
    kappa = alike if agreement.kappa is None else f"{agreement.kappa:.3f}"
    return f"kappa {kappa}; {agreement.pairs:.0%} of pairs agree; {agreement.cases} cases"


def _listed(title: str, cases: "Sequence[CaseVotes]") -> Iterator[str]:
    yield ""
    yield f"{title}: {len(cases)}"
    for case in cases:
        votes = ", ".join(f"{answer} {count}" for answer, count in case.votes.items())
        yield f"  case {case.case} ({case.place}): members {votes}; rules {case.by_rules}"
        yield f"    {case.who}"
        yield from (f"    - {reason}" for reason in case.reasons)
