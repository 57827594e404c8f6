"""An auditor who sees the released figures alone and tries to get hidden counts back."""

from measure87.disseminate.gate.audit.audit import Auditor, audit_figures, linked
from measure87.disseminate.gate.audit.findings import Audit, Recovered, require_safe
from measure87.disseminate.gate.audit.relations import Relations, relations_of
from measure87.disseminate.gate.audit.seen import Seen, seen_figures

__all__ = [
    "Audit",
    "Auditor",
    "Recovered",
    "Relations",
    "Seen",
    "audit_figures",
    "linked",
    "relations_of",
    "require_safe",
    "seen_figures",
]
