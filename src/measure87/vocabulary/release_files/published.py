"""What each JSON file of a release holds, declared as it stands in the file.

`estimates.json` of a kind is the object of the contract with that kind's diagnostics; readers take
figures by `reading`, which is milder. From these structures come the published JSON Schemas.
"""

from typing import Annotated, Any, Literal

from msgspec import Meta, field

from measure87.vocabulary.estimate import Estimate, Notice, Refusal
from measure87.vocabulary.provenance import Provenance
from measure87.vocabulary.releases.common import Declared, StatedBefore
from measure87.vocabulary.releases.lists import ListsDiagnostics
from measure87.vocabulary.releases.survey import SurveyDiagnostics
from measure87.vocabulary.releases.world import WorldDiagnostics

type Bytes = Annotated[int, Meta(ge=0)]
type Sha256 = Annotated[str, Meta(pattern="^[0-9a-f]{64}$")]


class _Release(Declared, frozen=True, kw_only=True):
    """Content of `estimates.json`: the one result object, after the disclosure gate.

    Attributes
    ----------
    schema : number of the form of this file
    measure87 : version of the program
    command : the command that made it
    released : whether it has passed the disclosure gate
    estimates : one entry for each figure, shown or suppressed
    differences : differences of two figures; left out where none was asked for
    trends : slopes over several rounds; left out where none was asked for
    refused : figures that were asked for and cannot be defended or computed
    warnings : what readers have to know of the whole result
    diagnostics : everything that the study says beside its figures
    provenance : what is needed to make it again
    """

    schema: Literal[1]
    measure87: str
    command: str
    released: bool
    estimates: list[Estimate]
    differences: list[Estimate] = field(default_factory=list)
    trends: list[Estimate] = field(default_factory=list)
    refused: list[Refusal]
    warnings: list[Notice]
    provenance: Provenance


class SurveyRelease(_Release, frozen=True, kw_only=True):
    """Content of `estimates.json` of a survey."""

    diagnostics: SurveyDiagnostics


class ListsRelease(_Release, frozen=True, kw_only=True):
    """Content of `estimates.json` of a study of overlapping lists."""

    diagnostics: ListsDiagnostics


class WorldRelease(_Release, frozen=True, kw_only=True):
    """Content of `estimates.json` of a world estimate, or of a country's own series."""

    diagnostics: WorldDiagnostics


class ManifestEntry(Declared, frozen=True, kw_only=True):
    """One file of a release: SHA-256 of its bytes, how many they are, and the format's name."""

    sha256: Sha256
    bytes: Bytes
    format: str


class ManifestNotice(Declared, frozen=True, kw_only=True):
    """What a format left out, or why it wrote nothing."""

    format: str
    code: str
    text: str
    values: dict[str, Any] | None = None


class ReleaseManifest(Declared, frozen=True, kw_only=True):
    """Content of `manifest.json`, which is written last: without it there is no release.

    Attributes
    ----------
    schema : number of the form of this file
    measure87 : version of the program
    command : the command that made the release
    released : whether it has passed the disclosure gate
    files : path with `/`, relative to the folder, to what the file is
    notices : what the formats left out
    ledger : id of the ledger that keeps every release of these data
    nothing_released_before : who stated so, and on which day, where the ledger was lost
    """

    schema: Literal[1]
    measure87: str
    command: str
    released: bool
    files: dict[str, ManifestEntry]
    notices: list[ManifestNotice]
    ledger: str | None = None
    nothing_released_before: StatedBefore | None = None
