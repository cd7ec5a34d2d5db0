"""What an organization has of what its quotas are about."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class QuotaUsage:
    """Uploads that are neither confirmed nor past their end, as announced, and the bytes of footage and clips."""

    open_uploads: int
    open_bytes: int
    stored_bytes: int
