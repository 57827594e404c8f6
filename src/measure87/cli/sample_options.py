"""Options that describe a sample, alike for every command that analyses one."""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, replace
from functools import update_wrapper
from pathlib import Path
from typing import TYPE_CHECKING

import click

from measure87.cli.form_options import form_options
from measure87.cli.once import OneColumn
from measure87.vocabulary.errors import UsageError

if TYPE_CHECKING:
    from measure87.files import SourceTable
    from measure87.files.table_form import TableForm
    from measure87.library.answering import Sample
    from measure87.vocabulary.survey_design import SingleCluster

_OPTIONS = (
    click.option(
        "--weight", cls=OneColumn, metavar="COL", help="Sampling weight, persons represented."
    ),
    click.option("--strata", cls=OneColumn, metavar="COL", help="First-stage stratum."),
    click.option(
        "--cluster", "clusters", multiple=True, metavar="COL",
        help="Unit drawn at each stage, first stage first. None: persons were drawn directly.",
    ),
    click.option(
        "--fpc", multiple=True, metavar="COL",
        help="Finite population correction of each stage: units in the population, or the "
        "fraction sampled.",
    ),
    click.option(
        "--single-cluster", default="adjust", show_default=True,
        type=click.Choice(["adjust", "average", "certainty", "remove", "fail"]),
        help="What to do with a stratum that has one cluster.",
    ),
    click.option(
        "--where", "where", multiple=True, metavar="COL=CODE",
        help="Only persons with this code; repeat a column for several codes.",
    ),
    click.option(
        "--status", "statuses", multiple=True, metavar="COL",
        help="Column that holds statuses (no 0, unknown 1, yes 2) without their reasons beside it.",
    ),
)  # fmt: skip

_FIGURES = (
    click.option(
        "--by", "by", multiple=True, metavar="COL[*COL]",
        help="Domains: a variable, or several crossed as 'sex*area'. Repeat for more tables.",
    ),
    click.option("--denominator", cls=OneColumn, metavar="COL", help="Denominator of a ratio."),
    click.option(
        "--unknown", default="exclude", show_default=True,
        type=click.Choice(["exclude", "no", "yes"]), help="What unknown answers count as.",
    ),
    click.option("--level", default=0.95, show_default=True, help="Confidence level, 0 to 1."),
)  # fmt: skip


@dataclass(frozen=True)
class Design:
    """What the command line says of a sample."""

    weight: str | None
    strata: str | None
    clusters: tuple[str, ...]
    fpc: tuple[str, ...]
    single_cluster: "SingleCluster"
    where: tuple[str, ...]
    statuses: tuple[str, ...]
    form: "TableForm"

    @property
    def conditions(self) -> dict[str, list[str]]:
        """Codes by column from `--where`."""
        found: dict[str, list[str]] = {}
        for text in self.where:
            name, equals, code = text.partition("=")
            if not equals:
                raise UsageError(
                    f"--where {text} has no code", code="where", hint="write --where COL=CODE"
                )
            found.setdefault(name, []).append(code)
        return found

    def sample(self, table: str, columns: Sequence[str | None]) -> "Sample":
        """The table of a file, with its design; only columns that are named are read."""
        from measure87.estimate.survey import SurveyDesign
        from measure87.files import read_source, with_remarks_told
        from measure87.library.answering import Sample
        from measure87.library.frames import frame_of

        single = [*columns, self.weight, self.strata]
        named = [
            *(name for name in single if name is not None),
            *self.clusters, *self.fpc, *self.statuses, *self.conditions,
        ]  # fmt: skip
        source = with_replicates_told(
            with_remarks_told(read_source(table, list(dict.fromkeys(named)), form=self.form))
        )

        def known(name: str | None) -> str | None:
            return None if name is None else source.column(name)

        design = SurveyDesign(
            known(self.weight), known(self.strata),
            tuple(map(source.column, self.clusters)), tuple(map(source.column, self.fpc)),
            self.single_cluster,
        )  # fmt: skip
        return Sample(frame_of(source), design, tuple(map(source.column, self.statuses)))


def with_replicates_told(source: "SourceTable") -> "SourceTable":
    """The table of an analysis without replicates, which says so if its file has some."""
    from measure87.estimate.replicates import look_like_replicates

    pattern = look_like_replicates(source.present)
    if pattern is None:
        return source
    text = (
        f"the file has replicate weights ({pattern}), which are not used here: errors are those of "
        "the clusters and strata that are named"
    )
    return replace(source, notices=(*source.notices, text))


def sample_options(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options of a sample, and hand it `design`."""

    def with_design(
        *args: Hashable,
        weight: str | None,
        strata: str | None,
        clusters: tuple[str, ...],
        fpc: tuple[str, ...],
        single_cluster: "SingleCluster",
        where: tuple[str, ...],
        statuses: tuple[str, ...],
        form: "TableForm",
        **kwargs: Hashable,
    ) -> None:
        design = Design(weight, strata, clusters, fpc, single_cluster, where, statuses, form)
        command(*args, design=design, **kwargs)

    return sample_flags(update_wrapper(with_design, command))


def sample_flags(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options of a sample, each by its own name."""
    command = form_options(command)
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def file_names(*paths: str | Path | None) -> list[str]:
    """Names of files that a command reads, for what changes under it."""
    return [Path(path).name for path in paths if path is not None]


def figure_options(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options that say which figures are estimated in which groups."""
    for option in reversed(_FIGURES):
        command = option(command)
    return command


level_option = click.option(
    "--level", default=0.95, show_default=True, type=float, help="Confidence level, 0 to 1."
)
measures_option = click.option(
    "--measure", "measures", multiple=True, required=True, metavar="COL[=CODE]",
    help="Column; COL=CODE is the share of one code. Repeat for more.",
)  # fmt: skip


def columns_of(measures: tuple[str, ...]) -> list[str]:
    """Columns of measures that may be COL=CODE."""
    return [measure.partition("=")[0] for measure in measures]


def spelt(sample: "Sample", name: str | None) -> str | None:
    """A column in the file's spelling."""
    source = sample.frame.source
    return name if name is None or source is None else source.column(name)
