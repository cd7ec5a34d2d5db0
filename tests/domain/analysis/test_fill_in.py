"""Looking later at what an analysis left out: it adds to what the analysis told, and takes nothing from it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, cast
from uuid import UUID

from domain.analysis.looking import FillIn, Looking, add_told_rows
from domain.analysis.run_state import AnalysisRun
from domain.jobs.context import JobContext
from domain.looking.ask import LookModels
from domain.looking.step import LookServices
from models.access.principal import Principal
from models.asking.conversation import Embeddings, TokenCount
from models.enums import EventType
from models.footage.looks import FilledIn, Look, LookReason, LookReport, LookSegment
from models.jobs import Claim, JobResult, ProgressUpdate
from models.rows.video import VideoRow
from tests.domain.jobs.test_attempt import RecordingJobStore, claim
from tests.domain.looking.test_ask import Scripted
from tests.domain.looking.test_check import EVENT, FACTS, report
from tests.domain.looking.test_step import FALL, World

VIDEO: dict[str, Any] = {
    **dict.fromkeys(("id", "etag", "object_version", "original_fault", "checksum_sha256", "clock", "gaps")),
    "object_key": "k",
    "tier": "HOT",
    "camera_id": UUID(int=9),
    "frame_rate": 25.0,
    "examined": ["INTRUSION", "CROWDING"],
    "camera": "Yard",
    "timezone": "Asia/Seoul",
    "recorded_at": datetime(2026, 3, 1, 14, 59, tzinfo=UTC),
    # From there on, the clock is an hour ahead.
    "jumps": [13.0, 3600.0],
}


@dataclass
class Filled(World):
    """A video that was analysed before, with looks that are left out."""

    texts: list[str] = field(default_factory=list)
    filled_in: list[tuple[FilledIn, ProgressUpdate]] = field(default_factory=list)

    async def get_by_ids(
        self, _who: Principal, _ids: Sequence[UUID], columns: Iterable[str], /
    ) -> list[VideoRow | None]:
        return [cast("VideoRow", {name: VIDEO[name] for name in columns})]

    async def embed(self, texts: Sequence[str], *_: Any) -> Embeddings:
        self.texts += texts
        return Embeddings("m", [[1.0]] * len(texts), TokenCount(1, 0))

    async def list_detected(self, _who: Principal, _video: UUID, /) -> Sequence[Mapping[str, Any]]:
        return ()

    async def store_filled_in(
        self, _claim: Claim, filled_in: FilledIn, update: ProgressUpdate, _result: JobResult, /
    ) -> None:
        self.filled_in.append((filled_in, update))


async def fill_in() -> Filled:
    world = Filled(stored=[FALL])
    models = Scripted([report({**EVENT, "frames": [2, 3]}, {**EVENT, "type": "FIGHTING", "frames": [4]})])
    services = LookServices(LookModels(models, "amazon.nova-lite-v1:0"), world, world, world, world)
    context = JobContext(claim(), RecordingJobStore())
    await FillIn(cast("Any", world), cast("Any", world), Looking(services, cast("Any", world), world)).run(
        context, UUID(int=2)
    )
    return world


async def test_what_the_camera_s_settings_had_examined_stays_examined() -> None:
    [(_, update)] = (await fill_in()).filled_in
    assert list(update.columns["examined"])[:2] == ["INTRUSION", "CROWDING"]
    assert "FIGHTING" in update.columns["examined"]


async def test_the_texts_of_new_events_have_the_camera_and_the_local_time() -> None:
    world = await fill_in()
    assert [text.splitlines()[-1] for text in world.texts] == ["Yard, 2026-03-01 23:59", "Yard, 2026-03-02 00:59"]


def test_what_a_look_says_is_added_to_what_the_detector_knows_of_an_event() -> None:
    unused: Any = None
    run = AnalysisRun(unused, UUID(int=2), unused, unused)
    segment = LookSegment(9, 15, (LookReason.ZONE,), ("P1",), (EventType.INTRUSION,))
    run.looks = [Look(segment, FACTS, LookReport(description=("A man climbs.", "남자가 오릅니다.")))]
    zones = {"zones": ["yard"], "outsideExpectedHours": False}
    run.rows = [{"type": "INTRUSION", "start_seconds": 11.0, "attributes": dict(zones)}]
    add_told_rows(run)
    [row] = run.rows
    assert row["attributes"].pop("look")["description"] == "A man climbs."
    assert row["attributes"] == zones
