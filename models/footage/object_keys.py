"""Where things of a video stand in the buckets: <organization>/<video>/<name>, or one folder of ours more.

An organization's name comes from an identity provider and may hold anything, a slash too. As it is, it would be a path:
what is deleted under `demo2/<uuid>/` would be that of an organization called `demo2/<uuid>`. So it is written as one
segment of a path, by `segment`, and by nothing else.
"""

import re
import unicodedata

# S3 takes keys of up to 1,024 bytes, and SeaweedFS names of up to 255 in a folder.
MAX_SEGMENT_BYTES = 255
_UNESCAPED = frozenset("-_.~@+=,:;!'()$& ")
_ESCAPED = re.compile("%([0-9A-F]{2})")
_SLASHES = re.compile(r"[/\\]+")
_UUID = re.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def escape_segment(name: str) -> str:
    """A name as one segment of a path: without a slash, and neither `.` nor `..`; the same only for the same name.

    Letters, digits and marks of any script stay, as do spaces and `-_.~@+=,:;!'()$&`; the rest becomes the
    `%XX` of its bytes in UTF-8, `%` itself among it.
    """
    if name in (".", ".."):
        return name.replace(".", "%2E")
    return "".join(one if one in _UNESCAPED or _is_word_character(one) else _percent_encode(one) for one in name)


def unescape_segment(text: str) -> str:
    """The name that `segment` wrote so. Raises ValueError for what it never writes."""
    parts = _ESCAPED.split(text)
    raw = b"".join(bytes.fromhex(part) if number % 2 else part.encode() for number, part in enumerate(parts))
    name = raw.decode("utf-8", "surrogatepass")
    if escape_segment(name) != text:
        raise ValueError("no name is written so")
    return name


def video_folder(organization: str, video_id: object) -> str:
    """Where everything of a video stands, in each bucket. It ends in a slash."""
    return f"{escape_segment(organization)}/{video_id}/"


def legacy_folder(organization: str, video_id: object) -> str | None:
    """Where it stood while names were taken as they are; None where that is the same."""
    former = f"{organization}/{video_id}/"
    return None if former == video_folder(organization, video_id) else former


def legacy_prefixes(organization: str, video_id: object) -> list[str]:
    """How keys in that folder may begin: some stores (SeaweedFS) tidy a path, and list it so."""
    former = legacy_folder(organization, video_id)
    return [] if former is None else sorted({former, _SLASHES.sub("/", former).lstrip("/")})


def video_folders(organization: str, video_id: object) -> list[str]:
    """All the places where something of a video may be."""
    return [video_folder(organization, video_id), *legacy_prefixes(organization, video_id)]


def is_video_key(rest: str) -> bool:
    """Whether this, below a video's folder, is something of that video.

    A key that was made of an organization's name as it is may begin like it. Its own video is a folder in it, further
    on, and no video's folder holds another's.
    """
    return not any(_UUID.fullmatch(part) for part in rest.split("/")[:-1])


def _is_word_character(one: str) -> bool:
    return unicodedata.category(one)[0] in "LNM"


def _percent_encode(one: str) -> str:
    return "".join(f"%{byte:02X}" for byte in one.encode("utf-8", "surrogatepass"))
