"""The back office of a department: the queue, the case, and every step that can be taken with it."""

from portal.web.desk import case, doing, holds, identity, notices, orders, queue, reply  # noqa: F401  (views hang themselves on the blueprint)
from portal.web.desk.blueprint import blueprint

__all__ = ["blueprint"]
