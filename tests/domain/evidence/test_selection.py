"""What a package shows: parts around what was asked for, joined where they touch, within bounds."""

from uuid import UUID

import pytest

from domain.evidence.selection import (
    LONGEST_CLIP_SECONDS,
    check_footage,
    check_size,
    check_tracks,
    join_parts,
    place_moments,
    place_range,
)
from models.enums import Language
from models.errors import InvalidInput, UserMistake, WrongState
from models.evidence.order import EvidenceOrder, FootagePart
from models.rows.video import VideoRow

ONE, OTHER = UUID(int=1), UUID(int=2)
VIDEO = VideoRow(id=ONE, duration_seconds=600.0, status="READY", tier="HOT")


def test_moments_that_touch_become_one_clip_within_the_video() -> None:
    parts = place_moments([(ONE, 2.0, 4.0), (OTHER, 100.0, 100.0), (ONE, 12.0, 13.0), (ONE, 590.0, 599.0)])
    joined = join_parts(parts, {ONE: 600.0, OTHER: None})
    assert joined == [
        FootagePart(ONE, 0.0, 18.0),
        FootagePart(ONE, 585.0, 600.0),
        FootagePart(OTHER, 95.0, 105.0),
    ]


def test_a_long_part_becomes_several_clips_without_a_gap() -> None:
    joined = join_parts([FootagePart(ONE, 0.0, 7000.0)], {ONE: 7000.0})
    assert len(joined) == 4
    assert all(part.seconds <= LONGEST_CLIP_SECONDS for part in joined)
    edges = [(part.start_seconds, part.end_seconds) for part in joined]
    assert [edges[0][0], edges[-1][1]] == [0.0, 7000.0]
    assert all(edges[place][1] == edges[place + 1][0] for place in range(3))


@pytest.mark.parametrize(
    ("start", "end", "part"),
    [(None, None, (0.0, 600.0)), (10.0, None, (10.0, 600.0)), (None, 20.0, (0.0, 20.0)), (590.0, 1e9, (590.0, 600.0))],
)
def test_a_range_is_within_its_video(start: float | None, end: float | None, part: tuple[float, float]) -> None:
    placed = place_range(VIDEO, start, end)
    assert (placed.start_seconds, placed.end_seconds) == part


@pytest.mark.parametrize(
    ("start", "end", "code"),
    [
        (-1.0, 5.0, "RANGE_OUTSIDE_VIDEO"),
        (600.0, 700.0, "RANGE_OUTSIDE_VIDEO"),
        (5.0, 5.0, "RANGE_REVERSED"),
        (9.0, 5.0, "RANGE_REVERSED"),
        (float("nan"), 5.0, "NOT_FINITE"),
    ],
)
def test_a_range_that_is_none_says_why(start: float, end: float, code: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        place_range(VIDEO, start, end)
    assert refused.value.code == code


def test_every_bound_that_is_exceeded_is_told_at_once() -> None:
    with pytest.raises(UserMistake) as refused:
        check_size([FootagePart(ONE, 0.0, 15_000.0)], 3000, redact=False)
    assert [mistake.code for mistake in refused.value.mistakes] == ["EVIDENCE_TOO_LONG", "EVIDENCE_TOO_MANY_EVENTS"]
    with pytest.raises(InvalidInput, match="60"):
        check_size([FootagePart(ONE, 0.0, 4000.0)], 1, redact=True)
    check_size([FootagePart(ONE, 0.0, 4000.0)], 1, redact=False)


def test_half_cold_footage_is_enough_and_cold_footage_is_not() -> None:
    cold = VideoRow(id=OTHER, duration_seconds=9.0, status="READY", tier="RESTORING")
    check_footage([VIDEO, cold])
    with pytest.raises(WrongState) as refused:
        check_footage([cold])
    assert refused.value.code == "FOOTAGE_ARCHIVED"


def test_an_order_survives_its_storage() -> None:
    order = EvidenceOrder([FootagePart(ONE, 0.5, 2.25)], [OTHER], ONE, Language.KO, True, ["P1"])
    assert EvidenceOrder.from_json(order.to_json()) == order
    with pytest.raises(KeyError):
        EvidenceOrder.from_json({})


def test_nobody_is_left_unblurred_by_accident() -> None:
    check_tracks([], ["P1"], 3, redact=True, field=())
    check_tracks(["P1"], ["P1", "P2"], 1, redact=True, field=())
    for tracks, videos, redact in ((["P1"], 1, False), (["P1"], 2, True), (["P7"], 1, True)):
        with pytest.raises(InvalidInput):
            check_tracks(tracks, ["P1"], videos, redact=redact, field=())
