"""`measure87 collect link`: from raw lists to persons by lists, without saying who is who.

Also `measure87 simulate listed-persons`, which makes lists to try it out.
"""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from measure87 import __version__
from measure87.cli.output import Emit, output_options
from measure87.cli.progress_bar import shown_progress
from measure87.cli.speech.speaker import with_mark
from measure87.vocabulary.errors import UsageError
from measure87.vocabulary.estimate import SCHEMA
from measure87.vocabulary.printed import aligned
from measure87.vocabulary.releases.common import Writable

if TYPE_CHECKING:
    from measure87.collect.linkage.linking import LinkedLists
    from measure87.collect.linkage.match_quality import Share

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_WAY = click.Path(path_type=Path)


@click.group("link")
def link() -> None:
    """Link lists of persons where they lie, or by keyed hashes; who is who never leaves."""


@link.command("run")
@click.argument("settings", metavar="CONFIG.toml", type=_FILE)
@output_options
def run_command(settings: Path, emit: Emit) -> None:
    """Link the lists that CONFIG.toml names, and write persons by lists to -o FILE.csv.

    The file has one row per person and draw: 1 or 0 for each list, and coarse groups. Rows are in
    random order, and nothing in them identifies anybody. What is printed are counts and shares.
    Estimate from it with `measure87 estimate lists FILE --draw draw`.

    \b
        measure87 collect link run raw-lists/linkage.toml -o linked.csv
    """
    from measure87.collect.linkage import link_lists, read_link_settings, refuse_out
    from measure87.files import csv_text, sha256_of, write_whole

    if emit.path is None or emit.path.suffix.lower() != ".csv":
        raise UsageError("the table of persons by lists needs a file", hint="-o FILE.csv")
    refuse_out(emit.path)
    read = read_link_settings(settings)
    inputs = [settings, read.assessment, *(entry.path for entry in read.lists)]
    for file in inputs if read.labelled is None else [*inputs, read.labelled]:
        if file.exists() and emit.path.exists() and emit.path.samefile(file):
            raise UsageError(f"-o {emit.path} would replace an input", code="output-is-input")
    with shown_progress():
        found = link_lists(read)
    write_whole(emit.path, csv_text([found.table.columns, *found.table.rows()]), private=True)
    for notice in found.notices:
        click.echo(with_mark("Warning", notice.text), err=True)
    payload: dict[str, Writable] = {
        "schema": SCHEMA,
        "measure87": __version__,
        "command": "collect link run",
        "hashed": read.hashed,
        **found.to_json(),
        "provenance": {
            "settings": f"sha256:{sha256_of(settings)}",
            "assessment": f"sha256:{sha256_of(read.assessment)}",
            "destroy_by": read.destroy_by.isoformat(),
            "seed": read.seed,
        },
    }
    Emit(emit.as_json).object(payload, _text(found, emit.path))


@link.command("key")
@click.argument("file", metavar="KEYFILE", type=_WAY)
@output_options
def key_command(file: Path, emit: Emit) -> None:
    """Make the secret key that the holders of lists share, for its owner alone to read.

    The one who links must not have it. Without it hashed lists can never be linked with others,
    and with it every name can be tried.

    \b
        measure87 collect link key holders.key
    """
    from measure87.collect.linkage import make_key

    make_key(file)
    payload: dict[str, Writable] = {
        "schema": SCHEMA,
        "measure87": __version__,
        "command": "collect link key",
    }
    emit.object(payload, f"a new key is in {file}; give it to the holders, not to who links")


@link.command("hash")
@click.argument("settings", metavar="CONFIG.toml", type=_FILE)
@click.argument("folder", metavar="DIR", type=_WAY)
@click.option("--key", "key_file", type=_WAY, required=True, help="The holders' secret key.")
@output_options
def hash_command(settings: Path, folder: Path, key_file: Path, emit: Emit) -> None:
    """Hash the lists of CONFIG.toml under a secret key, at their holder's, into DIR.

    DIR is named `private`: hashes of names and dates of birth are personal data. Labelled pairs
    are hashed too, if CONFIG.toml names any. Strata are hashed; strata-of-hashes.csv says what
    their hashes stand for and stays with the holder, see `collect link name`.

    \b
        measure87 collect link hash raw-lists/linkage.toml private --key holders.key
    """
    from measure87.collect.linkage import (
        hash_lists,
        read_key,
        read_link_settings,
    )
    from measure87.collect.linkage.hashed_lists import STRATA_FILE

    written = hash_lists(read_link_settings(settings), read_key(key_file), folder)
    payload: dict[str, Writable] = {
        "schema": SCHEMA,
        "measure87": __version__,
        "command": "collect link hash",
        "rows": written,
    }
    lines = [f"in {folder}, for its owner alone to read:"]
    lines += [f"  {name:<26}{rows:>9,} rows" for name, rows in written.items()]
    lines += ["", "These are personal data: destroy them in time."]
    if STRATA_FILE in written:
        lines.append(f"{STRATA_FILE} names the strata: keep it, it is not for who links.")
    emit.object(payload, "\n".join(lines))


@link.command("name")
@click.argument("table", metavar="LINKED.csv", type=_FILE)
@click.argument("meanings", metavar="STRATA.csv", type=_FILE)
@output_options
def name_command(table: Path, meanings: Path, emit: Emit) -> None:
    """Put the values of strata in place of their hashes in LINKED.csv, and write -o FILE.csv.

    STRATA.csv is the file strata-of-hashes.csv that hashing the lists left with their holder. The
    one who links does not get it.

    \b
        measure87 collect link name linked.csv private/strata-of-hashes.csv -o named.csv
    """
    from measure87.collect.linkage import named_strata, refuse_out
    from measure87.files import csv_text, write_whole

    if emit.path is None or emit.path.suffix.lower() != ".csv":
        raise UsageError("the table of persons by lists needs a file", hint="-o FILE.csv")
    refuse_out(emit.path)
    for file in (table, meanings):
        if emit.path.exists() and emit.path.samefile(file):
            raise UsageError(f"-o {emit.path} would replace an input", code="output-is-input")
    named = named_strata(table, meanings)
    write_whole(emit.path, csv_text([named.columns, *named.rows()]), private=True)
    payload: dict[str, Writable] = {
        "schema": SCHEMA,
        "measure87": __version__,
        "command": "collect link name",
        "rows": named.height,
    }
    Emit(emit.as_json).object(payload, f"{named.height:,} rows with named strata in {emit.path}")


@click.command("listed-persons")
@click.argument("folder", metavar="DIR", type=click.Path(file_okay=False, path_type=Path))
@click.option(
    "--seed", type=click.IntRange(min=0), default=1, show_default=True, metavar="N",
    help="The same seed gives the same lists.",
)  # fmt: skip
@click.option(
    "--persons", type=click.IntRange(1, 100_000), default=1_500, show_default=True, metavar="N",
    help="Persons in the population, on a list or not.",
)  # fmt: skip
@click.option(
    "--errors", type=click.FloatRange(0.0, 0.2), default=0.05, show_default=True, metavar="P",
    help="Chance of each kind of error in each record.",
)  # fmt: skip
@click.option("--overwrite", is_flag=True, help="Replace files of an earlier run in DIR.")
@output_options
def listed_persons_command(
    folder: Path, seed: int, persons: int, errors: float, overwrite: bool, emit: Emit
) -> None:
    """Invent raw lists with names, dates of birth and errors, and write them into DIR.

    Every file says that it is invented, or stands beside one that does.

    \b
        measure87 simulate listed-persons raw-lists --persons 600
    """
    from measure87.simulate import (
        invent_listed_persons,
        refuse_full_folder,
        write_listed_persons,
    )
    from measure87.study.schema_lines import lay_schema

    refuse_full_folder(folder, overwrite)
    found = invent_listed_persons(seed, population=persons, errors=errors)
    files = write_listed_persons(found, folder, seed)
    lay_schema(folder / "linkage.toml", "linkage")
    payload: dict[str, Writable] = {
        "schema": SCHEMA,
        "measure87": __version__,
        "command": "simulate listed-persons",
        "invented": True,
        "population": persons,
        "files": [{"name": file.name, "rows": file.rows} for file in files],
        "provenance": {"seed": seed},
    }
    lines = [f"in {folder}:", *(f"  {f.name:<26}{f.rows:>9,} rows" for f in files if f.rows)]
    emit.object(payload, "\n".join([*lines, "", "INVENTED DATA: quote no figure from them."]))


def _text(found: "LinkedLists", path: Path) -> str:
    """Counts and shares, for people."""
    least, mean, most = found.persons
    lines = [
        f"records: {', '.join(f'{name} {n:,}' for name, n in found.records.items())}",
        f"persons: {mean:,.1f} on average over {found.draws} draws"
        f" ({least:,} to {most:,}), in {path}",
        *_left_out(found),
        "",
        *aligned(_thresholds(found), {1, 2, 3}),
    ]
    return "\n".join(lines)


def _thresholds(found: "LinkedLists") -> list[tuple[str, ...]]:
    """Precision and recall at each threshold, by the model and, if there are any, by labels."""
    draws = ("draws", "", "", "", *_shares(found.precision, found.recall))
    rows = [
        (
            f"{one.threshold:g}",
            f"{one.pairs:,}",
            _number(one.expected_precision),
            _number(one.expected_recall),
            *_shares(one.precision, one.recall),
        )
        for one in found.thresholds
    ]
    head = ("threshold", "pairs", "precision", "recall", "precision by labels", "recall by labels")
    every = [*rows, *([draws] if any(draws[1:]) else [])]
    columns = len(head) if any(any(row[4:]) for row in every) else 4
    return [row[:columns] for row in (head, *every)]


def _left_out(found: "LinkedLists") -> list[str]:
    """What a draw finds of the matches, by its own word, and what was never compared."""
    lines = []
    if found.expected_recall is not None:
        lines.append(f"each draw joins {found.expected_recall:.1%} of the matches, by its own word")
    if found.uncompared > 0:
        lines.append(f"never compared: about {found.uncompared:.1%} of the matches")
    return lines


def _number(value: float | None) -> str:
    """A share, or that there is none."""
    return "-" if value is None else f"{value:.3f}"


def _shares(*shares: "Share | None") -> tuple[str, ...]:
    """Shares with their intervals; empty where there were no labelled pairs."""
    return tuple("" if one is None else _share(one) for one in shares)


def _share(share: "Share") -> str:
    """A share with its interval."""
    if share.value is None or share.lower is None or share.upper is None:
        return "-"
    return f"{share.value:.3f} [{share.lower:.3f}, {share.upper:.3f}]"
