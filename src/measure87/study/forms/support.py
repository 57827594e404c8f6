"""What dropping a question costs: measures that are refused, and how far bounds widen.

Refused is what the rest of the form cannot compute at all. What it can still compute is classified
in an invented country whose answers to that question are unknown: outer bounds, for the rules take
every answer that it could have been.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from measure87.classify import items_from_jobs
from measure87.collect import Collected
from measure87.collect.form.model import Question, Serves, placed
from measure87.define import Definition, load_definition
from measure87.simulate import InventedCountry
from measure87.study.forms.blanking import (
    Bounds,
    blanked,
    bounds_of,
    collected_of,
    is_simulated,
)
from measure87.study.forms.items import FormItems, all_asked, computed_of, without
from measure87.study.forms.promises import Promised, missing_of, promised_of
from measure87.vocabulary.progress import progress
from measure87.vocabulary.releases.common import Json

_DIGITS = 6
_SAME = 10**-_DIGITS


@dataclass(frozen=True)
class Widened:
    """A measure whose bounds are further apart without a question."""

    measure: str
    before: Bounds
    after: Bounds


@dataclass(frozen=True)
class Cost:
    """What a form without one question lacks."""

    question: str
    label: str
    fills: tuple[str, ...]
    """Cells of standard tables that its answer fills, or a calculate of it."""
    refused: tuple[str, ...]
    """Measures that can no longer be computed."""
    widened: tuple[Widened, ...]
    untold: tuple[str, ...] = ()
    """Cells that the invented country has no answers for."""

    @property
    def is_nothing(self) -> bool:
        """Whether nothing is lost, as far as the invented country tells."""
        return not self.refused and not self.widened


@dataclass(frozen=True)
class FormSupport:
    """What each question of a form is needed for."""

    form_id: str
    measures: tuple[str, ...]
    """Those that were looked at: what the form promises, or supports."""
    unsupported: tuple[str, ...]
    """Those that the whole form cannot compute already."""
    unsimulated: tuple[str, ...]
    """Those that the invented country has no answers for: no bounds are told."""
    costs: tuple[Cost, ...]
    others: int
    """Questions that fill nothing."""
    seed: int
    persons: int


def support_of(
    items: FormItems,
    country: InventedCountry,
    wanted: Sequence[str] = (),
) -> FormSupport:
    """The cost of each question of a form.

    Parameters
    ----------
    items : the form, with what it gives
    country : an invented country, whose answers stand for those of the form
    wanted : names of questions; none: all that fill something
    """
    asked = all_asked(items.form)
    given = items.given_by(asked)
    promised = promised_of(items)
    unsupported = tuple(one.name for one in promised if missing_of(one.measure, given))
    kept = [one for one in promised if one.name not in unsupported]
    weighing = _Weighing(items, collected_of(country), kept)
    costs = []
    names = tuple(wanted) or items.serving
    for done, name in enumerate(names):
        progress("Weighing questions", done / len(names))
        costs.append(weighing.cost(name, asked))
    shown = sum(1 for one in placed(items.form) if one.question.kind != "calculate")
    return FormSupport(
        items.form.id,
        tuple(one.name for one in promised),
        unsupported,
        weighing.unsimulated,
        tuple(costs),
        shown - len(items.serving),
        country.seed,
        country.persons.height,
    )


class _Weighing:
    """Weighs questions of one form on one invented country."""

    def __init__(self, items: FormItems, collected: Collected, promised: list[Promised]) -> None:
        self._items = items
        self._collected = collected
        self._promised = promised
        self._questions = {one.question.name: one.question for one in placed(items.form)}
        simulated = _items_of(collected)
        self.unsimulated = tuple(one.name for one in promised if missing_of(one.measure, simulated))
        self._bounded = [one for one in promised if one.name not in self.unsimulated]
        self._bounds = cache(self._bounds_without)

    def cost(self, name: str, asked: frozenset[str]) -> Cost:
        """What a form without a question lacks."""
        question = self._questions[name]
        cells = tuple(dict.fromkeys(self._cells(name)))
        given = self._items.given_by(without(self._items.form, asked, name))
        refused = tuple(one.name for one in self._promised if missing_of(one.measure, given))
        before, after = self._bounds(()), self._bounds(cells)
        widened = tuple(
            Widened(one, before[one], after[one])
            for one in before
            if one not in refused and after[one].width > before[one].width + _SAME
        )
        fills = tuple(dict.fromkeys(_said(cell) for cell in cells))
        untold = (_said(cell) for cell in cells if not is_simulated(self._collected, cell))
        return Cost(name, _label(question), fills, refused, widened, tuple(dict.fromkeys(untold)))

    def _cells(self, name: str) -> Iterable[Serves]:
        for one in (name, *sorted(computed_of(self._items.form, name))):
            yield from self._questions[one].serves

    def _bounds_without(self, cells: tuple[Serves, ...]) -> dict[str, Bounds]:
        """Bounds of each measure by its promise, without some cells."""
        by_definition: dict[str, list[Promised]] = {}
        for one in self._bounded:
            by_definition.setdefault(one.name.rpartition("/")[0], []).append(one)
        found: dict[str, Bounds] = {}
        tables = blanked(self._collected, cells)
        for identity, each in by_definition.items():
            definition: Definition = load_definition(identity)
            bounds = bounds_of(tables, [(definition, [one.measure.name for one in each])])
            found |= {one.name: bounds[one.measure.name] for one in each}
        return found


def _items_of(collected: Collected) -> frozenset[str]:
    jobs = collected.jobs
    more = frozenset() if jobs is None else items_from_jobs(jobs.collect_schema().names())
    return collected.items | more


def _said(cell: Serves) -> str:
    if cell.table != "circumstances":
        return f"{cell.table}.{cell.column}"
    told = " ".join(one for one in (cell.item, cell.stage, cell.mode, cell.by_whom) if one)
    return f"circumstances.{cell.column} ({told})"


def _label(question: Question) -> str:
    return next(iter(question.labels.values()), "")


def support_json(found: FormSupport) -> dict[str, Json]:
    """Plain object of all costs; shares from 0 to 1."""
    return {
        "form": found.form_id,
        "measures": list(found.measures),
        "unsupported": list(found.unsupported),
        "not_simulated": list(found.unsimulated),
        "invented": {"seed": found.seed, "persons": found.persons},
        "questions": [_cost_json(one) for one in found.costs],
        "serve_nothing": found.others,
    }


def _cost_json(cost: Cost) -> Json:
    return {
        "question": cost.question,
        "label": cost.label,
        "fills": list(cost.fills),
        "refused": list(cost.refused),
        "not_simulated": list(cost.untold),
        "bounds": [
            {"measure": one.measure, "before": _pair(one.before), "after": _pair(one.after)}
            for one in cost.widened
        ],
    }


def _pair(bounds: Bounds) -> Json:
    return [round(bounds.lower, _DIGITS), round(bounds.upper, _DIGITS)]


def support_lines(found: FormSupport) -> list[str]:
    """What a person reads."""
    lines = [
        f"{found.form_id}: what dropping a question costs, of {len(found.measures)} measures",
        f"Bounds are of an invented country of {found.persons:,} persons (seed {found.seed}), "
        "not of any real one.",
    ]
    lines += [f"cannot be computed by the whole form: {one}" for one in found.unsupported]
    lines += [f"no invented answers, so no bounds: {one}" for one in found.unsimulated]
    for cost in found.costs:
        lines += ["", *_cost_lines(cost)]
    return [*lines, "", f"{found.others} other questions fill no standard table."]


def _cost_lines(cost: Cost) -> list[str]:
    lines = [f"{cost.question}: {cost.label}", f"  fills {', '.join(cost.fills)}"]
    lines += [f"  without it refused: {name}" for name in cost.refused]
    lines += [
        f"  without it wider: {one.measure} from {_shares(one.before)} to {_shares(one.after)}"
        for one in cost.widened
    ]
    if cost.untold:
        return [*lines, f"  no invented answers, so not told: {', '.join(cost.untold)}"]
    return lines if not cost.is_nothing else [*lines, "  without it nothing of these changes"]


def _shares(bounds: Bounds) -> str:
    return f"{100 * bounds.lower:.1f}-{100 * bounds.upper:.1f} %"
