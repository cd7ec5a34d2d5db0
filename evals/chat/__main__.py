"""`python -m evals.chat`: chats about rendered scenes on an embedded stack of its own; a table of what was right."""

import sys
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import httpx

from devstack.problem import StackProblem
from evals.ask.api import Api, ApiError
from evals.ask.throwaway import on_a_throwaway_stack
from evals.chat.questions import QUESTIONS, Question
from evals.scenes.render import render
from evals.scenes.script import Scene

# What the figures must reach: right on what detection claims to tell, honest on what it cannot.
LEAST_RIGHT = 0.85
_WAIT_SECONDS = 900.0
_REQUEST = """mutation ($input: RequestUploadInput!) {
  requestUpload(input: $input) { video { id } uploadToken url headers { name value } userErrors { message } }
}"""
_CONFIRM = """mutation ($token: String!) {
  confirmUpload(input: { uploadToken: $token }) { video { id } userErrors { message } }
}"""
_STATUS = "query ($id: ID!) { video(id: $id) { status failure { message } } }"
_CHAT = """mutation ($input: VlmChatInput!) { vlmChat(input: $input) {
  history { status response interpretation degraded error { message }
    citations { number startSeconds event { type } } timings { stage milliseconds } usage { images } }
  userErrors { message }
} }"""


@dataclass(frozen=True, slots=True)
class Result:
    question: Question
    language: str
    history: Mapping[str, Any]
    wrong: str | None
    milliseconds: float


def main() -> int:
    """0: the figures are reached; 1: they are not; 2: the API cannot be asked."""
    try:
        results = on_a_throwaway_stack(_work)
    except (ApiError, StackProblem) as error:
        print(error, file=sys.stderr)
        return 2
    print(report(results))
    return 0 if reached(results) else 1


def _work(url: str, token: str) -> list[Result]:
    with httpx.Client(headers={"Authorization": f"Bearer {token}"}, timeout=300, trust_env=False) as client:
        api = Api(client, url)
        scenes = {question.scene.name: question.scene for question in QUESTIONS}
        with TemporaryDirectory() as folder:
            videos = {name: _upload(api, scene, Path(folder)) for name, scene in scenes.items()}
        for video in videos.values():
            _await(api, video)
        return [_ask(api, question, videos[question.scene.name], language)
                for question in QUESTIONS for language in question.texts]  # fmt: skip


def _upload(api: Api, scene: Scene, folder: Path) -> str:
    drawn = render(scene, folder)[0]
    given = {
        "filename": drawn.name,
        "contentType": "video/mp4",
        "sizeBytes": str(drawn.stat().st_size),
        "name": scene.name,
        "camera": scene.camera,
        "timezone": scene.timezone,
        "recordedAt": scene.recorded_at.isoformat(),
    }
    asked = api.post(_REQUEST, input=given)
    api.send(drawn, asked["url"], {header["name"]: header["value"] for header in asked["headers"]})
    return str(api.post(_CONFIRM, token=asked["uploadToken"])["video"]["id"])


def _await(api: Api, video: str) -> None:
    began = time.monotonic()
    while (node := api.post(_STATUS, id=video))["status"] != "READY":
        if node["status"] in ("FAILED", "CANCELLED") or time.monotonic() - began > _WAIT_SECONDS:
            raise ApiError(f"a scene was not analysed: {node}")
        time.sleep(0.5)


def _ask(api: Api, question: Question, video: str, language: str) -> Result:
    given: dict[str, Any] = {"text": question.texts[language], "videoId": video}
    if question.seconds is not None:
        given["seconds"] = {"from": question.seconds[0], "to": question.seconds[1]}
    began = time.perf_counter()
    history: Mapping[str, Any] = api.post(_CHAT, input=given)["history"]
    milliseconds = (time.perf_counter() - began) * 1000
    return Result(question, language, history, question.check(history), milliseconds)


def reached(results: Sequence[Result]) -> bool:
    told = [one.wrong is None for one in results if not one.question.honest]
    honest = [one.wrong is None for one in results if one.question.honest]
    return sum(told) >= LEAST_RIGHT * len(told) and all(honest)


def report(results: Sequence[Result]) -> str:
    """A row a category and language, the totals, then every miss with the answer that was given."""
    right = Counter((one.question.category, one.language) for one in results if one.wrong is None)
    asked = Counter((one.question.category, one.language) for one in results)
    lines = [f"{'category':<22}{'ko':>8}{'en':>8}"]
    for category in dict.fromkeys(one.question.category for one in results):
        cells = [f"{right[category, tongue]}/{asked[category, tongue]}" for tongue in ("ko", "en")]
        lines.append(f"{category:<22}{cells[0]:>8}{cells[1]:>8}")
    for name, honest in (("what can be told", False), ("honest refusals", True)):
        mine = [one for one in results if one.question.honest is honest]
        good = sum(one.wrong is None for one in mine)
        lines.append(f"{name}: {good} of {len(mine)} ({100 * good / len(mine):.0f} %)")
    for one in results:
        if one.wrong is not None:
            lines += ["", f"{one.question.key} ({one.language}): {one.question.texts[one.language]}",
                      f"  miss:   {one.wrong}", f"  looked: {one.history['interpretation']}",
                      f"  answer: {one.history['response']}"]  # fmt: skip
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
