"""Events about the camera itself, from whole frames."""

from models.enums import EventType, FrameLocation
from models.event_types import EVENT_TYPES
from vision.describe import describe_trouble
from vision.detected_event import Box, DetectedEvent
from vision.detection.tampering import Cells, TamperWatch, TroubleSpan
from vision.media.decode import DueFrame, SampledFrame
from vision.stills.thumbnails import draw_thumbnail

# What a comparison of brightness and edges says is sure where it lasts; not how it came about.
_CONFIDENCE = 0.8


class CameraEvents:
    """Takes frames in order, and tells when the camera was covered, moved, out of focus, or dark."""

    def __init__(self) -> None:
        self._watch = TamperWatch()
        self._picture: SampledFrame | None = None

    def take(self, due: DueFrame, cells: Cells, frame: SampledFrame) -> list[DetectedEvent]:
        """Add a frame, with its cells and as it was seen."""
        ended = self._watch.take(due.seconds, due.number, cells)
        events = self._build(ended)
        if self._watch.is_certain and self._picture is None:
            self._picture = frame if not frame.is_repeated else due.convert()
        return events

    def finish(self) -> list[DetectedEvent]:
        """What lasts until the end of the footage, or a gap."""
        return self._build(self._watch.finish())

    def _build(self, span: TroubleSpan | None) -> list[DetectedEvent]:
        picture, self._picture = self._picture, None
        if span is None or picture is None:
            self._picture = picture
            return []
        height, width = (round(side * picture.scale) for side in picture.image.shape[:2])
        english, korean = describe_trouble(span.trouble)
        return [
            DetectedEvent(
                type=EventType.CAMERA_TAMPERED,
                start_seconds=round(span.start_seconds, 3),
                end_seconds=round(span.end_seconds, 3),
                frame_number=span.number,
                box=Box(0, 0, width, height),
                location=FrameLocation.UNKNOWN,
                track_id=None,
                confidence=_CONFIDENCE,
                description=english,
                description_ko=korean,
                keywords=[*EVENT_TYPES[EventType.CAMERA_TAMPERED].search_words],
                thumbnail=draw_thumbnail(picture.image),
                reason=span.trouble.value,
                seen_seconds=round(span.end_seconds - span.start_seconds, 3),
            )
        ]
