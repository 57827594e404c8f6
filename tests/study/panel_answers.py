"""Simulated experts: files of answers as the page gives them."""

import json
import random

from measure87.define.panel import ANSWERS, Panel
from measure87.disseminate.pages.panel import ANSWERS_KIND

CASES, MEMBERS, SEED = 30, 12, 87


def simulated_votes(cases=CASES, members=MEMBERS, seed=SEED) -> list[list[str]]:
    """For each case the answers of all members; some cases are clear, others are not."""
    rng = random.Random(seed)
    found = []
    for _ in range(cases):
        leaning, clear = rng.choice(ANSWERS), rng.uniform(0.3, 1.0)
        found.append(
            [leaning if rng.random() < clear else rng.choice(ANSWERS) for _ in range(members)]
        )
    return found


def file_of(panel: Panel, answers: dict[str, str]) -> dict:
    """What a member's file holds."""
    return {
        "schema": 1,
        "kind": ANSWERS_KIND,
        "definition": panel.definition,
        "measure": panel.measure,
        "cards": panel.digest,
        "answers": [{"case": case, "answer": answer} for case, answer in answers.items()],
    }


def write_members(folder, panel: Panel, votes: list[list[str]]) -> None:
    """One file a member, about the first cards of a panel."""
    folder.mkdir(exist_ok=True)
    cases = [card.case for card in panel.cards]
    for member in range(len(votes[0])):
        answers = {case: row[member] for case, row in zip(cases, votes, strict=False)}
        text = json.dumps(file_of(panel, answers))
        (folder / f"member-{member}.json").write_text(text, "utf-8")
