"""What is proposed for a file of IPUMS MICS, whose names are harmonised over countries and rounds.

Seen, in programs that use the files and in a published comparison of names: SAMPLE, CLUSTER, HHNO,
PSU, STRATUM, IMICSPSU, IMICSCLUSTER, IMICSSTRATUM, URBAN, WINDEX5, SEX, AGE, SCHOOLEVER. Not seen:
the names of the child labour module, of the weight and line of a child of 5-17, and every code. So
nothing is mapped: what was seen is proposed by its name, the rest by the labels that every file of
IPUMS has, and codes by the labels of the values. A person has to look at each.
"""

from dataclasses import replace

from measure87.collect.assistant import Codebook, Proposal, Proposals, codebook_of, propose
from measure87.collect.assistant import proposals_text as text_of
from measure87.files import SourceTable, code_text
from measure87.vocabulary.errors import DataError

INPUT = "ipums_mics"
"""Name of the input in `study.toml` and of the section in `mapping.toml`."""

_SEEN = {
    "cluster": ("IMICSPSU", "PSU", "IMICSCLUSTER", "CLUSTER"),
    "stratum": ("IMICSSTRATUM", "STRATUM"),
    "household_id": ("HHNO",),
    "area": ("URBAN",),
    "wealth_quintile": ("WINDEX5",),
    "sex": ("SEX",),
    "age_years": ("AGE",),
}
"""Standard column -> names that were seen, of which the first that a file has is taken."""
_MARKS = ("IMICSPSU", "IMICSCLUSTER", "IMICSSTRATUM", "HHNO")
"""Names that no other file is likely to have."""
_SAMPLE = "SAMPLE"
"""Number of the country and round that a row is from."""
_NEVER_ATTENDED = "SCHOOLEVER"
"""Ever attended school: it does not say who attends now, and is no school attendance."""
_HEAD = """\
# A file of IPUMS MICS. Names of its design were seen; those of the child labour module and its
# codes were not (unseen): they are proposed by the labels of the file. Look whether
#   - the file is that of children of 5-17, and the weight is theirs;
#   - codes for who was not asked (not in universe) stand under not_asked, never under no.
# Hazards and chores were not asked alike in all rounds: a code of a later round may be empty here.
"""


def ipums_mics_mapping(source: SourceTable) -> str:
    """Text of a `mapping.toml` with proposals for a file of IPUMS MICS, unconfirmed.

    Raises
    ------
    DataError
        If the file has none of the names that are its own, or holds several samples.
    """
    if not any(source.find(name) for name in _MARKS):
        raise DataError(
            f"{source.name} is not a file of IPUMS MICS: it has none of {', '.join(_MARKS)}",
            code="not-ipums-mics",
            where=source.name,
            hint="for a file of UNICEF itself use --preset mics6 or mics5; for another use "
            "--preset blank --propose",
        )
    _refuse_several(source)
    codebook = codebook_of(source)
    proposals = _with_seen(source, codebook, propose(codebook, "en"))
    return _HEAD + text_of(proposals, INPUT)


def _refuse_several(source: SourceTable) -> None:
    """Refuse an extract of several samples: pooled, their shares are of no country and year."""
    found = source.find(_SAMPLE)
    if found is None:
        return
    text = code_text(found, source.lazy.collect_schema()[found])
    held = source.lazy.select(text.drop_nulls().n_unique()).collect().item()
    if held > 1:
        raise DataError(
            f"{source.name} holds {held} samples ({found})",
            code="several-samples",
            where=source.name,
            hint="a study is of one survey: make an extract of one sample, or give a file with its "
            "rows alone",
        )


def _with_seen(source: SourceTable, codebook: Codebook, proposals: Proposals) -> Proposals:
    """The proposals, with the variables whose names were seen in their places alone."""
    own = propose_by_name(source, codebook)
    taken = {found.variable.name for found in own.values()}
    taken |= {name for name in (source.find(_NEVER_ATTENDED),) if name}
    kept = {
        place: rest
        for place, found in proposals.chosen.items()
        if (rest := tuple(each for each in found if each.variable.name not in taken))
    }
    chosen = kept | {found.place: (found,) for found in own.values()}
    return replace(proposals, chosen=chosen)


def propose_by_name(source: SourceTable, codebook: Codebook) -> dict[str, Proposal]:
    """Standard column -> the variable whose name was seen, with what its values say."""
    variables = {variable.name: variable for variable in codebook.variables}
    found = {}
    for column, names in _SEEN.items():
        name = next((spelt for each in names if (spelt := source.find(each))), None)
        if name is None:
            continue
        # Its label is looked at as if it were the column's own: the values still have to fit.
        alone = Codebook(codebook.name, (replace(variables[name], label=_LABELS[column]),))
        (proposed,) = propose(alone, "en").chosen.get((f"persons.{column}", ""), (None,))
        if proposed is not None:
            reason = f"the name was seen; {proposed.reason.partition('; ')[2]}".rstrip("; ")
            found[column] = replace(proposed, variable=variables[name], reason=reason)
    return found


_LABELS = {
    "cluster": "Cluster number",
    "stratum": "Stratum",
    "household_id": "Household number",
    "area": "Area",
    "wealth_quintile": "Wealth index quintile",
    "sex": "Sex",
    "age_years": "Age in completed years",
}
"""A label by which each column is known."""
