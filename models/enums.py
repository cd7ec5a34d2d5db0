"""The product's enumerations, named as clients see them. EventType is defined in models/event_types.py."""

from enum import StrEnum

from models.event_types import EventType as EventType


class Role(StrEnum):
    INGEST = "INGEST"
    VIEWER = "VIEWER"
    OPERATOR = "OPERATOR"
    ADMIN = "ADMIN"


class VideoStatus(StrEnum):
    UPLOADING = "UPLOADING"
    QUEUED = "QUEUED"
    ANALYZING = "ANALYZING"
    READY = "READY"
    FAILED = "FAILED"
    CANCELLED = "CANCELLED"


class ZonePurpose(StrEnum):
    NONE = "NONE"
    INTRUSION = "INTRUSION"
    DOOR = "DOOR"
    TILL = "TILL"
    SHELF = "SHELF"
    IGNORE = "IGNORE"


class Weekday(StrEnum):
    MONDAY = "MONDAY"
    TUESDAY = "TUESDAY"
    WEDNESDAY = "WEDNESDAY"
    THURSDAY = "THURSDAY"
    FRIDAY = "FRIDAY"
    SATURDAY = "SATURDAY"
    SUNDAY = "SUNDAY"


class CameraOrder(StrEnum):
    NAME = "NAME"
    SITE = "SITE"
    LAST_FOOTAGE_FIRST = "LAST_FOOTAGE_FIRST"


class StorageTier(StrEnum):
    HOT = "HOT"
    WARM = "WARM"
    COLD = "COLD"
    RESTORING = "RESTORING"


class OriginalState(StrEnum):
    PENDING = "PENDING"
    PINNED = "PINNED"
    UNPINNED = "UNPINNED"
    REPLACED = "REPLACED"
    MISSING = "MISSING"
    EXPIRED = "EXPIRED"


class PlaybackState(StrEnum):
    """What browsers play of a video."""

    NOT_UPLOADED = "NOT_UPLOADED"
    ORIGINAL = "ORIGINAL"
    WAITING = "WAITING"
    MAKING = "MAKING"
    READY = "READY"
    FAILED = "FAILED"
    ARCHIVED = "ARCHIVED"


class EventBasis(StrEnum):
    DETECTED = "DETECTED"
    INFERRED = "INFERRED"
    MODEL = "MODEL"
    IMPORTED = "IMPORTED"


class ReviewVerdict(StrEnum):
    """What a person says of an event who looked at its footage."""

    CONFIRMED = "CONFIRMED"
    FALSE_ALARM = "FALSE_ALARM"
    UNSURE = "UNSURE"


class Examination(StrEnum):
    """How well footage was examined for events of a type, the worst first."""

    NOT_EXAMINED = "NOT_EXAMINED"
    PARTLY = "PARTLY"
    EXAMINED = "EXAMINED"


class GapReason(StrEnum):
    NO_FOOTAGE = "NO_FOOTAGE"
    UNDECODABLE = "UNDECODABLE"
    NOT_ANALYZED = "NOT_ANALYZED"


class FrameLocation(StrEnum):
    LEFT = "LEFT"
    CENTER = "CENTER"
    RIGHT = "RIGHT"
    UNKNOWN = "UNKNOWN"


class Gender(StrEnum):
    FEMALE = "FEMALE"
    MALE = "MALE"
    UNKNOWN = "UNKNOWN"


class AgeGroup(StrEnum):
    CHILD = "CHILD"
    YOUNG = "YOUNG"
    MIDDLE = "MIDDLE"
    OLD = "OLD"
    UNKNOWN = "UNKNOWN"


class AnalysisStage(StrEnum):
    QUEUED = "QUEUED"
    DOWNLOADING = "DOWNLOADING"
    PROBING = "PROBING"
    DETECTING = "DETECTING"
    DESCRIBING = "DESCRIBING"
    EMBEDDING = "EMBEDDING"
    STORING = "STORING"
    DONE = "DONE"


class SummaryStage(StrEnum):
    QUEUED = "QUEUED"
    SELECTING = "SELECTING"
    LOOKING = "LOOKING"
    WRITING = "WRITING"
    DONE = "DONE"


class SummaryKind(StrEnum):
    EVENTS = "EVENTS"
    FULL = "FULL"


class SummaryStatus(StrEnum):
    NONE = "NONE"
    QUEUED = "QUEUED"
    GENERATING = "GENERATING"
    COMPLETED = "COMPLETED"
    EMPTY = "EMPTY"
    FAILED = "FAILED"


class PromptStage(StrEnum):
    QUEUED = "QUEUED"
    PLANNING = "PLANNING"
    SEARCHING = "SEARCHING"
    RERANKING = "RERANKING"
    LOOKING = "LOOKING"
    WRITING = "WRITING"
    DONE = "DONE"


class PromptKind(StrEnum):
    PROMPT = "PROMPT"
    VLM_CHAT = "VLM_CHAT"


class PromptStatus(StrEnum):
    QUEUED = "QUEUED"
    RUNNING = "RUNNING"
    COMPLETED = "COMPLETED"
    NOT_FOUND = "NOT_FOUND"
    NOT_EXAMINED = "NOT_EXAMINED"
    FAILED = "FAILED"
    CANCELLED = "CANCELLED"


class Verification(StrEnum):
    VERIFIED = "VERIFIED"
    REFUTED = "REFUTED"
    UNSURE = "UNSURE"
    NOT_LOOKED_AT = "NOT_LOOKED_AT"


class PromptSessionStatus(StrEnum):
    ACTIVE = "ACTIVE"
    CLOSED = "CLOSED"


class SearchMethod(StrEnum):
    TEXT_TO_SQL = "TEXT_TO_SQL"
    VECTOR = "VECTOR"
    KEYWORD = "KEYWORD"
    FRAMES = "FRAMES"


class Language(StrEnum):
    KO = "KO"
    EN = "EN"


class Rating(StrEnum):
    UP = "UP"
    DOWN = "DOWN"


class UploadMethod(StrEnum):
    SINGLE = "SINGLE"
    MULTIPART = "MULTIPART"


class JobKind(StrEnum):
    ANALYZE = "ANALYZE"
    SUMMARIZE = "SUMMARIZE"
    PROMPT = "PROMPT"
    DELETE = "DELETE"
    CLIP = "CLIP"
    IMPORT = "IMPORT"
    PLAYBACK = "PLAYBACK"
    EVIDENCE = "EVIDENCE"
    ARCHIVE = "ARCHIVE"


class EvidenceStatus(StrEnum):
    QUEUED = "QUEUED"
    BUILDING = "BUILDING"
    DONE = "DONE"
    FAILED = "FAILED"


class JobStatus(StrEnum):
    QUEUED = "QUEUED"
    RUNNING = "RUNNING"
    DONE = "DONE"
    FAILED = "FAILED"
    CANCELLED = "CANCELLED"


class ProgressKind(StrEnum):
    """The subject of a progress row: a video (ANALYSIS, SUMMARY) or a question in the history (PROMPT)."""

    ANALYSIS = "ANALYSIS"
    SUMMARY = "SUMMARY"
    PROMPT = "PROMPT"


class VideoOrder(StrEnum):
    NEWEST_FIRST = "NEWEST_FIRST"
    OLDEST_FIRST = "OLDEST_FIRST"
    RECORDED_NEWEST_FIRST = "RECORDED_NEWEST_FIRST"
    NAME = "NAME"
    LONGEST_FIRST = "LONGEST_FIRST"


class EventOrder(StrEnum):
    EARLIEST_FIRST = "EARLIEST_FIRST"
    LATEST_FIRST = "LATEST_FIRST"
    MOST_CONFIDENT_FIRST = "MOST_CONFIDENT_FIRST"
    OCCURRED_NEWEST_FIRST = "OCCURRED_NEWEST_FIRST"
    OCCURRED_OLDEST_FIRST = "OCCURRED_OLDEST_FIRST"
    STORED_NEWEST_FIRST = "STORED_NEWEST_FIRST"
    STORED_OLDEST_FIRST = "STORED_OLDEST_FIRST"


class EventGrouping(StrEnum):
    TYPE = "TYPE"
    VIDEO = "VIDEO"
    CAMERA = "CAMERA"
    SITE = "SITE"
    HOUR_OF_DAY = "HOUR_OF_DAY"
    DAY = "DAY"
    GENDER = "GENDER"
    AGE_GROUP = "AGE_GROUP"
    LOCATION = "LOCATION"
