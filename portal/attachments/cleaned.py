"""What every cleaner gives back."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Cleaned:
    """A cleaned copy: its bytes, how it is served and named, and what is known of its extent."""

    data: bytes
    media_type: str
    extension: str
    page_count: int | None = None
    width: int | None = None
    height: int | None = None
