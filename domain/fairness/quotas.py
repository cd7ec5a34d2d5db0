"""Quotas of an organization."""

from dataclasses import dataclass

from models.access.quotas import QuotaUsage
from models.errors import QuotaExceeded

_SIZE_FIELD = ("input", "sizeBytes")


@dataclass(frozen=True, slots=True)
class Quotas:
    """Limits per organization; 0: unlimited. open_uploads: of videos, and as many of pictures. Bytes are those of
    originals; stored_bytes also counts clips and renditions.
    """

    open_uploads: int = 0
    open_upload_bytes: int = 0
    stored_bytes: int = 0
    analyses_per_day: int = 0

    @property
    def limits_uploads(self) -> bool:
        """Whether any quota but that of analyses is limited."""
        return bool(self.open_uploads or self.open_upload_bytes or self.stored_bytes)


def check_new_upload(quotas: Quotas, usage: QuotaUsage, size_bytes: int) -> None:
    """Raise QuotaExceeded where one more upload of this size may not be opened.

    Open uploads count as stored, too; otherwise an accepted upload might fail at its confirmation.
    """
    _check_quota("open uploads", quotas.open_uploads, usage.open_uploads + 1, ())
    _check_quota("open upload bytes", quotas.open_upload_bytes, usage.open_bytes + size_bytes, _SIZE_FIELD)
    _check_quota("stored bytes", quotas.stored_bytes, usage.stored_bytes + usage.open_bytes + size_bytes, _SIZE_FIELD)


def check_new_picture(quotas: Quotas, pictures: int) -> None:
    """Raise QuotaExceeded where one more picture may not be announced beside the open ones."""
    _check_quota("open uploads", quotas.open_uploads, pictures + 1, ())


def check_stored_bytes(quotas: Quotas, usage: QuotaUsage, size_bytes: int, field: tuple[str, ...]) -> None:
    """Raise QuotaExceeded where an upload of this size may not be confirmed."""
    _check_quota("stored bytes", quotas.stored_bytes, usage.stored_bytes + size_bytes, field)


def _check_quota(quota: str, limit: int, used: int, field: tuple[str, ...]) -> None:
    if limit and used > limit:
        raise QuotaExceeded(quota=quota, limit=limit, used=used, field=field)
