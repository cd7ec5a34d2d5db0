"""A few golden questions through the API and the embedded models: the whole way, in both languages."""

import asyncio
from collections.abc import Callable
from functools import partial

import httpx
import pytest

from config import Settings
from evals.ask.api import Api
from evals.ask.evaluate import Result, evaluate
from evals.ask.footage.clips import IMPORTED
from evals.ask.footage.seeding import seed
from evals.ask.moments import World
from evals.ask.questions import GOLDEN
from evals.ask.report import misses
from models.access.principal import Principal
from tests.support.serving import serving

ASKED = ("first-90", "elderly-collapse", "parking-fight", "after-collapse", "loitered-and-stole", "no-gun")


def _asked(url: str, token: str) -> list[Result]:
    with httpx.Client(headers={"Authorization": f"Bearer {token}"}, timeout=60) as client:
        api = Api(client, f"{url}/graphql")
        # Imported events are found before any worker has looked at the videos.
        videos = seed(api, scene=False, wait=False)
        questions = [one for one in GOLDEN if one.key in ASKED]
        return evaluate(api, questions, World(IMPORTED), videos, legs=False)


@pytest.fixture
async def results(settings: Settings, principal: Principal, tokens: Callable[[Principal], str]) -> list[Result]:
    async with serving(settings) as url:
        return await asyncio.to_thread(partial(_asked, url, tokens(principal)))


async def test_a_few_golden_questions_are_answered_exactly(results: list[Result]) -> None:
    assert len(results) == 2 * len(ASKED)
    assert not misses(results)
    assert not [one.history["degraded"] for one in results if one.history["degraded"]]
