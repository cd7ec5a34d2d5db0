"""The subscribers of the bench see every update: a short run without time limits."""

import asyncio
from collections.abc import Callable
from urllib.parse import urlsplit

from bench.harness.sockets import BenchSubscriber
from bench.subscribers import add_video, claim_analysis, compute_latencies, find_missed, report_steps
from config import Settings
from datasources.postgres.core.engine import Postgres
from datasources.postgres.jobs.jobs import Jobs
from models.access.principal import Principal
from resolvers.core.ids import Kind, encode
from tests.support.serving import serve_api

FOLLOWERS, STEPS, PATIENCE = 100, 40, 60


async def test_a_hundred_see_every_step_or_a_newer_one_and_the_end(
    settings: Settings, principal: Principal, tokens: Callable[[Principal], str]
) -> None:
    postgres = await Postgres.connect(settings.sqlalchemy_url)
    video = await add_video(postgres, principal)
    claim = await claim_analysis(postgres, principal, video)
    async with serve_api(settings) as address, asyncio.timeout(PATIENCE):
        port = urlsplit(address).port
        assert port is not None
        subscribing = [
            BenchSubscriber.subscribe(port, tokens(principal), encode(Kind.VIDEO, video)) for _ in range(FOLLOWERS)
        ]
        followers = await asyncio.gather(*subscribing)
        reported = await report_steps(Jobs(postgres), claim, STEPS, 0)
        await asyncio.gather(*(follower.complete.wait() for follower in followers))
        for follower in followers:
            assert find_missed(follower, reported) is None
            assert len(compute_latencies(follower, reported)) == len(reported)
            follower.socket.close()
        await asyncio.gather(*(follower.socket.closed.wait() for follower in followers))
    await postgres.close()


def test_a_missed_step_is_reported() -> None:
    follower = BenchSubscriber()
    follower.seen = [(1, 0.0), (3, 2.0)]
    assert find_missed(follower, {2: 1.0, 3: 1.5}) is None
    assert compute_latencies(follower, {2: 1.0, 3: 1.5}) == [1000, 500]
    assert "ended with [3]" in str(find_missed(follower, {2: 1.0, 3: 1.5, 4: 1.7}))
    follower.seen = [(1, 0.0), (3, 2.0), (2, 3.0)]
    assert "out of order" in str(find_missed(follower, {2: 1.0}))
