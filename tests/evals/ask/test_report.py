"""What the evaluation asks of the API, and what it prints."""

import json
from collections.abc import Callable, Mapping
from typing import Any

import httpx
import pytest

from evals.ask.__main__ import main
from evals.ask.api import ApiError, EvalApi
from evals.ask.evaluate import QuestionResult, evaluate
from evals.ask.expected import expect_each, expect_nothing
from evals.ask.footage.seeding import seed_footage
from evals.ask.golden import make_question
from evals.ask.moments import GroundTruth, TrueEvent
from evals.ask.report import format_misses, format_retrieval, format_table
from evals.ask.retrieval import rank_by_retriever

FELL = TrueEvent("door", "COLLAPSE", 5.0, 8.0, "LEFT", "P1")
EVENT = {"id": "e1", "type": "COLLAPSE", "startSeconds": 5.0, "endSeconds": 8.0, "video": {"id": "v1"}}
OTHER = {**EVENT, "id": "e2", "startSeconds": 50.0, "endSeconds": 58.0}
ANSWER = {
    "status": "COMPLETED",
    "response": "P1 [1].",
    "interpretation": "all of 'Door' · collapse",
    "degraded": [],
    "citations": [{"number": 1, "video": {"id": "v1"}, "event": EVENT}],
    "session": {"id": "s1"},
}
QUESTIONS = (
    make_question(
        "fell", "kind", "누가 쓰러졌어?", "Who fell?", lambda world: expect_each(world.select("door")), clip="door"
    ),
    make_question("when", "kind", "언제?", "When?", expect_nothing, clip="door", follows="fell"),
)


def _api(answer: Callable[[str, Mapping[str, Any]], Any]) -> EvalApi:
    def respond(request: httpx.Request) -> httpx.Response:
        body = json.loads(request.content)
        return httpx.Response(200, json={"data": {"field": answer(body["query"], body["variables"])}})

    return EvalApi(httpx.Client(transport=httpx.MockTransport(respond)), "http://graphql.test/graphql")


def _evaluate(inputs: list[Mapping[str, Any]]) -> list[QuestionResult]:
    def answer(query: str, variables: Mapping[str, Any]) -> Any:
        if "searchEvents" in query:
            return {"hits": [{"vectorSimilarity": 0.9, "keywordScore": None, "event": OTHER},
                             {"vectorSimilarity": 0.8, "keywordScore": 0.5, "event": EVENT}]}  # fmt: skip
        inputs.append(variables["input"])
        return {"history": ANSWER, "userErrors": []}

    return evaluate(_api(answer), QUESTIONS, GroundTruth([FELL]), {"door": "v1"})


def test_a_follow_up_is_asked_in_the_session_of_its_language() -> None:
    inputs: list[Mapping[str, Any]] = []
    _evaluate(inputs)
    assert inputs[0] == {"text": "누가 쓰러졌어?", "videoId": "v1", "timezone": None, "wait": True}
    assert inputs[2] == {"text": "언제?", "sessionId": "s1", "wait": True}


def test_the_report_scores_by_category_and_language_and_explains_each_miss() -> None:
    results = _evaluate([])
    assert format_table(results, "category").splitlines()[-1] == (
        "all                |     4 |                 100 %, 100 % |     50 %, 50 %"
    )
    assert "keyword            |                 100 %, 100 %" in format_retrieval(results)
    assert format_misses(results).splitlines() == [
        "",
        "when (ko): 언제?",
        "  read as: all of 'Door' · collapse",
        "  answer:  P1 [1].",
        "  miss:    status is COMPLETED, not NOT_FOUND or NOT_EXAMINED",
        "  miss:    cited, but wrong: door: COLLAPSE 5.0–8.0 s",
        "",
        "when (en): When?",
        "  read as: all of 'Door' · collapse",
        "  answer:  P1 [1].",
        "  miss:    status is COMPLETED, not NOT_FOUND or NOT_EXAMINED",
        "  miss:    cited, but wrong: door: COLLAPSE 5.0–8.0 s",
    ]


def test_legs_are_ranked_by_their_own_scores_and_fused_by_rank() -> None:
    def hit(name: str, vector: float | None, keyword: float | None) -> dict[str, Any]:
        return {"event": {"id": name}, "vectorSimilarity": vector, "keywordScore": keyword}

    legs = rank_by_retriever([hit("both", 0.5, 0.4), hit("near", 0.9, None), hit("worded", None, 0.8)])
    assert {leg: [event["id"] for event in events] for leg, events in legs.items()} == {
        "vector": ["near", "both"],
        "keyword": ["worded", "both"],
        "fused": ["both", "near", "worded"],
        "reranked": ["both", "near", "worded"],
    }


def test_other_footage_in_the_organization_stops_the_evaluation() -> None:
    page = {"edges": [{"node": {"name": "Somebody's"}}], "pageInfo": {"hasNextPage": False, "endCursor": None}}
    with pytest.raises(ApiError, match="other footage"):
        seed_footage(_api(lambda _query, _variables: page))


def test_an_address_needs_a_token(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--url", "http://127.0.0.1:1/graphql"]) == 2
    assert "go together" in capsys.readouterr().err
