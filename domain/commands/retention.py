"""`python -m worker retention`: show or set for how many days an organization keeps footage."""

from datetime import datetime
from typing import Protocol, TextIO

from models.access.principal import Principal


class StoredRule(Protocol):
    @property
    def days(self) -> int: ...
    @property
    def set_by(self) -> str: ...
    @property
    def set_at(self) -> datetime: ...


class RuleStore(Protocol):
    async def get(self, principal: Principal, /) -> StoredRule | None: ...

    async def set(self, principal: Principal, days: int | None, /) -> None: ...


class RetentionCommand:
    """default_days: of organizations without a rule."""

    def __init__(self, rules: RuleStore, stream: TextIO, default_days: int) -> None:
        self._rules = rules
        self._stream = stream
        self._default_days = default_days

    async def run(self, principal: Principal, *, days: int | None, use_default: bool) -> bool:
        """Set the rule, or remove it, if that is asked for; then print it."""
        if days is not None or use_default:
            await self._rules.set(principal, days)
        rule = await self._rules.get(principal)
        if rule is None:
            self._stream.write(
                f"{_tell(self._default_days)}: RETENTION_DAYS; the organization has no rule of its own.\n"
            )
        else:
            self._stream.write(f"{_tell(rule.days)}: set by {rule.set_by} at {rule.set_at:%Y-%m-%d %H:%M} UTC.\n")
        return True


def _tell(days: int) -> str:
    return f"Footage is kept for {days} days" if days else "Footage is kept for good"
