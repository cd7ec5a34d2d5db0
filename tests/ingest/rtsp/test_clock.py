"""When pictures were taken."""

from ingest.rtsp.clock import WallClock


def test_the_least_delayed_picture_tells_the_time() -> None:
    clock = WallClock()
    # A burst of what was buffered, then pictures as they are taken.
    for position, arrived_at in ((0.0, 1003.0), (1.0, 1003.1), (2.0, 1003.2), (3.0, 1003.05), (4.0, 1004.3)):
        clock.observe(position, arrived_at, None)
    assert round(clock.resolve(0.0), 3) == 1000.05
    assert not clock.is_reported


def test_the_cameras_report_counts_also_for_pictures_before_it() -> None:
    clock = WallClock()
    clock.observe(0.0, 1003.0, None)
    clock.observe(1.0, 1003.0, 1000.5)
    assert clock.resolve(0.0) == 999.5
    assert clock.is_reported


def test_a_cameras_clock_that_is_wrong_does_not_count() -> None:
    clock = WallClock()
    clock.observe(0.0, 1000.0, 10.0)
    assert clock.resolve(0.0) == 1000.0
    assert clock.camera_is_ahead == -990.0
