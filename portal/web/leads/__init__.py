"""The lead inbox: what hotlines, monitoring, letters and other bodies hand over, before it is a report or a record."""

from portal.web.leads import deciding, entering, listing  # noqa: F401  (views hang themselves on the blueprint)
from portal.web.leads.blueprint import blueprint

__all__ = ["blueprint"]
