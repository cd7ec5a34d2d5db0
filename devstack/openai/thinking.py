"""Drops what a reasoning model thinks aloud: `<think> … </think>` before its answer, also when split over pieces."""

import re

_NAMES = ("think", "thinking", "thought", "reasoning")
_TAGS = tuple(f"{start}{name}>" for name in _NAMES for start in ("<", "</"))
_TAG = re.compile(f"<(?P<end>/?)({'|'.join(_NAMES)})>", re.IGNORECASE)
_END = re.compile(f"</({'|'.join(_NAMES)})>", re.IGNORECASE)


class ThoughtFilter:
    """For one answer. begins_inside: the model's template opens the thought, so only its end is in the text.

    has_thought: something was dropped. has_orphan_end: a thought ended that had not begun; the text before was a
    thought, and was passed on.
    """

    def __init__(self, *, begins_inside: bool = False) -> None:
        self._inside = begins_inside
        # While the beginning is assumed only: what is kept in case that the answer has no thought at all.
        self._assumed: list[str] | None = [] if begins_inside else None
        self._held = ""
        self.has_thought = False
        self.has_orphan_end = False

    def feed(self, piece: str) -> str:
        """The part of the answer that is certain by now, which may be empty."""
        self._held += piece
        passed = []
        while (tag := (_END if self._inside else _TAG).search(self._held)) is not None:
            before, self._held = self._held[: tag.start()], self._held[tag.end() :]
            if not self._inside:
                passed.append(before)
                self.has_orphan_end = self.has_orphan_end or bool(tag["end"])
            self._inside = not self._inside and not tag["end"]
            self._assumed = None
            self.has_thought = True
        certain = len(self._held) - _count_undecided(self._held)
        text, self._held = self._held[:certain], self._held[certain:]
        if not self._inside:
            passed.append(text)
        elif self._assumed is not None:
            self._assumed.append(text)
        return "".join(passed)

    def finish(self) -> str:
        """The rest of the answer: a thought that only was assumed and never ended is the answer."""
        rest, self._held = self._held, ""
        if not self._inside:
            return rest
        return "" if self._assumed is None else "".join(self._assumed) + rest


def drop_thoughts(text: str) -> str:
    """A whole text without its thoughts, also where the template opened one."""
    ends = [tag.end() for tag in _END.finditer(text)]
    text = text[ends[-1] :] if ends else text
    thoughts = ThoughtFilter()
    return (thoughts.feed(text) + thoughts.finish()).strip()


def _count_undecided(text: str) -> int:
    """Characters at the end that may begin a tag."""
    at = text.rfind("<")
    if at < 0:
        return 0
    beginning = text[at:].lower()
    return len(text) - at if any(tag.startswith(beginning) for tag in _TAGS) else 0
