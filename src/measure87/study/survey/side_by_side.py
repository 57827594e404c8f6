"""The definitions side by side: which pairs of measures of an input are crossed, and for whom."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations

from measure87.define import Definition, Measure
from measure87.define.classifications.age_groups import AGE_GROUPS
from measure87.estimate.survey import Compared, SideBySide, cross_measures
from measure87.study.survey.inputs import StudyInput
from measure87.study.survey.numbers_of_persons import Pass, Passes
from measure87.study.survey.settings import StudySettings
from measure87.study.survey.tables import AGE, age_label
from measure87.vocabulary.columns import REASON_SUFFIX
from measure87.vocabulary.errors import StudyError
from measure87.vocabulary.estimate import Estimate, Refusal
from measure87.vocabulary.keys import nearest
from measure87.vocabulary.releases.survey import Comparison, StatedMeasure

OPEN_END = 150
"""A universe that reaches this age has no upper end."""

Group = Mapping[str, str]


@dataclass(frozen=True)
class Comparisons:
    """What an input's pairs of measures came to."""

    pairs: tuple[SideBySide, ...] = ()
    refused: tuple[Refusal, ...] = ()
    groups: Mapping[tuple[str, str], Group] = field(default_factory=dict)
    """Pair of measures to the persons that both are about; {} is everybody of both."""

    @property
    def estimates(self) -> list[Estimate]:
        """The figures of all pairs."""
        return [figure for pair in self.pairs for figure in pair.estimates]

    @property
    def differences(self) -> list[Estimate]:
        """The difference of each pair that has one."""
        return [pair.difference for pair in self.pairs if pair.difference is not None]

    @property
    def nested(self) -> tuple[tuple[str, str], ...]:
        """Which figures count cases of which, for the disclosure gate."""
        return tuple(one for pair in self.pairs for one in pair.nested)


def compare_measures(
    source: StudyInput,
    passes: Passes,
    study: StudySettings,
    shown_as: Callable[[Estimate], Estimate],
) -> Comparisons:
    """Cross every two of the measures that the input sets side by side.

    Measures that the questionnaire cannot support are passed over: they are refused by name.

    Raises
    ------
    StudyError
        If a name is no measure of the input's definitions.
    """
    _refuse_unknown(source)
    names = [name for name in source.settings.comparison if name in source.measures]
    pairs: list[SideBySide] = []
    refused: list[Refusal] = []
    groups: dict[tuple[str, str], Group] = {}
    for first, second in combinations(names, 2):
        group = common_group(source.measures[first], source.measures[second])
        own = _pass_of(passes, first, second)
        if group is None or own is None:
            why = (
                "no age group is what the universes of both have in common"
                if group is None
                else "the two are not estimated with the same weights"
            )
            refused.append(Refusal(f"{first}__and__{second}", "side-by-side", why))
            continue
        pair = cross_measures(
            passes.table,
            _compared(source, first),
            _compared(source, second),
            passes.design,
            interval=study.design.interval,
            level=study.design.level,
            group=group,
            labels={AGE: age_label(group[AGE])} if group else None,
            benchmark=own.benchmark,
        )
        groups[first, second] = group
        pairs.append(_shown(pair, shown_as))
        refused += pair.refused
    return Comparisons(tuple(pairs), tuple(refused), groups)


def _refuse_unknown(source: StudyInput) -> None:
    known = {name for definition in source.definitions for name in definition.measures}
    for name in source.settings.comparison:
        if name not in known:
            raise StudyError(
                f"there is no measure {name!r} in the definitions of this input",
                code="unknown-measure",
                where=f"study.toml [inputs.{source.settings.name}] comparison",
                hint=nearest(name, known),
            )


def common_group(first: Measure, second: Measure) -> Group | None:
    """The persons of both universes: {} where these are the same, else an age group, if one is.

    A group by its name lets the disclosure gate see of whom the figures are.
    """
    if (first.any_age, first.ages) == (second.any_age, second.ages) or (
        first.any_age and second.any_age
    ):
        return {}
    bounded = [one.ages for one in (first, second) if not one.any_age]
    youngest = max(ages[0] for ages in bounded)
    oldest = min(ages[1] for ages in bounded)
    for group in AGE_GROUPS.values():
        last = OPEN_END if group.last is None else group.last
        if (group.first, last) == (youngest, oldest):
            return {AGE: group.code}
    return None


def _pass_of(passes: Passes, first: str, second: str) -> Pass | None:
    """The pass in which both rates were estimated, with one kind of weights."""
    for one in passes.passes:
        rates = {outcome.name for outcome in one.outcomes if outcome.statistic != "total"}
        if {first, second} <= rates:
            return one
    return None


def _compared(source: StudyInput, name: str) -> Compared:
    rules = [rule.name for rule in source.definition_of(name).rules]
    return Compared(name, name, source.measures[name].unknown, f"{name}{REASON_SUFFIX}", rules)


def _shown(pair: SideBySide, shown_as: Callable[[Estimate], Estimate]) -> SideBySide:
    """The pair as the study's kind of sample allows it."""
    return SideBySide(
        first=pair.first,
        second=pair.second,
        estimates=tuple(shown_as(figure) for figure in pair.estimates),
        figures=pair.figures,
        difference=None if pair.difference is None else shown_as(pair.difference),
        nested=pair.nested,
        refused=pair.refused,
        warnings=pair.warnings,
        persons=pair.persons,
    )


def described(comparisons: Comparisons) -> list[Comparison]:
    """Which figures stand side by side, by their names; no number of persons.

    `first_only_by_rule` and `second_only_by_rule` are from rule to name, in the order of the
    definition. `difference` says whether `FIRST__not__SECOND` less `SECOND__not__FIRST` is among
    the differences.
    """
    return [_described(pair, comparisons.groups) for pair in comparisons.pairs]


def _described(pair: SideBySide, groups: Mapping[tuple[str, str], Group]) -> Comparison:
    names = {figure.part: name for name, figure in pair.figures.items() if figure.rule is None}
    return Comparison(
        first=pair.first,
        second=pair.second,
        group=dict(groups[pair.first, pair.second]),
        both=names.get("both"),
        first_only=names.get("first-only"),
        second_only=names.get("second-only"),
        first_second_undetermined=names.get("first-second-undetermined"),
        second_first_undetermined=names.get("second-first-undetermined"),
        first_only_by_rule=_by_rule(pair, "first-only"),
        second_only_by_rule=_by_rule(pair, "second-only"),
        difference=pair.difference is not None,
    )


def _by_rule(pair: SideBySide, part: str) -> dict[str, str] | None:
    """The figures of one part that are of one rule, by that rule; None where there is none."""
    found = {
        figure.rule: name
        for name, figure in pair.figures.items()
        if figure.part == part and figure.rule is not None
    }
    return found or None


def figures_described(comparisons: Comparisons, source: StudyInput) -> dict[str, StatedMeasure]:
    """Title and nature of each figure, as the diagnostics of a result have them of measures."""
    return {
        name: StatedMeasure(
            title=_title(pair, name, source),
            definition=f"{pair.first}+{pair.second}",
            universe=_universe(comparisons.groups[pair.first, pair.second]),
            unknown="exclude",
            headline=False,
            per=source.measures[pair.first].per,
            not_prevalence=True,
            report=[],
            kind="side-by-side",
        )
        for pair in comparisons.pairs
        for name in pair.figures
    }


def _title(pair: SideBySide, name: str, source: StudyInput) -> str:
    figure = pair.figures[name]
    first, second = (source.measures[one].title for one in (pair.first, pair.second))
    if figure.part.startswith("second"):
        first, second = second, first
    told = {
        "both": f"{first}; and also: {second}",
        "first-only": f"{first}; but not: {second}",
        "second-only": f"{first}; but not: {second}",
    }.get(figure.part, f"{first}; undetermined under: {second}")
    if figure.rule is None:
        return told
    owner = source.definition_of(pair.first if figure.part == "first-only" else pair.second)
    return f"{told}; by: {_rule_in_words(owner, figure.rule)}"


def _rule_in_words(definition: Definition, rule: str) -> str:
    names: Sequence[str] = [one.name for one in definition.rules]
    return definition.rule(rule).summary if rule in names else "other rules"


def _universe(group: Group) -> str:
    return f"of {age_label(group[AGE])}, in both universes" if group else "in both universes"
