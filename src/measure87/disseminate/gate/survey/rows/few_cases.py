"""The rows of groups with few cases, of every measure: see `cell_row` and `measure_rows`.

Asked before anything else is hidden; what is hidden for it is protected from subtraction like
anything else.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from measure87.disseminate.gate.audit.relations import leaves_unknown_out
from measure87.disseminate.gate.audit.seen import Measure, measures_of
from measure87.disseminate.gate.kept_releases import Group
from measure87.disseminate.gate.rules import DisclosureRules
from measure87.disseminate.gate.subtraction.layers import Layer
from measure87.disseminate.gate.survey.rows.measure_rows import MeasureRows
from measure87.disseminate.gate.survey.rows.measures_before import MeasuresBefore, measures_before
from measure87.disseminate.gate.survey.rows.rows_before import shown_before
from measure87.disseminate.gate.tables.tables import Table, family_of
from measure87.vocabulary.estimate import Estimate


@dataclass
class FewCases:
    """What the audit of rows came to; cells by table and place in it.

    Attributes
    ----------
    rungs
        Position of a figure to its rung, where that is not the finest.
    hidden, without_unknown
        Cells that are not shown, and cells whose number of unknowns is not.
    beside_earlier
        Names of measures with groups that are hidden for those of measures which only earlier
        releases have, and the names of these.
    """

    rungs: dict[int, int] = field(default_factory=dict)
    hidden: list[tuple[int, int]] = field(default_factory=list)
    without_unknown: list[tuple[int, int]] = field(default_factory=list)
    beside_earlier: dict[str, set[str]] = field(default_factory=dict)


def few_cases(
    figures: Sequence[Estimate],
    tables: Sequence[Table],
    rules: DisclosureRules,
    excluding: Collection[str],
    before: Sequence[Estimate] = (),
    nested: Sequence[tuple[int, int]] = (),
) -> FewCases:
    """Audit every row of few persons; nothing is found where the persons are not known.

    Nor where `minimum_cases` is 1, which says that every count may be told of one person.

    `excluding` names measures that are known to leave their unknowns out; `before` are figures of
    earlier releases, and `nested` pairs of tables (narrow, wide), the cases of one among those of
    the other.
    """
    found = FewCases()
    if rules.persons is None or not rules.digits or rules.minimum_cases <= 1:
        return found
    measures = measures_of(figures)
    audit = _Audit(figures, measures, shown_before(before, rules.kept), rules, excluding)
    audited = []
    for table in tables:
        at = [one for cell in table.cells.values() for one in cell.at]
        own = {measures[k] for k in at}
        audited.append(audit.rows(table, [figures[k] for k in at], own))
    for narrow, wide in sorted(nested, key=lambda pair: audited[pair[1]].all_cases):
        audited[wide].stand_over(audited[narrow])
    elsewhere = measures_before(
        before, measures, rules.minimum_cases, rules.nested or (), rules.extends
    )
    elsewhere = audit.beside_earlier(list(zip(tables, audited, strict=True)), elsewhere)
    for index, (table, rows) in enumerate(zip(tables, audited, strict=True)):
        if names := rows.give_way(table, elsewhere):
            found.beside_earlier[table.names[0]] = names
        rows.stay_beside_each_other()
        found.hidden += [(index, k) for k in rows.hidden]
        for k, finest in rows.of_now():
            rung = rows.rung_for_unknown(k, finest)
            if rung is None:
                found.without_unknown.append((index, k))
            rung = finest if rung is None else rung
            found.rungs.update(dict.fromkeys(rows.cells[k].at, rung) if rung else {})
        for k, rung in rows.beside.items():
            coarser = {at: max(rung, found.rungs.get(at, 0)) for at in rows.cells[k].at}
            found.rungs.update(coarser if rung else {})
    return found


@dataclass(frozen=True)
class _Audit:
    """What rows are audited with: all figures and their measures, and what was shown before."""

    figures: Sequence[Estimate]
    measures: Sequence[Measure]
    shown: Mapping[Measure, Mapping[Group, Sequence[Estimate]]]
    rules: DisclosureRules
    excluding: Collection[str]

    def rows(self, table: Table, of: Sequence[Estimate], own: Collection[Measure]) -> "MeasureRows":
        """The rows of a table whose figures and measures these are, audited."""
        leaves_out = leaves_unknown_out(of, self.excluding)
        rows = MeasureRows(table, self.figures, self.measures, self.rules, leaves_out=leaves_out)
        for measure in sorted(self.shown.keys() & own):
            rows.stand_beside(self.shown[measure])
        rows.audit()
        return rows

    def beside_earlier(
        self, audited: Sequence[tuple[Table, "MeasureRows"]], elsewhere: MeasuresBefore
    ) -> MeasuresBefore:
        """Try rows beside those of measures that only earlier releases have, where cases are known.

        Returns what is left of these. Where persons, weights or codes differ all are: the ledger
        does not say of whom such a measure was, and with which weights.
        """
        measures = sorted(elsewhere.measures & self.shown.keys())
        for measure in measures if self.rules.kept.persons_are_the_same else ():
            of = [figure for every in self.shown[measure].values() for figure in every]
            family = family_of(measure[1], self.rules.extends)
            earlier = self.rows(Table([measure[0]], family), of, {measure})
            for table, rows in audited:
                if elsewhere.may_nest(table, measure):
                    rows.stand_over(earlier)
                    earlier.stand_over(rows)
            elsewhere = elsewhere.without(measure, earlier.groups)
        return elsewhere


def keep_back(layers: Sequence[Layer], cells: Sequence[tuple[int, int]]) -> None:
    """Hide cells that may not be shown by themselves, in place, to be protected like others."""
    for index, k in cells:
        layers[index].shown[k] = False
        layers[index].protected[k] = layers[index].counts[k] != 0
