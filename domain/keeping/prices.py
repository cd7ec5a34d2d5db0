"""What keeping footage costs in a tier, and what moving it costs and saves.

US dollars, Amazon S3, US East (N. Virginia), first 50 TB, early 2026; source: the Amazon S3 pricing page. HOT is S3
Standard, WARM Standard-IA, COLD Glacier Flexible Retrieval; RESTORING pays for the archive and the copy.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from models.enums import StorageTier

_GB = 1024**3
_DAYS_A_MONTH = 30.4
# Without an expiry, a move is judged over a year.
_HORIZON_DAYS = 365.0


@dataclass(frozen=True, slots=True)
class TierPrice:
    """gb_month: of a GB kept for a month. move_in: of the request that moves an object in. least_days: what goes
    earlier is paid until then. least_bytes: smaller objects are paid as this. overhead_bytes: paid on top.
    """

    gb_month: float
    move_in: float = 0.000005
    least_days: float = 0.0
    least_bytes: int = 0
    overhead_bytes: int = 0


PRICES: Mapping[StorageTier, TierPrice] = {
    StorageTier.HOT: TierPrice(0.023),
    StorageTier.WARM: TierPrice(0.0125, move_in=0.00001, least_days=30, least_bytes=128 * 1024),
    StorageTier.COLD: TierPrice(0.0036, move_in=0.00003, least_days=90, overhead_bytes=40 * 1024),
    StorageTier.RESTORING: TierPrice(0.0036 + 0.023),
}


@dataclass(frozen=True, slots=True)
class MoveEstimate:
    """monthly_saving_usd: of storage, a month. move_cost_usd: of the move itself, with what the minimum storage times
    of both classes make it cost. saving_usd: in all until the footage expires, or in a year; below 0, the move costs
    more than it saves.
    """

    monthly_saving_usd: float
    move_cost_usd: float
    saving_usd: float

    @property
    def pays(self) -> bool:
        return self.saving_usd > 0


def estimate_monthly_cost_usd(tier: StorageTier, size_bytes: int) -> float:
    """An estimate: storage alone, without requests, retrieval and transfer."""
    return size_bytes / _GB * PRICES[tier].gb_month


def estimate_move(
    size_bytes: int, before: StorageTier, tier: StorageTier, *, days_there: float, days_left: float | None
) -> MoveEstimate:
    """Compare keeping a video where it is with moving it now. days_there: since it came to its tier; days_left: until
    it expires, null: never. What reading and restoring cost is not known, and not in it.
    """
    kept = _HORIZON_DAYS if days_left is None else min(days_left, _HORIZON_DAYS)
    now, then = PRICES[before], PRICES[tier]
    a_day_now, a_day_then = _price_a_day(now, size_bytes), _price_a_day(then, size_bytes)
    too_early = max(0.0, now.least_days - days_there) * a_day_now
    too_short = max(0.0, then.least_days - kept) * a_day_then
    cost = then.move_in + too_early + too_short
    return MoveEstimate((a_day_now - a_day_then) * _DAYS_A_MONTH, cost, (a_day_now - a_day_then) * kept - cost)


def _price_a_day(price: TierPrice, size_bytes: int) -> float:
    return (max(size_bytes, price.least_bytes) + price.overhead_bytes) / _GB * price.gb_month / _DAYS_A_MONTH
