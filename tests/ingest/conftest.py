"""The API that the agent talks to, served as for tests of the schema."""

from tests.schema.conftest import _served, address, api, postgres, served_data, settings

__all__ = ["_served", "address", "api", "postgres", "served_data", "settings"]
