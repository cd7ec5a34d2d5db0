"""A short `python -m bench.chaos`: processes of the product are killed while it works on footage."""

import pytest

from bench.chaos.__main__ import run_chaos

pytestmark = pytest.mark.slow


async def test_a_product_whose_processes_are_killed_recovers_and_loses_nothing() -> None:
    # The queue forgets everything; the worker is in the middle of a job. What a database that is killed keeps is in
    # tests/devstack/stack/test_restarts.py.
    outcome = await run_chaos(2, seed=14, victims=("sqs", "worker-1"))
    assert [name for name, _ in outcome.seconds] == ["sqs", "worker-1"]
    assert outcome.faults == []
