"""`python -m evals.summaries`: summaries of twenty scripted scenes and of 2,000 events, checked against their truth."""

import asyncio
import sys
from dataclasses import replace
from datetime import UTC, datetime

from domain.ask.services import AskServices
from domain.ask.settings import AskSettings
from domain.summary.summarize import SummaryOutput, summarize
from evals.scenes.catalogue import SCENES, make_random_scene
from evals.scenes.script import Scene
from evals.summaries.check import list_miscounted, list_misses
from evals.summaries.world import build_evidence, make_models, make_retrieval, video_context
from models.access.principal import Principal
from models.asking.answers import StoredSummary
from models.asking.evidence import Evidence
from models.enums import EventType, Language, Role, SummaryStage

_PRINCIPAL = Principal("evals", "evals", frozenset({Role.VIEWER}))
_EVENT_COUNT = 2000


def list_scenes() -> list[Scene]:
    """Twenty scenes of one to twelve visits: those with visitors of the catalogue, and made-up ones."""
    known = [scene for scene in SCENES.values() if scene.visits]
    made = [make_random_scene(seed, 1 + seed % 12) for seed in range(20 - len(known))]
    return [*known, *made]


def make_events(scene: Scene) -> list[Evidence]:
    """2,000 events of every type, of 150 people."""
    [row, *_], kinds = build_evidence(scene), list(EventType)
    return [
        replace(row, event_id=type(row.event_id)(int=number + 1), type=kinds[number % len(kinds)],
                start_seconds=number * 1.7, end_seconds=number * 1.7 + 1, track_id=f"P{number % 150 + 1}")
        for number in range(_EVENT_COUNT)
    ]  # fmt: skip


async def write_summary(scene: Scene, held: list[Evidence], language: Language) -> StoredSummary | None:
    async def tell(_stage: SummaryStage, _percent: int, _text: str) -> None:
        """Nobody follows."""

    settings = AskSettings("local.reader-v1", "local.overlap-v1")
    services = AskServices(make_retrieval(held), make_models(), settings, lambda: datetime.now(UTC))
    return await summarize(video_context(scene), language, _PRINCIPAL, services, SummaryOutput(tell))


async def evaluate() -> list[str]:
    """What is wrong, a line each; prints a line a scene."""
    wrong: list[str] = []
    for language in Language:
        good = 0
        for scene in list_scenes():
            summary = await write_summary(scene, build_evidence(scene), language)
            found = ["there is none"] if summary is None else list_misses(summary, scene)
            wrong += [f"{scene.name} ({language.value}): {one}" for one in found]
            good += not found
        visits = sum(len(scene.visits) for scene in list_scenes())
        print(f"{language.value}: {good} of {len(list_scenes())} scenes right, {visits} visits")
        scene = SCENES["sample"]
        held = make_events(scene)
        summary = await write_summary(scene, held, language)
        found = ["there is none"] if summary is None else list_miscounted(summary, held)
        told = 0 if summary is None else len(summary.visitors)
        print(
            f"{language.value}: {_EVENT_COUNT} events of {len(EventType)} types, {len(found)} miscounted, {told} visitors told"
        )
        wrong += [f"{_EVENT_COUNT} events ({language.value}): {one}" for one in found]
    return wrong


def main() -> int:
    """0: all right; 1: something is wrong."""
    wrong = asyncio.run(evaluate())
    for line in wrong:
        print(line)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
