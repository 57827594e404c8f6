"""An auditor who sees the released figures alone and tries to get hidden counts back."""

from measure87.disseminate.gate.audit.audit import Audit, Recovered, audit_figures, require_safe
from measure87.disseminate.gate.audit.relations import Relations, relations_of
from measure87.disseminate.gate.audit.seen import Seen, seen_figures

__all__ = [
    "Audit",
    "Recovered",
    "Relations",
    "Seen",
    "audit_figures",
    "relations_of",
    "require_safe",
    "seen_figures",
]
