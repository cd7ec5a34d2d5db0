"""Finds the cameras that a question names: by their name, by a part of it, or by a usual word for the place."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from devstack.standin.nlu.text.consumable_text import RemainingText, normalize_text

# Words for one place in both languages.
_PLACES = (
    ("주차장", "parking lot", "parking area", "parking", "car park", "carpark", "garage"),
    ("창고", "stockroom", "stock room", "storeroom", "storage room", "warehouse", "backroom", "back room"),
    ("계산대", "카운터", "checkout", "cash register", "register", "cashier", "counter", "till"),
    ("정문", "출입구", "입구", "현관", "front door", "main entrance", "main door", "entrance", "front gate"),
    ("후문", "뒷문", "back door", "backdoor", "rear door", "rear entrance"),
    ("로비", "lobby", "foyer", "reception"),
    ("복도", "hallway", "corridor"),
    ("엘리베이터", "승강기", "elevator", "lift"),
    ("옥상", "rooftop", "roof"),
    ("사무실", "office"),
    ("통로", "aisle"),
)
# Parts that are too general to name a camera.
_GENERAL = frozenset(
    ["camera", "cam", "cctv", "store", "shop", "video", "카메라", "매장", "가게", "영상", "통로", "aisle"]
)
_PART = re.compile(r"[a-z][a-z0-9 ]*[a-z0-9]|[0-9]*\s*번?\s*[가-힣]{2,}")
_ARTICLE = r"(?:\b(?:in|at|on|from|by|near|of)\s+)?(?:\bthe\s+)?"
_TAIL = (
    r"(?:\s*(?:camera|cctv|카메라|씨씨티비|쪽|안|앞))?(?:에서는|에서|에는|으로|에|을|를|이|가|은|는|의|로)?(?![a-z])"
)


def take_cameras(reading: RemainingText, context: Mapping[str, Any]) -> list[str]:
    """Take the cameras out of the text. Returns their names as the context writes them."""
    cameras = []
    for camera in context.get("cameras") or ():
        for name in _names(str(camera)):
            letters = re.escape(name).replace(r"\ ", r"\s*")
            edge = r"(?<![a-z])" if name[0].isascii() and name[0].isalpha() else ""
            if reading.take(re.compile(rf"{_ARTICLE}{edge}{letters}{_TAIL}")) is not None:
                cameras.append(str(camera))
                break
    return cameras


def _occurs(word: str, name: str) -> bool:
    return word in name if word[0] >= "가" else re.search(rf"\b{word}\b", name) is not None


def _names(camera: str) -> Sequence[str]:
    """The names of a camera, the longest first."""
    whole = normalize_text(camera)
    parts = [part.strip() for part in _PART.findall(whole)]
    names = {whole, *(part for part in parts if part not in _GENERAL)}
    for words in _PLACES:
        if words[0] not in _GENERAL and any(_occurs(word, whole) for word in words):
            names.update(words)
    return sorted(names, key=lambda name: (-len(name), name))
