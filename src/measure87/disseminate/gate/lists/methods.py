"""What a method may tell of itself: a closed list, for most of it would give counts back.

Deviances, p-values to the last digit, coefficients and frequencies of capture are functions of
the capture table, against which a guess of its cells could be tried. They stay behind.
"""

from collections.abc import Callable, Sequence

from measure87.disseminate.gate.lists.rounding import Rounding
from measure87.vocabulary.releases.lists import (
    Density,
    JoinedLists,
    LongStay,
    MethodAccount,
    MonteCarlo,
    PosteriorMode,
    PriorAnswer,
    RankedModel,
    SizeAtEnd,
    WithheldCells,
)

_R_HAT_DECIMALS = 3
_EACH_OF_CURVE = 4
"""Of the 81 points of a posterior's curve every fourth is left."""


def safe_method(said: MethodAccount, rounding: Rounding) -> MethodAccount:
    """What one method says of itself, as it may be released: sizes rounded, shares to two digits.

    What `said` has beyond `MethodAccount` stays behind, for nothing else is copied.
    """
    persons, digits = rounding.persons, rounding.digits
    return MethodAccount(
        terms=said.terms,
        threshold=said.threshold,
        prior_variance=said.prior_variance,
        order=said.order,
        models=_each(_model, said.models, rounding),
        within_10=_all(persons, said.within_10),
        kind=said.kind,
        columns=said.columns,
        folds=said.folds,
        form=said.form,
        model=said.model,
        coverage=_where(digits, said.coverage),
        tables=said.tables,
        share_of_variance_between_tables=_where(digits, said.share_of_variance_between_tables),
        share_of_variance_from_rounding=_where(digits, said.share_of_variance_from_rounding),
        lowest_value=_where(persons, said.lowest_value),
        highest_value=_where(persons, said.highest_value),
        suppressed=None if said.suppressed is None else _withheld(said.suppressed, rounding),
        strata=said.strata,
        r_hat=None if said.r_hat is None else round(said.r_hat, _R_HAT_DECIMALS),
        effective_draws=_where(digits, said.effective_draws),
        effective_draws_tails=_where(digits, said.effective_draws_tails),
        chain_medians=_all(persons, said.chain_medians),
        iterations=said.iterations,
        delta=said.delta,
        graphs=said.graphs,
        top_graphs=_each(_graph, said.top_graphs, rounding),
        priors=_each(_prior, said.priors, rounding),
        share_above_bound=_where(digits, said.share_above_bound),
        modes=_each(_mode, said.modes, rounding),
        long_stays=_each(_stay, said.long_stays, rounding),
        share_elsewhere=_where(digits, said.share_elsewhere),
        monte_carlo=None if said.monte_carlo is None else _seeds(said.monte_carlo, rounding),
        density=None if said.density is None else _density(said.density, rounding),
    )


def _where(change: Callable[[float], float], value: float | None) -> float | None:
    """A changed number, where there is one."""
    return None if value is None else change(value)


def _all(change: Callable[[float], float], values: Sequence[float] | None) -> list[float] | None:
    return None if values is None else [change(value) for value in values]


def _each[Entry](
    change: Callable[[Entry, Rounding], Entry], entries: Sequence[Entry] | None, rounding: Rounding
) -> list[Entry] | None:
    return None if entries is None else [change(entry, rounding) for entry in entries]


def _model(model: RankedModel, rounding: Rounding) -> RankedModel:
    """Interactions, size, and how often samples chose the model; no criterion."""
    return RankedModel(
        interactions=model.interactions,
        size=rounding.persons(model.size),
        share_of_samples=rounding.digits(model.share_of_samples),
    )


def _graph(graph: JoinedLists, rounding: Rounding) -> JoinedLists:
    return JoinedLists(joined=graph.joined, probability=rounding.digits(graph.probability))


def _prior(answer: PriorAnswer, rounding: Rounding) -> PriorAnswer:
    return PriorAnswer(
        prior=answer.prior,
        value=rounding.persons(answer.value),
        lower=rounding.persons(answer.lower),
        upper=rounding.persons(answer.upper),
    )


def _mode(mode: PosteriorMode, rounding: Rounding) -> PosteriorMode:
    return PosteriorMode(size=rounding.persons(mode.size), share=rounding.digits(mode.share))


def _stay(stay: LongStay, rounding: Rounding) -> LongStay:
    """Its size rounded; iterations count no persons."""
    return LongStay(size=rounding.persons(stay.size), begin=stay.begin, iterations=stay.iterations)


def _withheld(about: WithheldCells, rounding: Rounding) -> WithheldCells:
    """Figures with all withheld cells at their lowest and at their highest; no persons in them."""
    return WithheldCells(
        cells=about.cells,
        imputations=about.imputations,
        all_lowest=_end(about.all_lowest, rounding),
        all_highest=_end(about.all_highest, rounding),
    )


def _end(end: SizeAtEnd | None, rounding: Rounding) -> SizeAtEnd | None:
    if end is None or end.value is None:
        return None
    return SizeAtEnd(value=rounding.persons(end.value))


def _seeds(error: MonteCarlo, rounding: Rounding) -> MonteCarlo:
    return MonteCarlo(
        value=_where(rounding.digits, error.value),
        lower=_where(rounding.digits, error.lower),
        upper=_where(rounding.digits, error.upper),
        replicates=round(rounding.digits(error.replicates)),
    )


def _density(curve: Density, rounding: Rounding) -> Density:
    """Some of the points, heights to two digits: the shape, not the posterior."""
    step = 1 if rounding.exact else _EACH_OF_CURVE
    return Density(
        persons=[rounding.digits(size, 3) for size in curve.persons[::step]],
        density=[rounding.digits(height) for height in curve.density[::step]],
    )
