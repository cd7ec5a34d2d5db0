"""How much of its quotas an organization uses."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class QuotaUsage:
    """Open uploads (neither confirmed nor expired) with their announced bytes, and the bytes of footage and clips."""

    open_uploads: int
    open_bytes: int
    stored_bytes: int
