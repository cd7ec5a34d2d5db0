"""After a redaction, a detector finds nobody who is not named."""

import hashlib
from pathlib import Path

import av
import numpy as np
import pytest

from models.errors import UnusableMedia
from tests.vision.media_files import steady_times, write_video
from vision.clips.request import ClipRequest
from vision.detection.detect import Detector
from vision.media.decode import sample_frames
from vision.redaction.blur import blur_boxes, blur_whole
from vision.redaction.boxes import Seen, is_of
from vision.redaction.redact import RedactionRequest, extend_part, redact_clip


def test_a_blurred_box_keeps_no_detail_and_what_is_outside_stays() -> None:
    image = np.random.default_rng(1).integers(0, 255, (200, 300, 3), np.uint8)
    before = image.copy()
    assert blur_boxes(image, [(50.4, 20.0, 120.0, 180.0)])
    assert np.array_equal(image[:, :50], before[:, :50])
    assert np.array_equal(image[:, 122:], before[:, 122:])
    assert image[25:175, 55:115].std() < before[25:175, 55:115].std() / 5
    assert not blur_boxes(image, [(-50.0, 0.0, -1.0, 10.0), (400.0, 0.0, 500.0, 10.0)])
    blur_whole(image)
    assert image.std() < before.std() / 5


@pytest.mark.slow
def test_nobody_is_found_in_redacted_footage_but_who_is_named(crossing: bytes, tmp_path: Path) -> None:
    """Two people walk past each other; the one on the left is named by where they are in one frame."""
    source, target = tmp_path / "source.mp4", tmp_path / "target.mp4"
    source.write_bytes(crossing)
    detector = Detector()
    found = [(frame.seconds, detector.detect_people(frame.image)) for frame in sample_frames(source, 2.0)]
    at, people = next((seconds, people) for seconds, people in found if len(people) == 2)
    named = Seen(at, min(one.corners for one in people))
    made = redact_clip(source, target, RedactionRequest(ClipRequest(at - 0.5, at + 2.5, exact=True), [named]))
    assert made.named_found
    assert (made.frames_with_blur, made.frames_blurred_whole) == (made.frames, 0)
    left = [detector.detect_people(frame.image) for frame in sample_frames(target, 2.0)]
    assert {len(people) for people in left} <= {0, 1}
    assert any(left), "who is named is seen"


def test_footage_without_people_stays_and_the_part_is_the_one_that_was_asked_for(tmp_path: Path) -> None:
    source = write_video(tmp_path / "v.mp4", steady_times(4, 25), sound=True)
    made = redact_clip(source, tmp_path / "out.mp4", RedactionRequest(ClipRequest(1.0, 2.0, exact=True)))
    assert (made.start_seconds, made.end_seconds, made.frames) == (1.0, 2.0, 25)
    assert (made.frames_with_blur, made.frames_blurred_whole, made.people) == (0, 0, 0)
    with av.open(str(tmp_path / "out.mp4")) as container:
        assert [stream.type for stream in container.streams] == ["video"]
        assert len(list(container.decode(video=0))) == 25
    again = redact_clip(source, tmp_path / "again.mp4", RedactionRequest(ClipRequest(1.0, 2.0, exact=True)))
    assert again == made
    digests = {hashlib.sha256((tmp_path / name).read_bytes()).hexdigest() for name in ("out.mp4", "again.mp4")}
    assert len(digests) == 1
    with pytest.raises(UnusableMedia, match="nothing between these moments"):
        redact_clip(source, tmp_path / "none.mp4", RedactionRequest(ClipRequest(30.0, 31.0, exact=True)))


def test_upright_pictures_are_written_of_footage_that_was_recorded_on_its_side(tmp_path: Path) -> None:
    source = write_video(tmp_path / "v.mp4", steady_times(1, 25), rotation=90)
    redact_clip(source, tmp_path / "out.mp4", RedactionRequest(ClipRequest(0.0, 1.0, exact=True)))
    with av.open(str(tmp_path / "out.mp4")) as container:
        stream = container.streams.video[0]
        assert (stream.width, stream.height) == (64, 96)


def test_a_named_person_is_followed_from_the_nearest_moment_at_which_it_is_known_where_they_are() -> None:
    box = (0.0, 0.0, 10.0, 20.0)
    part = ClipRequest(100.0, 110.0, exact=True)
    moments = [Seen(at, box) for at in (20.0, 90.0, 130.0, 900.0)]
    followed = extend_part(part, moments)
    assert (followed.start, followed.end) == (89.5, 130.5)
    assert extend_part(part, moments[-1:]) == part
    assert extend_part(part, [*moments, Seen(105.0, box)]) == part
    assert extend_part(part, []) == part
    assert extend_part(ClipRequest(0.1, 1.0, exact=True), [Seen(0.0, box)]).start == 0.0


def test_most_of_somebody_has_to_be_within_the_named_one() -> None:
    assert is_of((10, 10, 20, 20), (0, 0, 100, 100))
    assert not is_of((90, 10, 130, 20), (0, 0, 100, 100))
