"""Object keys: <organization>/<video>/<name>, sometimes with one more folder before the name.

An organization's name comes from an identity provider and may contain anything, even a slash. Unescaped, deleting
`demo2/<uuid>/` would also delete the objects of an organization called `demo2/<uuid>`. So `escape_segment` writes the
name as one segment of the path.
"""

import re
import unicodedata

# S3 allows keys of 1,024 bytes, SeaweedFS 255 bytes for one segment.
MAX_SEGMENT_BYTES = 255
# Within a video's folder of the highlights bucket: what browsers play of it.
RENDITION_FOLDER = "playback/"
_UNESCAPED = frozenset("-_.~@+=,:;!'()$& ")
_ESCAPED = re.compile("%([0-9A-F]{2})")
_SLASHES = re.compile(r"[/\\]+")
_UUID = re.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def escape_segment(name: str) -> str:
    """A name as one path segment: without slashes, not `.` or `..`, and unique for each name.

    Letters, digits and marks of any script stay, as do spaces and `-_.~@+=,:;!'()$&`. Everything else, `%` included,
    becomes `%XX` for each byte of its UTF-8.
    """
    if name in (".", ".."):
        return name.replace(".", "%2E")
    return "".join(
        character if character in _UNESCAPED or _is_word_character(character) else _percent_encode(character)
        for character in name
    )


def unescape_segment(text: str) -> str:
    """The inverse of `escape_segment`. Raises ValueError for a text that it never produces."""
    parts = _ESCAPED.split(text)
    raw = b"".join(bytes.fromhex(part) if number % 2 else part.encode() for number, part in enumerate(parts))
    name = raw.decode("utf-8", "surrogatepass")
    if escape_segment(name) != text:
        raise ValueError("no name is written so")
    return name


def video_folder(organization: str, video_id: object) -> str:
    """The folder of a video's objects in each bucket. It ends in a slash."""
    return f"{escape_segment(organization)}/{video_id}/"


def legacy_folder(organization: str, video_id: object) -> str | None:
    """The folder from before names were escaped; None where it is the same."""
    folder = f"{organization}/{video_id}/"
    return None if folder == video_folder(organization, video_id) else folder


def legacy_prefixes(organization: str, video_id: object) -> list[str]:
    """Prefixes of keys in the legacy folder: some stores (SeaweedFS) normalize paths, and list them that way."""
    folder = legacy_folder(organization, video_id)
    return [] if folder is None else sorted({folder, _SLASHES.sub("/", folder).lstrip("/")})


def video_folders(organization: str, video_id: object) -> list[str]:
    """All folders that may hold objects of a video."""
    return [video_folder(organization, video_id), *legacy_prefixes(organization, video_id)]


def is_video_key(rest: str) -> bool:
    """Whether a key belongs to the video whose folder it is in. rest: the key after the folder.

    A key with an unescaped organization name may start with another video's folder. It then contains a further folder
    named by a video id, which a video's own keys never do.
    """
    return not any(_UUID.fullmatch(part) for part in rest.split("/")[:-1])


def _is_word_character(character: str) -> bool:
    return unicodedata.category(character)[0] in "LNM"


def _percent_encode(character: str) -> str:
    return "".join(f"%{byte:02X}" for byte in character.encode("utf-8", "surrogatepass"))
