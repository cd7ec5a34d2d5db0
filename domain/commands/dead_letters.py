"""`python -m worker dead-letters`: list dead letters, repeat or discard them."""

from collections.abc import Mapping, Sequence
from typing import TextIO

from domain.jobs.dead_letters import DeadLetter, DeadLetters

COMMAND = "python -m worker dead-letters"


class DeadLetterCommand:
    def __init__(self, letters: DeadLetters, stream: TextIO) -> None:
        self._letters = letters
        self._stream = stream

    async def run(self, *, redrive: Sequence[str], redrive_all: bool, discard: Sequence[str]) -> bool:
        """Redrive and discard letters, or list all. False where an id is unknown, or a letter has no job to run."""
        letters = await self._letters.list_all()
        known = {letter.id: letter for letter in letters}
        missing = [id_ for id_ in (*redrive, *discard) if id_ not in known]
        chosen = letters if redrive_all else _pick_known(redrive, known)
        dropped = _pick_known(discard, known)
        try:
            if not (chosen or dropped or missing or redrive_all):
                self._show(letters)
            stuck = [letter for letter in chosen if not await self._redrive(letter)]
            await self._discard(dropped)
        finally:
            await self._put_back_rest(letters, chosen, dropped)
        for id_ in missing:
            self._print_line(f"{id_}  is no dead letter: {COMMAND} lists those there are")
        return not missing and not stuck

    def _show(self, letters: Sequence[DeadLetter]) -> None:
        for letter in letters:
            self._print_line(letter.format_line())
        if letters:
            self._print_line(f"{len(letters)} in all. To try again: {COMMAND} --redrive ID, or --redrive-all")
        else:
            self._print_line("There are no dead letters.")

    async def _redrive(self, letter: DeadLetter) -> bool:
        if await self._letters.redrive(letter):
            self._print_line(f"{letter.id}  queued again")
        elif letter.job_id is None:
            # A notification without a queue to go back to, too.
            self._print_line(f"{letter.id}  names no job that could run; to remove it: {COMMAND} --discard {letter.id}")
        else:
            self._print_line(f"{letter.id}  needs no other chance; removed")
        return letter.can_repeat

    async def _discard(self, letters: Sequence[DeadLetter]) -> None:
        for letter in letters:
            await self._letters.discard(letter)
            self._print_line(f"{letter.id}  discarded")

    async def _put_back_rest(
        self, letters: Sequence[DeadLetter], chosen: Sequence[DeadLetter], dropped: Sequence[DeadLetter]
    ) -> None:
        """Return the messages of all letters but those discarded, and those redriven that name a job."""
        settled = {letter.id for letter in (*chosen, *dropped) if letter.can_repeat or letter in dropped}
        await self._letters.put_back([letter for letter in letters if letter.id not in settled])

    def _print_line(self, line: str) -> None:
        self._stream.write(line + "\n")
        self._stream.flush()


def _pick_known(ids: Sequence[str], known: Mapping[str, DeadLetter]) -> list[DeadLetter]:
    return [known[id_] for id_ in ids if id_ in known]
