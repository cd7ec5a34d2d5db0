"""Timestamps become seconds of footage, whatever they do."""

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import pytest

from models.enums import GapReason
from vision.media.clock import FootageClock, FootagePart, TimelineGap
from vision.media.timeline import BreakDetector, Timeline, is_gap, merge_gaps

MS, MPEG = Fraction(1, 1000), Fraction(1, 90_000)
WRAP = 1 << 33


def approximately(value: float) -> Any:
    """Equal to numbers that differ by what counting in fractions costs."""
    return pytest.approx(value)


def read_timeline(
    ticks: Sequence[int | None], base: Fraction = MS, fps: float = 10, *, may_break: bool = False
) -> Timeline:
    timeline = Timeline(base, 1 / fps, may_break)
    for tick in ticks:
        timeline.add_frame(tick)
    return timeline


def positions(
    ticks: Sequence[int | None], base: Fraction = MS, fps: float = 10, may_break: bool = False
) -> list[float]:
    timeline = Timeline(base, 1 / fps, may_break)
    return [round(timeline.add_frame(tick), 6) for tick in ticks]


@pytest.mark.parametrize("first", [0, 1, 3_600_000, -200, 1 << 40])
def test_the_first_frame_is_at_zero_wherever_timestamps_begin(first: int) -> None:
    assert positions([first, first + 100, first + 200]) == [0, 0.1, 0.2]


def test_a_variable_rate_keeps_its_times_and_misses_nothing() -> None:
    ticks = [0, 40, 80, 580, 1980, 2020, 2060]
    timeline = read_timeline(ticks, fps=25)
    assert positions(ticks, fps=25) == [tick / 1000 for tick in ticks]
    assert timeline.gaps == []
    assert timeline.skipped_seconds == 0


def test_a_pause_is_part_of_the_positions_and_a_gap() -> None:
    ticks = [*range(0, 4000, 100), *range(9000, 12_000, 100)]
    timeline = read_timeline(ticks)
    assert positions(ticks) == [tick / 1000 for tick in ticks]
    assert timeline.gaps == [TimelineGap(4.0, 9.0, GapReason.NO_FOOTAGE)]
    assert timeline.skipped_seconds == pytest.approx(5.0)
    timeline.finish(12.0)
    assert timeline.seconds == pytest.approx(12.0)
    assert len(timeline.to_clock().parts) == 1


@pytest.mark.parametrize(("step", "fps"), [(2000, 0.5), (1000, 1), (10_000, 0.1)])
def test_a_slow_camera_leaves_nothing_out(step: int, fps: float) -> None:
    assert read_timeline(range(0, 30 * step, step), fps=fps).gaps == []
    # Nor where the container told another rate: the frames themselves show what is usual.
    assert read_timeline([*range(0, 10_000, 1000), 12_000, 13_000], fps=25).gaps == []


def test_what_could_not_be_decoded_is_told_apart() -> None:
    timeline = Timeline(MS, 0.1)
    for tick, damaged in ((0, False), (100, False), (700, True), (800, False), (900, True)):
        timeline.add_frame(tick, damaged=damaged)
    assert timeline.gaps == [TimelineGap(0.2, 0.7, GapReason.UNDECODABLE)]
    timeline.finish(5.0, damaged=True)
    assert timeline.gaps[-1] == TimelineGap(1.0, 5.0, GapReason.UNDECODABLE)
    assert timeline.skipped_seconds == pytest.approx(4.5)


def test_a_file_that_ends_before_its_header_says_lacks_footage_and_sound_that_runs_on_does_not() -> None:
    for announced, gaps in ((8.0, [TimelineGap(3.0, 8.0, GapReason.NO_FOOTAGE)]), (3.9, []), (None, [])):
        timeline = read_timeline(range(0, 3000, 100))
        timeline.finish(announced)
        assert timeline.gaps == gaps
        assert timeline.seconds == pytest.approx(3.0)


def test_times_that_begin_anew_go_on_in_another_part() -> None:
    ticks = [*range(0, 12_000, 100), *range(0, 12_000, 100)]
    timeline = read_timeline(ticks)
    assert positions(ticks) == pytest.approx([n / 10 for n in range(240)])
    clock = timeline.to_clock()
    assert clock.parts == (FootagePart(0, 11_900), FootagePart(0, 11_900, approximately(12.0), None, None))
    assert timeline.gaps == []
    assert clock.jumps == [(approximately(12.0), None)]


def test_a_clock_that_leaps_on_is_mapped_and_its_leap_is_kept() -> None:
    # Seven days: in no file are they footage.
    leap = 7 * 86_400_000
    ticks = [0, 100, 200, leap + 300, leap + 400, leap + 500]
    assert positions(ticks) == pytest.approx([0, 0.1, 0.2, 0.3, 0.4, 0.5])
    assert read_timeline(ticks).to_clock().jumps == [(approximately(0.3), approximately(leap / 1000))]


def test_an_hour_is_a_break_only_where_timestamps_may_break_off() -> None:
    ticks = [0, 9000, 18_000, 7200 * 90_000, 7200 * 90_000 + 9000]
    assert positions(ticks, MPEG, may_break=True) == pytest.approx([0, 0.1, 0.2, 0.3, 0.4])
    assert positions(ticks, MPEG)[3] == 7200
    assert read_timeline(ticks, MPEG).gaps == [TimelineGap(approximately(0.3), 7200, GapReason.NO_FOOTAGE)]


def test_a_step_back_that_is_only_badly_written_is_no_break() -> None:
    ticks = [0, 100, 300, 200, 400, 500]
    assert positions(ticks) == [0, 0.1, 0.3, 0.3, 0.4, 0.5]
    assert len(read_timeline(ticks).to_clock().parts) == 1


def test_the_end_of_33_bits_is_no_break() -> None:
    ticks = [WRAP - 27_000, WRAP - 18_000, WRAP - 9000, 0, 9000]
    assert positions(ticks, MPEG, may_break=True) == pytest.approx([0, 0.1, 0.2, 0.3, 0.4])
    clock = read_timeline(ticks, MPEG, may_break=True).to_clock()
    assert clock.jumps == []
    # One that the demuxer lifted past them was a small one: two recordings, not 26 hours of nothing.
    ticks = [3600 * 90_000, 3600 * 90_000 + 9000, WRAP + 9000, WRAP + 18_000]
    assert positions(ticks, MPEG, may_break=True) == pytest.approx([0, 0.1, 0.2, 0.3])
    assert read_timeline(ticks, MPEG, may_break=True).to_clock().jumps == [(approximately(0.2), None)]


def test_frames_without_timestamps_come_at_the_rate_that_the_container_tells() -> None:
    assert positions([None, None, None], fps=5) == [0, 0.2, 0.4]
    assert positions([500, 600, None, 800]) == [0, 0.1, 0.2, 0.3]


def test_what_packets_took_for_a_break_keeps_a_leap_that_is_a_pause() -> None:
    timeline = read_timeline(range(0, 1000, 100))
    timeline.begin_part(4711)
    assert timeline.add_frame(3000) == 3.0
    assert timeline.to_clock().parts[1] == FootagePart(3000, 3000, 3.0, 4711, 0.0)
    assert timeline.gaps == [TimelineGap(1.0, 3.0, GapReason.NO_FOOTAGE)]


def test_packets_show_breaks_by_their_times_of_decoding() -> None:
    breaks = BreakDetector(MPEG, may_break=True)
    found = [breaks.is_break(tick) for tick in (None, -9000, 0, 9000, None, 18_000, 0, 9000, WRAP - 1, 0, 324_009_001)]
    assert found == [False, False, False, False, False, False, False, False, True, True, True]


CLOCK = FootageClock(
    MPEG,
    (
        FootagePart(9000, 1_080_000, 0.0, 564),
        FootagePart(0, 900_000, 12.0, 75_000, None),
        FootagePart(5, 95, 22.1, 99_000),
    ),
)


@pytest.mark.parametrize(
    ("seconds", "part", "tick"),
    [(0.0, 0, 9000), (11.9, 0, 1_080_000), (12.0, 1, 0), (13.5, 1, 135_000), (22.1, 2, 5), (-1.0, 0, -81_000)],
)
def test_a_position_is_a_timestamp_of_one_part_and_back(seconds: float, part: int, tick: int) -> None:
    assert CLOCK.part_at(seconds) == part
    assert CLOCK.tick_at(seconds, part) == tick
    assert CLOCK.seconds_at(tick, part) == pytest.approx(seconds)


def test_a_part_is_known_by_where_a_packet_begins() -> None:
    assert [CLOCK.part_at_byte(byte) for byte in (None, 0, 564, 74_999, 75_000, 98_999, 99_000, 1 << 40)] == [
        *(0, 0, 0, 0),
        *(1, 1, 2, 2),
    ]


def test_a_clock_is_kept_as_json() -> None:
    assert FootageClock.from_json(CLOCK.to_json()) == CLOCK
    assert FootageClock.from_first_frame(MS, 7).to_json() == {"base": [1, 1000], "parts": [[7, 7, 0.0, None, 0.0]]}


def test_leaps_add_up_until_one_is_not_known() -> None:
    parts = (
        FootagePart(0, 1),
        FootagePart(0, 1, 1.0, None, 60.0),
        FootagePart(0, 1, 2.0, None, 5.0),
        FootagePart(0, 1, 3.0, None, None),
    )
    assert FootageClock(MS, (*parts, FootagePart(0, 1, 4.0, None, 9.0))).jumps == [
        (1.0, 60.0),
        (2.0, 65.0),
        (3.0, None),
    ]


@pytest.mark.parametrize("leap", [30 * 365 * 86_400_000, 1 << 62])
def test_a_leap_past_all_calendars_is_none_that_is_known(leap: int) -> None:
    assert read_timeline([0, 100, leap, leap + 100]).to_clock().jumps == [(approximately(0.2), None)]


def test_a_clock_that_leaps_all_the_time_is_not_followed_for_ever() -> None:
    parts = tuple(FootagePart(0, 1, float(second), None, 60.0) for second in range(50_000))
    jumps = FootageClock(MS, parts).jumps
    assert len(jumps) == 101
    assert jumps[-2:] == [(100.0, 6000.0), (101.0, None)]


def test_what_a_gap_is_follows_the_usual_distance() -> None:
    assert [is_gap(pause, 0.1) for pause in (0.2, 1.5, 1.6)] == [False, False, True]
    assert [is_gap(pause, 2.0) for pause in (2.0, 8.0, 9.0)] == [False, False, True]


def test_many_gaps_are_listed_as_fewer() -> None:
    lost = GapReason.UNDECODABLE
    near = [
        TimelineGap(1.0, 1.5, lost),
        TimelineGap(1.6, 2.0, lost),
        TimelineGap(2.2, 3.0, GapReason.NO_FOOTAGE),
        TimelineGap(9.0, 9.5, lost),
    ]
    assert merge_gaps(near) == [TimelineGap(1.0, 2.0, lost), *near[2:]]
    many = [TimelineGap(n * 3.0, n * 3.0 + 1, lost) for n in range(5000)]
    assert 1 <= len(merge_gaps(many)) <= 200
    assert (merge_gaps(many)[0].start, merge_gaps(many)[-1].end) == (0.0, many[-1].end)
