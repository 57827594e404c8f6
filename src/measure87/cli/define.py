"""`measure87 define`: which definitions there are, and what each says."""

import textwrap
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from measure87 import __version__
from measure87.cli.output import Emit, folder_option, output_options, period_option
from measure87.cli.panel import panel
from measure87.cli.speech.of_reports import with_reports
from measure87.vocabulary.errors import UsageError
from measure87.vocabulary.estimate import SCHEMA
from measure87.vocabulary.releases.common import Writable

if TYPE_CHECKING:
    from measure87.define.described import (
        DescribedCitation,
        DescribedCriterion,
        DescribedDefinition,
        DescribedLimit,
        DescribedList,
        DescribedMeasure,
        DescribedPair,
        DescribedPeriod,
        DescribedRule,
        ListedDefinition,
    )

_WIDTH = 96


@click.group()
def define() -> None:
    """The definitions, their editions, limits and citations."""


define.add_command(panel)


@define.command("list")
@folder_option
@output_options
def list_command(folder: Path | None, emit: Emit) -> None:
    """List the definitions, their editions and measures.

    \b
        measure87 define list
    """
    from measure87.define import describe_definitions
    from measure87.vocabulary.releases.codec import plain

    found = describe_definitions(folder)
    content = {"definitions": [plain(one) for one in found]}
    with with_reports():
        emit.object(_enveloped("define list", content), "\n\n".join(map(_line, found)))


@define.command("show")
@click.argument("identity", metavar="ID")
@click.option(
    "--study",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="A study folder: with its reference period and its national definitions.",
)
@click.option("--period", help='Reference period of a survey, as "12 months" or "lifetime".')
@folder_option
@output_options
def show_command(
    identity: str, study: Path | None, period: str | None, folder: Path | None, emit: Emit
) -> None:
    """Show everything that a definition says, with its citations and what in them is not verified.

    ID may carry a reading and a day: ID:READING@YYYY-MM-DD. A definition of forced labour is shown
    with the reference period of a survey by --study DIR, or by --period.

    \b
        measure87 define show child_labour/sdg_8_7_1
    """
    from measure87.define import load_definition
    from measure87.define.description import described
    from measure87.define.survey_period import with_period
    from measure87.vocabulary.releases.codec import plain

    if study is not None:
        from measure87.study.survey.definitions import definition_in_study

        if folder is not None or period is not None:
            raise UsageError("--study brings its own", hint="drop --folder and --period beside it")
        definition = definition_in_study(study, identity)
    else:
        definition = with_period(load_definition(identity, folder), period_option(period))
    found = described(definition)
    with with_reports():
        emit.object(
            _enveloped("define show", {"definition": plain(found)}), "\n".join(_page(found))
        )


def _enveloped(command: str, content: Mapping[str, Writable]) -> dict[str, Writable]:
    return {"schema": SCHEMA, "measure87": __version__, "command": command, **content}


def _line(found: "ListedDefinition") -> str:
    lines = [f"{found.id}  (edition {found.edition})", *_wrapped(found.title)]
    if found.extends is not None:
        lines.append(f"  national definition; extends {found.extends}")
    if found.interpretations:
        lines += _wrapped(f"other interpretations: {', '.join(found.interpretations)}")
    if found.not_prevalence:
        lines.append("  screening profile: no prevalence of anything")
    return "\n".join([*lines, *_wrapped(f"measures: {', '.join(found.measures)}")])


def _page(found: "DescribedDefinition") -> Iterator[str]:
    """All of a definition as lines, from what it is about to what was not seen."""
    yield found.title
    yield f"{found.id}, edition {found.edition}"
    if found.reference_period is not None:
        yield f"Reference period: {_period(found.reference_period)}"
    if found.extends is not None:
        yield f"National definition; extends {found.extends}"
    if found.not_prevalence:
        yield "Screening profile: its shares are no prevalence of anything."
    yield ""
    yield from textwrap.wrap(found.about, _WIDTH)
    yield from _section("What a household survey does not reach", map(_item, found.reaches_not))
    readings = (_item(f"{name}: {text}") for name, text in found.interpretations.items())
    yield from _section("Other interpretations", readings)
    yield from _section("Measures", map(_measure, found.measures))
    yield from _section("Thresholds", map(_limit, found.thresholds))
    yield from _section("Lists", map(_list, found.lists))
    yield from _section("Criteria that are lists of items", map(_criterion, found.criteria or ()))
    pairs = map(_pair, found.one_answer_for_both or ())
    yield from _section("Items that one answer may serve", pairs)
    yield from _section("Rules, in the order of the text", map(_rule, found.rules))
    unseen = (_item(_citation(c)) for c in found.not_printed)
    yield from _section("Not verified in the issuing body's own text", unseen)
    yield from _section("Notes on interpretation", [found.notes.splitlines()])


def _period(found: "DescribedPeriod") -> str:
    """The survey's period, or whose it is."""
    if found.stated is None:
        return (
            "the survey's own, which its study states (--study DIR shows it); the cases here are "
            "written for 5 years"
        )
    days = f" ({found.days:,} days)" if found.days is not None else ""
    return f"{found.stated}{days}, as the survey states"


def _criterion(criterion: "DescribedCriterion") -> list[str]:
    items = ", ".join(criterion.items)
    return [f"{criterion.title}: {len(criterion.items)}", *_wrapped(items)]


def _section(title: str, entries: Iterable[Iterable[str]]) -> Iterator[str]:
    lines = [line for entry in entries for line in entry]
    if lines:
        yield from ("", title, "-" * len(title), *lines)


def _measure(measure: "DescribedMeasure") -> list[str]:
    unknown = {"exclude": "left out of the figure", "no": "counted as no", "yes": "counted as yes"}
    ages = "all persons" if measure.ages is None else "ages {}-{}".format(*measure.ages)
    kind = "headline" if measure.headline else "component or sensitivity measure"
    lines = [
        measure.name,
        *_wrapped(measure.title),
        *_wrapped(f"{ages}; per {measure.per}; {kind}"),
        *_wrapped(f"unknown: {unknown[measure.unknown]}"),
        *_wrapped(f"any of: {', '.join(measure.grounds)}"),
        *_wrapped(f"needs: {', '.join(measure.required) or 'nothing'}"),
    ]
    lines += _wrapped(measure.about) if measure.about is not None else []
    lines += [
        line
        for group in measure.one_of or ()
        for line in _wrapped(f"needs one of: {', '.join(group)}")
    ]
    if measure.optional:
        lines += _wrapped(f"uses where present: {', '.join(measure.optional)}")
    if measure.unverified_lists:
        lines += _wrapped(f"rests on unverified lists: {', '.join(measure.unverified_lists)}")
    return [*lines, *_cited(measure.citations)]


def _limit(limit: "DescribedLimit") -> list[str]:
    ages = "" if limit.ages is None else " at ages {}-{}".format(*limit.ages)
    said = f"{limit.says}{ages} (from {limit.start})"
    return [limit.name, *_wrapped(said), *_cited(limit.citations)]


def _list(designated: "DescribedList") -> list[str]:
    checked = "verified" if designated.verified else "not verified: check before use"
    said = f"{designated.column}, {designated.version}, {checked}"
    codes = _wrapped(", ".join(designated.codes))
    return [designated.name, *_wrapped(said), *codes, *_cited(designated.citations)]


def _pair(pair: "DescribedPair") -> list[str]:
    said = f"{pair.why} (from {pair.start})"
    return [f"{pair.involuntary} and {pair.menace}", *_wrapped(said), *_cited(pair.citations)]


def _rule(rule: "DescribedRule") -> list[str]:
    lines = [f"{rule.name}  ({rule.level})"]
    for paragraph in rule.text.split("\n\n"):
        lines += _wrapped(paragraph)
    return [*lines, *_wrapped(f"reads: {', '.join(rule.inputs)}"), *_cited(rule.citations)]


def _cited(citations: "Sequence[DescribedCitation]") -> list[str]:
    return [line for cite in citations for line in _wrapped(f"source: {_citation(cite)}")]


def _citation(cite: "DescribedCitation") -> str:
    return f"{cite.title}, {cite.at} [{cite.seen}]"


def _item(text: str) -> list[str]:
    return textwrap.wrap(text, _WIDTH, initial_indent="- ", subsequent_indent="  ")


def _wrapped(text: str) -> list[str]:
    return textwrap.wrap(text, _WIDTH, initial_indent="  ", subsequent_indent="    ")
