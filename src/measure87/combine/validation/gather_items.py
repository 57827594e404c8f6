"""The 18 items of the GATHER checklist, in our words, and which of them only the user can answer.

The checklist was read in two public copies of the table in PLoS Medicine, which agree in number
and order; the printed table was not seen (`secondary`).
"""

from dataclasses import dataclass, fields
from typing import Annotated

from measure87.files.settings import TEXT, LeftOut
from measure87.vocabulary.citation import Cite


@dataclass(frozen=True)
class GatherItem:
    """One item: number, group, what is asked, and the user's text that it needs, if any."""

    number: int
    group: str
    asked: str
    needs: str = ""

    @property
    def cite(self) -> Cite:
        """Where it stands, and how that was seen."""
        return Cite("GATHER-2016", at=f"Table 1, item {self.number}", seen="secondary")


_ASKED = LeftOut("asked for before anything is sampled")


@dataclass(frozen=True)
class GatherTexts:
    """What no program can know: the user's own answers, as the settings have them."""

    objectives: Annotated[
        str, TEXT, _ASKED, "what the estimates are for, and who asked for them"
    ] = ""
    funding: Annotated[str, TEXT, _ASKED, "who paid for the work, or that nobody did"] = ""
    data_search: Annotated[
        str, TEXT, _ASKED, "how figures were looked for, when, and how they were obtained"
    ] = ""
    model_selection: Annotated[
        str,
        TEXT,
        _ASKED,
        "how covariates, regions and parts of the model were chosen, and among which others",
    ] = ""
    code_access: Annotated[
        str, TEXT, _ASKED, "where the program and the settings of the run can be had"
    ] = ""
    interpretation: Annotated[
        str,
        TEXT,
        _ASKED,
        "what the results mean compared with earlier estimates, and why they differ from these",
    ] = ""
    limitations: Annotated[
        str, TEXT, _ASKED, "what limits these estimates, besides what the program lists"
    ] = ""
    restricted_data: Annotated[
        str, TEXT, "inputs that may not be shared, and who holds them; empty where there are none"
    ] = ""


_PLACEHOLDERS = frozenset({"todo", "tbd", "tbc", "none yet", "to be written", "xxx", "n/a", "na"})

WHAT_TO_WRITE = {
    "objectives": "what the estimates are for, and who asked for them",
    "funding": "who paid for the work, or that nobody did",
    "data_search": "how and when figures were looked for, and how they were obtained",
    "model_selection": "how covariates, regions and parts of the model were chosen",
    "code_access": "where the program and the settings of this run can be had",
    "interpretation": "what the results mean compared with earlier estimates, and why they differ",
    "limitations": "what limits these estimates, besides what the program lists",
}

ITEMS = (
    GatherItem(
        1,
        "Objectives and funding",
        "Which indicators, populations (age, sex, places) and periods are estimated",
        "objectives",
    ),
    GatherItem(2, "Objectives and funding", "Who funded the work", "funding"),
    GatherItem(3, "Data inputs", "How data were identified and obtained", "data_search"),
    GatherItem(
        4, "Data inputs", "What was included and excluded, with every exclusion made by hand"
    ),
    GatherItem(
        5,
        "Data inputs",
        "Each source and its main characteristics: reference, population, method, years, sex and "
        "ages, definition, sample size",
    ),
    GatherItem(6, "Data inputs", "Kinds of input with biases that may matter"),
    GatherItem(7, "Data inputs", "Other inputs that were not synthesised, and their sources"),
    GatherItem(
        8,
        "Data inputs",
        "All inputs in a file that can be read by programs; who holds what cannot be shared",
    ),
    GatherItem(9, "Data analysis", "An overview of the method"),
    GatherItem(
        10,
        "Data analysis",
        "Every step in detail, with formulas: cleaning, adjustments, weights, models",
    ),
    GatherItem(
        11, "Data analysis", "How models were compared and the final one chosen", "model_selection"
    ),
    GatherItem(
        12, "Data analysis", "Performance of the model, and results of sensitivity analysis"
    ),
    GatherItem(
        13, "Data analysis", "How uncertainty was computed, and which sources of it are left out"
    ),
    GatherItem(14, "Data analysis", "How the source code can be had", "code_access"),
    GatherItem(
        15, "Results and discussion", "The estimates in a file that can be read by programs"
    ),
    GatherItem(16, "Results and discussion", "A measure of each estimate's uncertainty"),
    GatherItem(
        17,
        "Results and discussion",
        "Results in the light of other evidence, and reasons for changes since earlier estimates",
        "interpretation",
    ),
    GatherItem(
        18,
        "Results and discussion",
        "Limits of the estimates: assumptions and data that affect how they can be read",
        "limitations",
    ),
)


def is_answer(text: str) -> bool:
    """Whether a text says anything: not empty, no dots alone, no placeholder."""
    plain = text.strip().strip(".-_ ").casefold()
    return bool(plain) and plain not in _PLACEHOLDERS


if {item.needs for item in ITEMS if item.needs} != set(WHAT_TO_WRITE):
    raise AssertionError("every text that an item needs must say what is to be written")
if not set(WHAT_TO_WRITE) <= {field.name for field in fields(GatherTexts)}:
    raise AssertionError("an item needs a text that GatherTexts does not have")
