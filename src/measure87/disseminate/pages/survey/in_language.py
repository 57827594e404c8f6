"""A released result in the words of the report's language.

`estimates.json` is in English, for machines, with codes beside all texts. Here its texts are
those of the language: titles and universes of measures, labels of usual codes, warnings, refusals.
What somebody else wrote (the study's title and notes, its labels, a national definition, a
sentence without a code) stays as it is, and is marked with its language.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from msgspec.structs import replace as changed

from measure87.disseminate.locale.said import authors, definition_words
from measure87.disseminate.pages.kit.context import ReportContext
from measure87.disseminate.pages.kit.period import PERIOD, STOCK_OF, period_text
from measure87.disseminate.pages.kit.wording import Words
from measure87.disseminate.pages.survey.asked import ASKED, criterion_title
from measure87.disseminate.pages.survey.characteristics import part_title
from measure87.disseminate.pages.survey.code_labels import Labels
from measure87.disseminate.pages.survey.groups import PERIOD_TEXT
from measure87.disseminate.pages.survey.messages import refusal_text, warning_text
from measure87.vocabulary.estimate import Result
from measure87.vocabulary.releases.codec import plain
from measure87.vocabulary.releases.reading import study_of, survey_said

_EVERYBODY = "all persons"
"""The universe that leaves nobody out: it need not be said."""
_OWN_SENTENCE = "mapping"
"""Code of a sentence that somebody wrote into the mapping."""
_OWN_TEXTS = ("title", "population", "reference")


def in_language(
    content: Mapping[str, Any], context: ReportContext, words: Words
) -> Mapping[str, Any]:
    """What `estimates.json` holds, with texts in the language; figures and codes as they are."""
    diagnostics = dict(content["diagnostics"])
    own = diagnostics.get("study", {}).get("data_language")
    if "measures" in diagnostics:
        diagnostics["measures"] = measures_in_language(diagnostics["measures"], context, words)
    if "study" in diagnostics:
        diagnostics["study"] = study_in_language(diagnostics["study"], words)
    titles = {name: about["title"] for name, about in diagnostics.get("measures", {}).items()}
    labels = Labels(own, words)
    return {
        **content,
        "estimates": [_labelled(figure, labels) for figure in content["estimates"]],
        "differences": [_labelled(one, labels) for one in content.get("differences", [])],
        "refused": [
            {**entry, "text": refusal_text(entry, words)} for entry in content.get("refused", [])
        ],
        "warnings": [
            {**entry, "text": _warning(entry, own, titles, words)}
            for entry in content.get("warnings", [])
        ],
        "diagnostics": diagnostics,
    }


def _warning(
    entry: Mapping[str, Any], own: str | None, titles: Mapping[str, str], words: Words
) -> str:
    """A warning; a sentence of the mapping's author in the language of the study's author."""
    if entry["code"] == _OWN_SENTENCE and own is not None:
        return authors(str(entry["text"]), own, words.code)
    return warning_text(entry, titles, words)


def study_in_language(study: Mapping[str, Any], words: Words) -> dict[str, Any]:
    """What a study says of itself, in its author's words; its day as the language writes it."""
    own = study.get("data_language")
    found = {key: authors(value, own, words.code) if key in _OWN_TEXTS and isinstance(value, str)
             else value for key, value in study.items()}  # fmt: skip
    found["notes"] = [authors(str(note), own, words.code) for note in study.get("notes", [])]
    if "country" in found:
        found["country"] = words.country(str(found["country"]))
    if isinstance(found.get("reference_date"), str):
        found["reference_date"] = words.day(found["reference_date"])
    return found


def measures_in_language(
    measures: Mapping[str, Any], context: ReportContext, words: Words
) -> dict[str, Any]:
    """Titles and universes of measures in the language."""
    known = {(text.id, name): title for text in context.definitions for name, title in
             text.measures}  # fmt: skip

    def title_of(name: str, about: Mapping[str, Any]) -> str:
        if "screened" in about:
            own = {key: value for key, value in about.items() if key != "screened"}
            measure = title_of(str(about["screened"]["of"]), own)
            return words.text("asked.screened", count=about["screened"]["items"], measure=measure)
        if "outer_of" in about:
            inner = str(about["outer_of"])
            return words.text("asked.outer", measure=title_of(inner, measures.get(inner, {})))
        identity = str(about.get("definition", ""))
        if (identity, name) in known:
            return known[identity, name]
        said = definition_words(identity.split("@")[0].split(":")[0], words.code)
        return said.say(str(about.get("title", "")), "measures", name)

    found = {}
    for name, about in measures.items():
        flow, cases = _flow_of(name, about, measures), measures.get(about.get("part_of", ""))
        if flow is not None:
            title = words.text("measure_texts.stock", measure=title_of(flow, measures[flow]))
        elif cases is not None:
            title = part_title(title_of(about["part_of"], cases), about, words)
        else:
            title = title_of(name, about)
        found[name] = {
            **about,
            "title": title,
            "universe": _universe(about, words),
            **_in_period(about, words),
            **_asked(about, words),
        }
    return found


def _flow_of(name: str, about: Mapping[str, Any], measures: Mapping[str, Any]) -> str | None:
    """The measure of which a measure is the stock, on an average day."""
    if about.get(STOCK_OF) in measures:
        return str(about[STOCK_OF])
    if about.get("kind") != "stock":
        return None
    flows = [flow for flow in measures if name.startswith(f"{flow}_")]
    return max(flows, key=len, default=None)


def _universe(about: Mapping[str, Any], words: Words) -> str:
    """Whom a measure speaks of; nothing where it leaves nobody out."""
    universe = str(about.get("universe", ""))
    if universe in ("", _EVERYBODY):
        return ""
    if "ages" not in about:
        return words.in_english(universe)
    first, *last = about["ages"]
    if last and last[0] is not None:
        return words.text("ages.from_to", first=first, last=last[0])
    return words.text("ages.from", first=first)


def _asked(about: Mapping[str, Any], words: Words) -> dict[str, Any]:
    """The criteria of a measure by their titles in the language."""
    if ASKED not in about:
        return {}
    identity = str(about.get("definition", ""))
    return {
        ASKED: [{**one, "title": criterion_title(one, identity, words)} for one in about[ASKED]]
    }


def _in_period(about: Mapping[str, Any], words: Words) -> dict[str, str]:
    """The reference period of a measure in words, if it has one."""
    return {PERIOD_TEXT: period_text(about[PERIOD], words)} if PERIOD in about else {}


def _labelled(figure: Mapping[str, Any], labels: Labels) -> Mapping[str, Any]:
    """A figure of `estimates.json` with labels in the language, of both sides of a difference."""
    found = labels.of(figure["group"], figure.get("labels", {}))
    own = {**figure, "labels": found} if found else figure
    return {**own, "minus": _labelled(figure["minus"], labels)} if "minus" in figure else own


def result_in_language(result: Result, context: ReportContext, words: Words) -> Result:
    """A released result with its texts in the language, for tables."""
    said = survey_said(result)
    labels = Labels(study_of(result).data_language, words)
    if said.measures is not None:
        told = measures_in_language(plain(said.measures), context, words)
        measures = {
            name: changed(about, title=told[name]["title"]) for name, about in said.measures.items()
        }
        said = changed(said, measures=measures)
    if said.study is not None:
        study = study_in_language(plain(said.study), words)
        keys = ("title", "population", "country", "reference_date")
        said = changed(said, study=changed(said.study, **{k: study[k] for k in keys if k in study}))
    return replace(
        result,
        estimates=[
            replace(one, labels=labels.of(one.group, one.labels)) for one in result.estimates
        ],
        refused=[replace(one, text=refusal_text(one.to_json(), words)) for one in result.refused],
        diagnostics=said,
    )
