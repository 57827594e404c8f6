"""An explanation as text and as an object."""

from collections.abc import Iterator

from measure87.classify import Explanation
from measure87.vocabulary.releases.common import Json


def explanation_lines(found: Explanation) -> Iterator[str]:
    """What each measure came to and why, then every rule with its inputs and paragraph."""
    yield f"Under {found.definition}"
    for measure in found.measures:
        decided = f", decided by {measure.decided_by}" if measure.decided_by else ""
        yield f"  {measure.measure}: {measure.status}{decided}"
        for cite in measure.cites:
            yield f"      {cite}"
    yield "  Rules, in the order of the text:"
    for rule in found.rules:
        place = f" [{rule.row}]" if rule.row else ""
        yield f"    {rule.rule}{place}: {rule.result}"
        yield f"      {rule.summary}"
        if rule.inputs:
            yield f"      read: {', '.join(f'{k} = {_shown(v)}' for k, v in rule.inputs.items())}"
        for cite in rule.cites:
            yield f"      {cite}"
    yield ""


def explanation_json(found: Explanation) -> dict[str, Json]:
    """The same as a plain object."""
    return {
        "definition": found.definition,
        "measures": [
            {
                "measure": m.measure,
                "status": m.status,
                **({"decided_by": m.decided_by} if m.decided_by else {}),
                "citations": [{**cite.to_json()} for cite in m.cites],
            }
            for m in found.measures
        ],
        "rules": [
            {
                "rule": r.rule,
                "level": r.level,
                **({"row": r.row} if r.row else {}),
                "summary": r.summary,
                "inputs": {k: v for k, v in r.inputs.items() if v is not None},
                "not_told": [k for k, v in r.inputs.items() if v is None],
                "result": r.result,
                "citations": [{**cite.to_json()} for cite in r.cites],
            }
            for r in found.rules
        ],
    }


def _shown(value: float | str | None) -> str:
    if value is None:
        return "not stated"
    return f"{value:g}" if isinstance(value, float) else str(value)
