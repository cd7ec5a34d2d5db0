"""A short `python -m bench.ingest`: the recording agent is killed once."""

import argparse

import pytest

from bench.ingest.__main__ import run

pytestmark = pytest.mark.slow


async def test_footage_is_there_once_after_a_kill(capsys: pytest.CaptureFixture[str]) -> None:
    # The seed's one victim is the agent that records over RTSP.
    options = argparse.Namespace(cameras=2, minutes=0.4, kills=1, drop=0, seed=4)
    assert await run(options)
    told = capsys.readouterr().out
    assert "kill -9 rtsp" in told
    assert "0 files of the spool left over" in told
