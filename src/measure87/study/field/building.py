"""Builds the folder of a fielded survey of a country file: form, mapping, study and outputs."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from measure87.collect.form.bank import banners
from measure87.collect.form.building import build_form
from measure87.collect.form.country import read_country
from measure87.collect.form.mapping_of_form import mapping_of_form
from measure87.collect.form.model import Form, form_json, placed
from measure87.collect.form.outputs import write_outputs
from measure87.collect.form.outputs.sheet import with_kept_translations
from measure87.collect.quality.settings import FILE as EVENING_FILE
from measure87.files import write_whole
from measure87.files.owner_folder import owner_folder, private_folder
from measure87.study.field.evening_text import evening_text
from measure87.study.field.tables import FIELD
from measure87.study.field.text import study_text
from measure87.study.kinds import FILE
from measure87.study.schema_lines import FOLDER as SCHEMAS
from measure87.study.schema_lines import is_schema, with_schemas
from measure87.study.survey.opening import MAPPING
from measure87.vocabulary.errors import DataError, StudyError

FORM = "form"
EVENING = f"{FIELD}/{EVENING_FILE}"
_YOURS = (FILE, EVENING)
"""Settings that stay once they were changed."""
_KINDS = {FILE: "field", MAPPING: "mapping", EVENING: "evening"}
_PERSONS = "persons"
_IGNORE = ".gitignore"
_IGNORED = ("private/", "field/")


@dataclass(frozen=True)
class BuiltForm:
    """A folder that was built.

    files : what was written, as seen from the folder
    kept : names of settings that somebody had changed and that stay as they are
    """

    form: Form
    files: tuple[Path, ...]
    kept: tuple[str, ...] = ()

    @property
    def questions(self) -> int:
        """Questions and calculates of the form."""
        return sum(1 for _ in placed(self.form))


def build_field_study(country_file: Path, folder: Path, *, pdf: bool | None = None) -> BuiltForm:
    """Build a country's form, with all that belongs to it, into a folder.

    A form that asks of no persons (case records) gets no mapping and no study. A `study.toml` and
    a `field/evening.toml` that are there stay; `mapping.toml` is always that of the form. Words
    that came back from translators stay, as far as the form still says what they translate.

    Parameters
    ----------
    pdf : whether the paper is made as PDF too; None: where the extra `pdf` is installed

    Raises
    ------
    StudyError
        Whatever is wrong with the country file.
    """
    country = read_country(country_file)
    form = with_kept_translations(build_form(country), folder / FORM, banners())
    texts = {f"{FORM}/form.json": form_json(form).decode()}
    if any(one.table == _PERSONS for one in placed(form)):
        texts |= {
            MAPPING: mapping_of_form(form, country.versions),
            _IGNORE: _ignored(folder / _IGNORE),
        }
        texts |= {FILE: study_text(country), EVENING: evening_text(form)}
        texts = with_schemas(texts, _KINDS)
        _refuse_other_kind(folder)
    kept = tuple(name for name in _YOURS if name in texts and _differs(folder / name, texts[name]))
    _make(folder, field=FILE in texts)
    written = _write(folder, {n: t for n, t in texts.items() if n not in kept})
    return BuiltForm(form, (*written, *_outputs(form, folder, pdf)), kept)


def _refuse_other_kind(folder: Path) -> None:
    """Refuse a folder with a study of another kind."""
    from measure87.study.kinds import kind_of

    if (folder / FILE).exists() and (found := kind_of(folder).name) != FIELD:
        raise StudyError(
            f"this folder holds a study of the kind {found}",
            code="exists",
            hint="choose another folder",
        )


def _differs(path: Path, text: str) -> bool:
    """Whether a file is there and says something else."""
    return path.exists() and path.read_text("utf-8") != text


def _ignored(path: Path) -> str:
    """Content of a `.gitignore` that keeps persons out, after what it says already."""
    earlier = path.read_text("utf-8").splitlines() if path.exists() else []
    return "\n".join(dict.fromkeys((*earlier, *_IGNORED))) + "\n"


def _make(folder: Path, *, field: bool) -> None:
    try:
        (folder / FORM).mkdir(parents=True, exist_ok=True)
        if field:
            private_folder(folder)
            owner_folder(folder, FIELD)
            (folder / SCHEMAS).mkdir(exist_ok=True)
    except OSError as problem:
        raise DataError(
            f"cannot make the folder {folder.name}: {problem.strerror}",
            code="cannot-write",
            where=str(folder.parent),
            hint="name a place where you may write",
        ) from None


def _write(folder: Path, texts: Mapping[str, str]) -> list[Path]:
    for name, text in texts.items():
        write_whole(folder / name, text, private=name == EVENING)
    return [Path(name) for name in texts if not is_schema(name)]


def _outputs(form: Form, folder: Path, pdf: bool | None) -> list[Path]:
    """What phones, paper and other programs take of the form."""
    written = write_outputs(form, folder / FORM, pdf=pdf)
    return [path.relative_to(folder) for path in written]
