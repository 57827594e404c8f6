"""`measure87 design select`: draw a sample from a frame, and write what its audit needs."""

from pathlib import Path
from typing import TYPE_CHECKING, Unpack

import click

from measure87.cli.form_options import form_options
from measure87.cli.once import OneColumn
from measure87.cli.output import json_text
from measure87.cli.speech.pages import page
from measure87.vocabulary.errors import UsageError
from measure87.vocabulary.releases.codec import plain

if TYPE_CHECKING:
    from measure87.cli.design_drawn import SelectOptions
    from measure87.files.table_form import TableForm

_METHODS = (
    "srs",
    "systematic",
    "random-systematic",
    "sampford",
    "chromy",
    "pivotal",
    "random-pivotal",
    "cube",
)


@click.command("select")
@click.argument("frame", type=click.Path(exists=True, dir_okay=False))
@click.option(
    "--method",
    type=click.Choice(_METHODS),
    default="systematic",
    show_default=True,
    help="How units are drawn, in proportion to --size where it is given.",
)
@click.option(
    "--size", cls=OneColumn, metavar="COL", help="Measure of size; chances are alike without it."
)
@click.option(
    "--n",
    "units",
    type=click.IntRange(min=1),
    help="Units of the whole sample; with --cluster, how many clusters are drawn.",
)
@click.option(
    "--allocation",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE.csv",
    help="Units of each stratum, as `design allocate -o` writes them, in place of --n.",
)
@click.option("--strata", multiple=True, metavar="COL", help="Stratum. Repeat to cross columns.")
@click.option(
    "--id", "ids", multiple=True, metavar="COL", help="What names a unit. Repeat to join columns."
)
@click.option(
    "--cluster", cls=OneColumn, metavar="COL", help="Cluster that a unit lies in; drawn first."
)
@click.option(
    "--take", type=click.IntRange(min=1), help="Units drawn in each cluster that was drawn."
)
@click.option(
    "--take-method",
    type=click.Choice([one for one in _METHODS if one != "cube"]),
    default="srs",
    show_default=True,
    help="How units are drawn within clusters.",
)
@click.option(
    "--first-stage",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="AUDIT.json",
    help="Clusters drawn before; FRAME lists their units.",
)
@click.option("--balance", multiple=True, metavar="COL", help="Balance a cube sample on. Repeat.")
@click.option(
    "--replacements",
    type=click.IntRange(min=0),
    default=0,
    show_default=True,
    help="Further units of each stratum, or cluster, in the order of their use.",
)
@click.option("--joint", is_flag=True, help="Give joint probabilities of what is drawn first.")
@click.option(
    "--seed", type=click.IntRange(min=0), help="Of all chance; drawn, and told, if not given."
)
@click.option(
    "-o",
    "--output",
    "outputs",
    multiple=True,
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Write units (.csv), the audit (.json) or its sheet (.xlsx). Repeat.",
)
@click.option("--language", default="en", show_default=True, help="Of the sheet.")
@click.option(
    "--field",
    "study",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    metavar="DIR",
    help="Write DIR/field/sample.json, by which `collect check` knows whom to expect.",
)
@click.option(
    "--question",
    "questions",
    multiple=True,
    metavar="NAME",
    help="Question of the form that asks for each --id, in order; of the same name if not given.",
)
@click.option(
    "--check",
    "checked",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="AUDIT.json",
    help="Draw the sample of an audit again, and say whether it is the same.",
)
@click.option("--json", "as_json", is_flag=True, help="Give the audit as one JSON object.")
@form_options
def select_command(
    frame: str,
    outputs: tuple[Path, ...],
    language: str,
    study: Path | None,
    questions: tuple[str, ...],
    checked: Path | None,
    as_json: bool,
    form: "TableForm",
    **options: Unpack["SelectOptions"],
) -> None:
    """Draw a sample from FRAME, a table with one row a unit.

    The audit has the frame's hash, the seed, the settings, and every unit with its chance and
    weight; with the same frame it gives the same sample again (--check). Units so large that they
    are certain are taken out first, and told. Messages name rows and columns, never what is in a
    cell.

    \b
        measure87 design select frame.csv --method chromy --size households --strata stratum \\
            --id area --n 20 --seed 7 -o sample.csv -o audit.json -o audit.xlsx
    """
    from measure87.cli.design_drawn import (
        audit_of_selection,
        drawn_again,
        lines,
        refuse_targets,
        selected,
        write_audit,
    )

    if checked is not None and (outputs or study is not None):
        raise UsageError("--check draws again and writes nothing", code="bad-usage",
                         hint="leave -o and --field out, or --check")  # fmt: skip
    if checked is not None:
        same = drawn_again(frame, checked, form)
        units = same["units"]
        told = f"the same {units:,} units, drawn again"
        click.echo(json_text(same) if as_json else page(told))
        return
    refuse_targets(frame, outputs, language)
    found = selected(frame, options, form)
    audit = audit_of_selection(found, form)
    if study is not None:
        from measure87.cli.design_field import write_field_sample

        write_field_sample(found, study, questions or tuple(found.frame.columns.ids))
    write_audit(audit, outputs, language)
    click.echo(json_text(plain(audit)) if as_json else page("\n".join(lines(audit))))
