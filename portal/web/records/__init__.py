"""The staff side of dishonesty records: rectification, recognition, release, sanctions, honours, agreements, the restricted file."""

from portal.web.records import (  # noqa: F401  (views hang themselves on the blueprint)
    aggregating,
    agreements,
    entering,
    honours,
    importing,
    listing,
    lower,
    officials,
    received,
    rectifications,
    releasing,
    requests,
    sanctions,
)
from portal.web.records.blueprint import blueprint

__all__ = ["blueprint"]
