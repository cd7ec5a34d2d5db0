"""Reviewed events become golden questions: confirmed ones must be cited, false alarms must not."""

import json
from collections.abc import Mapping
from typing import Any

import httpx
import pytest

from evals.ask.api import EvalApi
from evals.ask.evaluate import evaluate
from evals.ask.moments import GroundTruth
from evals.ask.reviews import questions_from_reviews


def event(start: float, verdict: str | None, kind: str = "THEFT", video: str = "v1") -> dict[str, Any]:
    review = None if verdict is None else {"verdict": verdict}
    return {"type": kind, "startSeconds": start, "endSeconds": start + 2, "video": {"id": video}, "review": review}


STORED = [
    event(1.0, "CONFIRMED"),
    event(20.0, "FALSE_ALARM"),
    event(40.0, "UNSURE"),
    event(60.0, None),
    event(5.0, "FALSE_ALARM", "SMOKING", "v2"),
]


def make_api(*cited: Mapping[str, Any]) -> EvalApi:
    def respond(request: httpx.Request) -> httpx.Response:
        body = json.loads(request.content)
        field: Any
        if "events(" in body["query"]:
            wanted = body["variables"]["filter"]
            fit = [
                one
                for one in STORED
                if (one["review"] is not None) is wanted["reviewed"]
                and one["video"]["id"] in wanted.get("videoIds", ["v1", "v2"])
                and one["type"] in wanted.get("types", [one["type"]])
            ]
            last = {"hasNextPage": False, "endCursor": None}
            field = {"edges": [{"node": one} for one in fit], "pageInfo": last}
        else:
            citations = [{"number": at, "video": one["video"], "event": one} for at, one in enumerate(cited, start=1)]
            status = "COMPLETED" if cited else "NOT_FOUND"
            history = {"status": status, "response": "", "session": {"id": "s"}, "citations": citations}
            field = {"history": history, "userErrors": []}
        return httpx.Response(200, json={"data": {"field": field}})

    return EvalApi(httpx.Client(transport=httpx.MockTransport(respond)), "http://graphql.test/graphql")


def test_each_video_and_type_with_a_review_has_a_question_in_both_languages() -> None:
    questions = questions_from_reviews(make_api())
    assert [(one.key, one.clip, one.texts) for one in questions] == [
        ("v1 THEFT", "v1", {"ko": "절도 장면을 모두 보여 줘.", "en": "Show me every theft."}),
        ("v2 SMOKING", "v2", {"ko": "흡연 장면을 모두 보여 줘.", "en": "Show me every smoking."}),
    ]


@pytest.mark.parametrize(
    ("cited", "thefts", "smoking"),
    [
        ([STORED[0]], True, False),
        ([STORED[0], STORED[2], STORED[3]], True, False),
        ([STORED[0], STORED[1]], False, False),
        ([STORED[2]], False, False),
        ([], False, True),
    ],
)
def test_answers_are_judged_by_the_reviews(cited: list[dict[str, Any]], thefts: bool, smoking: bool) -> None:
    api = make_api(*cited)
    questions = questions_from_reviews(api)
    videos = {"v1": "v1", "v2": "v2"}
    results = evaluate(api, questions, GroundTruth(()), videos, retrievers=False)
    by_clip = {clip: {one.score.exact for one in results if one.golden.clip == clip} for clip in videos}
    assert by_clip == {"v1": {thefts}, "v2": {smoking}}
