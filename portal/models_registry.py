"""Imports every models module once, so that the metadata is whole for migrations and tests."""

import portal.accountability.models
import portal.accounts.departments.models
import portal.accounts.models
import portal.attachments.models
import portal.audit.models
import portal.bookmarks.models
import portal.bulletins.models
import portal.cases.attribution.models
import portal.cases.exchanges
import portal.cases.letters.models
import portal.cases.lists.models
import portal.cases.merging.models
import portal.cases.models
import portal.cases.recusal.models
import portal.cases.secrecy.models
import portal.custody.models
import portal.deadlines.models
import portal.evaluation.models
import portal.exchange.aggregation.models
import portal.exchange.hotline.models
import portal.exchange.models
import portal.exchange.passing.models
import portal.exchange.receiving.models
import portal.leads.models
import portal.ledger.models
import portal.notifications.models
import portal.prepared.models
import portal.profiles.models
import portal.publication.models
import portal.records.agreements.models
import portal.records.models
import portal.records.objections.models
import portal.records.officials.models
import portal.records.rectification.models
import portal.records.repair.models
import portal.records.sanctions.models
import portal.registers.appraisals.models
import portal.registers.models
import portal.routing.models
import portal.supervision.facts.models
import portal.supervision.ladder.models
import portal.supervision.models
import portal.supervision.warnings.models
import portal.upkeep.models
import portal.versions.models  # noqa: F401
from portal.db import Base

metadata = Base.metadata
