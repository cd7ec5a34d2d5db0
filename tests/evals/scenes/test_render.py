"""Footage that is what its script says, the same each time."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import av
import numpy as np
import pytest

from evals.scenes.catalogue import SCENES
from evals.scenes.colours import CLOTHES
from evals.scenes.motion import frame_times, plan_course
from evals.scenes.render import render, render_frames
from evals.scenes.script import Scene
from vision.media.probe import probe

SMALL = replace(SCENES["crossing"], width=320, height=180, seconds=2.0, fps=10.0)


def test_the_video_has_the_length_rate_size_and_time_of_its_script(tmp_path: Path) -> None:
    video, facts = render(SMALL, tmp_path / "new")
    media = probe(video)
    assert (media.width, media.height, media.codec, media.frames) == (320, 180, "h264", 20)
    assert (media.duration_seconds, media.frame_rate) == (2.0, 10.0)
    assert media.created_at == datetime(2026, 11, 20, 12, tzinfo=UTC)
    assert json.loads(facts.read_text())["duration_seconds"] == 2.0


def test_the_same_scene_gives_the_same_bytes(tmp_path: Path) -> None:
    first, second = render(SMALL, tmp_path / "a"), render(SMALL, tmp_path / "b")
    assert [path.read_bytes() for path in first] == [path.read_bytes() for path in second]


def test_frames_of_a_variable_rate_have_the_times_of_the_script(tmp_path: Path) -> None:
    scene: Scene = replace(SCENES["variable-rate"], width=320, height=180, seconds=5.0)
    video, _ = render(scene, tmp_path)
    with av.open(str(video)) as container:
        times = [frame.time for frame in container.decode(video=0)]
    assert times == pytest.approx(frame_times(scene), abs=0.001)


def test_the_figure_is_where_the_script_says_in_the_colours_it_says() -> None:
    scene = replace(SCENES["sample"], width=640, height=360)
    (picture,) = render_frames(scene, [15.0])
    for visit in scene.visits[:2]:
        stance = plan_course(scene, visit).stance_at(15.0)
        assert stance is not None
        chest = picture[int(stance.y - 0.7 * stance.height), int(stance.x - 0.05 * stance.height)]
        assert chest.astype(int) == pytest.approx(np.array(CLOTHES[visit.appearance.shirt]), abs=45)


def test_the_time_of_day_is_written_into_the_picture() -> None:
    scene = replace(SCENES["empty"], width=640, height=360)
    first, second, later = render_frames(scene, [0.0, 0.2, 5.0])
    clock = (slice(0, 30), slice(0, 220))
    assert np.abs(first[clock].astype(int) - second[clock]).max() < 40
    assert np.abs(first[clock].astype(int) - later[clock]).max() > 100
