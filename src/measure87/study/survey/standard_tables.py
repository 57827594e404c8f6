"""What the standard tables of an input ask for, beyond what `by` asks for.

The sets of tables are data of `disseminate.standard_tables`; here they become definitions to
load, measures to classify, parts of cases to tell apart and domains to estimate.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from measure87.classify import missing_for
from measure87.define import Definition, Measure, load_definition
from measure87.define.characteristics import CHARACTERISTICS, Characteristic, measure_of
from measure87.disseminate.standard_tables import Need, table_set
from measure87.estimate.survey import DomainTable
from measure87.study.survey.tables import AGE, age_groups_within
from measure87.vocabulary.estimate import Estimate, Refusal
from measure87.vocabulary.status import UnknownTreatment

STOCK_SUFFIX = "_stock"


@dataclass(frozen=True)
class Part:
    """Cases of a measure that have one code of a characteristic."""

    measure: str
    characteristic: str
    code: str


@dataclass(frozen=True)
class TableNeeds:
    """What the tables of one input need.

    Attributes
    ----------
    pairs : set of (name of a figure, variables of its group)
    domains : tables of domains to estimate
    parts : measure to the characteristics by which its cases are told apart
    refused : characteristics that the survey does not have
    """

    pairs: frozenset[tuple[str, frozenset[str]]] = frozenset()
    domains: tuple[DomainTable, ...] = ()
    parts: Mapping[str, tuple[Characteristic, ...]] = field(default_factory=dict)
    refused: tuple[Refusal, ...] = ()

    def ask_for(self, figure: Estimate) -> bool:
        """Whether some cell shows this figure."""
        return (figure.name, frozenset(figure.group)) in self.pairs

    @property
    def part_names(self) -> dict[str, Part]:
        """Name of each part to what it is a part of."""
        return {
            measure_of(name, one.name, code): Part(name, one.name, code)
            for name, characteristics in self.parts.items()
            for one in characteristics
            for code in one.codes
        }


def unknown_in_parts(measure: Measure) -> UnknownTreatment:
    """What becomes of persons whom a measure cannot decide in the parts of its cases.

    Where it leaves them out they are unknown in each part as well. Else they are among its
    respondents, and each part counts them as a case or as none by itself.
    """
    return "exclude" if measure.unknown == "exclude" else "no"


def needs_of(sets: Iterable[str]) -> tuple[Need, ...]:
    """Every figure that the cells of some sets ask for, each once."""
    return tuple(dict.fromkeys(need for name in sets for need in table_set(name).needs))


def definitions_for(
    sets: Iterable[str], present: Sequence[Definition], national: Path | None
) -> tuple[Definition, ...]:
    """The definitions that some sets of tables need and an input does not name."""
    there = {definition.id for definition in present if definition.reading is None}
    wanted = dict.fromkeys(spec for name in sets for spec in table_set(name).definitions)
    return tuple(load_definition(spec, national) for spec in wanted if spec not in there)


def measures_for(sets: Iterable[str], known: Mapping[str, Measure]) -> tuple[Measure, ...]:
    """The measures behind the cells of some sets of tables."""
    names = dict.fromkeys(measure_behind(need.measure) for need in needs_of(sets))
    return tuple(known[name] for name in names if name in known)


def measure_behind(figure: str) -> str:
    """The measure of a figure's name: a stock is that of its measure."""
    return figure.removesuffix(STOCK_SUFFIX)


def plan_needs(
    sets: Sequence[str],
    measures: Mapping[str, Measure],
    columns: Mapping[str, set[str]],
    versions: Mapping[str, str],
) -> TableNeeds:
    """What can be made of what some sets of tables ask for.

    Parameters
    ----------
    sets : names of table sets
    measures : those that the questionnaire supports, by name
    columns : columns by table: `persons`, `jobs`, `circumstances`
    versions : column to the version of its classification

    Returns
    -------
    TableNeeds
        Without the groups by variables that the data do not have: their rows are left out.
    """
    has = {AGE if name == "age_years" else name for name in columns["persons"]}
    pairs: dict[tuple[str, frozenset[str]], None] = {}
    parts: dict[str, dict[str, Characteristic]] = {}
    refused: dict[str, Refusal] = {}
    for need in needs_of(sets):
        if measure_behind(need.measure) not in measures:
            continue
        names = [need.measure]
        if need.characteristic is not None:
            one = CHARACTERISTICS[need.characteristic]
            missing = missing_for(columns, one, versions)
            if missing is not None:
                refusal = _refusal(need.measure, one, missing)
                refused[refusal.name] = refusal
                continue
            parts.setdefault(need.measure, {})[one.name] = one
            names = [measure_of(need.measure, one.name, code) for code in one.codes]
        if need.variables <= has:
            pairs |= dict.fromkeys((name, need.variables) for name in names)
    groups = {AGE: age_groups_within(list(measures.values()))} if measures else {}
    crossings = dict.fromkeys(tuple(sorted(variables)) for _, variables in pairs if variables)
    return TableNeeds(
        frozenset(pairs),
        tuple(DomainTable(v, groups if AGE in v else {}) for v in crossings),
        {name: tuple(found.values()) for name, found in parts.items()},
        tuple(refused.values()),
    )


def _refusal(measure: str, one: Characteristic, missing: str) -> Refusal:
    return Refusal(
        name=f"{measure}_by_{one.name}",
        code="questionnaire",
        text=f"the questionnaire has no {missing.replace('_', ' ')}",
        values={"missing": [missing]},
    )
