"""What became of the log of corrections?"""

from collections import Counter

from measure87.collect.quality.checking import Check, Found, Look
from measure87.vocabulary.releases.evening import EveningCorrections, EveningFinding

NAME = "corrections"


def run(look: Look, _: float) -> Found:
    """Corrections that were laid on, and those that could not be."""
    account = look.data.corrections
    reasons = Counter(why for _, why in account.refused)
    found = [
        EveningFinding(check=NAME, says="refused", count=len(account.refused)),
    ]
    return Found(
        findings=found if account.refused else [],
        corrections=EveningCorrections(
            applied=account.applied, refused=dict(sorted(reasons.items()))
        ),
    )


CHECK = Check(
    name=NAME,
    finds="corrections that could not be laid on, and why",
    threshold="every one: another answer stands there, or who, when or why is missing",
    source="field/corrections.csv",
    sort="fact",
    run=run,
)
