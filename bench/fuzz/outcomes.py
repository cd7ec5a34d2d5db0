"""Counts the operations that were sent, by root field and by outcome."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

# Codes with which the operation guard refuses an operation before it runs.
GUARD_CODES = frozenset({"OPERATION_TOO_LARGE", "REQUEST_TOO_LARGE", "THROTTLED"})
_MAX_KEPT = 20


@dataclass(slots=True)
class Outcomes:
    """ran: how many reached execution, by field. wrong: failures with their operations. invalid: some operations that
    the server called invalid.
    """

    sent: Counter[str] = field(default_factory=Counter)
    ran: Counter[str] = field(default_factory=Counter)
    refused_by_guard: Counter[str] = field(default_factory=Counter)
    codes: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    invalid: list[str] = field(default_factory=list)
    failed: int = 0

    def add(self, field_: str, text: str, status: int, body: Mapping[str, Any]) -> None:
        """Count one answer. It is a failure with a status of 500 or above, or with the code INTERNAL."""
        codes = {str((error.get("extensions") or {}).get("code")) for error in body.get("errors", ())}
        self.sent[field_] += 1
        # Without the key `data` nothing ran. With it the operation ran, even if `data` is null.
        self.ran[field_] += "data" in body
        self.refused_by_guard[field_] += bool(codes & GUARD_CODES)
        self.codes.update(codes or {"(data)"})
        if "INVALID_REQUEST" in codes and len(self.invalid) < _MAX_KEPT:
            self.invalid.append(f"{body['errors'][0]['message']} {field_}: {text}")
        if status >= 500 or "INTERNAL" in codes or "None" in codes:
            self.add_failure(f"{status} {sorted(codes)} {field_}: {text}")

    def add_failure(self, what: str) -> None:
        self.failed += 1
        if len(self.wrong) < _MAX_KEPT:
            self.wrong.append(what)

    def format_table(self) -> Iterator[str]:
        """Lines to print."""
        yield f"{'operation':34} {'sent':>6} {'ran':>6} {'refused by measure':>19}"
        for name, sent in sorted(self.sent.items()):
            yield f"{name:34} {sent:6} {self.ran[name]:6} {self.refused_by_guard[name]:19}"
        totals = self.sent.total(), self.ran.total(), self.refused_by_guard.total()
        yield f"{'all':34} {totals[0]:6} {totals[1]:6} {totals[2]:19}"
        yield "outcomes (an operation may have several):"
        yield from (f"  {code:32} {number:6}" for code, number in self.codes.most_common())
        yield from (f"? {what[:600]}" for what in self.invalid)
