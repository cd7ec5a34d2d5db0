"""`Video.tracks`: where people were, in the whole video or in a part."""

from collections.abc import Callable
from uuid import UUID, uuid4

import pytest

from datasources.postgres.core.engine import Postgres
from datasources.postgres.media.tracks import replace_tracks_in
from models.access.principal import Principal
from models.enums import Role
from models.media.tracks import KeptTrack
from resolvers.core.ids import Kind, encode
from resolvers.media.tracks import MAX_BOXES
from tests.support.rows import add_video
from tests.support.serving import ApiTestClient
from tests.support.sites import FOREIGN, OWN, at_sites
from tests.support.statements import record_statements

TRACKS = """query ($id: ID!, $from: Float, $to: Float) { video(id: $id) { tracksKept
  tracks(fromSeconds: $from, toSeconds: $to) { trackId seconds boxes { x y width height } isThinned }
} }"""


def track(number: int, *milliseconds: int) -> KeptTrack:
    return KeptTrack(f"P{number}", milliseconds, [(number, at // 1000, 40, 120) for at in milliseconds])


async def add_tracks(postgres: Postgres, principal: Principal, *tracks: KeptTrack, site: str | None = None) -> UUID:
    video = await add_video(postgres, principal, status="READY", tracks_kept=True, site=site)
    async with postgres.transaction(principal) as connection:
        await replace_tracks_in(connection, principal, video, tracks)
    return video


async def test_each_track_has_its_moments_and_boxes_the_first_seen_first(
    api: ApiTestClient, postgres: Postgres, principal: Principal
) -> None:
    video = await add_tracks(postgres, principal, track(2, 5000, 6000), track(1, 0, 400), track(10, 5000))
    found = (await api.data(TRACKS, id=encode(Kind.VIDEO, video)))["video"]
    assert found["tracksKept"] is True
    assert [(one["trackId"], one["seconds"], one["isThinned"]) for one in found["tracks"]] == [
        ("P1", [0, 0.4], False),
        ("P2", [5, 6], False),
        ("P10", [5], False),
    ]
    assert found["tracks"][1]["boxes"] == [
        {"x": 2, "y": 5, "width": 40, "height": 120},
        {"x": 2, "y": 6, "width": 40, "height": 120},
    ]


async def test_a_part_has_only_who_was_seen_in_it(api: ApiTestClient, postgres: Postgres, principal: Principal) -> None:
    video = await add_tracks(postgres, principal, track(1, 0, 1000, 2000), track(2, 3000, 9000))
    found = await api.data(TRACKS, id=encode(Kind.VIDEO, video), **{"from": 1, "to": 4.5})
    assert [(one["trackId"], one["seconds"]) for one in found["video"]["tracks"]] == [("P1", [1, 2]), ("P2", [3])]


@pytest.mark.parametrize(("start", "end", "code"), [(5, 1, "RANGE_REVERSED"), (1e999, None, "NOT_FINITE")])
async def test_a_part_that_is_none_is_refused(
    api: ApiTestClient, postgres: Postgres, principal: Principal, start: float, end: float | None, code: str
) -> None:
    video = encode(Kind.VIDEO, await add_tracks(postgres, principal))
    given = f"fromSeconds: {'1e999' if start == float('inf') else start}{'' if end is None else f', toSeconds: {end}'}"
    answer = await api.post(f'{{ video(id: "{video}") {{ tracks({given}) {{ trackId }} }} }}')
    assert code in str(answer["errors"]) or "cannot represent" in str(answer["errors"])


async def test_a_video_from_before_tracks_were_kept_has_none_and_says_so(
    api: ApiTestClient, postgres: Postgres, principal: Principal
) -> None:
    video = await add_video(postgres, principal, status="READY")
    assert await api.data(TRACKS, id=encode(Kind.VIDEO, video)) == {"video": {"tracksKept": False, "tracks": []}}


async def test_a_list_reads_all_tracks_by_one_statement_and_shares_the_boxes_of_an_answer(
    api: ApiTestClient, postgres: Postgres, principal: Principal
) -> None:
    for _ in range(3):
        await add_tracks(postgres, principal, track(1, *range(0, MAX_BOXES * 400, 400)))
    with record_statements() as statements:
        found = await api.data("{ videos(first: 3) { edges { node { tracks { seconds isThinned } } } } }")
    assert len(statements) == 2
    tracks = [one for edge in found["videos"]["edges"] for one in edge["node"]["tracks"]]
    assert [one["isThinned"] for one in tracks] == [True] * 3
    assert MAX_BOXES * 0.9 < sum(len(one["seconds"]) for one in tracks) < MAX_BOXES * 1.1


async def test_a_second_analysis_replaces_the_tracks_and_a_deleted_video_leaves_none(
    api: ApiTestClient, postgres: Postgres, principal: Principal
) -> None:
    video = await add_tracks(postgres, principal, track(1, 0), track(2, 0))
    async with postgres.transaction(principal) as connection:
        await replace_tracks_in(connection, principal, video, [track(3, 0)])
    found = (await api.data(TRACKS, id=encode(Kind.VIDEO, video)))["video"]["tracks"]
    assert [one["trackId"] for one in found] == ["P3"]
    await api.data("mutation ($id: ID!) { deleteVideo(id: $id) { deletedVideoId } }", id=encode(Kind.VIDEO, video))
    async with postgres.transaction(principal) as connection:
        left = await connection.exec_driver_sql(f"SELECT count(*) FROM track WHERE video_id = '{video}'")
        assert left.scalar_one() == 0


async def test_tracks_at_another_site_or_organization_are_as_if_they_were_not_there(
    api: ApiTestClient, postgres: Postgres, principal: Principal, tokens: Callable[[Principal], str]
) -> None:
    video = encode(Kind.VIDEO, await add_tracks(postgres, principal, track(1, 0), site=FOREIGN))
    at_own = api.with_token(tokens(at_sites(principal, OWN)))
    stranger = api.with_token(tokens(Principal("stranger", "an organization without tracks", frozenset(Role))))
    for caller in (at_own, stranger):
        answers = [await caller.data(TRACKS, id=one) for one in (video, encode(Kind.VIDEO, uuid4()))]
        assert answers == [{"video": None}] * 2
