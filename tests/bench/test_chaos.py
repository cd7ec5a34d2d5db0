"""A short form of `python -m bench.chaos`: the product's processes are killed while footage goes through it."""

import pytest

from bench.chaos.__main__ import run_chaos

pytestmark = pytest.mark.slow


async def test_a_product_whose_processes_are_killed_becomes_whole_and_loses_nothing() -> None:
    # The queue forgets everything; the worker is in the middle of a job. What a database that is killed keeps is in
    # tests/devstack/stack/test_restarts.py.
    outcome = await run_chaos(2, seed=14, victims=("sqs", "worker-1"))
    assert [name for name, _ in outcome.seconds] == ["sqs", "worker-1"]
    assert outcome.faults == []
