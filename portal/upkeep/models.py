"""The last success and the last failure of each job, and of the backup."""

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from portal.db import Base


class JobRun(Base):
    """One job. ``last_failure`` is the class of the error, never its words: they may repeat what somebody wrote."""

    __tablename__ = "job_run"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    last_success_at: Mapped[datetime | None]
    last_failure_at: Mapped[datetime | None]
    last_failure: Mapped[str] = mapped_column(String(80), default="")

    @property
    def is_failing(self) -> bool:
        """Whether it failed since it last went well."""
        if self.last_failure_at is None:
            return False
        return self.last_success_at is None or self.last_failure_at > self.last_success_at
