"""The back office of a department: the queue, the case, and every step that can be taken with it."""

from portal.web.desk import (  # noqa: F401  (views hang themselves on the blueprint)
    case,
    case_letters,
    doing,
    holds,
    identity,
    letters,
    notices,
    orders,
    queue,
    reply,
)
from portal.web.desk.blueprint import blueprint

__all__ = ["blueprint"]
