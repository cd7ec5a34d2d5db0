"""What the key of an object in the inbox says: whose it is, its site, its camera and its time.

    inbox/SITE/CAMERA/TIME.ext                  in the bucket of one organization (AWS_INGEST_ORGANIZATION)
    inbox/ORGANIZATION/SITE/CAMERA/TIME.ext     in a bucket that several share

Who may write under a folder is decided in the bucket's policy: the key alone says whose the footage is.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from domain.language.validation import validate_line
from models.errors import InvalidInput
from models.footage.object_keys import escape_segment, unescape_segment

FOLDER = "inbox/"
# S3's limit.
_MAX_KEY_BYTES = 1024
_CONTROL_CHARACTERS = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
_UUID = re.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


class ForeignKey(Exception):
    """A key that lies in no organization's inbox. str() says why and what to do, for an operator."""


@dataclass(frozen=True, slots=True)
class InboxKey:
    """A key in an organization's inbox. site: of its first folder, null without one.

    folders: below the organization's inbox. filename: after them.
    """

    key: str
    organization: str
    folders: Sequence[str]
    filename: str

    @property
    def site(self) -> str | None:
        return _clean_name(self.folders[0]) if self.folders else None

    @property
    def extension(self) -> str:
        return PurePosixPath(self.filename).suffix.lower()

    def parse(self) -> "InboxPath | None":
        """What the key says, where it is SITE/CAMERA/TIME.ext; else None."""
        if len(self.folders) != 2:
            return None
        site, camera = (_clean_name(folder) for folder in self.folders)
        time = self.filename.removesuffix(PurePosixPath(self.filename).suffix)
        return None if site is None or camera is None else InboxPath(site, camera, time)


@dataclass(frozen=True, slots=True)
class InboxPath:
    """time: as the key writes it."""

    site: str
    camera: str
    time: str


@dataclass(frozen=True, slots=True)
class InboxRules:
    """organization: of all keys in this bucket; empty: the first folder names it."""

    organization: str = ""

    def folder_of(self, organization: str) -> str | None:
        """The folder of an organization's inbox, with a slash at its end; None where it has none in this bucket."""
        if not self.organization:
            return f"{FOLDER}{escape_segment(organization)}/"
        return FOLDER if organization == self.organization else None

    def read_key(self, key: str) -> InboxKey:
        """Whose a key is. Raises ForeignKey."""
        first, *parts = key.split("/")
        if f"{first}/" != FOLDER or not parts or len(key.encode("utf-8", "surrogatepass")) > _MAX_KEY_BYTES:
            raise ForeignKey(f"the key does not begin with {FOLDER}: only what lies there is imported")
        # Some stores, and libraries on the way, take a/../b for b.
        if not all(parts) or any(part in (".", "..") or _CONTROL_CHARACTERS.search(part) for part in parts):
            raise ForeignKey("the key has an empty, a dotted or an unprintable part: name the object otherwise")
        organization = self.organization
        if not organization:
            organization, parts = _read_organization(parts[0]), parts[1:]
        if not parts:
            raise ForeignKey(f"the key lies in no folder of an organization: {self.describe()}")
        # An organization called inbox keeps its videos in such folders.
        if _UUID.fullmatch(key.split("/")[1]) or any(_UUID.fullmatch(folder) for folder in parts[:-1]):
            raise ForeignKey("a folder is named like a video of ours: name it otherwise")
        return InboxKey(key, organization, tuple(parts[:-1]), parts[-1])

    def describe(self) -> str:
        """The form of keys, for an operator."""
        whose = "" if self.organization else "ORGANIZATION/"
        return f"keys are {FOLDER}{whose}SITE/CAMERA/TIME.ext, such as {FOLDER}{whose}seoul-3/till/20261130T120000.mp4"


def _read_organization(segment: str) -> str:
    try:
        return unescape_segment(segment)
    except ValueError:
        written = escape_segment(segment)
        raise ForeignKey(f"no organization's name is written so in a key; perhaps it is {written}") from None


def _clean_name(folder: str) -> str | None:
    """The name of a site or camera; None where it could not be one."""
    try:
        return validate_line(folder, ())
    except InvalidInput:
        return None
