"""A pull under way: its server, its journal, and what was found so far."""

from dataclasses import dataclass

from measure87.collect.intake.central import Central
from measure87.collect.intake.findings import Findings
from measure87.collect.intake.forms import Forms
from measure87.collect.intake.journal import Journal
from measure87.collect.intake.settings import FieldSettings
from measure87.collect.intake.state import State


@dataclass
class Pull:
    """One pull under way."""

    central: Central
    journal: Journal
    state: State
    settings: FieldSettings
    forms: Forms
    findings: Findings
