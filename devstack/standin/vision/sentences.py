"""Describes pictures in sentences, in Korean and English."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence

from devstack.standin.vision.object_names import KOREAN_NAMES, pluralize
from devstack.standin.vision.sightings import DetectedPerson, DetectedScene

# What detection cannot answer: pattern in a question, and its English and Korean name.
_UNSUPPORTED: Sequence[tuple[re.Pattern[str], str, str]] = [
    (re.compile(pattern, re.IGNORECASE), english, korean)
    for pattern, english, korean in (
        (r"\b(age|old|young|child|children|kid|elderly)|나이|연령|몇 살|노인|아이|어린이|청년|중년", "age", "나이"),
        (r"\b(gender|sex|man|men|woman|women|male|female|boy|girl)\b|성별|남자|여자|남성|여성", "gender", "성별"),
        (r"\b(who is|identify|identity|name|face)|신원|이름|얼굴|누구인", "identity", "신원"),
        (r"\b(steal|stole|theft|thief|shoplift)|절도|훔[치쳤친]|도난", "theft", "절도"),
        (r"\b(fight|punch|hit|assault|violen)|싸우|싸움|싸웠|폭행|폭력|때[리렸린]", "fighting", "싸움"),
        (r"\b(smok|cigarette)|흡연|담배", "smoking", "흡연"),
        (r"\b(vandal|damag|break|broke|graffiti)|파손|기물|부[수쉈순]|낙서", "vandalism", "기물 파손"),
        (r"\b(emotion|happy|angry|sad|mood|feel)|감정|표정|화난|슬픈|기분", "emotion", "감정"),
        (
            r"\b(colou?r|wear|cloth|shirt|dress|jacket)|색|옷|입[었은고]|차림|상의|하의",
            "clothes and colours",
            "옷차림과 색",
        ),
        (r"\b(read|text|sign says|licen[cs]e plate)|글자|문자|간판|번호판", "written text", "글자"),
    )
]
_SIDES = {"left": ("on the left", "왼쪽"), "centre": ("in the centre", "가운데"), "right": ("on the right", "오른쪽")}
_POSTURES = {"upright": ("upright", "서 있음"), "lying": ("lying down", "누워 있음")}


def describe_pictures(question: str, scenes: Sequence[DetectedScene]) -> list[str]:
    """One sentence per piece: what the question asks but detection cannot answer, each picture, and the limits."""
    korean = re.search("[가-힣]", question) is not None
    if not scenes:
        if korean:
            return ["사진이 없습니다. ", "저는 사진에서 사람과 물체만 찾을 수 있습니다. 사진과 함께 질문해 주세요."]
        return ["No picture was sent. ", "I only find people and objects in pictures: send one with the question."]
    unsupported = [(english, name) for pattern, english, name in _UNSUPPORTED if pattern.search(question)]
    pictures = [_describe_picture(number, scene, len(scenes), korean) for number, scene in enumerate(scenes, 1)]
    if korean:
        cannot = (
            [f"{', '.join(name for _, name in unsupported)}: 사진만으로는 판단할 수 없습니다. "] if unsupported else []
        )
        return [
            *cannot,
            *pictures,
            "사람의 수와 위치, 자세, 물체만 탐지하며 나이, 성별, 신원, 행동은 판단하지 못합니다.",
        ]
    cannot = [f"I cannot tell {_join_words([name for name, _ in unsupported])} from a picture. "] if unsupported else []
    return [
        *cannot,
        *pictures,
        "I only detect people, where they are, their posture, and objects; not age, gender, identity or actions.",
    ]


def _describe_picture(number: int, scene: DetectedScene, count_all: int, korean: bool) -> str:
    if korean:
        label = f"사진 {number}: " if count_all > 1 else ""
        things = (
            f" 물체: {', '.join(f'{KOREAN_NAMES[name]} {count}개' for name, count in scene.objects.items())}."
            if scene.objects
            else ""
        )
        return f"{label}{_describe_people_in_korean(scene.people)}{things} "
    label = f"Picture {number}: " if count_all > 1 else ""
    things = (
        f" Objects: {', '.join(pluralize(name, count) for name, count in scene.objects.items())}."
        if scene.objects
        else ""
    )
    return f"{label}{_describe_people_in_english(scene.people)}{things} "


def _describe_people_in_english(people: Sequence[DetectedPerson]) -> str:
    if not people:
        return "No people are visible."
    places = [
        f"{count if len(people) > 1 else 'one'} {_SIDES[side][0]}{f' ({_POSTURES[posture][0]})' if posture else ''}"
        for (side, posture), count in _count_positions(people).items()
    ]
    if len(people) == 1:
        return f"One person is visible, {places[0].removeprefix('one ')}."
    return f"{len(people)} people are visible: {_join_words(places)}."


def _describe_people_in_korean(people: Sequence[DetectedPerson]) -> str:
    if not people:
        return "사람이 보이지 않습니다."
    places = [
        f"{_SIDES[side][1]} {count}명{f'({_POSTURES[posture][1]})' if posture else ''}"
        for (side, posture), count in _count_positions(people).items()
    ]
    return f"사람 {len(people)}명이 보입니다: {', '.join(places)}."


def _count_positions(people: Sequence[DetectedPerson]) -> Mapping[tuple[str, str | None], int]:
    return Counter((person.side, person.posture) for person in people)


def _join_words(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
