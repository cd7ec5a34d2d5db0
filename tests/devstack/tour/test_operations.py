"""The tour's operations are valid in the API's schema."""

import pytest
from graphql import build_schema, parse, validate
from strawberry.printer import print_schema

from devstack.tour import operations
from schema.build import create_schema


@pytest.mark.parametrize("name", [name for name in vars(operations) if name.isupper()])
def test_every_operation_is_valid_under_the_servers_schema(name: str) -> None:
    served = build_schema(print_schema(create_schema()))
    assert validate(served, parse(getattr(operations, name))) == []
