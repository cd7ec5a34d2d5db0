"""What a check found."""

from collections.abc import Awaitable
from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """FAILED: what the product cannot work with. WARNING: what will go wrong one day, or could not be looked at."""

    OK = "ok"
    WARNING = "WARNING"
    FAILED = "FAILED"


@dataclass(frozen=True, slots=True)
class CheckResult:
    """One line of the table. found: what is there. remedy: what to do about it; empty where nothing is wrong."""

    name: str
    state: State
    found: str
    remedy: str = ""

    def __str__(self) -> str:
        return " ".join(part for part in (f"{self.name}: {self.found}.", self.remedy) if part)


def passed(name: str, found: str) -> CheckResult:
    return CheckResult(name, State.OK, found)


def warned(name: str, found: str, remedy: str) -> CheckResult:
    return CheckResult(name, State.WARNING, found, remedy)


def failed(name: str, found: str, remedy: str) -> CheckResult:
    return CheckResult(name, State.FAILED, found, remedy)


async def try_check(name: str, check: Awaitable[CheckResult], remedy: str) -> CheckResult:
    """The check's result; FAILED with the error's kind where the service does not answer it."""
    try:
        return await check
    except Exception as error:
        # The texts of these errors quote URLs and keys.
        code = getattr(error, "response", {}).get("Error", {}).get("Code") or type(error).__name__
        return failed(name, f"it could not be asked ({code})", remedy)
