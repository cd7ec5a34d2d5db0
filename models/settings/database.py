"""Where the database is, and how long to wait for it."""

from typing import Literal

from pydantic import Field, field_validator
from pydantic_settings import BaseSettings
from sqlalchemy.engine import URL


class DatabaseSettings(BaseSettings):
    """Where the database is, and how long to wait for it."""

    database_url: str = Field("", repr=False, description="postgresql://user:password@host:port/name, instead of DB_*")
    db_name: str = Field("watchgraph", min_length=1, description="database name")
    db_host: str = Field("127.0.0.1", min_length=1, description="database host")
    db_port: int = Field(5432, ge=1, le=65535, description="database port")
    db_user: str = Field("watchgraph", min_length=1, description="login that is a member of watchgraph_app")
    db_password: str = Field("", repr=False, description="that login's password")
    db_pool_size: int = Field(10, ge=1, le=200, description="connections a process keeps")
    db_pooler: Literal["none", "transaction"] = Field(
        "none", description="transaction: a pooler in between gives each transaction another connection"
    )
    db_timeout_seconds: float = Field(5.0, gt=0, le=600, description="longest wait for the database in the API")
    db_job_timeout_seconds: float = Field(60.0, gt=0, le=3600, description="the same in workers")

    @field_validator("database_url", "database_owner_url", check_fields=False)
    @classmethod
    def _check_database_url(cls, value: str) -> str:
        if value and not value.startswith(("postgresql://", "postgres://")):
            raise ValueError("a URL that starts with postgresql://")
        return value

    @property
    def asyncpg_dsn(self) -> str:
        """The same URL for asyncpg itself."""
        return self.sqlalchemy_url.replace("postgresql+asyncpg://", "postgresql://", 1)

    @property
    def sqlalchemy_url(self) -> str:
        """The URL of the application's login for SQLAlchemy's asyncpg dialect."""
        if self.database_url:
            return to_asyncpg_url(self.database_url)
        return URL.create(
            "postgresql+asyncpg", self.db_user, self.db_password or None, self.db_host, self.db_port, self.db_name
        ).render_as_string(hide_password=False)


def to_asyncpg_url(url: str) -> str:
    """The database URL for SQLAlchemy's asyncpg dialect."""
    return "postgresql+asyncpg://" + url.split("://", 1)[1]
