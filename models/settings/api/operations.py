"""What a GraphQL operation may be."""

from pydantic import Field
from pydantic_settings import BaseSettings


class OperationSettings(BaseSettings):
    """What a GraphQL operation may be."""

    graphql_max_tokens: int = Field(2000, ge=100, le=20000, description="tokens that an operation's text may have")
    graphql_max_depth: int = Field(15, ge=5, le=50, description="fields that may be nested in each other")
    graphql_max_aliases: int = Field(30, ge=0, le=1000, description="aliases that a text may have")
    graphql_max_directives: int = Field(30, ge=0, le=1000, description="directives that a text may have")
    graphql_max_complexity: int = Field(
        20000, ge=100, le=1000000, description="fields that an operation asks for; lists multiply"
    )
    graphql_introspection: bool = Field(False, description="true lets anybody read the schema")
    graphql_suggestions: bool = Field(False, description="true lets errors suggest similar field names")
    graphql_plans: bool = Field(True, description="false leaves every query to the ordinary executor")
    graphql_allowed_operations: str = Field("", description="manifest of codegen or Apollo: only its operations run")
    execution_timeout_seconds: float = Field(120.0, gt=0, le=600, description="longest run of an operation")
    server_timing: bool = Field(False, description="true tells in Server-Timing what took an operation's time")
    rate_points_per_minute: int = Field(
        600000, ge=0, description="complexity that a caller may request, per process; 0: no limit"
    )
