"""`python -m evals.chat`: chats about rendered scenes, on an embedded stack of its own; prints a table of scores."""

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
from evals.ask.api import ApiError, EvalApi
from evals.ask.throwaway import run_on_temporary_stack
from evals.chat.footage import upload_scene, wait_until_analyzed
from evals.chat.questions import QUESTIONS, ChatQuestion

# Least share of right answers about what detection can see. All refusals must be right.
MIN_CORRECT_SHARE = 0.85
_CHAT = """mutation ($input: VlmChatInput!) { vlmChat(input: $input) {
  history { status response interpretation degraded error { message }
    citations { number startSeconds event { type } } timings { stage milliseconds } usage { images } }
  userErrors { message }
} }"""


@dataclass(frozen=True, slots=True)
class ChatResult:
    question: ChatQuestion
    language: str
    history: Mapping[str, Any]
    problem: str | None
    milliseconds: float


def main() -> int:
    """0: the targets are reached; 1: they are not; 2: the API cannot be used."""
    try:
        results = run_on_temporary_stack(_run_questions)
    except (ApiError, StackProblem) as error:
        print(error, file=sys.stderr)
        return 2
    print(format_report(results))
    return 0 if has_reached_targets(results) else 1


def _run_questions(url: str, token: str) -> list[ChatResult]:
    with httpx.Client(headers={"Authorization": f"Bearer {token}"}, timeout=300, trust_env=False) as client:
        api = EvalApi(client, url)
        scenes = {question.scene.name: question.scene for question in QUESTIONS}
        with TemporaryDirectory() as folder:
            videos = {name: upload_scene(api, scene, Path(folder)) for name, scene in scenes.items()}
        for video in videos.values():
            wait_until_analyzed(api, video)
        return [_ask(api, question, videos[question.scene.name], language)
                for question in QUESTIONS for language in question.texts]  # fmt: skip


def _ask(api: EvalApi, question: ChatQuestion, video: str, language: str) -> ChatResult:
    given: dict[str, Any] = {"text": question.texts[language], "videoId": video}
    if question.seconds is not None:
        given["seconds"] = {"from": question.seconds[0], "to": question.seconds[1]}
    began = time.perf_counter()
    history: Mapping[str, Any] = api.execute(_CHAT, input=given)["history"]
    milliseconds = (time.perf_counter() - began) * 1000
    return ChatResult(question, language, history, question.check(history), milliseconds)


def has_reached_targets(results: Sequence[ChatResult]) -> bool:
    answered = [result.problem is None for result in results if not result.question.expects_refusal]
    refused = [result.problem is None for result in results if result.question.expects_refusal]
    return sum(answered) >= MIN_CORRECT_SHARE * len(answered) and all(refused)


def format_report(results: Sequence[ChatResult]) -> str:
    """A row for each category, the totals, then every miss with its answer."""
    right = Counter((result.question.category, result.language) for result in results if result.problem is None)
    asked = Counter((result.question.category, result.language) for result in results)
    lines = [f"{'category':<22}{'ko':>8}{'en':>8}"]
    for category in dict.fromkeys(result.question.category for result in results):
        cells = [f"{right[category, language]}/{asked[category, language]}" for language in ("ko", "en")]
        lines.append(f"{category:<22}{cells[0]:>8}{cells[1]:>8}")
    for name, is_refusal in (("what can be told", False), ("honest refusals", True)):
        mine = [result for result in results if result.question.expects_refusal is is_refusal]
        good = sum(result.problem is None for result in mine)
        lines.append(f"{name}: {good} of {len(mine)} ({100 * good / len(mine):.0f} %)")
    for result in results:
        if result.problem is not None:
            lines += ["", f"{result.question.key} ({result.language}): {result.question.texts[result.language]}",
                      f"  miss:   {result.problem}", f"  looked: {result.history['interpretation']}",
                      f"  answer: {result.history['response']}"]  # fmt: skip
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
