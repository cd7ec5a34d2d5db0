"""A short form of `python -m bench.chaos`: the product's processes are killed while footage goes through it."""

import pytest

from bench.chaos.__main__ import run_chaos

pytestmark = pytest.mark.slow


async def test_a_product_whose_processes_are_killed_becomes_whole_and_loses_nothing() -> None:
    # One that keeps everything, one that forgets everything, and the one that is at work.
    outcome = await run_chaos(3, seed=14, victims=("postgres", "sqs", "worker-1"))
    assert [name for name, _ in outcome.seconds] == ["postgres", "sqs", "worker-1"]
    assert outcome.faults == []
