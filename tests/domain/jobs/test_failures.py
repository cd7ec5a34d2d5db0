"""Causes of failures: a bad file is not retried five times, and a fault of the machine uses up no attempt."""

from dataclasses import replace

import pytest

from domain.jobs.attempt import run_attempt
from domain.jobs.outcomes import GiveUp, Postpone, Retry, decide_after_failure
from models.enums import Language
from models.errors import DiskFull, QuotaExceeded, ResourceExhausted, UnusableMedia
from tests.domain.jobs.test_attempt import RecordingJobStore, claim, failing

PAST_MEMORY = ResourceExhausted("OUT_OF_MEMORY", limit_mib=3072)
FULL = DiskFull(needed_mib=900, free_mib=20)


@pytest.mark.parametrize("attempt", [1, 5])
def test_a_full_quota_is_waited_for_however_often(attempt: int) -> None:
    full = QuotaExceeded(quota="stored bytes", limit=1, used=2)
    outcome = decide_after_failure(full, attempt=attempt, max_attempts=5)
    assert isinstance(outcome, Postpone)
    assert 200 < outcome.after_seconds < 400


@pytest.mark.parametrize("code", ["OUT_OF_MEMORY", "DECODER_KILLED"])
def test_a_child_that_dies_of_its_file_s_memory_is_tried_once_more(code: str) -> None:
    error = ResourceExhausted(code, limit_mib=3072)
    assert isinstance(decide_after_failure(error, attempt=1, max_attempts=5), Retry)
    assert isinstance(decide_after_failure(error, attempt=2, max_attempts=5, previous_code="UNAVAILABLE"), Retry)
    given_up = decide_after_failure(error, attempt=2, max_attempts=5, previous_code=code)
    assert isinstance(given_up, GiveUp)
    assert given_up.error.code == code


def test_what_is_too_large_is_not_tried_again() -> None:
    assert isinstance(decide_after_failure(UnusableMedia("VIDEO_TOO_LARGE"), attempt=1, max_attempts=5), GiveUp)


async def test_the_second_death_fails_the_video_with_its_own_code() -> None:
    store, first = RecordingJobStore(), claim()
    again = replace(first, job=replace(first.job, attempt=2, error_code="OUT_OF_MEMORY"))
    outcome = await run_attempt(again, failing(PAST_MEMORY), store, max_attempts=5)
    assert isinstance(outcome, GiveUp)
    [(_, (_, update, error))] = [one for one in store.written if one[0] == "ended"]
    assert (update.payload["error"]["code"], error) == ("OUT_OF_MEMORY", PAST_MEMORY)
    assert "3072" in PAST_MEMORY.message(Language.KO)


@pytest.mark.parametrize("attempt", [1, 5])
async def test_a_full_disk_is_waited_for_and_uses_up_no_try(attempt: int) -> None:
    store, first = RecordingJobStore(), claim()
    tried = replace(first, job=replace(first.job, attempt=attempt))
    outcome = await run_attempt(tried, failing(FULL), store, max_attempts=5)
    assert isinstance(outcome, Postpone)
    [(_, (error, delay, _))] = [one for one in store.written if one[0] == "postponed"]
    assert error is FULL
    assert 15 < delay < 60
