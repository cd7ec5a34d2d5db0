"""The bench of fairness: its worst picture is one that is accepted, and it fails where others are kept waiting."""

import pytest

from bench.fairness.__main__ import _table
from bench.fairness.measuring import Felt
from bench.fairness.noisy_neighbour import picture
from domain.videos.thumbnail import LARGEST_BYTES, announced, draw


def test_its_picture_is_one_that_a_client_may_send() -> None:
    assert len(picture()) < LARGEST_BYTES // 20
    assert announced("image/png", len(picture())) == "image/png"
    assert draw(picture(64), "image/png").startswith(b"\xff\xd8")


def _felt(videos: float, prompt: float) -> Felt:
    return Felt([videos] * 3, [prompt] * 3, [prompt] * 3, [prompt] * 3)


@pytest.mark.parametrize(
    ("beside", "failed"),
    [(_felt(29, 490), 0), (_felt(31, 100), 1), (_felt(10, 510), 1), (Felt([10], [100], [100], [100], ["refused"]), 1)],
)
def test_three_times_a_list_and_five_times_a_question_are_too_long(
    beside: Felt, failed: int, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _table(_felt(10, 100), {"thumbnails": beside}) == failed
    assert ("FAIL" if failed else "PASS") in capsys.readouterr().out.splitlines()[-1]
