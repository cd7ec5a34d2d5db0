"""Answers of local.detector-v1 about pictures with known content."""

import io
from functools import cache
from typing import Any

import pytest
from botocore.exceptions import ClientError
from PIL import Image

from devstack.standin.vision.detector import detect_scene
from devstack.standin.vision.object_names import KOREAN_NAMES, pluralize
from devstack.standin.vision.pose import PoseDetector
from devstack.standin.vision.sentences import describe_pictures
from devstack.standin.vision.sightings import DetectedPerson, DetectedScene
from evals.scenes.catalogue import SCENES
from evals.scenes.figure import draw_figure
from evals.scenes.motion import Stance
from evals.scenes.render import render_frames
from evals.scenes.script import Appearance
from vision.detection.detect import Detector
from vision.detection.labels import COCO

STANDING_LEFT, STANDING_LEFT_AND_CENTRE, STANDING_RIGHT = 6.0, 14.0, 36.0  # seconds of the sample scene


@cache
def frame(seconds: float, scene: str = "sample") -> Image.Image:
    return Image.fromarray(next(render_frames(SCENES[scene], [seconds])))


def encoded(picture: Image.Image, kind: str = "jpeg") -> dict[str, Any]:
    held = io.BytesIO()
    picture.save(held, kind)
    return {"image": {"format": kind, "source": {"bytes": held.getvalue()}}}


async def told(runtime: Any, question: str, *images: dict[str, Any]) -> str:
    message = {"role": "user", "content": [*images, {"text": question}]}
    answer = await runtime.converse(modelId="local.detector-v1", messages=[message])
    return str(answer["output"]["message"]["content"][0]["text"])


async def test_it_counts_people_and_says_where_they_are(runtime: Any) -> None:
    text = await told(runtime, "How many people are there?", encoded(frame(STANDING_LEFT_AND_CENTRE)))
    assert text.startswith("2 people are visible: 1 on the left")
    assert "1 in the centre (upright)" in text


async def test_it_answers_korean_in_korean(runtime: Any) -> None:
    text = await told(runtime, "사람이 몇 명 있나요?", encoded(frame(STANDING_RIGHT), "png"))
    assert text.startswith("사람 1명이 보입니다: 오른쪽 1명(서 있음).")


async def test_it_tells_each_of_several_pictures(runtime: Any) -> None:
    empty = frame(2.0, "empty")
    text = await told(runtime, "Who is there?", encoded(empty), encoded(frame(STANDING_LEFT), "webp"))
    assert "Picture 1: No people are visible." in text
    assert "Picture 2: One person is visible, on the left (upright)." in text


@pytest.mark.parametrize(
    ("question", "admission"),
    [
        ("Is the man old, and is he smoking?", "I cannot tell age, gender and smoking from a picture."),
        ("누가 물건을 훔쳤나요?", "절도: 사진만으로는 판단할 수 없습니다."),
    ],
)
async def test_it_says_what_it_cannot_tell(runtime: Any, question: str, admission: str) -> None:
    assert (await told(runtime, question, encoded(frame(STANDING_LEFT)))).startswith(admission)


async def test_without_a_picture_it_asks_for_one(runtime: Any) -> None:
    assert (await told(runtime, "Who is there?")).startswith("No picture was sent.")
    assert (await told(runtime, "누가 있나요?")).startswith("사진이 없습니다.")


async def test_pictures_that_cannot_be_read_are_refused(runtime: Any) -> None:
    broken = {"image": {"format": "jpeg", "source": {"bytes": b"not a picture"}}}
    mislabelled = encoded(frame(STANDING_LEFT))
    mislabelled["image"]["format"] = "png"
    huge = encoded(Image.new("L", (8001, 8)), "png")
    for image in (broken, mislabelled, huge):
        with pytest.raises(ClientError) as caught:
            await told(runtime, "Who is there?", image)
        assert caught.value.response["Error"]["Code"] == "ValidationException"


async def test_a_forced_tool_is_refused(runtime: Any) -> None:
    tool = {"toolSpec": {"name": "plan", "inputSchema": {"json": {}}}}
    with pytest.raises(ClientError, match="doesn't support tool use"):
        await runtime.converse(
            modelId="local.detector-v1",
            messages=[{"role": "user", "content": [{"text": "Who?"}, encoded(frame(STANDING_LEFT))]}],
            toolConfig={"tools": [tool], "toolChoice": {"tool": {"name": "plan"}}},
        )


def test_it_sees_who_lies_on_the_floor() -> None:
    figure = draw_figure(Appearance("blue", "black"), Stance(200, 300, 240, 0, 0.0, 1.0, "CAMERA")).image.rotate(
        90, expand=True
    )
    picture = frame(2.0, "empty").crop((300, 420, 800, 700))
    picture.paste(figure, (130, 130), figure)
    [person] = detect_scene(picture, Detector(), PoseDetector()).people
    assert (person.side, person.posture) == ("centre", "lying")


def test_every_class_has_a_korean_name_and_a_plural() -> None:
    assert set(KOREAN_NAMES) == set(COCO) - {"person"}
    assert [pluralize(name, 2) for name in ("chair", "bus", "couch", "knife")] == [
        "2 chairs",
        "2 buses",
        "2 couches",
        "2 knives",
    ]


def test_objects_are_told_in_both_languages() -> None:
    seen = [DetectedScene([DetectedPerson("left", None)], {"chair": 2, "tv": 1})]
    assert (
        describe_pictures("What is there?", seen)[0] == "One person is visible, on the left. Objects: 2 chairs, 1 tv. "
    )
    assert (
        describe_pictures("무엇이 있나요?", seen)[0] == "사람 1명이 보입니다: 왼쪽 1명. 물체: 의자 2개, 텔레비전 1개. "
    )
