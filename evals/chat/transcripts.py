"""`python -m evals.chat.transcripts docs`: writes chats and summaries of the sample scene as a page.

Runs on an embedded stack of its own. The cited frames are stored beside the page, scaled down.
"""

import argparse
import io
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import httpx
from PIL import Image

from devstack.problem import StackProblem
from evals.ask.api import ApiError, EvalApi
from evals.ask.throwaway import run_on_temporary_stack
from evals.chat.footage import upload_scene, wait_until_analyzed
from evals.scenes.catalogue import SCENES

_WIDTH, _QUALITY = 320, 70
_SUMMARY_SECONDS = 600.0
# Each chat is a session: its title, and its questions in order, each with the range that the caller gives.
CHATS: tuple[tuple[str, tuple[tuple[str, tuple[float, float] | None], ...]], ...] = (
    (
        "At a moment that the words name",
        (("6초쯤 화면에 뭐가 보여?", None), ("그럼 그 사람은 무슨 색 옷을 입었어?", None)),
    ),
    ("When somebody comes in", (("How many people are on screen when the second person comes in?", None),)),
    ("What changed", (("What changed between 0:06 and 0:15?", None), ("Is anybody moving?", None))),
    ("In order", (("처음 25초 동안 무슨 일이 있었는지 순서대로 알려줘", None),)),
    ("What cannot be seen", (("How old is the person, and did they steal anything?", (34.0, 38.0)),)),
)
_CHAT = """mutation ($input: VlmChatInput!) { vlmChat(input: $input) {
  history { status response interpretation usage { images }
    citations { number startSeconds endSeconds timecode frameUrl event { type description } } }
  session { id } userErrors { message }
} }"""
_GENERATE = """mutation ($id: ID!, $kind: SummaryKind!) {
  generateSummary(videoId: $id, kind: $kind, regenerate: true) { video { id } userErrors { message } }
}"""
_SUMMARY = """query ($id: ID!) { video(id: $id) { summary {
  kind status headline text language model usage { images }
  visitors { trackId firstSeenSeconds lastSeenSeconds text }
  citations { number timecode frameUrl event { type } }
} } }"""


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m evals.chat.transcripts", description=__doc__)
    parser.add_argument("folder", type=Path, help="where chats.md and the frames go")
    folder: Path = parser.parse_args().folder
    try:
        text = run_on_temporary_stack(lambda url, token: _render_page(url, token, folder))
    except (ApiError, StackProblem) as error:
        print(error, file=sys.stderr)
        return 2
    (folder / "chats.md").write_text(text, encoding="utf-8")
    return 0


def _render_page(url: str, token: str, folder: Path) -> str:
    headers = {"Authorization": f"Bearer {token}"}
    with (
        httpx.Client(headers={**headers, "Accept-Language": "en"}, timeout=300, trust_env=False) as english,
        httpx.Client(headers={**headers, "Accept-Language": "ko"}, timeout=300, trust_env=False) as korean,
    ):
        api = EvalApi(english, url)
        with TemporaryDirectory() as drawn:
            video = upload_scene(api, SCENES["sample"], Path(drawn))
        wait_until_analyzed(api, video)
        parts = [_INTRODUCTION]
        for number, (title, questions) in enumerate(CHATS, start=1):
            parts.append(f"### {number}. {title}\n")
            parts += _render_chat(api, video, questions, folder, f"chat-{number}")
        parts.append("## Two summaries\n")
        for client, kind, title in (
            (korean, "EVENTS", "Korean, from events"),
            (english, "FULL", "English, from frames too"),
        ):
            parts += _render_summary(EvalApi(client, url), video, kind, title, folder)
        return "\n".join(parts).rstrip() + "\n"


_INTRODUCTION = """# Chats and summaries of the sample

The embedded stack with its small local models wrote these answers; `python -m evals.chat.transcripts docs` makes this
page again. The footage is the project's scripted scene `sample` (50 seconds, three visits). Numbers in brackets are
citations; the pictures are the cited frames, scaled down.

The local model answers how many people there are, where, whether they move, what changed, the colours of clothes, and
what the detector recorded. It says that it cannot answer the rest. The setting `AWS_BEDROCK_VLM_MODEL_ID` chooses a
larger vision-language model.

## Five chats
"""


def _render_chat(
    api: EvalApi, video: str, questions: Sequence[tuple[str, tuple[float, float] | None]], folder: Path, name: str
) -> list[str]:
    lines: list[str] = []
    session: str | None = None
    for place, (text, seconds) in enumerate(questions):
        given: dict[str, Any] = {"text": text, "videoId": video, "sessionId": session}
        if seconds is not None:
            given["seconds"] = {"from": seconds[0], "to": seconds[1]}
        payload = api.execute(_CHAT, input=given)
        history, session = payload["history"], payload["session"]["id"]
        asked = f" (seconds {seconds[0]:g} to {seconds[1]:g})" if seconds else ""
        lines += [f"> **{text}**{asked}\n>", f"> {history['response']}\n"]
        lines.append(f"`{history['status']}` · {history['interpretation']} · {_format_events(history)}\n")
        lines.append(_save_frames(history["citations"], folder, f"{name}-{'ab'[place]}"))
    return lines


def _render_summary(api: EvalApi, video: str, kind: str, title: str, folder: Path) -> list[str]:
    api.execute(_GENERATE, id=video, kind=kind)
    began = time.monotonic()
    while (summary := api.execute(_SUMMARY, id=video)["summary"])["status"] != "COMPLETED" or summary["kind"] != kind:
        if summary["status"] == "FAILED" or time.monotonic() - began > _SUMMARY_SECONDS:
            raise ApiError(f"the summary was not written: {summary}")
        time.sleep(0.5)
    visitors = [
        f"- **{visitor['trackId']}** ({visitor['firstSeenSeconds']:.1f}–{visitor['lastSeenSeconds']:.1f} s): "
        f"{visitor['text']}"
        for visitor in summary["visitors"]
    ]
    text = summary["text"].replace("\n", "\n> ")
    pictures = _save_frames(summary["citations"], folder, f"summary-{kind.lower()}", most=6)
    lines = [f"### {title}\n", f"> **{summary['headline']}**\n>", f"> {text}\n", *visitors, ""]
    return [*lines, pictures] if kind == "FULL" else lines


def _format_events(history: Mapping[str, Any]) -> str:
    events = [
        f"[{citation['number']}] {citation['event']['type']} {citation['timecode']}"
        for citation in history["citations"]
        if citation["event"]
    ]
    return f"{history['usage']['images']} images sent" + (f" · events: {', '.join(events)}" if events else "")


def _save_frames(citations: Sequence[Mapping[str, Any]], folder: Path, name: str, most: int = 4) -> str:
    """Markdown of the cited frames: at most `most` of them, evenly chosen."""
    frames = [citation for citation in citations if citation["event"] is None and citation["frameUrl"]]
    if len(frames) > most:
        frames = [frames[round(place * (len(frames) - 1) / (most - 1))] for place in range(most)]
    (folder / "frames").mkdir(parents=True, exist_ok=True)
    shown = []
    for citation in frames:
        answer = httpx.get(citation["frameUrl"], timeout=60, trust_env=False)
        picture = Image.open(io.BytesIO(answer.raise_for_status().content))
        picture.thumbnail((_WIDTH, _WIDTH))
        file = f"frames/{name}-{citation['number']}.jpg"
        picture.save(folder / file, "JPEG", quality=_QUALITY)
        shown.append(f"![[{citation['number']}] at {citation['timecode']}]({file})")
    return " ".join(shown) + "\n" if shown else ""


if __name__ == "__main__":
    sys.exit(main())
