"""The release desk: public texts drafted, checked, released and withdrawn."""

from portal.web.publication import appraisals, corrections, drafts, entries, entry_acts, entry_corrections, objections, replies, review  # noqa: F401  (views hang themselves on the blueprint)
from portal.web.publication.blueprint import blueprint

__all__ = ["blueprint"]
