"""Whose tokens are taken, and where their claims stand."""

from collections.abc import Mapping
from typing import Literal

from pydantic import Field, field_validator, model_validator
from pydantic_settings import BaseSettings

_JWKS_URL = r"^(https://\S+|http://(127\.0\.0\.1|localhost|\[::1\])(:\d+)?/\S*)?$"
_ROLE_NAMES = r"^([^=,]+=(INGEST|VIEWER|OPERATOR|ADMIN)(,|$))*$"


class IdentitySettings(BaseSettings):
    """Whose tokens are taken, and where their claims stand."""

    jwt_jwks_url: str = Field(
        "", pattern=_JWKS_URL, description="URL of an identity provider's keys; its tokens replace those of SECRET_KEY"
    )
    jwt_issuer: str = Field("", description="iss that a token must have; needed with JWT_JWKS_URL")
    jwt_audience: str = Field("", description="audience that a token must have; needed with JWT_JWKS_URL")
    jwt_audience_claim: str = Field("aud", min_length=1, description="claim of the audience; client_id for Cognito")
    jwt_user_claim: str = Field("sub", min_length=1, description="claim of the user: a name, or a path with dots")
    jwt_organization_claim: str = Field("organization", min_length=1, description="claim of the organization")
    jwt_roles_claim: str = Field("roles", min_length=1, description="claim of the roles: a list, or words in a text")
    jwt_role_names: str = Field(
        "", pattern=_ROLE_NAMES, description="the provider's names of roles, such as store-desk=OPERATOR,heads=ADMIN"
    )
    jwt_sites_claim: str = Field(
        "sites", min_length=1, description="claim of the sites that a token is limited to: a list, or names in a text"
    )
    sites_default: Literal["all", "none"] = Field(
        "all", description="sites of a user whom neither a token's claim nor a grant limits"
    )

    @model_validator(mode="after")
    def _check_token_issuer(self) -> "IdentitySettings":
        if self.jwt_jwks_url and not (self.jwt_issuer and self.jwt_audience):
            raise ValueError(
                "JWT_JWKS_URL is set without JWT_ISSUER and JWT_AUDIENCE: "
                "tokens that the provider made for other applications would be taken"
            )
        return self

    @field_validator("jwt_role_names")
    @classmethod
    def _check_role_names(cls, value: str) -> str:
        names = [pair.rpartition("=")[0].strip() for pair in value.split(",") if pair]
        if not all(names) or len(set(names)) < len(names):
            raise ValueError("a name that is blank or listed twice could give more than was meant")
        return value

    @property
    def claims(self) -> Mapping[str, str]:
        """The names of a token's claims, as `datasources.identity.access_tokens.Claims` expects them."""
        names = ("user", "organization", "roles", "sites", "audience")
        return {name: str(getattr(self, f"jwt_{name}_claim")) for name in names} | {"role_names": self.jwt_role_names}
