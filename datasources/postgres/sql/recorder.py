"""A pool that records statements instead of sending them."""

from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from types import SimpleNamespace
from typing import Any

from sqlalchemy import ClauseElement, Dialect, create_engine

from datasources.postgres.core.engine import Postgres
from models.access.principal import Principal

_DIALECT = create_engine("postgresql+asyncpg://").dialect


class StatementRecorder(Postgres):
    """Takes the place of a pool. `statements` are those that reads and writes would have sent, in their order.

    results: the rows that statements answer, in the order of the statements; beyond them, no rows.
    """

    def __init__(self, results: Iterable[Sequence[Any]] = ()) -> None:
        self.statements: list[str] = []
        self._results = iter(results)

    @asynccontextmanager
    async def transaction(
        self, principal: Principal, *, commit: bool = True, generic_plan: bool = False
    ) -> AsyncIterator[Any]:
        yield _Connection(self)

    @property
    def dialect(self) -> Dialect:
        return _DIALECT

    async def read(self, principal: Principal, statement: str, values: Sequence[Any]) -> Any:
        return self.record(statement)

    async def call_row(self, statement: str, *values: Any) -> Any:
        return next(iter(self.record(statement)), None)

    def record(self, statement: str) -> Sequence[Any]:
        self.statements.append(statement)
        return next(self._results, ())


class _Connection:
    """What reads use of SQLAlchemy's connection, and of asyncpg's below it."""

    def __init__(self, recorder: StatementRecorder) -> None:
        self._recorder = recorder
        self.dialect = _DIALECT
        self.sync_connection = SimpleNamespace(connection=SimpleNamespace(driver_connection=self))

    async def execute(self, statement: ClauseElement | str, *_values: Any) -> "_Result":
        if not isinstance(statement, str):
            statement = statement.compile(dialect=self.dialect, compile_kwargs={"render_postcompile": True}).string
        return _Result(self._recorder.record(statement))

    async def fetch(self, statement: str, *_values: Any) -> Sequence[Any]:
        return self._recorder.record(statement)

    async def fetchrow(self, statement: str, *_values: Any) -> Any:
        return next(iter(self._recorder.record(statement)), None)

    async def fetchval(self, statement: str, *_values: Any) -> Any:
        row = await self.fetchrow(statement)
        return None if row is None else row[0]


class _Result(list[Any]):
    """Rows as SQLAlchemy's result gives them."""

    rowcount = 1

    def mappings(self) -> "_Result":
        return self

    def scalars(self) -> "_Result":
        return _Result(row[0] for row in self)

    def all(self) -> "_Result":
        return self

    def one_or_none(self) -> Any:
        return self[0] if self else None

    def scalar_one(self) -> Any:
        return self[0][0]
