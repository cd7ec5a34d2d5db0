"""What of a summary is written so far: kept with the video, so that another try goes on where this one ended."""

import hashlib
from collections.abc import Sequence

from pydantic import BaseModel, Field

from domain.llm.prompts import PROMPTS_VERSION
from models.asking.answers import StoredCitation, StoredVisitor, Usage
from models.asking.evidence import Evidence
from models.enums import Language, SummaryKind


class SegmentDraft(BaseModel):
    """text is empty where a stretch shows nothing. numbers: how many numbers its frames and events took.

    unreadable: the codec of a stretch without any frame that can be decoded, which its text says.
    """

    text: str = ""
    numbers: int = 0
    unreadable: str = ""
    citations: list[StoredCitation] = Field(default_factory=list)


class SummaryDraft(BaseModel):
    """mark tells what it is written from; told is the text that was told, groups how many visitors' groups are done."""

    mark: str
    headline: str = ""
    text: str = ""
    stretches: list[SegmentDraft] = Field(default_factory=list)
    groups: int = 0
    visitors: list[StoredVisitor] = Field(default_factory=list)
    told: str = ""
    usage: Usage = Usage()

    @classmethod
    def resume(
        cls, draft: "SummaryDraft | None", rows: Sequence[Evidence], kind: SummaryKind, language: Language
    ) -> "SummaryDraft":
        """The draft where it was begun from the same events, by the same prompts; else an empty one."""
        parts = (kind.value, language.value, PROMPTS_VERSION, *(str(row.event_id) for row in rows))
        mark = hashlib.sha256("\n".join(parts).encode()).hexdigest()[:32]
        return draft if draft is not None and draft.mark == mark else cls(mark=mark)
