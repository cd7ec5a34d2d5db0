"""How answers are told apart for the table of models."""

import json
from collections.abc import Mapping
from typing import Any

import httpx
import pytest

from evals.ask.api import EvalApi
from evals.ask.evaluate import QuestionResult
from evals.ask.expected import expect_each, expect_nothing
from evals.ask.golden import make_question
from evals.ask.moments import GroundTruth, TrueEvent
from evals.ask.outcomes import Outcome, classify, format_outcomes, name_model
from evals.ask.score import score_answer

FELL = TrueEvent("door", "COLLAPSE", 5.0, 8.0, "LEFT", "P1")
SEEN = {"type": "COLLAPSE", "startSeconds": 5.0, "endSeconds": 8.0, "clip": "door"}
OTHER = {**SEEN, "startSeconds": 50.0, "endSeconds": 58.0}
GOLDEN = make_question("fell", "kind", "누가?", "Who?", lambda _world: expect_each([FELL]))
USAGE = {"inputTokens": 4000, "outputTokens": 100, "estimatedCostUsd": 0.0135}


def result(*events: Mapping[str, Any], nothing: bool = False, **fields: Any) -> QuestionResult:
    history = {
        "status": "COMPLETED",
        "response": "P1 [1].",
        "interpretation": "all",
        "degraded": [],
        "citations": [{"event": event} for event in events],
        "usage": USAGE,
        **fields,
    }
    expected = expect_nothing(GroundTruth([])) if nothing else expect_each([FELL])
    return QuestionResult(GOLDEN, "en", history, score_answer(expected, history), 2000.0, {})


@pytest.mark.parametrize(
    ("answered", "outcome"),
    [
        (result(SEEN), Outcome.EXACT),
        (result(SEEN, OTHER), Outcome.WRONG),  # too much beside what is right
        (result(OTHER), Outcome.CONFIDENTLY_WRONG),
        (result(status="NOT_FOUND"), Outcome.CONFIDENTLY_WRONG),  # it denies what is there
        (result(status="NOT_FOUND", degraded=["planner"]), Outcome.WRONG),
        (result(SEEN, nothing=True), Outcome.CONFIDENTLY_WRONG),
        (result(status="NOT_EXAMINED"), Outcome.NOT_EXAMINED),
        (result(status="NOT_FOUND", interpretation=None), Outcome.REFUSED),
        (result(status="FAILED"), Outcome.REFUSED),
    ],
)
def test_an_outcome_says_how_an_answer_is_wrong(answered: QuestionResult, outcome: Outcome) -> None:
    assert classify(answered) is outcome


def test_the_row_of_a_model_has_shares_tokens_cost_and_time() -> None:
    row = format_outcomes("llm.tiny:1b", [result(SEEN), result(OTHER)]).splitlines()[-1]
    assert row == "llm.tiny:1b | 2 | 50 % | 0 % | 50 % | 0 % | 0 % | 4,000 + 100 | $0.0135 | 2.0 s"


@pytest.mark.parametrize(
    ("model_id", "name"),
    [
        ("local.rules-v1", "local.rules-v1 (the rule-based stand-in)"),
        ("global.anthropic.claude-sonnet-4-6", "global.anthropic.claude-sonnet-4-6"),
    ],
)
def test_the_row_is_named_by_the_model_that_answers(model_id: str, name: str) -> None:
    info = {"data": {"serverInfo": {"models": [{"purpose": "language", "modelId": model_id}]}}}
    transport = httpx.MockTransport(lambda _request: httpx.Response(200, content=json.dumps(info)))
    assert name_model(EvalApi(httpx.Client(transport=transport), "http://graphql.test/graphql")) == name
