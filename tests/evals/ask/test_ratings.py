"""Judged answers become golden questions: asked again in their context, and scored against the judgement."""

import json
from collections.abc import Mapping
from typing import Any

import httpx

from evals.ask.api import EvalApi
from evals.ask.evaluate import evaluate
from evals.ask.moments import GroundTruth
from evals.ask.ratings import clip_videos, questions_from_ratings

FELL = {"id": "e1", "type": "COLLAPSE", "startSeconds": 5.0, "endSeconds": 8.0, "video": {"id": "v1"}}
LEFT = {"id": "e2", "type": "PERSON_EXIT", "startSeconds": 20.0, "endSeconds": 21.0, "video": {"id": "v1"}}


def history_entry(number: int, prompt: str, rating: str | None, *events: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "id": f"h{number}", "sequenceNumber": number, "kind": "PROMPT", "prompt": prompt, "language": "KO",
        "status": "COMPLETED", "rating": rating, "citations": make_citations(*events),
    }  # fmt: skip


def make_citations(*events: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [{"number": at, "video": {"id": "v1"}, "event": event} for at, event in enumerate(events, start=1)]


SESSION = [
    history_entry(3, "그건 언제야?", None, FELL),
    history_entry(1, "누가 쓰러졌어?", None, FELL),
    history_entry(2, "그 사람은 언제 나갔어?", "UP", LEFT),
]


def _api(
    asked: list[Mapping[str, Any]], answers: Mapping[str, Any], histories: list[dict[str, Any]] = SESSION
) -> EvalApi:
    last = {"hasNextPage": False, "endCursor": None}

    def respond(request: httpx.Request) -> httpx.Response:
        body = json.loads(request.content)
        field: Any
        if "promptSessions" in body["query"]:
            field = {"edges": [{"node": {"id": "s1", "video": {"id": "v1"}}}], "pageInfo": last}
        elif "promptSession" in body["query"]:
            field = {"histories": {"edges": [{"node": one} for one in histories], "pageInfo": last}}
        else:
            asked.append(body["variables"]["input"])
            text = body["variables"]["input"]["text"]
            history = {"status": "COMPLETED", "response": "", "session": {"id": "new"}, "citations": answers[text]}
            field = {"history": history, "userErrors": []}
        return httpx.Response(200, json={"data": {"field": field}})

    return EvalApi(httpx.Client(transport=httpx.MockTransport(respond)), "http://graphql.test/graphql")


def test_a_rated_question_is_asked_after_those_before_it_and_no_later_ones() -> None:
    asked: list[Mapping[str, Any]] = []
    api = _api(asked, {"누가 쓰러졌어?": make_citations(FELL), "그 사람은 언제 나갔어?": make_citations(LEFT)})
    questions = questions_from_ratings(api)
    assert [(one.key, one.category, one.follows) for one in questions] == [
        ("h1", "context", ""),
        ("h2", "judged right", "h1"),
    ]
    results = evaluate(api, questions, GroundTruth(()), clip_videos(questions), retrievers=False)
    assert [one.get("sessionId") for one in asked] == [None, "new"]
    assert all(one.score.exact for one in results)


def test_an_answer_that_was_judged_wrong_must_not_come_again() -> None:
    histories = [history_entry(1, "누가 쓰러졌어?", "DOWN", LEFT)]
    for events, right in ((make_citations(LEFT), False), (make_citations(FELL), True)):
        api = _api([], {"누가 쓰러졌어?": events}, histories)
        questions = questions_from_ratings(api)
        (result,) = evaluate(api, questions, GroundTruth(()), clip_videos(questions) | {"v1": "v1"}, retrievers=False)
        assert result.score.exact is right
