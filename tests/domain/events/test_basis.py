"""What an event rests on, by its source and type."""

import pytest

from domain.events.basis import find_basis
from models.enums import EventBasis, EventType
from models.event_sources import LOOK_SOURCE, OWN_SOURCES
from vision.version import ANALYSIS_PIPELINE


@pytest.mark.parametrize(
    ("source", "kind", "basis"),
    [
        (ANALYSIS_PIPELINE, EventType.SITTING, EventBasis.DETECTED),
        (ANALYSIS_PIPELINE, EventType.COLLAPSE, EventBasis.INFERRED),
        (ANALYSIS_PIPELINE, EventType.PERSON_EXIT, EventBasis.INFERRED),
        ("watchgraph-schedule/1", EventType.CAMERA_SILENT, EventBasis.INFERRED),
        (LOOK_SOURCE, EventType.COLLAPSE, EventBasis.MODEL),
        ("frigate", EventType.PERSON_EXIT, EventBasis.IMPORTED),
        ("nvr", EventType.SITTING, EventBasis.IMPORTED),
    ],
)
def test_what_an_event_rests_on(source: str, kind: EventType, basis: EventBasis) -> None:
    assert find_basis(source, kind) is basis


def test_no_import_can_pass_for_ours() -> None:
    """Imports with this prefix are refused, whatever follows."""
    assert ANALYSIS_PIPELINE.startswith(OWN_SOURCES)
