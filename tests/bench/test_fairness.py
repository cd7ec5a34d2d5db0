"""The fairness bench: its largest picture is a valid upload, and it fails if other organizations wait too long."""

import pytest

from bench.fairness.__main__ import _print_table
from bench.fairness.measuring import Latencies
from bench.fairness.noisy_neighbour import make_png
from domain.videos.thumbnail import LARGEST_BYTES, draw_jpeg, validate_picture


def test_its_picture_is_a_valid_upload() -> None:
    assert len(make_png()) < LARGEST_BYTES // 20
    assert validate_picture("image/png", len(make_png())).content_type == "image/png"
    assert draw_jpeg(make_png(64), "image/png").startswith(b"\xff\xd8")


def _make_latencies(videos: float, prompt: float) -> Latencies:
    return Latencies([videos] * 3, [prompt] * 3, [prompt] * 3, [prompt] * 3)


@pytest.mark.parametrize(
    ("beside", "failed"),
    [
        (_make_latencies(29, 490), 0),
        (_make_latencies(31, 100), 1),
        (_make_latencies(10, 510), 1),
        (Latencies([10], [100], [100], [100], ["refused"]), 1),
    ],
)
def test_three_times_a_list_and_five_times_a_question_are_too_long(
    beside: Latencies, failed: int, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _print_table(_make_latencies(10, 100), {"thumbnails": beside}) == failed
    assert ("FAIL" if failed else "PASS") in capsys.readouterr().out.splitlines()[-1]
