"""Makes what lies beside it: form, mapping, study, evening, tables of 120 invented households.

One household is sent a second time, by another interviewer, for the evening's page to find.

python examples/first-survey/make_tables.py

It needs a checkout with its test requirements, and Java: households answer through JavaRosa, a
stand-in of ODK Central holds their interviews, and they are pulled as any. Interviewers' hashes
are under a key that is made anew and forgotten; all else is the same each time.
"""

import shutil
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
HOUSEHOLDS = 120
AGAIN = "uuid:00000000-0000-5000-8000-000000000087"
SERVER = """
[field]
url = "{url}"
project = 1
form = "first_survey"
key_holder = "nobody"
"""


def send_one_again(central):
    """The first interview once more, under a name and from a tablet of its own."""
    from tests.standin.phones import INTERVIEWERS

    first = next(iter(central.form("first_survey").submissions.values()))
    central.submit(first.versions[0].xml.replace(first.id, AGAIN), actor=max(INTERVIEWERS))


def main():
    """Build, answer, pull, and keep the tables."""
    from measure87.collect.intake.secrets import Account, new_identity
    from measure87.collect.intake.settings import read_field_settings
    from measure87.collect.intake.store import pull
    from measure87.study.field.building import build_field_study
    from tests.standin.central import PASSWORD, USER
    from tests.standin.phones import central_of
    from tests.standin.server import served

    with tempfile.TemporaryDirectory() as made:
        study = Path(made)
        build_field_study(HERE / "country.toml", study, pdf=False)
        for name in ("study.toml", "mapping.toml", "field/evening.toml"):
            shutil.copy(study / name, HERE)
        central = central_of(study, HOUSEHOLDS)
        send_one_again(central)
        with served(central) as url:
            with (study / "study.toml").open("a", encoding="utf-8") as file:
                file.write(SERVER.format(url=url))
            pull(study, read_field_settings(study), Account(USER, PASSWORD), new_identity())
        (HERE / "form").mkdir(exist_ok=True)
        shutil.copy(study / "form" / "form.json", HERE / "form" / "form.json")
        (HERE / "tables").mkdir(exist_ok=True)
        for path in (study / "field" / "tables").glob("*.parquet"):
            shutil.copy(path, HERE / "tables" / path.name)


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    main()
