"""Names of lists and of strata, which are words of the study's author, marked as such."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from msgspec.structs import replace as with_parts

from measure87.disseminate.locale.marked import kept
from measure87.disseminate.locale.said import authors
from measure87.disseminate.pages.kit.wording import Words
from measure87.vocabulary.estimate import Result
from measure87.vocabulary.release_files.reading import lists_said
from measure87.vocabulary.releases.lists import (
    AboutLists,
    MethodAccount,
    StatedRefit,
    StatedTrust,
)

Mark = Callable[[str], str]


def names_marked(result: Result, words: Words) -> Result:
    """The released result of a list study with its author's names marked.

    Nothing changes where the page is in the author's language.
    """
    said = lists_said(result)
    own = said.study.data_language if said.study is not None else None

    def mark(text: str) -> str:
        return authors(text, own, words.code)

    return replace(
        result,
        estimates=[replace(one, group=_group(one.group, mark)) for one in result.estimates],
        refused=[replace(one, group=_group(one.group, mark)) for one in result.refused],
        diagnostics=with_parts(said, lists=_about(said.lists, mark)),
    )


def _group(group: Mapping[str, str], mark: Mark) -> dict[str, str]:
    return {variable: mark(code) for variable, code in group.items()}


def _about(about: AboutLists, mark: Mark) -> AboutLists:
    exclusive, path, checks = (
        about.mutually_exclusive, about.stepwise_path, about.robustness_checks
    )  # fmt: skip
    return with_parts(
        about,
        lists=[with_parts(one, name=mark(one.name)) for one in about.lists],
        methods={name: _method(said, mark) for name, said in about.methods.items()},
        mutually_exclusive=None
        if exclusive is None
        else [(mark(a), mark(b)) for a, b in exclusive],
        stepwise_path=None
        if path is None
        else [with_parts(step, interaction=mark(step.interaction)) for step in path],
        robustness_checks=None if checks is None else _trust(checks, mark),
    )


def _method(said: MethodAccount, mark: Mark) -> MethodAccount:
    """What a method says, the names in its interactions marked."""
    models, graphs = said.models, said.top_graphs
    return with_parts(
        said,
        terms=_all(said.terms, mark),
        models=None
        if models is None
        else [with_parts(one, interactions=_all(one.interactions, mark)) for one in models],
        top_graphs=None
        if graphs is None
        else [with_parts(one, joined=_all(one.joined, mark)) for one in graphs],
    )


def _trust(trust: StatedTrust, mark: Mark) -> StatedTrust:
    def refits(entries: list[StatedRefit]) -> list[StatedRefit]:
        return [with_parts(one, lists=_all(one.lists, mark)) for one in entries]

    return with_parts(
        trust,
        overlaps=[with_parts(one, lists=_all(one.lists, mark)) for one in trust.overlaps],
        without=refits(trust.without),
        merged=refits(trust.merged),
        known_lists=[with_parts(one, name=mark(one.name)) for one in trust.known_lists],
        linkage=refits(trust.linkage),
    )


def _all(texts: list[str], mark: Mark) -> list[str]:
    return [mark(text) for text in texts]


def interaction_text(term: str) -> str:
    """An interaction of lists, `A:B`, as one reads it: `A × B`."""
    return kept(term, " × ".join(term.split(":")))
