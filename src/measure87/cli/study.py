"""`measure87 new`, `check`, `run` and `explain`: the study folder's commands."""

import shlex
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from measure87 import __version__
from measure87.cli.list_check import check_payload, check_text
from measure87.cli.lists_text import lists_text
from measure87.cli.output import ALL_REFUSED, Emit, output_options
from measure87.cli.progress_bar import shown_progress
from measure87.library.result_table import percent
from measure87.vocabulary.columns import COERCION_ITEMS, HSHC_ITEMS, INVOLUNTARY_ITEMS
from measure87.vocabulary.estimate import SCHEMA, Estimate, Result, is_mostly_unknown
from measure87.vocabulary.instrument import AskedOf, asked_text
from measure87.vocabulary.reference_period import parse_period
from measure87.vocabulary.releases.reading import survey_said
from measure87.vocabulary.releases.survey import StatedMeasure, SurveyDiagnostics

_NO_STOCK = {
    "days-unknown": "the flow leads, for the days are known of fewer than 80 in 100 cases",
    "no-length": "no stock on an average day, for the period has no length",
}
_FOLDER = click.Path(file_okay=False, path_type=Path)
_STATES = {
    "same": "the file that the release was made from",
    "changed": "not the file that the release was made from",
    "not-there": "in the release, and not in the study any more",
    "not-in-the-release": "in the study, and not in the release",
}
_STUDY = click.Path(exists=True, file_okay=False, path_type=Path)


@click.command("new")
@click.argument("folder", metavar="DIR", type=_FOLDER)
@click.option(
    "--preset",
    required=True,
    help="mics6, mics5, lfs, simpoc, dhs, forced-labour, lists or blank.",
)
@click.option(
    "--data",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="The file of persons, or of lists; it stays where it is.",
)
@click.option("--country", help="ISO 3166 three-letter code, for example BGD.")
@click.option("--year", type=int, help="Year of the survey.")
@click.option(
    "--propose",
    is_flag=True,
    help="With --preset blank: propose matches by the labels of the file, to be confirmed.",
)
@output_options
def new(
    folder: Path,
    preset: str,
    data: Path | None,
    country: str | None,
    year: int | None,
    propose: bool,
    emit: Emit,
) -> None:
    """Make a study folder.

    lfs, simpoc and dhs write a mapping that a person has to fill in; with --data it holds
    proposals by the labels of the file. Until each is confirmed, a run refuses the mapping.

    \b
        measure87 new my-study --preset mics6 --data fs.sav --country XXX --year 2019
    """
    from measure87.define.classifications.countries import is_user_assigned
    from measure87.study import PRESETS, new_study

    written = new_study(folder, preset, data=data, country=country, year=year, proposed=propose)
    names = [path.name for path in written]
    todo = (
        "Look through mapping.toml"
        if "mapping.toml" in names
        else "State in study.toml what is counted"
    )
    if propose or (preset in PRESETS and PRESETS[preset].is_proposed):
        todo = "Confirm or delete every entry of mapping.toml that says confirmed = false"
    text = (
        f"Made {folder} with {', '.join(names)}.\n"
        f"{todo}, "
        f"then: measure87 run {shlex.quote(str(folder))}"
    )
    if country and is_user_assigned(country.upper()):
        text += f"\n{country} is the code of no real country: the study calls itself invented."
    emit.object(_enveloped("new", {"folder": folder.name, "files": names}), text)
    if "mapping.toml" in names:
        _prepare()


def _prepare() -> None:
    """Compile what estimates of a survey need, so that the first run does not wait for it."""
    from measure87.study.survey.preparing import prepare_estimates

    click.echo("Preparing estimates on this machine; it takes some seconds once ...", err=True)
    prepare_estimates()


@click.command("run")
@click.argument("folder", metavar="DIR", type=_STUDY)
@output_options
def run(folder: Path, emit: Emit) -> None:
    """Run a study: read, map, check, classify, estimate, disclose, publish into DIR/out.

    Figures printed here have passed the disclosure gate, as everything in DIR/out.

    \b
        measure87 run my-study
    """
    from measure87.study import run_study

    with shown_progress():
        result = run_study(folder)
    if emit.as_json or emit.path is not None:
        emit(result)
        return
    for notice in result.warnings:
        click.echo(f"Warning: {notice.text}", err=True)
    if isinstance(result.diagnostics, SurveyDiagnostics):
        text = "\n".join(_summary(result, folder))
    else:
        text = "\n".join((lists_text(result), *_files(folder)))
    emit.object(result.to_json(), text)


@click.command("check")
@click.argument("folder", metavar="DIR", type=_STUDY)
@click.option(
    "--provenance",
    is_flag=True,
    help="Only say whether the input files are those of the release in DIR/out.",
)
@output_options
def check(folder: Path, provenance: bool, emit: Emit) -> None:
    """Say everything that `run` would object to, and what the file cannot support.

    With --provenance nothing is computed: the files are held against the hashes of the release,
    under the secret in DIR/private/hash.key. Exit status 1 if one is not what was read.

    \b
        measure87 check my-study
    """
    from measure87.study import ListCheck, check_study

    if provenance:
        _prove(folder, emit)
        return
    with shown_progress():
        findings = check_study(folder)
    if isinstance(findings, ListCheck):
        emit.object(_enveloped("check", check_payload(findings)), check_text(findings))
        if not findings.computable:
            raise click.exceptions.Exit(ALL_REFUSED)
        return
    payload: dict[str, Any] = {
        "computable": [
            {"definition": definition, "measure": measure}
            for definition, measure in findings.computable
        ],
        "unsupported": [
            {"definition": u.definition, "measure": u.measure, "missing": list(u.missing)}
            for u in findings.unsupported
        ],
        "asked": {name: [one.to_json() for one in asked] for name, asked in findings.asked.items()},
        "few_items": [refusal.to_json() for refusal in findings.few_items],
        "misread": [refusal.to_json() for refusal in findings.misread],
        "warnings": [notice.to_json() for notice in findings.notices],
        "persons": dict(findings.persons),
        "reference_periods": {name: one.to_json() for name, one in findings.periods.items()},
    }
    lines = [f"{name}: {count:,} persons" for name, count in findings.persons.items()]
    lines += [
        f"{name}: asked about what happened {one.phrase}" for name, one in findings.periods.items()
    ]
    lines += _asked(findings.asked)
    lines += ["", "Can be computed:" if findings.computable else "Nothing can be computed."]
    lines += [f"  {measure}  ({definition})" for definition, measure in findings.computable]
    if findings.unsupported:
        lines += ["", "Cannot be computed from this questionnaire:"]
        lines += [f"  {u.measure}: no {', '.join(u.missing)}" for u in findings.unsupported]
    if findings.few_items:
        lines += ["", "Refused under the name of the text, for too few of its items were asked:"]
        lines += [f"  {refusal.name}: {refusal.text}" for refusal in findings.few_items]
    if findings.misread:
        lines += ["", "Cannot be computed from answers read as they are:"]
        lines += [f"  {refusal.name}: {refusal.text}" for refusal in findings.misread]
    if findings.notices:
        lines += ["", "To look at:", *(f"  {notice.text}" for notice in findings.notices)]
    emit.object(_enveloped("check", payload), "\n".join(lines))
    if not findings.computable:
        raise click.exceptions.Exit(ALL_REFUSED)


def _asked(asked: Mapping[str, Sequence[AskedOf]]) -> list[str]:
    """Of each input how many items of each criterion were asked, and which not."""
    titles = dict((*INVOLUNTARY_ITEMS, *COERCION_ITEMS, *HSHC_ITEMS))
    lines = []
    for name, criteria in asked.items():
        lines.append(f"{name}: asked: {asked_text(criteria)}")
        lines += [
            f"  not asked: {item} ({titles[item]})" for one in criteria for item in one.not_asked
        ]
    return lines


def _prove(folder: Path, emit: Emit) -> None:
    """Say of each input whether it is what the release was made from."""
    from measure87.study import check_provenance

    proofs = check_provenance(folder)
    payload = {"provenance": [{"input": one.name, "state": one.state} for one in proofs]}
    lines = [f"{one.name}: {_STATES[one.state]}" for one in proofs]
    emit.object(_enveloped("check", payload), "\n".join(lines))
    if any(one.state != "same" for one in proofs):
        raise click.exceptions.Exit(1)


@click.command("explain")
@click.argument("folder", metavar="DIR", type=_STUDY)
@click.option("--person", required=True, help="Identifier of the person.")
@output_options
def explain(folder: Path, person: str, emit: Emit) -> None:
    """Say why a person was classified as she was: every rule, its inputs, its paragraph.

    Reads DIR/private, which never leaves the machine. Do not publish what it prints.

    \b
        measure87 explain my-study --person 12-3-4
    """
    from measure87.study import explain_in_study, explanation_json, explanation_lines

    found = explain_in_study(folder, person)
    emit.object(
        _enveloped("explain", {"definitions": [explanation_json(entry) for entry in found]}),
        "\n".join(line for entry in found for line in explanation_lines(entry)),
    )


def _enveloped(command: str, content: dict[str, Any]) -> dict[str, Any]:
    return {"schema": SCHEMA, "measure87": __version__, "command": command, **content}


def _summary(result: Result, folder: Path) -> Iterator[str]:
    """The headline figures for everybody, and where the rest lies."""
    measures = survey_said(result).measures or {}
    for item in result.estimates:
        if item.group:
            continue
        entry = measures[item.name]
        left_out = entry.unknown == "exclude"
        yield f"{item.name}: {_figure(item, entry.per, left_out=left_out)}{_in_period(item, entry)}"
        sign = " (a sign for screening, no prevalence)" if entry.not_prevalence else ""
        yield f"    {entry.title}{sign}"
        if entry.asked:
            yield f"    asked: {', '.join(one.said for one in entry.asked)}"
        if (why := _NO_STOCK.get(entry.stock or "")) is not None and not item.suppressed:
            yield f"    {why}"
    yield from _refused(result)
    yield ""
    hidden = sum(item.suppressed for item in result.estimates)
    yield (
        f"{len(result.estimates)} figures, {hidden} of them not shown; "
        f"{len(result.refused)} refused."
    )
    yield from _files(folder)


def _files(folder: Path) -> Iterator[str]:
    """Where the released files lie, and what its formats left out."""
    from measure87.disseminate import read_manifest

    manifest = folder / "out" / "manifest.json"
    content = read_manifest(manifest)
    for name in content.files:
        yield f"  {folder / 'out' / name}"
    yield f"  {manifest}"
    said = [notice.text for notices in content.notices.values() for notice in notices]
    if said:
        yield from ("", "Left out of some files:", *(f"  {text}" for text in said))


def _refused(result: Result) -> Iterator[str]:
    """What cannot be had, with its reason once for all measures that share it."""
    by_reason: dict[str, dict[str, None]] = {}
    for refusal in result.refused:
        by_reason.setdefault(refusal.text, {})[refusal.name] = None
    if by_reason:
        yield from ("", "Refused:")
    for text, names in by_reason.items():
        yield f"  {text}"
        yield f"    {', '.join(names)}"


def _in_period(item: Estimate, entry: StatedMeasure) -> str:
    """The reference period of a measure that has one, and what the unknowns could change."""
    stated = entry.reference_period
    period = None if stated is None else parse_period(stated.said)
    if period is None:
        return ""
    told = f", {period.phrase}"
    no, yes = item.value_if_no, item.value_if_yes
    if no is None or yes is None or not item.n_unknown or item.statistic == "total":
        return told
    per = entry.per
    return f"{told}; {no * per:.2f} if all unknown were no, {yes * per:.2f} if all were yes"


def _figure(item: Any, per: int, *, left_out: bool) -> str:
    """A figure in words: a number of persons as it is, a share in its unit.

    `left_out` says whether the unknown are apart from its respondents.
    """
    if item.value is None:
        return "not shown"
    is_number = item.statistic == "total"
    unit = item.unit if is_number else "%" if per == 100 else f"per {per:,}"

    def shown(value: float) -> str:
        return f"{value:,.0f}" if is_number else f"{value * per:.2f}"

    if item.value_if_no is not None and is_mostly_unknown(
        item.n, item.n_unknown, left_out=left_out
    ):
        bounds = f"{shown(item.value_if_no)} to {shown(item.value_if_yes)} {unit}"
        return f"between {bounds}, for more than half of the answers are unknown"
    text = f"{shown(item.value)} {unit}"
    if item.lower is not None:
        level = percent(item.level)
        text += f" ({level} interval {shown(item.lower)} to {shown(item.upper)})"
    text += f", n = {item.n:,}" if item.n is not None else ""
    return f"{text}  [{', '.join(item.flags)}]" if item.flags else text
