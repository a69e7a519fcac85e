"""A batch and its receipt as models, for the published description. ``operations`` checks row by row, so that one bad row is one."""

from pydantic import BaseModel, ConfigDict, Field

from portal.exchange.aggregation.rows import MOST_ROWS, RecordRow


class Manifest(BaseModel):
    """What is said about a batch beside its rows."""

    model_config = ConfigDict(extra="forbid")

    format: str = Field(description="xinnuo-records/1")
    batch: str = Field(min_length=1, max_length=60, description="批次号，永不重复")
    made_at: str
    source: str
    region_code: str
    rows: int = Field(ge=1, le=MOST_ROWS)
    digest: str = Field(pattern=r"^sha-256=[0-9a-f]{64}$", description="见 docs/exchange.md")


class BatchAsk(BaseModel):
    """A batch."""

    manifest: Manifest
    rows: list[RecordRow] = Field(min_length=1, max_length=MOST_ROWS)


class TakenRow(BaseModel):
    """A row that was taken."""

    id: str
    version: int


class RefusedRow(TakenRow):
    """A row that was sent back."""

    reasons: list[str] = Field(min_length=1)


class BatchReceipt(BaseModel):
    """What became of a batch."""

    format: str = Field(description="xinnuo-receipt/1")
    batch: str
    digest: str
    received_at: str
    accepted: list[TakenRow]
    rejected: list[RefusedRow]
