"""The evening of a fielded survey: its checks, and the three files that come of them.

`field/evening/` has `evening.html` and `evening.json`, which name no case, and `evening.xlsx` with
the list of calls, which names no interviewer; all for the owner alone.
"""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import msgspec

from measure87.collect.ethics.evening_rule import require_apart
from measure87.collect.quality.evening import EveningRun, check_field_data
from measure87.collect.quality.field_data import FIELD, read_field_data
from measure87.collect.quality.labels import kept_labels
from measure87.disseminate.locale.texts import require_language
from measure87.disseminate.pages.evening import evening_page, evening_workbook
from measure87.files import write_whole
from measure87.files.json_file import json_of_file
from measure87.files.owner_folder import owner_folder
from measure87.vocabulary.releases.codec import plain
from measure87.vocabulary.releases.evening import Evening

FOLDER = "evening"
JSON, HTML, XLSX = "evening.json", "evening.html", "evening.xlsx"


@dataclass(frozen=True)
class EveningFiles:
    """What an evening found, and where it was written."""

    run: EveningRun
    folder: Path
    files: tuple[str, ...] = (HTML, XLSX, JSON)


def check_evening(study: Path, day: date, language: str = "en") -> EveningFiles:
    """Run the evening checks of a field study and write its files.

    Parameters
    ----------
    study : the folder of a field study
    day : the evening; nothing else depends on it
    language : of page and workbook

    Raises
    ------
    StudyError, DataError
        If the folder is no field study, or a file in it is not as it should be.
    """
    require_language(language)
    data = read_field_data(study)
    labels = kept_labels(study / FIELD, data.interviewers)
    run = check_field_data(data, labels, day)
    folder = owner_folder(study, FIELD, FOLDER)
    content = msgspec.json.format(msgspec.json.encode(plain(run.evening)), indent=1) + b"\n"
    page = evening_page(run.evening, language)
    cases = data.main["_id"].to_list()
    for name, text in ((HTML, page), (JSON, content.decode())):
        require_apart(text, (*data.interviewers, *labels), cases, name)
    write_whole(folder / JSON, content, private=True)
    write_whole(folder / HTML, page, private=True)
    write_whole(folder / XLSX, evening_workbook(run.evening, run.calls, language), private=True)
    return EveningFiles(run, folder)


def read_evening(path: Path) -> Evening:
    """An `evening.json`, read strictly.

    Raises
    ------
    msgspec.DecodeError
        If it is none.
    """
    return json_of_file(path, Evening)
