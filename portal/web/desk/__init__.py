"""The back office of a department: the queue, the case, and every step that can be taken with it."""

from portal.web.desk import (  # noqa: F401  (views hang themselves on the blueprint)
    bulk,
    case,
    case_letters,
    doing,
    evaluations,
    export,
    findings,
    holds,
    identity,
    intake,
    ledger,
    letters,
    notices,
    orders,
    passing,
    printing,
    queue,
    reply,
    transfer_paper,
    views,
    workload,
)
from portal.web.desk.blueprint import blueprint

__all__ = ["blueprint"]
