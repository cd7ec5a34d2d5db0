"""A job's payload, as its handler understands it."""

import pytest

from models.errors import UserMistake, WatchgraphError
from models.footage.clips import ClipRange
from tests.domain.jobs.test_attempt import claim


def test_a_payload_is_read_by_whoever_handles_it() -> None:
    asked = ClipRange(1.5, 3.0, exact=True)
    assert claim(payload=asked.to_payload()).job.parse_payload(ClipRange.from_payload) == asked


@pytest.mark.parametrize("payload", [{}, {"start_seconds": "soon", "end_seconds": 2, "exact": True}, {"version": 7}])
def test_a_payload_of_another_version_is_no_mistake_of_the_users(payload: dict[str, object]) -> None:
    with pytest.raises(WatchgraphError, match="another version") as raised:
        claim(payload=payload, pipeline_version="clip/99").job.parse_payload(ClipRange.from_payload)
    assert raised.value.code == "JOB_OF_ANOTHER_VERSION"
    assert not isinstance(raised.value, UserMistake)
