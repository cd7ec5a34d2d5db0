"""What keeping footage costs, by storage tier."""

from collections.abc import Mapping

from models.enums import StorageTier

# US dollars a GB and month, US East (N. Virginia), first 50 TB, as of early 2026; source: the Amazon S3 pricing page.
# HOT is S3 Standard, WARM Standard-IA, COLD Glacier Flexible Retrieval; RESTORING pays for the archive and the copy.
_USD_PER_GB_MONTH: Mapping[StorageTier, float] = {
    StorageTier.HOT: 0.023,
    StorageTier.WARM: 0.0125,
    StorageTier.COLD: 0.0036,
    StorageTier.RESTORING: 0.0036 + 0.023,
}


def estimate_monthly_cost_usd(tier: StorageTier, size_bytes: int) -> float:
    """An estimate: storage alone, without requests, retrieval and transfer."""
    return size_bytes / 1024**3 * _USD_PER_GB_MONTH[tier]
