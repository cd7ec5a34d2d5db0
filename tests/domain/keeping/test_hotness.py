"""What is used, recent or held is hot; money decides whether a move pays."""

import pytest

from domain.keeping.hotness import HotnessWeights, VideoUse, choose_tier, score_hotness
from domain.keeping.prices import estimate_monthly_cost_usd, estimate_move
from models.enums import StorageTier

GB = 1024**3
WEIGHTS = HotnessWeights()
HOT, WARM, COLD = StorageTier.HOT, StorageTier.WARM, StorageTier.COLD


@pytest.mark.parametrize(
    ("use", "tier"),
    [
        (VideoUse(0), HOT),
        (VideoUse(20), HOT),
        (VideoUse(30), WARM),
        (VideoUse(30, citations=3), HOT),
        (VideoUse(30, downloads=1), HOT),
        (VideoUse(90), COLD),
        (VideoUse(90, reviews=1), WARM),
        (VideoUse(900, is_held=True), HOT),
        # A clock that is ahead.
        (VideoUse(-3), HOT),
    ],
)
def test_a_tier_suits_what_is_done_with_a_video(use: VideoUse, tier: StorageTier) -> None:
    assert choose_tier(score_hotness(use, WEIGHTS), WEIGHTS) is tier


def test_weights_are_settings() -> None:
    cited = VideoUse(90, citations=7)
    assert score_hotness(cited, HotnessWeights(age=0, citations=2)) == pytest.approx(6)
    assert score_hotness(cited, HotnessWeights(age=0, citations=0)) == 0


@pytest.mark.parametrize(
    ("tier", "days_left", "pays"),
    [
        (WARM, None, True),
        (WARM, 30.0, True),
        # The class is paid for 30 days, whatever is left.
        (WARM, 16.0, False),
        (COLD, None, True),
        (COLD, 10.0, False),
    ],
)
def test_a_move_pays_only_where_enough_time_is_left(tier: StorageTier, days_left: float | None, pays: bool) -> None:
    estimate = estimate_move(10 * GB, HOT, tier, days_there=5, days_left=days_left)
    assert estimate.pays is pays
    assert estimate.monthly_saving_usd > 0


def test_what_leaves_its_class_too_early_pays_for_the_rest() -> None:
    early = estimate_move(GB, WARM, COLD, days_there=1, days_left=None)
    late = estimate_move(GB, WARM, COLD, days_there=31, days_left=None)
    assert early.move_cost_usd - late.move_cost_usd == pytest.approx(29 * 0.0125 / 30.4)


def test_small_files_are_paid_as_larger_ones() -> None:
    assert estimate_move(1000, HOT, WARM, days_there=0, days_left=None).saving_usd < 0
    assert estimate_monthly_cost_usd(COLD, GB) == pytest.approx(0.0036)
