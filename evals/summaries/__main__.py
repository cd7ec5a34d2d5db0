"""`python -m evals.summaries`: checks summaries of twenty scripted scenes and of 2,000 events against their truth."""

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
    """Twenty scenes of one to twelve visits: those of the catalogue that have visitors, and random ones."""
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


async def write_summary(scene: Scene, rows: list[Evidence], language: Language) -> StoredSummary | None:
    async def report(_stage: SummaryStage, _percent: int, _text: str) -> None:
        """Nobody is subscribed."""

    settings = AskSettings("local.rules-v1", "local.overlap-v1")
    services = AskServices(make_retrieval(rows), make_models(), settings, lambda: datetime.now(UTC))
    return await summarize(video_context(scene), language, _PRINCIPAL, services, SummaryOutput(report))


async def evaluate() -> list[str]:
    """Summarize everything; prints the scores and returns a line for each fault."""
    faults: list[str] = []
    for language in Language:
        good = 0
        for scene in list_scenes():
            summary = await write_summary(scene, build_evidence(scene), language)
            found = ["there is none"] if summary is None else list_misses(summary, scene)
            faults += [f"{scene.name} ({language.value}): {miss}" for miss in found]
            good += not found
        visits = sum(len(scene.visits) for scene in list_scenes())
        print(f"{language.value}: {good} of {len(list_scenes())} scenes right, {visits} visits")
        scene = SCENES["sample"]
        rows = make_events(scene)
        summary = await write_summary(scene, rows, language)
        found = ["there is none"] if summary is None else list_miscounted(summary, rows)
        visitors = 0 if summary is None else len(summary.visitors)
        events = f"{_EVENT_COUNT} events of {len(EventType)} types"
        print(f"{language.value}: {events}, {len(found)} miscounted, {visitors} visitors told")
        faults += [f"{_EVENT_COUNT} events ({language.value}): {miss}" for miss in found]
    return faults


def main() -> int:
    """0: all right; 1: something is wrong."""
    faults = asyncio.run(evaluate())
    for line in faults:
        print(line)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
