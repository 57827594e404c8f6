"""Why methods differ: what each assumes, what it chose, what it warns of."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from measure87.disseminate.locale.marked import Foreign
from measure87.disseminate.pages.kit.wording import Words
from measure87.disseminate.pages.lists.authors_words import interaction_text
from measure87.vocabulary.estimate import Estimate
from measure87.vocabulary.releases.lists import MethodAccount

_MODELS = frozenset({"independence", "stepwise", "bic", "bayes-threshold"})
_MOST_MODELS = 5
_CELL_WEIGHT = re.compile(r"weight (\S+) per cell")
_FEWEST = 0.005
"""Share of the bootstrap samples, or of the probability, under which nothing is said."""


@dataclass(frozen=True)
class Reason:
    """One method.

    Attributes
    ----------
    method, about : its name, and what it assumes
    sentences : what it chose, and how sure the numbers are
    cautions : what its flags mean
    tables : title and rows of further answers that the same data allow
    """

    method: str
    about: str
    sentences: Sequence[str]
    cautions: Sequence[str]
    tables: Sequence[tuple[str, Sequence[tuple[str, str]]]]


def reasons(
    figures: Sequence[Estimate], methods: Mapping[str, MethodAccount], words: Words
) -> list[Reason]:
    """One for each method with a figure that is shown."""
    silent = MethodAccount(terms=[])
    return [
        _reason(figure, methods.get(figure.method, silent), words)
        for figure in figures
        if figure.value is not None
    ]


def _reason(figure: Estimate, said: MethodAccount, words: Words) -> Reason:
    name = figure.method
    flags = words.codes_of("list_flags_about")
    sentences = [*_model(name, said, words), *_within(said, words), *_posterior(said, words)]
    sentences += [*_seeds(said, words), *_inputs(said, words)]
    tables = [table for part in (_models, _priors, _graphs) for table in part(said, words)]
    return Reason(
        words.of_code("list_methods", name),
        words.of_code("list_method_about", name),
        sentences,
        [words.of_code("list_flags_about", flag) for flag in figure.flags if flag in flags],
        tables,
    )


def _model(name: str, said: MethodAccount, words: Words) -> list[str]:
    """The interactions of the chosen model."""
    if name not in _MODELS:
        return []
    if not said.terms:
        return [words.text("lists_why.no_terms")]
    return [words.text("lists_why.terms", terms=_interactions(said.terms, words))]


def _interactions(terms: Sequence[str], words: Words) -> str:
    texts = (interaction_text(term) for term in terms)
    return words.commas(text if isinstance(text, Foreign) else words.apart(text) for text in texts)


def _within(said: MethodAccount, words: Words) -> list[str]:
    if said.within_10 is None:
        return []
    low, high = (words.number(value) for value in said.within_10)
    return [words.text("lists_why.within", low=low, high=high)]


def _posterior(said: MethodAccount, words: Words) -> list[str]:
    """Convergence, and centres where there is more than one."""
    found = []
    if said.r_hat is not None and said.effective_draws is not None:
        draws = words.number(said.effective_draws)
        r_hat = words.number(said.r_hat, 3)
        found.append(words.text("lists_why.convergence", r_hat=r_hat, draws=draws))
    modes = said.modes or []
    if len(modes) > 1:
        texts = [
            words.text(
                "lists_why.mode",
                size=words.number(mode.size),
                share=words.share(round(mode.share, 2)),
            )
            for mode in modes
        ]
        found.append(words.text("lists_why.modes", modes=words.commas(texts)))
    return found


def _seeds(said: MethodAccount, words: Words) -> list[str]:
    """How far another seed would move it."""
    error = said.monte_carlo
    if error is None or error.value is None or error.lower is None or error.upper is None:
        return []
    return [
        words.text(
            "lists_why.monte_carlo",
            replicates=words.number(error.replicates),
            value=words.number(error.value),
            lower=words.number(error.lower),
            upper=words.number(error.upper),
        )
    ]


def _inputs(said: MethodAccount, words: Words) -> list[str]:
    """What withheld cells and uncertain matches do."""
    withheld, between = said.suppressed, said.share_of_variance_between_tables
    if withheld is not None:
        lowest, highest = (
            words.text("lists_why.no_figure")
            if end is None or end.value is None
            else words.number(end.value)
            for end in (withheld.all_lowest, withheld.all_highest)
        )
        return [words.text("lists_why.withheld", lowest=lowest, highest=highest)]
    if said.tables is None or between is None:
        return []
    share = words.share(round(between, 2))
    return [words.text("lists_why.tables", tables=said.tables, share=share)]


Table = tuple[str, list[tuple[str, str]]]


def _models(said: MethodAccount, words: Words) -> list[Table]:
    """Other models that samples chose."""
    rows = [
        (
            _interactions(model.interactions, words) or words.text("lists_why.model_none"),
            words.text(
                "lists_why.model_row",
                size=words.number(model.size),
                share=words.share(round(model.share_of_samples, 2)),
            ),
        )
        for model in (said.models or ())[:_MOST_MODELS]
        if model.share_of_samples >= _FEWEST
    ]
    return [(words.text("lists_why.models"), rows)] if len(rows) > 1 else []


def _priors(said: MethodAccount, words: Words) -> list[Table]:
    """Answers under other priors."""
    rows = [
        (
            _prior(entry.prior, words),
            words.text(
                "lists_why.prior_row",
                value=words.number(entry.value),
                lower=words.number(entry.lower),
                upper=words.number(entry.upper),
            ),
        )
        for entry in said.priors or ()
    ]
    return [(words.text("lists_why.priors"), rows)] if rows else []


def _prior(name: str, words: Words) -> str:
    """A prior in words; those that differ in the weight of a cell are named by it."""
    weight = _CELL_WEIGHT.fullmatch(name)
    if weight is None:
        return words.of_code("list_priors", name)
    decimals = len(weight[1].partition(".")[2])
    return words.text("lists_why.prior_weight", weight=words.number(float(weight[1]), decimals))


def _graphs(said: MethodAccount, words: Words) -> list[Table]:
    """The graphs that the posterior puts most on."""
    rows = [
        (
            _interactions(graph.joined, words) or words.text("lists_why.model_none"),
            words.text("lists_why.graph_row", share=words.share(round(graph.probability, 2))),
        )
        for graph in said.top_graphs or ()
        if graph.probability >= _FEWEST
    ]
    return [(words.text("lists_why.graphs"), rows)] if rows else []
