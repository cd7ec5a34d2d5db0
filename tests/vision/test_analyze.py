"""Footage in, events out: the whole way on scenes whose contents are known."""

from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from av.video.frame import VideoFrame
from PIL import Image

from evals.scenes.score import score_scene
from models.enums import EventType
from models.errors import UnusableMedia
from tests.vision.media_files import CLOCK, steady_times, write_video
from vision.analyze import Analysis, Analyzer, EarlierRuns, PeopleModels, analyze
from vision.detection.detect import Detector
from vision.media.decode import DueFrames

Rendered = Callable[[str], tuple[Path, dict[str, Any]]]
Analyzed = Callable[[str], Analysis]


def _analyze(path: Path, models: PeopleModels) -> Analysis:
    return analyze(path, fps=5, loitering_seconds=60, models=models)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["single", "crossing", "portrait", "variable-rate", "staying", "empty"])
def test_a_scene_is_told_as_it_was_scripted(rendered: Rendered, analyzed: Analyzed, name: str) -> None:
    truth, found = rendered(name)[1], analyzed(name)
    result = score_scene(truth, found.events)
    assert result.passed, result
    assert (found.media.width, found.media.height) == (truth["width"], truth["height"])
    assert found.skipped_seconds == 0


@pytest.mark.slow
def test_events_come_in_order_with_pictures_of_at_most_640_pixels(analyzed: Analyzed) -> None:
    found = analyzed("crossing")
    assert [e.start_seconds for e in found.events] == sorted(e.start_seconds for e in found.events)
    for jpeg in [found.thumbnail, *(event.thumbnail for event in found.events)]:
        picture = Image.open(BytesIO(jpeg))
        assert picture.format == "JPEG"
        assert max(picture.size) <= 640
    for event in found.events:
        assert 0 <= event.box.x <= event.box.x + event.box.width <= found.media.width
        assert 0 <= event.frame_number < (found.media.frames or 0)


@pytest.mark.slow
def test_staying_beyond_the_limit_is_loitering_and_passing_by_is_not(analyzed: Analyzed) -> None:
    (loitering,) = [event for event in analyzed("single").events if event.type is EventType.LOITERING]
    assert loitering.end_seconds - loitering.start_seconds == pytest.approx(6, abs=0.6)
    assert EventType.LOITERING not in {event.type for event in analyzed("crossing").events}


@pytest.mark.slow
def test_a_video_with_rotation_metadata_is_read_upright(
    rendered: Rendered, models: PeopleModels, tmp_path: Path
) -> None:
    video, truth = rendered("crossing")
    turned = tmp_path / "turned.mp4"
    with av.open(str(video)) as source, av.open(str(turned), "w") as target:
        stream = target.add_stream("libx264", rate=25)
        assert isinstance(stream, av.VideoStream)
        stream.width, stream.height, stream.pix_fmt = truth["height"], truth["width"], "yuv420p"
        stream.time_base = stream.codec_context.time_base = CLOCK
        stream.set_display_rotation(90)
        for frame in source.decode(video=0):
            upright = frame.to_ndarray(format="rgb24").astype(np.uint8, copy=False)
            lying = VideoFrame.from_ndarray(np.ascontiguousarray(np.rot90(upright, -1)))
            lying.pts, lying.time_base = frame.pts, frame.time_base
            target.mux(stream.encode(lying))
        target.mux(stream.encode(None))
    found = _analyze(turned, models)
    assert (found.media.width, found.media.height) == (truth["width"], truth["height"])
    assert score_scene(truth, found.events).passed
    assert Image.open(BytesIO(found.thumbnail)).width == truth["width"]


@pytest.mark.slow
def test_of_a_file_cut_short_the_readable_part_is_analyzed(
    rendered: Rendered, models: PeopleModels, tmp_path: Path
) -> None:
    video, truth = rendered("single")
    content = video.read_bytes()
    cut = tmp_path / "cut.mp4"
    begin = content.index(b"mdat")
    cut.write_bytes(content[: begin + (len(content) - begin) * 6 // 10])
    found = _analyze(cut, models)
    assert found.skipped_seconds > 3
    assert found.events[0].type is EventType.PERSON_ENTER
    assert found.events[0].start_seconds == pytest.approx(truth["visits"][0]["enter_seconds"], abs=1)
    assert found.events[-1].end_seconds < truth["duration_seconds"] - found.skipped_seconds + 1


def test_one_frame_has_a_picture_and_no_events(models: PeopleModels, tmp_path: Path) -> None:
    found = _analyze(write_video(tmp_path / "v.mp4", [0.0]), models)
    assert found.events == []
    assert Image.open(BytesIO(found.thumbnail)).size == (96, 64)


def test_a_black_video_has_a_picture_and_no_events(models: PeopleModels, tmp_path: Path) -> None:
    black = write_video(tmp_path / "v.mp4", steady_times(2, 10), lambda _: np.zeros((64, 96, 3), np.uint8))
    found = _analyze(black, models)
    assert found.events == []
    assert found.thumbnail.startswith(b"\xff\xd8")


@pytest.mark.parametrize(("height", "width"), [(16, 16), (16, 640), (480, 16)])
@pytest.mark.parametrize("seconds", [1, 12])
def test_tiny_and_narrow_pictures_without_colour_have_no_events(
    models: PeopleModels, tmp_path: Path, height: int, width: int, seconds: int
) -> None:
    """Infrared cameras have no colours."""
    grey = np.random.default_rng(1).integers(20, 230, (height, width, 1), np.uint8).repeat(3, axis=2)
    video = write_video(tmp_path / "v.mp4", steady_times(seconds, 10), lambda _: grey)
    found = _analyze(video, models)
    assert found.events == []
    assert found.work.looked < found.work.frames or seconds == 1


def test_progress_grows_to_the_end_of_the_footage(models: PeopleModels, tmp_path: Path) -> None:
    told: list[tuple[float, float, int, Any]] = []
    analyze(
        write_video(tmp_path / "v.mp4", steady_times(6, 10)),
        fps=5,
        loitering_seconds=60,
        on_progress=lambda *step: told.append(step),
        models=models,
    )
    done = [step[0] for step in told]
    assert len(told) >= 6
    assert done == sorted(done)
    assert told[-1][:3] == (told[0][1], told[0][1], 0)
    assert told[-1][0] == pytest.approx(6, abs=0.1)
    assert {step[1] for step in told} == {told[0][1]}


def test_what_is_not_a_video_is_refused_before_anything_else(models: PeopleModels, tmp_path: Path) -> None:
    (tmp_path / "v.mp4").write_bytes(b"no video")
    with pytest.raises(UnusableMedia):
        _analyze(tmp_path / "v.mp4", models)


@pytest.mark.slow
def test_frames_may_be_fed_in_pieces_and_visits_are_told_when_they_are_over(
    rendered: Rendered, analyzed: Analyzed, models: PeopleModels
) -> None:
    video, truth = rendered("staying")
    analyzer = Analyzer(fps=5, loitering_seconds=5, models=models)
    frames = DueFrames(video, 5, longest_side=1280)
    early = [event for _ in range(40) for event in analyzer.take(next(frames))]
    assert early == []
    later = [event for frame in frames for event in analyzer.take(frame)]
    assert {event.track_id for event in later} == {"P1"}
    assert later[-1].start_seconds == pytest.approx(truth["visits"][0]["exit_seconds"], abs=1)
    last = analyzer.finish()
    assert {event.track_id for event in last} == {"P2"}
    told = sorted((e.track_id, e.type, e.start_seconds, e.thumbnail) for e in [*later, *last])
    assert told == sorted((e.track_id, e.type, e.start_seconds, e.thumbnail) for e in analyzed("staying").events)


@pytest.mark.slow
def test_what_was_seen_before_is_not_looked_at_again_and_tells_the_same(
    rendered: Rendered, models: PeopleModels, analyzed: Analyzed
) -> None:
    """A try that died left the boxes of the first frames, cut off while both people were in the picture."""
    video, whole = rendered("crossing")[0], analyzed("crossing")
    seen: dict[int, Any] = {}
    analyze(video, fps=5, loitering_seconds=60, models=models, on_progress=lambda *told: seen.update(dict(told[3])))
    counting = CountingDetector(models.detector)
    half = {number: people for number, people in seen.items() if number < max(seen) / 2}
    again = analyze(
        video, fps=5, loitering_seconds=60, models=PeopleModels(counting, models.poses), earlier=EarlierRuns(half)
    )
    assert again == whole
    assert counting.detected == len(seen) - len(half)


class CountingDetector(Detector):
    def __init__(self, detector: Detector) -> None:
        self._real = detector
        self.detected = 0

    def detect_candidates(self, image: Any, threshold: float) -> list[Any]:
        self.detected += 1
        return self._real.detect_candidates(image, threshold)
