"""One paragraph for each visitor of a video: times and attributes from the rows, words from a model."""

import json
import re
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from domain.ask.facts.presence import Spell
from domain.language.detection import is_in
from domain.language.timecode import timecodes
from domain.llm.prompts import VISITORS, sections
from domain.llm.streaming import DECLINED
from domain.llm.usage_meter import Meter
from domain.ports import Models
from domain.summary.condensation import of_person
from models.asking.answers import StoredVisitor
from models.asking.conversation import Conversation, Message, StreamEnd
from models.enums import AgeGroup, Gender, Language
from models.errors import Declined
from models.text.text import printable

# What one request to the writer may hold; a chunk has at least one visitor, however much there is to tell of them.
_CHARACTERS = 24_000
_VISITORS = 20
_LINE = re.compile(r"^\s*(?:[-*]\s+)?\**(?P<id>[^\s:*]{1,40})\**\s*[:：]\s*\**\s*(?P<text>\S.*)$")

Known = TypeVar("Known", Gender, AgeGroup)


def chunks(visitors: Sequence[Spell]) -> list[list[Spell]]:
    """Visitors in their order, in parts that a model can be sent at once."""
    parts: list[list[Spell]] = []
    room = 0
    for visitor in visitors:
        size = len(json.dumps(_given(visitor, Language.KO), ensure_ascii=False))
        if not parts or size > room or len(parts[-1]) >= _VISITORS:
            parts.append([])
            room = _CHARACTERS
        parts[-1].append(visitor)
        room -= size
    return parts


@dataclass(frozen=True, slots=True)
class Visitors:
    """Writes the paragraphs of a chunk."""

    language: Language
    models: Models
    model_id: str
    meter: Meter

    async def write(self, part: Sequence[Spell], tell: Callable[[str], Awaitable[None]]) -> list[StoredVisitor]:
        """A paragraph each, told as each is complete, in the order of the part.

        A visitor whom the model leaves out gets the descriptions of their events; one whom it invents is dropped.
        """
        conversation = Conversation(
            model_id=self.model_id,
            system=VISITORS,
            messages=[Message("user", visitors_message(part, self.language))],
            max_tokens=4000,
        )
        known = {spell.track_id: spell for spell in part}
        written: dict[str, str] = {}
        pending = ""

        async def take(lines: Sequence[str]) -> None:
            for line in lines:
                match = _LINE.match(line)
                # One in another language is left out, and its visitor described from the rows.
                if match and is_in(match["text"], self.language) is False:
                    continue
                if match and match["id"] in known and match["id"] not in written:
                    written[match["id"]] = match["text"].strip()
                    await tell(_told(known[match["id"]], written[match["id"]]))

        async for piece in self.models.converse_stream(conversation):
            if isinstance(piece, StreamEnd):
                self.meter.spend(self.model_id, piece.tokens)
                if piece.stop_reason in DECLINED:
                    raise Declined
                continue
            *lines, pending = (pending + piece.text).split("\n")
            await take(lines)
        await take([pending])
        for spell in part:
            if spell.track_id not in written:
                written[spell.track_id] = _described(spell, self.language)
                await tell(_told(spell, written[spell.track_id]))
        return [_stored(spell, written[spell.track_id]) for spell in part]


def visitors_message(part: Sequence[Spell], language: Language) -> str:
    """What the writer is given: each visitor with all their events, in order."""
    given = [_given(spell, language) for spell in part]
    return sections({"request": {"language": language.value.lower()}, "visitors": given})


def _given(spell: Spell, language: Language) -> dict[str, Any]:
    sure = sum(row.confidence for row in spell.rows) / len(spell.rows)
    return {
        "person": spell.track_id,
        "time": timecodes(spell.first, spell.last),
        "confidence": round(sure, 2),
        "events": of_person(spell.rows, language),
    }


def _told(spell: Spell, text: str) -> str:
    return f"\n\n{printable(spell.track_id)} ({timecodes(spell.first, spell.last)})\n{text}"


def _described(spell: Spell, language: Language) -> str:
    return " ".join(dict.fromkeys(row.told(language).strip() for row in spell.rows))


def _stored(spell: Spell, text: str) -> StoredVisitor:
    return StoredVisitor(
        track_id=spell.track_id,
        first_seen_seconds=spell.first,
        last_seen_seconds=spell.last,
        gender=_usual([row.gender for row in spell.rows], Gender.UNKNOWN),
        age_group=_usual([row.age_group for row in spell.rows], AgeGroup.UNKNOWN),
        text=text,
    )


def _usual(values: Sequence[Known], unknown: Known) -> Known:
    """What most rows say, of those that say anything."""
    known = Counter(value for value in values if value is not unknown)
    return known.most_common(1)[0][0] if known else unknown
