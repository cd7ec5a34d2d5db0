"""The SQL guard: accepts statements that only read allowed views, and prints them from the checked syntax tree."""

from domain.guard.printer import guard_sql
from domain.guard.rejection import SqlRejected

__all__ = ["SqlRejected", "guard_sql"]
