"""The guard: lets through SQL that only reads what it may, and prints it anew from what it checked."""

from domain.guard.printer import guarded
from domain.guard.rejection import Refusal

__all__ = ["Refusal", "guarded"]
