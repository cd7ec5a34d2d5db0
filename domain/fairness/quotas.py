"""How much an organization may have at once."""

from dataclasses import dataclass

from models.access.quotas import QuotaUsage
from models.errors import QuotaExceeded

_SIZE_FIELD = ("input", "sizeBytes")


@dataclass(frozen=True, slots=True)
class Quotas:
    """An organization's; 0 for any. open_uploads: of videos, and as many of pictures. Bytes are those of originals, and
    stored ones of clips, too."""

    open_uploads: int = 0
    open_upload_bytes: int = 0
    stored_bytes: int = 0
    analyses_per_day: int = 0

    @property
    def limits_uploads(self) -> bool:
        """Whether anything but analyses has to be counted."""
        return bool(self.open_uploads or self.open_upload_bytes or self.stored_bytes)


def check_new_upload(quotas: Quotas, held: QuotaUsage, size_bytes: int) -> None:
    """Whether one more upload of this size may be opened. Raises QuotaExceeded.

    What is open counts as stored, too: else what was let in could not be confirmed.
    """
    _check_quota("open uploads", quotas.open_uploads, held.open_uploads + 1, ())
    _check_quota("open upload bytes", quotas.open_upload_bytes, held.open_bytes + size_bytes, _SIZE_FIELD)
    _check_quota("stored bytes", quotas.stored_bytes, held.stored_bytes + held.open_bytes + size_bytes, _SIZE_FIELD)


def check_new_picture(quotas: Quotas, pictures: int) -> None:
    """Whether one more picture may be announced, beside so many open ones. Raises QuotaExceeded."""
    _check_quota("open uploads", quotas.open_uploads, pictures + 1, ())


def check_stored_bytes(quotas: Quotas, held: QuotaUsage, size_bytes: int, field: tuple[str, ...]) -> None:
    """Whether an upload of this size may be confirmed. Raises QuotaExceeded."""
    _check_quota("stored bytes", quotas.stored_bytes, held.stored_bytes + size_bytes, field)


def _check_quota(quota: str, limit: int, used: int, field: tuple[str, ...]) -> None:
    if limit and used > limit:
        raise QuotaExceeded(quota=quota, limit=limit, used=used, field=field)
