"""Looking at the parts of a video: each once, the most serious first, and never for longer than the model lasts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

import pytest

from domain.chat.frames import FrameBatch, FrameImage
from domain.jobs.context import JobContext
from domain.looking.ask import LookModels
from domain.looking.rows import describe_look, list_told_rows
from domain.looking.step import LookedAtFootage, LookServices, LookStep, build_request
from domain.looking.totals import sum_up
from models.access.principal import Principal
from models.errors import ModelFailed, Throttled, Unavailable, UnusableMedia
from models.event_sources import LOOK_SOURCE
from models.event_types import LOOKED_FOR_TYPES
from models.footage.looks import Look, LookReason, LookSegment, Unlooked
from models.footage.originals import ObjectRef, Original
from tests.domain.jobs.test_attempt import RecordingJobStore, claim
from tests.domain.looking.test_ask import Given, Purse, Scripted
from tests.domain.looking.test_check import EVENT, FACTS, JPEG, report
from vision.stills.stills import StillsRequest

ORIGINAL = Original(UUID(int=2), ObjectRef("k", None, None), None)
FALL = Look(LookSegment(9, 15, (LookReason.DOWN,), ("P1",)), FACTS)
STAYS = [Look(LookSegment(at, at + 6, (LookReason.DWELL,), ("P1",)), FACTS) for at in (20.0, 40.0, 60.0)]
LOOKS = [*STAYS[:1], FALL, *STAYS[1:]]


@dataclass
class World:
    """Frames, pictures, looks and a budget in memory. broken: what cutting frames raises."""

    left: int = 10_000_000
    broken: Exception | None = None
    stored: list[Look] = field(default_factory=list)
    put_keys: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.purse = Purse(self.left)

    async def open(self, _claim: Any, _pipeline: str, looks: Sequence[Look], /) -> list[Look]:
        return list(looks)

    async def list_of_video(self, _who: Principal, _video: UUID, _pipeline: str, /) -> list[Look]:
        return self.stored

    async def store(self, _claim: Any, _pipeline: str, told: Look, /) -> None:
        self.stored.append(told)

    def open_purse(self, _who: Principal, _camera: UUID | None, /) -> Purse:
        return self.purse

    async def extract(
        self, _organization: str, _original: Original, request: StillsRequest, *, clock: Any = None
    ) -> FrameBatch:
        assert clock is None
        if self.broken is not None:
            raise self.broken
        frames = [FrameImage(moment.seconds, "key", JPEG) for moment in request.moments]
        return FrameBatch(frames, None, 0, 0, cut_short=False)

    async def put(self, _bucket: str, key: str, _body: bytes, _type: str, /) -> ObjectRef:
        self.put_keys.append(key)
        return ObjectRef(key, "etag", None)


async def run(world: World, looks: Sequence[Look], *answers: Given) -> tuple[list[Look], Scripted]:
    models = Scripted(answers)
    services = LookServices(LookModels(models, "amazon.nova-lite-v1:0"), world, world, world, world)
    step = LookStep(services, LookedAtFootage(ORIGINAL, None, 25.0), "p")
    return await step.run(JobContext(claim(), RecordingJobStore()), looks, lambda _done, _total: None), models


def unlooked(looks: Sequence[Look]) -> list[Unlooked | None]:
    return [look.unlooked for look in looks]


async def test_the_most_serious_part_is_looked_at_first_and_each_is_stored_when_it_is_done() -> None:
    world = World()
    looks, _ = await run(world, LOOKS, *[report()] * 4)
    assert [look.segment for look in looks] == [look.segment for look in LOOKS]
    assert world.stored[0].segment == FALL.segment
    assert unlooked(looks) == [None] * 4


async def test_what_was_looked_at_is_not_looked_at_again() -> None:
    first, _ = await run(World(), [FALL], report(EVENT))
    looks, models = await run(World(), [*first, STAYS[0]], report())
    assert (len(models.asked), looks[0]) == (1, first[0])


async def test_an_event_is_a_row_with_its_basis_its_model_and_its_picture() -> None:
    world = World()
    [look], _ = await run(world, [FALL], report({**EVENT, "people": ["P1"], "frames": [1, 3]}))
    assert look.report is not None
    [row] = look.report.rows
    assert (row["source"], row["track_id"], row["type"]) == (LOOK_SOURCE, "P1", "COLLAPSE")
    assert row["attributes"]["look"]["model"] == "amazon.nova-lite-v1:0"
    assert 9 <= row["start_seconds"] < row["end_seconds"] <= 15
    assert (row["bbox_width"], row["location"]) == (100, "LEFT")
    assert world.put_keys == [row["thumbnail_key"]] == list(look.report.pictures)


async def test_what_the_detector_tells_of_the_same_person_is_not_told_twice() -> None:
    looks, _ = await run(World(), [FALL], report(EVENT, {**EVENT, "type": "SMOKING"}))
    known: Mapping[str, Any] = {"type": "COLLAPSE", "track_id": "P1", "start_seconds": 10.0, "end_seconds": 11.0}
    assert [row["type"] for row in list_told_rows(looks, [known])] == ["SMOKING"]
    assert [row["type"] for row in list_told_rows(looks, [{**known, "track_id": "P2"}])] == ["COLLAPSE", "SMOKING"]
    assert (describe_look(looks[0]) or {})["types"] == ["COLLAPSE", "SMOKING"]


@pytest.mark.parametrize(
    ("failure", "why", "calls"),
    [
        (Throttled(service="b"), Unlooked.THROTTLED, 2),
        (Unavailable(service="b"), Unlooked.MODEL_GONE, 2),
        (ModelFailed(problem="prose"), Unlooked.NO_ANSWER, 8),
    ],
)
async def test_a_model_that_fails_is_left_alone_and_the_parts_say_so(
    failure: Exception, why: Unlooked, calls: int
) -> None:
    looks, models = await run(World(), LOOKS, *[failure] * 8)
    assert (unlooked(looks), len(models.asked)) == ([why] * 4, calls)


async def test_a_spent_budget_ends_the_looking() -> None:
    rich = World()
    await run(rich, [FALL], report())
    looks, models = await run(World(left=rich.purse.reserved[0] + 100), LOOKS, *[report()] * 4)
    assert unlooked(looks) == [Unlooked.BUDGET, None, Unlooked.BUDGET, Unlooked.BUDGET]
    assert len(models.asked) == 1


@pytest.mark.parametrize(
    ("broken", "why"),
    [
        (UnusableMedia("UNDECODABLE_VIDEO", codec="h264"), Unlooked.UNREADABLE),
        (Unavailable(service="S3"), Unlooked.WAITING),
    ],
)
async def test_a_part_without_frames_is_not_looked_at(broken: Exception, why: Unlooked) -> None:
    looks, models = await run(World(broken=broken), [FALL])
    assert (unlooked(looks), models.asked) == ([why], [])


@pytest.mark.parametrize(("seconds", "count"), [(0.5, 4), (6, 5), (20, 8)])
def test_four_to_eight_frames_are_shown(seconds: float, count: int) -> None:
    request = build_request(LookSegment(10, 10 + seconds, (LookReason.DOWN,)))
    assert request.max_frames == len(request.moments) == count
    assert all(10 <= moment.seconds <= 10 + seconds for moment in request.moments)


async def test_a_type_is_examined_where_every_look_could_tell_it() -> None:
    looks, _ = await run(World(), [FALL, STAYS[0]], report(cannotTell=["THEFT"]), report())
    totals = sum_up(looks)
    assert totals["partly_examined"] == ["THEFT"]
    assert set(totals["examined"]) == {kind.value for kind in LOOKED_FOR_TYPES} - {"THEFT"}
    left_out = sum_up([looks[0], replace(STAYS[0], unlooked=Unlooked.BUDGET)])
    assert (left_out["examined"], "FIGHTING" in left_out["partly_examined"]) == ([], True)
    assert left_out["looking"]["unlooked"] == {"BUDGET": 1}


def test_without_a_look_nothing_is_examined() -> None:
    assert sum_up(None)["looking"] is None
    assert (sum_up([])["looking"]["moments"], sum_up([])["examined"]) == (0, [])
