"""A few golden questions through the API and the embedded models: the whole way, in both languages."""

import asyncio
from collections.abc import Callable
from functools import partial

import httpx
import pytest

from config import Settings
from evals.ask.api import EvalApi
from evals.ask.evaluate import QuestionResult, evaluate
from evals.ask.footage.clips import IMPORTED_EVENTS
from evals.ask.footage.seeding import seed_footage
from evals.ask.moments import GroundTruth
from evals.ask.questions import GOLDEN_QUESTIONS
from evals.ask.report import format_misses
from models.access.principal import Principal
from tests.support.serving import serve_api

ASKED = ("first-90", "elderly-collapse", "parking-fight", "after-collapse", "loitered-and-stole", "no-gun")


def _run_questions(url: str, token: str) -> list[QuestionResult]:
    with httpx.Client(headers={"Authorization": f"Bearer {token}"}, timeout=60) as client:
        api = EvalApi(client, f"{url}/graphql")
        # Imported events are found before any worker has looked at the videos.
        videos = seed_footage(api, scene=False, wait=False)
        questions = [one for one in GOLDEN_QUESTIONS if one.key in ASKED]
        return evaluate(api, questions, GroundTruth(IMPORTED_EVENTS), videos, retrievers=False)


@pytest.fixture
async def results(settings: Settings, principal: Principal, tokens: Callable[[Principal], str]) -> list[QuestionResult]:
    async with serve_api(settings) as url:
        return await asyncio.to_thread(partial(_run_questions, url, tokens(principal)))


async def test_a_few_golden_questions_are_answered_exactly(results: list[QuestionResult]) -> None:
    assert len(results) == 2 * len(ASKED)
    assert not format_misses(results)
    assert not [one.history["degraded"] for one in results if one.history["degraded"]]
