"""`measure87 estimate difference`: two results, their figures compared."""

from pathlib import Path

from measure87.estimate.survey import differences_of_rounds
from measure87.files import sha256_of
from measure87.study.survey.rounds import read_round, rounds_differ
from measure87.vocabulary.errors import DataError
from measure87.vocabulary.estimate import Result
from measure87.vocabulary.provenance import Provenance

COMMAND = "estimate difference"


def compare_rounds(later: Path, earlier: Path) -> Result:
    """Every figure of a later result less the same figure of an earlier one."""
    now, then = read_round(later), read_round(earlier)
    found = differences_of_rounds(now.figures, then.figures, earlier.name)
    if not found.estimates and not found.refused:
        raise DataError(
            "the two results have no figure in common",
            code="nothing-in-common",
            where=f"{later.name}, {earlier.name}",
            hint="figures are the same if name, statistic and group are the same",
        )
    return Result(
        COMMAND,
        (),
        found.refused,
        rounds_differ(
            now.said,
            then.said,
            [item.name for item in found.estimates],
            earlier.name,
        ),
        provenance=Provenance(
            inputs={
                f"later: {later.name}": f"sha256:{sha256_of(later)}",
                f"earlier: {earlier.name}": f"sha256:{sha256_of(earlier)}",
            }
        ),
        differences=found.estimates,
    )
