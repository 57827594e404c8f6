"""`measure87 design allocate`: how many units of each stratum."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, TypedDict, Unpack

import click

from measure87 import __version__
from measure87.cli.form_options import form_options
from measure87.cli.once import OneColumn
from measure87.cli.output import Emit, output_options
from measure87.vocabulary.errors import UsageError
from measure87.vocabulary.estimate import SCHEMA
from measure87.vocabulary.printed import aligned
from measure87.vocabulary.releases.common import Writable

if TYPE_CHECKING:
    from measure87.design.allocation.allocate import Allocation
    from measure87.design.allocation.strata import Strata
    from measure87.design.allocation.targets import Target
    from measure87.files.source_table import SourceTable
    from measure87.files.table_form import TableForm


class _Options(TypedDict):
    """What the command was given."""

    method: str
    stratum: str
    population: str
    proportions: tuple[str, ...]
    means: tuple[str, ...]
    sds: tuple[str, ...]
    cost: str | None
    effect: str | None
    least: str | None
    most: str | None
    units: int | None
    budget: float | None
    importance: str | None
    power: float
    cvs: tuple[float, ...]
    domain: str | None
    domain_cvs: tuple[float, ...]


@click.command("allocate")
@click.argument("table", type=click.Path(allow_dash=True))
@click.option(
    "--method",
    type=click.Choice(["proportional", "equal", "neyman", "power", "bethel"]),
    default="proportional",
    show_default=True,
    help="How units are shared out; bethel finds the cheapest sample that keeps --cv.",
)
@click.option(
    "--stratum",
    cls=OneColumn,
    default="stratum",
    show_default=True,
    metavar="COL",
    help="Its name.",
)
@click.option(
    "--population",
    cls=OneColumn,
    default="population",
    show_default=True,
    metavar="COL",
    help="Units in it.",
)
@click.option(
    "--proportion",
    "proportions",
    multiple=True,
    metavar="COL",
    help="Expected share, 0 to 1, of what is measured. Repeat for more variables.",
)
@click.option(
    "--mean", "means", multiple=True, metavar="COL", help="Expected mean of a variable. Repeat."
)
@click.option(
    "--sd",
    "sds",
    multiple=True,
    metavar="COL",
    help="Its standard deviation within the stratum, in the order of --mean. Repeat.",
)
@click.option("--cost", cls=OneColumn, metavar="COL", help="Cost of one unit; 1 if not given.")
@click.option(
    "--deff",
    "effect",
    cls=OneColumn,
    metavar="COL",
    help="Design effect within the stratum; 1 if not given.",
)
@click.option(
    "--minimum", "least", metavar="N|COL", help="Fewest units of a stratum; 2 if not given."
)
@click.option(
    "--maximum", "most", metavar="N|COL", help="Most units of a stratum; all if not given."
)
@click.option("--n", "units", type=click.IntRange(min=1), help="Units of the whole sample.")
@click.option("--budget", type=float, help="What all units together may cost, in place of --n.")
@click.option(
    "--importance",
    cls=OneColumn,
    metavar="COL",
    help="Size X of a stratum for power; its population if not given.",
)
@click.option(
    "--power", type=float, default=0.5, show_default=True, help="Exponent q of power, 0 to 1."
)
@click.option(
    "--cv",
    "cvs",
    multiple=True,
    type=float,
    help="Greatest coefficient of variation of a variable over all strata, 0.05 for 5 %; "
    "one for all variables, or one for each in order.",
)
@click.option("--domain", cls=OneColumn, metavar="COL", help="Domain that a stratum lies in.")
@click.option(
    "--domain-cv",
    "domain_cvs",
    multiple=True,
    type=float,
    help="The same within each domain.",
)
@form_options
@output_options
def allocate_command(
    table: str, form: "TableForm", emit: Emit, **options: Unpack[_Options]
) -> None:
    """Share a sample out among strata: TABLE has one row a stratum.

    With -o FILE.csv the numbers are written as `design select --allocation` reads them. What
    coefficient of variation they will have is told for every variable.

    \b
        measure87 design allocate strata.csv --method neyman --proportion share --n 30
    """
    from measure87.files import read_source, while_reading, with_notices_told

    with while_reading([Path(table).name]):
        source = with_notices_told(read_source(table, form=form))
        strata, targets, found = _allocated(source, options)
    if emit.path is not None and emit.path.suffix.lower() == ".csv" and not emit.as_json:
        from measure87.files import csv_text

        rows = [("stratum", "n"), *zip(strata.names, map(int, found.n), strict=True)]
        emit.object({}, csv_text(rows))
        return
    emit.object(_object(strata, targets, found), "\n".join(_lines(strata, targets, found)))


def _allocated(
    source: "SourceTable", options: _Options
) -> "tuple[Strata, tuple[Target, ...], Allocation]":
    from measure87.design.allocation.allocate import SHARED, allocate_shared, allocate_to_targets
    from measure87.design.allocation.table import (
        StrataColumns,
        number_column,
        read_strata,
        text_column,
    )
    from measure87.design.allocation.targets import targets_of

    columns = StrataColumns(
        options["stratum"],
        options["population"],
        options["proportions"],
        options["means"],
        options["sds"],
        options["cost"],
        options["effect"],
        options["least"],
        options["most"],
    )
    strata = read_strata(source, columns)
    frame = source.lazy.collect()
    domain = options["domain"]
    domains = () if domain is None else text_column(source, frame, domain)
    is_bethel = options["method"] == "bethel"
    _refuse_contradictions(options, strata, is_bethel)
    cvs = _each(options["cvs"] if is_bethel else (1.0,), strata, "--cv")
    in_domains = options["domain_cvs"] if is_bethel else (1.0,) if domains else ()
    targets = targets_of(strata, cvs, domains, _each(in_domains, strata, "--domain-cv"))
    if is_bethel:
        return strata, targets, allocate_to_targets(strata, targets)
    importance = options["importance"]
    found = allocate_shared(
        strata,
        next(one for one in SHARED if one == options["method"]),
        n=options["units"],
        budget=options["budget"],
        importance=None if importance is None else number_column(source, frame, importance),
        power=options["power"],
        targets=targets,
    )
    return strata, targets, found


def _refuse_contradictions(options: _Options, strata: "Strata", is_bethel: bool) -> None:
    total = options["units"] is not None or options["budget"] is not None
    if is_bethel and (total or not (options["cvs"] or options["domain_cvs"])):
        raise UsageError(
            "bethel needs --cv or --domain-cv, and neither --n nor --budget",
            code="bad-usage",
            hint="it finds how many units are needed; --maximum bounds a stratum",
        )
    if not is_bethel and (options["cvs"] or options["domain_cvs"]):
        raise UsageError(
            f"--cv is what bethel keeps; {options['method']} shares a given number out",
            code="bad-usage",
            hint="leave --cv out, or write --method bethel",
        )
    if is_bethel and not strata.variables:
        raise UsageError("bethel needs a variable", code="bad-usage",
                         hint="name --proportion, or --mean and --sd")  # fmt: skip
    if options["domain_cvs"] and options["domain"] is None:
        raise UsageError("--domain-cv needs --domain", code="bad-usage",
                         hint="name the column of the domain that a stratum lies in")  # fmt: skip


def _each(given: tuple[float, ...], strata: "Strata", option: str) -> tuple[float, ...]:
    """One value for each variable; one that is given stands for all."""
    wanted = len(strata.variables)
    if len(given) in (0, wanted):
        return given
    if len(given) == 1:
        return given * wanted
    raise UsageError(f"{option} is given {len(given)} times for {wanted} variables",
                     code="bad-usage", hint="give it once, or once for each variable")  # fmt: skip


def _object(
    strata: "Strata", targets: "tuple[Target, ...]", found: "Allocation"
) -> dict[str, Writable]:
    payload: dict[str, Writable] = {
        "schema": SCHEMA,
        "measure87": __version__,
        "command": "design allocate",
        "method": found.method,
        "n": int(found.n.sum()),
        "cost": found.cost,
        "strata": [
            {
                "stratum": name,
                "population": int(strata.population[h]),
                "n": int(found.n[h]),
                "n_real": float(found.real[h]),
                "minimum": int(strata.low[h]),
                "maximum": int(strata.high[h]),
            }
            for h, name in enumerate(strata.names)
        ],
        "precision": [
            _precision(target, cv, asked=found.method == "bethel")
            for target, cv in zip(targets, found.cv, strict=True)
        ],
    }
    return payload if found.gap is None else {**payload, "gap": found.gap}


def _precision(target: "Target", cv: float, *, asked: bool) -> dict[str, Writable]:
    """What will be had; without a figure where a stratum that varies gets no unit."""
    row: dict[str, Writable] = {"variable": target.variable}
    if target.domain:
        row["domain"] = target.domain
    if asked:
        row["cv_asked"] = target.cv
    return row | ({"cv": cv} if cv < float("inf") else {"flag": "stratum-without-sample"})


def _lines(strata: "Strata", targets: "tuple[Target, ...]", found: "Allocation") -> Iterator[str]:
    rows = [
        (name, f"{int(strata.population[h]):,}", f"{int(found.n[h]):,}")
        for h, name in enumerate(strata.names)
    ]
    total = ("all strata", f"{int(strata.population.sum()):,}", f"{int(found.n.sum()):,}")
    yield from aligned([("stratum", "population", "n"), *rows, total], {1, 2})
    yield ""
    yield f"method {found.method}; cost {found.cost:,.10g}"
    if found.gap is not None:
        yield f"real numbers are within {found.gap:.1e} of the least cost there can be"
    for target, cv in zip(targets, found.cv, strict=True):
        where = f" in {target.domain}" if target.domain else ""
        asked = f" (asked: {target.cv:.2%})" if found.method == "bethel" else ""
        told = f"{cv:.2%}" if cv < float("inf") else "none, for a stratum that varies has no unit"
        yield f"coefficient of variation of {target.variable}{where}: {told}{asked}"
