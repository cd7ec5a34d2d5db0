"""`python -m evals.ask --url URL --token TOKEN`: ask the golden questions, print what was right and what was missed."""

import argparse
import os
import sys
import time
from collections.abc import Mapping, Sequence
from typing import Any

import httpx

from evals.ask.api import Api, ApiError
from evals.ask.expected import world_of
from evals.ask.golden import GOLDEN, Golden
from evals.ask.score import Score, score
from evals.scenes.catalogue import SCENES
from evals.scenes.truth import truth

Row = tuple[Golden, Mapping[str, Any], Score, float]


def main(arguments: Sequence[str] | None = None) -> int:
    """0: all right; 1: one is wrong; 2: the API cannot be asked."""
    chosen = _parser().parse_args(arguments)
    headers = {"Authorization": f"Bearer {chosen.token}"}
    with httpx.Client(headers=headers, timeout=chosen.timeout) as client:
        try:
            rows = evaluate(Api(client, chosen.url), chosen.scene, chosen.video or chosen.scene)
        except ApiError as error:
            print(error, file=sys.stderr)
            return 2
    print(report(rows))
    return 0 if all(one.right for _, _, one, _ in rows) else 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m evals.ask", description=__doc__)
    url = os.environ.get("WATCHGRAPH_URL", "http://127.0.0.1:8000/graphql")
    parser.add_argument("--url", default=url, help="GraphQL endpoint (default: WATCHGRAPH_URL or %(default)s)")
    token = os.environ.get("WATCHGRAPH_TOKEN")
    parser.add_argument("--token", default=token, required=token is None, help="bearer token (or WATCHGRAPH_TOKEN)")
    parser.add_argument("--scene", default="sample", choices=sorted(SCENES), help="whose truth to score against")
    parser.add_argument("--video", help="id, or part of the name, of its uploaded video (default: the scene's name)")
    parser.add_argument("--timeout", type=float, default=120.0, help="seconds to wait for an answer")
    return parser


def evaluate(api: Api, scene: str, video: str) -> list[Row]:
    """Ask every golden question about a video that shows the scene. Raises ApiError."""
    node = api.video(video)
    world = world_of(truth(SCENES[scene]), dated=node["recordedAt"] is not None)
    rows = []
    for golden in GOLDEN:
        began = time.perf_counter()
        history = api.ask(golden.text, node["id"])
        milliseconds = (time.perf_counter() - began) * 1000
        rows.append((golden, history, score(golden.answer(world), history), milliseconds))
    return rows


def report(rows: Sequence[Row]) -> str:
    """A line a question, the score by language, then every miss with the answer that was given."""
    lines = []
    for golden, history, one, milliseconds in rows:
        degraded = f"  without {', '.join(history['degraded'])}" if history["degraded"] else ""
        lines.append(
            f"{'right' if one.right else 'WRONG'}  {golden.language}  {milliseconds:6.0f} ms  {golden.text}{degraded}"
        )
    for language in ("ko", "en"):
        scores = [one.right for golden, _, one, _ in rows if golden.language == language]
        lines.append(f"{language}: {sum(scores)} of {len(scores)} right")
    for golden, history, one, _ in rows:
        if not one.right:
            lines += ["", golden.text, f"  read as: {history['interpretation']}", f"  answer:  {history['response']}"]
            lines += [f"  miss:    {miss}" for miss in one.misses]
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
