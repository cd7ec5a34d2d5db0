"""Odd footage, as it is made, uploaded and analyzed."""

import functools
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from datasources.bootstrap import Datasources
from datasources.postgres.jobs.analyses import Analyses
from domain.analysis.analyze_job import Ingest, IngestSettings
from domain.jobs.context import Desk
from models.access.principal import Principal
from tests.footage.make import make
from tests.footage.specimen import Specimen
from tests.schema.uploads.videos.test_analyzed import claimed, key_of


@functools.cache
def holey() -> bytes:
    """Twelve seconds, of which those from 4 to 7 are missing."""
    times = [number / 10 for number in range(120) if not 40 <= number < 70]
    return content(Specimen("hole.mkv", times=times))


def two_recordings(later_by: float) -> bytes:
    """Two of twelve seconds in one file; the camera's clock runs ahead by so much before the second, or back."""
    first, second = Specimen("first.ts", offset=100.0), Specimen("second.ts", offset=112.0 + later_by)
    return content(first) + content(second, first_number=120)


def content(specimen: Specimen, first_number: int = 0) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        return make(specimen, Path(folder), first_number).read_bytes()


async def analyze(data: Datasources, principal: Principal, video: str, folder: Path) -> None:
    """What a worker does with it, here and now."""
    desk = Desk(await claimed(data, principal, key_of(video)), data.jobs)
    analyses = Analyses(data.postgres, data.events, data.jobs)
    await Ingest(data.videos, data.objects, analyses, data.models, IngestSettings(2, 10, folder)).run(desk)


def seconds_of(gaps: Sequence[dict[str, Any]]) -> float:
    return float(sum(gap["endSeconds"] - gap["startSeconds"] for gap in gaps))
