"""The evaluation itself: what counts as right, and what it prints."""

import json
from collections.abc import Mapping
from typing import Any

import httpx
import pytest

from evals.ask.__main__ import evaluate, report
from evals.ask.api import Api, ApiError
from evals.ask.expected import Expected, Moment, world_of
from evals.ask.golden import GOLDEN
from evals.ask.score import says, score
from evals.scenes.catalogue import SCENES
from evals.scenes.truth import truth

CAME = Moment("PERSON_ENTER", 2.0, 2.0, "LEFT", 1)
STOOD = Moment("STANDING", 4.0, 24.0, "LEFT", 1)


def cited(*events: tuple[str, float, float], response: str = "", status: str = "COMPLETED") -> Mapping[str, Any]:
    citations = [
        {"number": number, "event": {"type": kind, "location": "LEFT", "startSeconds": start, "endSeconds": end}}
        for number, (kind, start, end) in enumerate(events, start=1)
    ]
    return {"status": status, "citations": citations, "response": response, "interpretation": "", "degraded": []}


def test_a_moment_within_a_second_and_a_span_that_overlaps_are_right() -> None:
    assert score(Expected(must=[CAME, STOOD]), cited(("PERSON_ENTER", 2.4, 2.9), ("STANDING", 5, 25))).right


@pytest.mark.parametrize(
    ("history", "miss"),
    [
        (cited(("STANDING", 5, 25)), "not cited: PERSON_ENTER"),
        (cited(("PERSON_ENTER", 4.1, 4.5), ("STANDING", 5, 25)), "cited, but wrong: PERSON_ENTER"),
        (cited(("PERSON_ENTER", 2, 2.5), ("STANDING", 20, 25)), "not cited: STANDING"),
        (cited(("PERSON_ENTER", 2, 2.5), ("STANDING", 5, 25), ("PERSON_EXIT", 9, 9)), "cited, but wrong: PERSON_EXIT"),
        (cited(status="NOT_FOUND"), "status is NOT_FOUND"),
    ],
)
def test_what_is_missing_or_too_much_is_a_miss(history: Mapping[str, Any], miss: str) -> None:
    assert any(one.startswith(miss) for one in score(Expected(must=[CAME, STOOD]), history).misses)


def test_where_nothing_is_true_an_answer_that_finds_something_is_wrong() -> None:
    assert score(Expected(), cited(status="NOT_FOUND")).right
    assert not score(Expected(), cited(("COLLAPSE", 1, 2))).right


@pytest.mark.parametrize(
    ("text", "count", "said"),
    [
        ("모두 3명이 들어왔습니다 [1][2][3].", 3, True),
        ("Three people came in [1].", 3, True),
        ("2 people came in [1][2][3].", 3, False),
        ("The times are 00:03 (P3) [3].", 3, False),
    ],
)
def test_a_count_is_neither_a_citation_nor_a_time_nor_a_name(text: str, count: int, said: bool) -> None:
    assert says(text, count) is said


def test_there_are_six_questions_in_each_language_and_the_truth_answers_all() -> None:
    assert [golden.language for golden in GOLDEN].count("ko") == [golden.language for golden in GOLDEN].count("en") == 6
    world = world_of(truth(SCENES["sample"]), dated=True)
    expected = [golden.answer(world) for golden in GOLDEN]
    assert sum(not one.found for one in expected) == 2
    assert [one.count for one in expected if one.count is not None] == [3, 2, 2]


def _api(answer: Mapping[str, Any], status: str = "READY") -> Api:
    node = {"id": "v1", "name": "Sample", "originalFilename": "sample.mp4", "status": status, "recordedAt": None}

    def respond(request: httpx.Request) -> httpx.Response:
        asks = "mutation" in json.loads(request.content)["query"]
        videos = {"edges": [{"node": node}], "pageInfo": {"hasNextPage": False, "endCursor": None}}
        data = {"prompt": {"history": answer, "userErrors": []}} if asks else {"videos": videos}
        return httpx.Response(200 if str(request.url).endswith("/graphql") else 404, json={"data": data})

    return Api(httpx.Client(transport=httpx.MockTransport(respond)), "http://graphql.test/graphql")


def test_the_report_counts_by_language_and_explains_each_miss() -> None:
    rows = evaluate(_api(cited(status="NOT_FOUND", response="Nothing.")), "sample", "sample")
    printed = report(rows)
    # Nobody fell, nobody loitered, and this video has no time of recording.
    assert "ko: 1 of 6 right" in printed
    assert "en: 2 of 6 right" in printed
    assert "  miss:    status is NOT_FOUND, not COMPLETED" in printed


def test_a_video_that_is_not_there_or_not_analysed_is_one_line() -> None:
    with pytest.raises(ApiError, match="no analysed video"):
        evaluate(_api(cited()), "sample", "another")
    with pytest.raises(ApiError, match="no analysed video"):
        evaluate(_api(cited(), status="ANALYZING"), "sample", "sample")
