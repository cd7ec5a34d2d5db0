"""The printed SDL keeps the contract that clients rely on."""

from pathlib import Path

from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLScalarType,
    GraphQLSchema,
    build_schema,
)

from schema.build import SDL_PATH, print_sdl
from tests.schema.pending import PENDING

CONTRACT = build_schema(Path(__file__).with_name("contract.graphql").read_text(encoding="utf-8"))
SERVED = build_schema(print_sdl())


def promises(schema: GraphQLSchema) -> dict[str, str]:
    """Everything a schema says, by name: "Type", "Type.field", "Type.field(argument)", "Enum.VALUE" → its shape."""
    found: dict[str, str] = {}
    for name, type_ in schema.type_map.items():
        if not name.startswith("__") and name not in ("String", "Int", "Float", "Boolean", "ID"):
            found[name] = type(type_).__name__
            found.update(members(name, type_))
    return found


def members(name: str, type_: GraphQLNamedType) -> dict[str, str]:
    if isinstance(type_, GraphQLEnumType):
        return {f"{name}.{value}": "" for value in type_.values}
    if isinstance(type_, GraphQLInputObjectType):
        return {f"{name}.{field}": str(value.type) for field, value in type_.fields.items()}
    found: dict[str, str] = {}
    if isinstance(type_, GraphQLObjectType | GraphQLInterfaceType):
        found.update({f"{name} implements {interface.name}": "" for interface in type_.interfaces})
        for field, value in type_.fields.items():
            found[f"{name}.{field}"] = str(value.type)
            found.update({f"{name}.{field}({one})": str(argument.type) for one, argument in value.args.items()})
    return found


def test_every_promise_of_the_contract_that_is_not_pending_is_kept() -> None:
    served = promises(SERVED)
    lost = {
        name: (shape, served.get(name))
        for name, shape in promises(CONTRACT).items()
        if name not in PENDING and served.get(name) != shape
    }
    assert lost == {}


def test_nothing_is_called_pending_that_is_served() -> None:
    assert sorted(PENDING & set(promises(SERVED))) == []


def test_nothing_is_called_pending_that_the_contract_does_not_have() -> None:
    assert sorted(PENDING - set(promises(CONTRACT))) == []


def test_arguments_that_clients_may_leave_out_stay_optional() -> None:
    """An argument beyond the contract's must not be required, or clients of the contract would break."""
    contract = promises(CONTRACT)
    added = {name: shape for name, shape in promises(SERVED).items() if "(" in name and name not in contract}
    assert [name for name, shape in added.items() if shape.endswith("!")] == []


def test_everything_served_has_a_description() -> None:
    """Also every value of an enum: schema/graphql/enum_values.py has them."""
    told = [name for name in promises(SERVED) if " implements " not in name]
    assert [name for name in told if not description(name)] == []


def test_every_scalar_says_what_specifies_it() -> None:
    scalars = [type_ for type_ in SERVED.type_map.values() if isinstance(type_, GraphQLScalarType)]
    own = [scalar for scalar in scalars if scalar.name not in ("String", "Int", "Float", "Boolean", "ID")]
    assert {scalar.name for scalar in own} == {"DateTime", "BigInt", "URL", "JSON"}
    assert [scalar.name for scalar in own if not scalar.specified_by_url] == []


def description(name: str) -> str | None:
    type_name, _, rest = name.partition(".")
    type_ = SERVED.type_map[type_name]
    if not rest:
        return type_.description
    if isinstance(type_, GraphQLEnumType):
        told: str | None = type_.values[rest].description
        return told
    field_name, _, argument = rest.partition("(")
    field = type_.fields[field_name]  # type: ignore[attr-defined]
    text: str | None = field.args[argument[:-1]].description if argument else field.description
    return text


def test_the_committed_sdl_is_the_one_that_is_served() -> None:
    assert SDL_PATH.read_text(encoding="utf-8") == print_sdl(), "run: python -m schema.build"
