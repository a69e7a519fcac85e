"""What supervisors see and do: the overview and the supervision orders."""

from portal.web.oversight import orders, overview, permissions  # noqa: F401  (views hang themselves on the blueprint)
from portal.web.oversight.blueprint import blueprint

__all__ = ["blueprint"]
