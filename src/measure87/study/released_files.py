"""What lies in `out` after a run whose release is one result, and where its files lie."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from measure87.disseminate import read_manifest
from measure87.disseminate.brief import BRIEF
from measure87.disseminate.manifest import NAME
from measure87.vocabulary.estimate import Notice, Result


@dataclass(frozen=True)
class ReleasedResult:
    """See `kinds.Released`; `headlines` are the lines of its kind before those of the files."""

    result: Result
    out: Path
    headlines: Callable[[Result], Iterable[str]]

    @property
    def warnings(self) -> Sequence[Notice]:
        """See `kinds.Released`."""
        return self.result.warnings

    def lines(self) -> list[str]:
        """See `kinds.Released`; where the brief lies comes first, for it is read first."""
        return [*brief_line(self.out), *self.headlines(self.result), *file_lines(self.out)]


def brief_line(out: Path) -> list[str]:
    """Where the brief of a release lies; nothing of a release that has none."""
    return [f"Brief: {out / BRIEF}", ""] if BRIEF in read_manifest(out / NAME).files else []


def file_lines(out: Path) -> Iterator[str]:
    """Each released file with its place, and what its formats left out."""
    content = read_manifest(out / NAME)
    for name in content.files:
        yield f"  {out / name}"
    yield f"  {out / NAME}"
    if said := _left_out(content.notices):
        yield from ("", "Left out of some files:", *(f"  {text}" for text in said))


def _left_out(notices: Mapping[str, Sequence[Notice]]) -> list[str]:
    """What formats left out, a line for each reason: formats that have the same share one."""
    formats: dict[str, list[str]] = {}
    for name, found in notices.items():
        for notice in found:
            formats.setdefault(notice.text, []).append(name)
    return [f"{', '.join(names)}: {why}" for why, names in formats.items()]
