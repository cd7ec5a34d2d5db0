"""The tables of what shows footage and plays it, together."""

from dataclasses import dataclass
from typing import Self

from datasources.postgres.core.engine import Postgres
from datasources.postgres.jobs.jobs import Jobs
from datasources.postgres.media.clip_lists import ClipLists
from datasources.postgres.media.renditions import Renditions
from datasources.postgres.media.tracks import Tracks


@dataclass(frozen=True, slots=True)
class MediaTables:
    clip_lists: ClipLists
    tracks: Tracks
    renditions: Renditions

    @classmethod
    def over(cls, postgres: Postgres) -> Self:
        return cls(ClipLists(postgres), Tracks(postgres), Renditions(postgres, Jobs(postgres)))
