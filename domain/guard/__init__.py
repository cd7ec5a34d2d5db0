"""The guard: lets through SQL that only reads what it may, and prints it anew from what it checked."""

from domain.guard.printer import guard_sql
from domain.guard.rejection import SqlRejected

__all__ = ["SqlRejected", "guard_sql"]
