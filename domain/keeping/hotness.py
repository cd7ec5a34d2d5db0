"""How hot a video is: whether people will soon want to see it."""

import math
from dataclasses import dataclass
from typing import Protocol, Self

from models.enums import StorageTier


@dataclass(frozen=True, slots=True)
class VideoUse:
    """age_days: since it was recorded. Of the last 90 days: citations in answers; downloads of the original, clips and
    packages; reviews of its events.
    """

    age_days: float
    citations: int = 0
    downloads: int = 0
    reviews: int = 0
    is_held: bool = False


class WeightSettings(Protocol):
    """`config.Settings` satisfies this protocol."""

    @property
    def tier_weight_age(self) -> float: ...
    @property
    def tier_weight_citations(self) -> float: ...
    @property
    def tier_weight_downloads(self) -> float: ...
    @property
    def tier_weight_reviews(self) -> float: ...
    @property
    def tier_weight_hold(self) -> float: ...
    @property
    def tier_half_life_days(self) -> float: ...
    @property
    def tier_warm_below(self) -> float: ...
    @property
    def tier_cold_below(self) -> float: ...


@dataclass(frozen=True, slots=True)
class HotnessWeights:
    """The weights of each part of the score, and the scores below which a video is better kept elsewhere.

    half_life_days: after so many days, age alone is half as hot.
    """

    age: float = 1.0
    citations: float = 0.3
    downloads: float = 0.5
    reviews: float = 0.3
    hold: float = 1.0
    half_life_days: float = 14.0
    warm_below: float = 0.35
    cold_below: float = 0.05

    @classmethod
    def from_configuration(cls, settings: WeightSettings) -> Self:
        return cls(
            settings.tier_weight_age,
            settings.tier_weight_citations,
            settings.tier_weight_downloads,
            settings.tier_weight_reviews,
            settings.tier_weight_hold,
            settings.tier_half_life_days,
            settings.tier_warm_below,
            settings.tier_cold_below,
        )


def score_hotness(use: VideoUse, weights: HotnessWeights) -> float:
    """The score: 1 for what was just recorded and nobody has used, by the default weights; it has no upper end."""
    return (
        weights.age * math.pow(0.5, max(0.0, use.age_days) / weights.half_life_days)
        + weights.citations * math.log2(1 + use.citations)
        + weights.downloads * math.log2(1 + use.downloads)
        + weights.reviews * math.log2(1 + use.reviews)
        + weights.hold * use.is_held
    )


def choose_tier(score: float, weights: HotnessWeights) -> StorageTier:
    """The tier that suits a score."""
    if score < weights.cold_below:
        return StorageTier.COLD
    return StorageTier.WARM if score < weights.warm_below else StorageTier.HOT
