"""One paragraph for each visitor of a video: times and attributes from the rows, words from a model."""

import json
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from domain.ask.facts.presence import PresenceInterval
from domain.language.detection import is_written_in
from domain.language.timecode import format_timecode_range
from domain.llm.prompts import VISITORS, format_sections
from domain.llm.streaming import DECLINED_STOP_REASONS
from domain.llm.usage_meter import UsageMeter
from domain.ports import Models, SendText
from domain.summary.condensation import condense_person_events
from models.asking.answers import StoredVisitor
from models.asking.conversation import Conversation, Message, StreamEnd
from models.enums import AgeGroup, Gender, Language
from models.errors import ModelDeclined
from models.text.text import to_printable

# What one request to the writer may hold; a chunk has at least one visitor, however much there is to tell of them.
_MAX_CHUNK_CHARACTERS = 24_000
_MAX_CHUNK_VISITORS = 20
_LINE_PATTERN = re.compile(r"^\s*(?:[-*]\s+)?\**(?P<id>[^\s:*]{1,40})\**\s*[:：]\s*\**\s*(?P<text>\S.*)$")

Known = TypeVar("Known", Gender, AgeGroup)


def split_chunks(visitors: Sequence[PresenceInterval]) -> list[list[PresenceInterval]]:
    """Visitors in their order, in parts that a model can be sent at once."""
    parts: list[list[PresenceInterval]] = []
    room = 0
    for visitor in visitors:
        size = len(json.dumps(_format_visitor(visitor, Language.KO), ensure_ascii=False))
        if not parts or size > room or len(parts[-1]) >= _MAX_CHUNK_VISITORS:
            parts.append([])
            room = _MAX_CHUNK_CHARACTERS
        parts[-1].append(visitor)
        room -= size
    return parts


@dataclass(frozen=True, slots=True)
class VisitorWriter:
    """Writes the paragraphs of a chunk."""

    language: Language
    models: Models
    model_id: str
    meter: UsageMeter

    async def write(self, part: Sequence[PresenceInterval], tell: SendText) -> list[StoredVisitor]:
        """A paragraph each, told as each is complete, in the order of the part.

        A visitor whom the model leaves out gets the descriptions of their events; one whom it invents is dropped.
        """
        conversation = Conversation(
            model_id=self.model_id,
            system=VISITORS,
            messages=[Message("user", build_visitors_message(part, self.language))],
            max_tokens=4000,
        )
        known = {spell.track_id: spell for spell in part}
        written: dict[str, str] = {}
        pending = ""

        async def take(lines: Sequence[str]) -> None:
            for line in lines:
                match = _LINE_PATTERN.match(line)
                # One in another language is left out, and its visitor described from the rows.
                if match and is_written_in(match["text"], self.language) is False:
                    continue
                if match and match["id"] in known and match["id"] not in written:
                    written[match["id"]] = match["text"].strip()
                    await tell(_format_paragraph(known[match["id"]], written[match["id"]]))

        async for piece in self.models.converse_stream(conversation):
            if isinstance(piece, StreamEnd):
                self.meter.record_tokens(self.model_id, piece.tokens)
                if piece.stop_reason in DECLINED_STOP_REASONS:
                    raise ModelDeclined
                continue
            *lines, pending = (pending + piece.text).split("\n")
            await take(lines)
        await take([pending])
        for spell in part:
            if spell.track_id not in written:
                written[spell.track_id] = _describe_from_rows(spell, self.language)
                await tell(_format_paragraph(spell, written[spell.track_id]))
        return [_to_stored_visitor(spell, written[spell.track_id]) for spell in part]


def build_visitors_message(part: Sequence[PresenceInterval], language: Language) -> str:
    """What the writer is given: each visitor with all their events, in order."""
    given = [_format_visitor(spell, language) for spell in part]
    return format_sections({"request": {"language": language.value.lower()}, "visitors": given})


def _format_visitor(spell: PresenceInterval, language: Language) -> dict[str, Any]:
    sure = sum(row.confidence for row in spell.rows) / len(spell.rows)
    return {
        "person": spell.track_id,
        "time": format_timecode_range(spell.start_seconds, spell.end_seconds),
        "confidence": round(sure, 2),
        "events": condense_person_events(spell.rows, language),
    }


def _format_paragraph(spell: PresenceInterval, text: str) -> str:
    return (
        f"\n\n{to_printable(spell.track_id)} ({format_timecode_range(spell.start_seconds, spell.end_seconds)})\n{text}"
    )


def _describe_from_rows(spell: PresenceInterval, language: Language) -> str:
    return " ".join(dict.fromkeys(row.choose_description(language).strip() for row in spell.rows))


def _to_stored_visitor(spell: PresenceInterval, text: str) -> StoredVisitor:
    return StoredVisitor(
        track_id=spell.track_id,
        first_seen_seconds=spell.start_seconds,
        last_seen_seconds=spell.end_seconds,
        gender=_find_most_common([row.gender for row in spell.rows], Gender.UNKNOWN),
        age_group=_find_most_common([row.age_group for row in spell.rows], AgeGroup.UNKNOWN),
        text=text,
    )


def _find_most_common(values: Sequence[Known], unknown: Known) -> Known:
    """What most rows say, of those that say anything."""
    known = Counter(value for value in values if value is not unknown)
    return known.most_common(1)[0][0] if known else unknown
