"""What looking costs for an hour of footage with typical activity, by list prices: `python -m evals.look_cost`.

The hour is made up: visits to a shop with the shares below. Parts are found and messages are built by the product's own
code; a picture counts as many tokens as Claude's documentation says. No model is called.
"""

import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from domain.llm.prices import USD_PER_MILLION_TOKENS
from domain.looking.message import Shown, ShownFrame, build_message
from domain.looking.price import PICTURE_SIZE, price_tokens
from domain.looking.prompts import GATE, LOOKER
from domain.looking.segments import WatchedFootage, describe_people, find_segments
from domain.looking.step import build_request
from domain.looking.tool import GATE_TOOL, LOOK_TOOL
from models.asking.conversation import Image, TokenCount
from models.enums import EventType
from vision.paths import TrackPath

HOUR = 3600.0
VISITS = 60
# Of the visits: sight is lost inside the frame, a stay at a shelf, a run. One fall in the hour.
LOST, AT_SHELF, RUNS = 0.1, 0.3, 0.02
# Of the parts, how many the cheap model passes on. An assumption: nobody has measured it.
PASSED_ON = 0.3
_SHELF = {"name": "shelf", "purpose": "SHELF", "polygon": [[0.4, 0.4], [0.6, 0.4], [0.6, 1.0], [0.4, 1.0]]}
_SIZE = (1280.0, 720.0)
_PIXELS_PER_TOKEN, _CHARACTERS_PER_TOKEN = 750, 3.5
_REPORT_TOKENS, _DECISION_TOKENS = 350, 120
_PRICED = ("anthropic.claude-sonnet-4-5-20250929-v1:0", "anthropic.claude-haiku-4-5-20251001-v1:0")
_CHEAP = "amazon.nova-lite-v1:0"


@dataclass(frozen=True)
class Happening:
    type: EventType
    start_seconds: float
    end_seconds: float
    track_id: str | None
    visit_began_in: str | None = None
    attributes: Mapping[str, Any] = field(default_factory=dict)


def make_hour(seed: int = 1) -> WatchedFootage:
    """An hour of visits of 20 to 90 seconds, one after another and at once."""
    chance = random.Random(seed)  # noqa: S311  (no secret)
    events, paths = [], []
    for number in range(1, VISITS + 1):
        who, start = f"P{number}", chance.uniform(0, HOUR - 90)
        end = start + chance.uniform(20, 90)
        at_shelf = chance.random() < AT_SHELF
        x = 600 if at_shelf else 100
        seconds = tuple(round(start + step / 2, 3) for step in range(int((end - start) * 2)))
        paths.append(TrackPath(who, seconds, tuple((x, 300, 90, 260) for _ in seconds)))
        kinds = [EventType.PERSON_ENTER, EventType.WALKING, EventType.STANDING]
        kinds.append(EventType.LOST_FROM_VIEW if chance.random() < LOST else EventType.PERSON_EXIT)
        if chance.random() < RUNS:
            kinds.append(EventType.RUNNING)
        events += [Happening(kind, end if kind is kinds[3] else start, end, who) for kind in kinds]
    events.append(Happening(EventType.COLLAPSE, 1800.0, 1802.0, "P1"))
    return WatchedFootage(events, paths, _SIZE, HOUR, [_SHELF])


def count_tokens(footage: WatchedFootage, system: str, schema: object) -> tuple[int, int, int]:
    """Parts, frames and input tokens of looking at all of the hour."""
    frames = tokens = 0
    segments = find_segments(footage)
    picture = round(min(PICTURE_SIZE.most_pixels, 1024 * 576) / _PIXELS_PER_TOKEN)
    for segment in segments:
        request = build_request(segment)
        shown = [ShownFrame(moment.seconds, Image(b"-", "jpeg")) for moment in request.moments]
        message = build_message(Shown(segment, describe_people(segment, footage), shown))
        written = len(system) + len(str(schema)) + len(message.text) + sum(len(image.label) for image in message.images)
        frames += len(shown)
        tokens += round(written / _CHARACTERS_PER_TOKEN) + picture * len(shown)
    return len(segments), frames, tokens


def main() -> None:
    footage = make_hour()
    parts, frames, tokens = count_tokens(footage, LOOKER, LOOK_TOOL.schema)
    print(f"An hour with {VISITS} visits: {parts} looks, {frames} frames, {tokens} input tokens")
    _, _, gate_tokens = count_tokens(footage, GATE, GATE_TOOL.schema)
    gate = price_tokens(_CHEAP, TokenCount(gate_tokens, parts * _DECISION_TOKENS)) / 1_000_000
    for model in (*_PRICED, _CHEAP):
        assert model in USD_PER_MILLION_TOKENS
        alone = price_tokens(model, TokenCount(tokens, parts * _REPORT_TOKENS)) / 1_000_000
        print(f"{model}: {alone:.2f} USD")
        if model != _CHEAP:
            print(f"  after {_CHEAP}, which passes on {PASSED_ON:.0%}: {gate + PASSED_ON * alone:.2f} USD")


if __name__ == "__main__":
    main()
