"""The part of a summary that is written so far, stored with the video, so that the next attempt continues it."""

import hashlib
from collections.abc import Sequence

from pydantic import BaseModel, Field

from domain.llm.prompts import PROMPTS_VERSION
from models.asking.answers import StoredCitation, StoredVisitor, Usage
from models.asking.evidence import Evidence
from models.enums import Language, SummaryKind


class SegmentDraft(BaseModel):
    """The paragraph about a segment; text is empty if it shows nothing. numbers: how many citation numbers it uses.

    unreadable: the codec, if no frame of the segment can be decoded; its text says so.
    """

    text: str = ""
    numbers: int = 0
    unreadable: str = ""
    citations: list[StoredCitation] = Field(default_factory=list)


class SummaryDraft(BaseModel):
    """The fields are named as in stored drafts.

    mark: a hash of what the summary is written from. stretches: the paragraphs of the segments that are done. groups:
    how many groups of visitors are done. ending: the last paragraph. told: the text that followers of the progress have
    got.
    """

    mark: str
    headline: str = ""
    text: str = ""
    stretches: list[SegmentDraft] = Field(default_factory=list)
    groups: int = 0
    visitors: list[StoredVisitor] = Field(default_factory=list)
    ending: str = ""
    told: str = ""
    usage: Usage = Usage()

    @classmethod
    def resume(
        cls, draft: "SummaryDraft | None", rows: Sequence[Evidence], kind: SummaryKind, language: Language
    ) -> "SummaryDraft":
        """The draft, if it was written from the same events by the same prompts; otherwise an empty one."""
        parts = (kind.value, language.value, PROMPTS_VERSION, *(str(row.event_id) for row in rows))
        mark = hashlib.sha256("\n".join(parts).encode()).hexdigest()[:32]
        return draft if draft is not None and draft.mark == mark else cls(mark=mark)
