"""A paragraph for each visitor of a video: times and attributes from the rows, words from a model."""

import json
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from domain.ask.facts.presence import PresenceInterval
from domain.language.detection import is_written_in
from domain.language.timecode import format_timecode_range
from domain.llm.prompts import VISITORS, format_sections
from domain.llm.streaming import Writing
from domain.llm.text_stream import TextStream
from domain.summary.checking import build_summary_judge, check_paragraph
from domain.summary.condensation import condense_person_events
from models.asking.answers import StoredVisitor
from models.asking.conversation import Conversation, Message
from models.enums import AgeGroup, Gender, Language
from models.text.text import to_printable

# The most that one request holds; a chunk has at least one visitor, however many events they have.
_MAX_CHUNK_CHARACTERS = 24_000
_MAX_CHUNK_VISITORS = 20
_LINE_PATTERN = re.compile(r"^\s*(?:[-*]\s+)?\**(?P<id>[^\s:*]{1,40})\**\s*[:：]\s*\**\s*(?P<text>\S.*)$")

Known = TypeVar("Known", Gender, AgeGroup)


def split_chunks(visitors: Sequence[PresenceInterval]) -> list[list[PresenceInterval]]:
    """Visitors in their order, in chunks that fit into one request."""
    chunks: list[list[PresenceInterval]] = []
    space = 0
    for visitor in visitors:
        size = len(json.dumps(_format_visitor(visitor, Language.KO), ensure_ascii=False))
        if not chunks or size > space or len(chunks[-1]) >= _MAX_CHUNK_VISITORS:
            chunks.append([])
            space = _MAX_CHUNK_CHARACTERS
        chunks[-1].append(visitor)
        space -= size
    return chunks


@dataclass(frozen=True, slots=True)
class VisitorWriter:
    """Writes the paragraphs of a chunk of visitors."""

    writing: Writing

    async def write(self, chunk: Sequence[PresenceInterval]) -> list[StoredVisitor]:
        """A paragraph for each visitor, in their order, sent when it is complete.

        A visitor that the model omits gets the descriptions of their events; one that it invents is dropped.
        Of a text that reaches the limit of tokens, the whole lines count. Raises ModelDeclined, Unavailable.
        """
        writing = self.writing
        conversation = Conversation(
            model_id=writing.model_id,
            system=VISITORS,
            messages=[Message("user", build_visitors_message(chunk, writing.language))],
            max_tokens=4000,
        )
        visitors = {visitor.track_id: visitor for visitor in chunk}
        written: dict[str, str] = {}
        pending = ""
        stream = TextStream(writing.models, writing.meter, conversation)
        async for piece in stream.read():
            *lines, pending = (pending + piece).split("\n")
            for line in lines:
                await self._add_line(line, visitors, written)
        if stream.broken_by is not None:
            raise stream.broken_by
        if not stream.is_cut_off:
            await self._add_line(pending, visitors, written)
        for visitor in chunk:
            if visitor.track_id not in written:
                written[visitor.track_id] = _describe_from_rows(visitor, writing.language)
                await writing.send(_format_paragraph(visitor, written[visitor.track_id]))
        return [_to_stored_visitor(visitor, written[visitor.track_id]) for visitor in chunk]

    async def _add_line(self, line: str, visitors: Mapping[str, PresenceInterval], written: dict[str, str]) -> None:
        """Add what is true of a line to `written`, if it is the first about a visitor and in the right language."""
        match = _LINE_PATTERN.match(line)
        if match is None or is_written_in(match["text"], self.writing.language) is False:
            return
        track_id = match["id"]
        if track_id in visitors and track_id not in written:
            text = _check(match["text"], visitors[track_id], self.writing.language)
            if not text:
                return
            written[track_id] = text
            await self.writing.send(_format_paragraph(visitors[track_id], written[track_id]))


def _check(text: str, visitor: PresenceInterval, language: Language) -> str:
    """The paragraph without sentences that differ from the visitor's rows."""
    given = _format_visitor(visitor, language)
    counts = [given["confidence"], *(run.get("counts") for run in given["events"])]
    return check_paragraph(text, build_summary_judge(visitor.rows, visitor.rows, counts, language))


def build_visitors_message(chunk: Sequence[PresenceInterval], language: Language) -> str:
    """The writer's message: each visitor with all their events, in order."""
    visitors = [_format_visitor(visitor, language) for visitor in chunk]
    return format_sections({"request": {"language": language.value.lower()}, "visitors": visitors})


def _format_visitor(visitor: PresenceInterval, language: Language) -> dict[str, Any]:
    confidence = sum(row.confidence for row in visitor.rows) / len(visitor.rows)
    return {
        "person": visitor.track_id,
        "time": format_timecode_range(visitor.start_seconds, visitor.end_seconds),
        "confidence": round(confidence, 2),
        "events": condense_person_events(visitor.rows, language),
    }


def _format_paragraph(visitor: PresenceInterval, text: str) -> str:
    time = format_timecode_range(visitor.start_seconds, visitor.end_seconds)
    return f"\n\n{to_printable(visitor.track_id)} ({time})\n{text}"


def _describe_from_rows(visitor: PresenceInterval, language: Language) -> str:
    return " ".join(dict.fromkeys(row.choose_description(language).strip() for row in visitor.rows))


def _to_stored_visitor(visitor: PresenceInterval, text: str) -> StoredVisitor:
    return StoredVisitor(
        track_id=visitor.track_id,
        first_seen_seconds=visitor.start_seconds,
        last_seen_seconds=visitor.end_seconds,
        gender=_find_most_common([row.gender for row in visitor.rows], Gender.UNKNOWN),
        age_group=_find_most_common([row.age_group for row in visitor.rows], AgeGroup.UNKNOWN),
        text=text,
    )


def _find_most_common(values: Sequence[Known], unknown: Known) -> Known:
    """The most frequent known value."""
    known = Counter(value for value in values if value is not unknown)
    return known.most_common(1)[0][0] if known else unknown
