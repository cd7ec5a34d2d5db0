"""How much of its quotas an organization uses."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class QuotaUsage:
    """Open uploads (neither confirmed nor expired) with their announced bytes, and the bytes of what is kept: footage,
    clips and renditions.
    """

    open_uploads: int
    open_bytes: int
    stored_bytes: int
