"""Who may do what: permissions, predicates, the policy and its two checks."""

from portal.access.actors import SYSTEM, Actor, Reporter
from portal.access.checks import allows, require
from portal.access.permissions import Permission

__all__ = ["SYSTEM", "Actor", "Permission", "Reporter", "allows", "require"]
