"""Imports every models module once, so that the metadata is whole for migrations and tests."""

import portal.accountability.models
import portal.accounts.models
import portal.attachments.models
import portal.audit.models
import portal.cases.exchanges
import portal.cases.letters.models
import portal.cases.models
import portal.cases.recusal.models
import portal.cases.secrecy.models
import portal.custody.models
import portal.deadlines.models
import portal.notifications.models
import portal.profiles.models
import portal.publication.models
import portal.routing.models
import portal.supervision.models  # noqa: F401
from portal.db import Base

metadata = Base.metadata
