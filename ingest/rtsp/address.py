"""Cameras as they are named on the command line. What identifies a person to a camera is never shown."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from urllib.parse import SplitResult, urlsplit

_NAMED = re.compile(r"(?P<name>[^=/?]+)=(?P<url>rtsps?://.*)", re.DOTALL)
_LONGEST_NAME = 100


class AddressError(ValueError):
    """A camera that cannot be recorded as it is named. The message says what to change, and shows no address."""


@dataclass(frozen=True, slots=True)
class CameraAddress:
    """name: the camera's. url: with its user and password, so it is for the RTSP client alone.

    place is for people: cameras take passwords in the path and query too, so it has neither.
    """

    name: str
    url: str = field(repr=False)

    @property
    def place(self) -> str:
        parts = urlsplit(self.url)
        return f"{parts.scheme}://{_read_host(parts)}"


def parse_cameras(texts: Sequence[str]) -> list[CameraAddress]:
    """Read `rtsp://…` or `NAME=rtsp://…`; a camera without a name is called by its host. Raises AddressError."""
    cameras: dict[str, CameraAddress] = {}
    for number, text in enumerate(texts, 1):
        camera = _parse_camera(text, number)
        if camera.name in cameras:
            raise AddressError(f"Two cameras are called {camera.name!r}. Name them, such as gate=rtsp://…")
        cameras[camera.name] = camera
    return list(cameras.values())


def _parse_camera(text: str, number: int) -> CameraAddress:
    found = _NAMED.fullmatch(text.strip())
    name, url = (found["name"].strip(), found["url"]) if found else (None, text.strip())
    try:
        parts = urlsplit(url)
        if parts.scheme not in ("rtsp", "rtsps") or not parts.hostname:
            raise ValueError
        place = _read_host(parts)
    except ValueError:
        raise AddressError(f"Camera {number} has no address such as gate=rtsp://10.0.0.7/stream.") from None
    name = name or place.replace(":", "-")
    if name.startswith(".") or len(name) > _LONGEST_NAME or not name.isprintable():
        raise AddressError(
            f"Camera {number} needs a name that is a file's too: up to {_LONGEST_NAME} letters, no dot first."
        )
    return CameraAddress(name, url)


def _read_host(parts: SplitResult) -> str:
    return f"{parts.hostname}:{parts.port}" if parts.port else f"{parts.hostname}"
