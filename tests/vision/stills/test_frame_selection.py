"""Which moments of a range are looked at."""

from itertools import pairwise

from vision.stills.frame_selection import IndexedPacket, Moment, choose_moments, find_changes

# Thirty seconds at ten frames a second, key frames every two seconds, and much to see from 12.0 on.
PACKETS = [
    IndexedPacket(n / 10, 9000 if n % 20 == 0 else 2500 if n == 121 else 300, is_keyframe=n % 20 == 0)
    for n in range(300)
]


def seconds(moments: list[Moment]) -> list[float]:
    return [moment.seconds for moment in moments]


def test_without_any_hint_the_moments_are_spread_evenly_over_the_range_with_both_ends() -> None:
    assert seconds(choose_moments([], [], 0.0, 8.0, 5)) == [0.0, 2.0, 4.0, 6.0, 8.0]


def test_what_is_asked_for_comes_first_and_the_rest_is_spread_around_it() -> None:
    chosen = choose_moments([Moment(5.0, 0.1)], [], 0.0, 8.0, 3)
    assert seconds(chosen) == [0.0, 5.0, 8.0]
    assert chosen[1].slack == 0.1


def test_the_packet_sizes_tell_where_the_picture_changes() -> None:
    assert find_changes(PACKETS, 0.0, 30.0) == [12.1]
    assert 12.1 in seconds(choose_moments([], PACKETS, 0.0, 30.0, 8))


def test_key_frames_are_large_without_any_change() -> None:
    assert find_changes(PACKETS, 0.0, 10.0) == []


def test_a_change_outside_the_range_does_not_count() -> None:
    assert find_changes(PACKETS, 13.0, 30.0) == []


def test_no_two_moments_show_the_same() -> None:
    crowd = [Moment(4.0 + n / 100, 0.1) for n in range(50)]
    chosen = seconds(choose_moments(crowd, PACKETS, 0.0, 30.0, 10))
    assert len(chosen) == 10
    assert min(later - earlier for earlier, later in pairwise(chosen)) >= 1.0


def test_what_lies_outside_of_the_range_is_not_looked_at() -> None:
    assert seconds(choose_moments([Moment(99.0, 0.1)], [], 2.0, 4.0, 2)) == [2.0, 4.0]


def test_one_moment_is_the_middle_of_the_range() -> None:
    assert seconds(choose_moments([], [], 2.0, 4.0, 1)) == [3.0]


def test_a_range_of_one_instant_is_one_moment() -> None:
    assert seconds(choose_moments([], [], 3.0, 3.0, 8)) == [3.0]
