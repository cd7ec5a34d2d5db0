"""Odd footage, as it is made, uploaded and analyzed."""

import functools
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from datasources.bootstrap import Datasources
from datasources.postgres.jobs.analyses import Analyses
from domain.analysis.analyze_job import AnalyzeJobHandler
from domain.analysis.settings import AnalysisSettings
from domain.jobs.context import JobContext
from models.access.principal import Principal
from tests.footage.make import write_specimen
from tests.footage.specimen import Specimen
from tests.schema.uploads.videos.test_analyzed import claim_job, decode_video_id


@functools.cache
def make_video_with_hole() -> bytes:
    """Twelve seconds, of which those from 4 to 7 are missing."""
    times = [number / 10 for number in range(120) if not 40 <= number < 70]
    return make_content(Specimen("hole.mkv", times=times))


def make_two_recordings(later_by: float) -> bytes:
    """Two of twelve seconds in one file; the camera's clock runs ahead by so much before the second, or back."""
    first, second = Specimen("first.ts", offset=100.0), Specimen("second.ts", offset=112.0 + later_by)
    return make_content(first) + make_content(second, first_number=120)


def make_content(specimen: Specimen, first_number: int = 0) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        return write_specimen(specimen, Path(folder), first_number).read_bytes()


async def analyze(data: Datasources, principal: Principal, video: str, folder: Path) -> None:
    """What a worker does with it, here and now."""
    context = JobContext(await claim_job(data, principal, decode_video_id(video)), data.jobs)
    analyses = Analyses(data.postgres, data.events, data.jobs)
    await AnalyzeJobHandler(data.videos, data.objects, analyses, data.models, AnalysisSettings(2, 10, folder)).run(
        context
    )


def sum_seconds(gaps: Sequence[dict[str, Any]]) -> float:
    return float(sum(gap["endSeconds"] - gap["startSeconds"] for gap in gaps))
