"""Departments, people, templates, calendar, routing, profile, audit, health."""

from portal.web.admin import (
    audit,
    calendar,
    custody,
    departments,
    health,
    home,
    people,
    profile,
    publication_rules,
    reply_templates,
    roles,
    routing,
)
from portal.web.admin.blueprint import blueprint

__all__ = [
    "audit",
    "blueprint",
    "calendar",
    "custody",
    "departments",
    "health",
    "home",
    "people",
    "profile",
    "publication_rules",
    "reply_templates",
    "roles",
    "routing",
]
