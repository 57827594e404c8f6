"""Every attack, with the scenario that it is tried on and what there is to find."""

from collections.abc import Callable
from dataclasses import dataclass

from tests.attacks import stakes
from tests.attacks.alike import across_measures, everybody_alike
from tests.attacks.beside import by_mapping_counts
from tests.attacks.claims import Claim
from tests.attacks.clusters_full import clusters_full
from tests.attacks.clusters_short import clusters_short
from tests.attacks.evidence import Evidence
from tests.attacks.known_no import known_no
from tests.attacks.known_rows import known_rows, rows_by_two_weights
from tests.attacks.known_weights import known_weights
from tests.attacks.outweighed import outweighed
from tests.attacks.programmes import by_programmes
from tests.attacks.rows_together import rows_together
from tests.attacks.scenarios import Scene
from tests.attacks.shares import unweighted_share
from tests.attacks.sums import by_sums, leavers
from tests.attacks.swapped import traces

type Find = Callable[[Evidence], list[Claim]]


@dataclass(frozen=True)
class Attack:
    """One idea on one scenario."""

    name: str
    scenario: str
    find: Find
    at_stake: Callable[[Scene], int]


ONE = "one release"
WEIGHTS = "weights change, ledger"
ATTACKS = (
    Attack("known no", ONE, known_no, stakes.known_no),
    Attack("unweighted share", ONE, unweighted_share, stakes.unweighted_share),
    Attack("value x weighted n", ONE, known_weights, stakes.known_weights),
    Attack("whole rows", ONE, known_rows, stakes.known_weights),
    Attack("who outweighs the others", ONE, outweighed, stakes.outweighed),
    Attack("rows together", ONE, rows_together, stakes.known_weights),
    Attack("clusters without an answer", ONE, clusters_short, stakes.clusters_short),
    Attack("clusters that all have a case", ONE, clusters_full, stakes.clusters_full),
    Attack("everybody alike", ONE, everybody_alike, stakes.everybody_alike),
    Attack("alike across measures", ONE, across_measures, stakes.across_measures),
    Attack("counts of the mapping", ONE, by_mapping_counts, stakes.hidden_unknown),
    Attack("sums", ONE, by_sums, stakes.hidden_counts),
    Attack("sums", "one release, a total published elsewhere", by_sums, stakes.hidden_counts),
    Attack("sums", "one release, a total that the study names", by_sums, stakes.hidden_counts),
    Attack("sums", "another by", by_sums, stakes.hidden_counts),
    Attack("sums", "another by, earlier named", by_sums, stakes.hidden_counts),
    Attack("programmes", ONE, by_programmes, stakes.hidden_counts),
    Attack("programmes", "another by, earlier named", by_programmes, stakes.hidden_counts),
    Attack("who left", "one leaves", leavers, stakes.leavers),
    Attack("who left", "one leaves, earlier named", leavers, stakes.leavers),
    Attack("who left", "one leaves, another by", leavers, stakes.leavers),
    Attack("who left", "two leave, earlier named", leavers, stakes.leavers),
    Attack("who left", "one comes, earlier named", leavers, stakes.leavers),
    Attack("sums", "another by, ledger", by_sums, stakes.hidden_counts),
    Attack("programmes", "another by, ledger", by_programmes, stakes.hidden_counts),
    Attack("who left", "one leaves, ledger", leavers, stakes.leavers),
    Attack("who left", "one leaves, ledger, hidden", leavers, stakes.leavers),
    Attack("who left", "one leaves, another by, ledger, hidden", leavers, stakes.leavers),
    Attack("who left", "two leave, ledger, hidden", leavers, stakes.leavers),
    Attack("who left", "five leave, ledger", leavers, stakes.leavers),
    Attack("who left", "one comes, ledger, hidden", leavers, stakes.leavers),
    Attack("who left", "one for another, ledger, hidden", leavers, stakes.leavers),
    Attack("who left", "one corrected, ledger", leavers, stakes.leavers),
    Attack("who left", "one moved, ledger, hidden", leavers, stakes.leavers),
    Attack("who left", "one leaves, weights change, ledger, hidden", leavers, stakes.leavers),
    Attack("who left", "one comes back, ledger, hidden", leavers, stakes.leavers),
    Attack("rows by two weights", WEIGHTS, rows_by_two_weights, stakes.known_weights),
    Attack("sums", WEIGHTS, by_sums, stakes.hidden_counts),
    Attack("bytes", "two swapped", traces, stakes.one),
    Attack("bytes", "two swapped in hidden groups", traces, stakes.one),
)
