"""A study folder, a server, and a pull from the one into the other."""

from dataclasses import replace

import pytest

from measure87.collect.intake.http import Line
from measure87.collect.intake.secrets import Account, new_identity
from measure87.collect.intake.settings import FieldSettings
from measure87.collect.intake.store import pull
from tests.standin.central import PASSWORD, USER, Central
from tests.standin.server import served

ACCOUNT = Account(USER, PASSWORD)


class Desk:
    """A study beside a stand-in; `pull` brings the one to the other."""

    def __init__(self, study, central):
        self.study, self.central = study, central
        self.identity, self.waited = new_identity(), []
        self.application = central
        self.settings = FieldSettings(
            url="http://127.0.0.1:1", project=1, form="hh_work", key_holder="the data manager",
            identifiers=("name",), not_identifiers=("remarks",), page=10,
        )  # fmt: skip

    @property
    def field(self):
        return self.study / "field"

    def pull(self, *, timeout=5.0, tries=3, opener=None, **changes):
        with served(self.application) as url:
            settings = replace(self.settings, url=url, **changes)
            line = Line(url, timeout, tries, self.waited.append)
            return pull(self.study, settings, ACCOUNT, self.identity, line, opener=opener)

    def table(self, name="main"):
        import polars as pl

        return pl.read_parquet(self.field / "tables" / f"{name}.parquet", memory_map=False)

    def bytes_of_tables(self):
        return {one.name: one.read_bytes() for one in (self.field / "tables").iterdir()}

    def codes(self, found):
        return [code for code, _ in found.notices()]


@pytest.fixture
def desk(tmp_path):
    return Desk(tmp_path, Central())
