"""What supervisors see and do: the overview with the lists behind its numbers, random checks, orders, the ledger and its inspections."""

from portal.web.oversight import (  # noqa: F401  (views hang themselves on the blueprint)
    bulletins,
    cases,
    evaluations,
    findings,
    inspections,
    ladder,
    ledger,
    ledger_task,
    orders,
    overview,
    permissions,
    quality,
    saved_views,
    warnings,
)
from portal.web.oversight.blueprint import blueprint

__all__ = ["blueprint"]
