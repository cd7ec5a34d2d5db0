"""Completes connections from their rows, without an object for each edge and each node."""

from collections.abc import Callable, Sequence
from itertools import chain as concatenate
from typing import Any, Protocol

from graphql import GraphQLField, GraphQLObjectType, SelectionSetNode, get_named_type

from resolvers.core import paging
from schema.compiled.fields import FieldGroup, collect_fields
from schema.compiled.steps import Operation, PlanMiss, Run, Step, Unplannable, gather, run_steps
from schema.graphql.connection import Connection


class ConnectionParts(Protocol):
    def compile_nodes(self, type_: GraphQLObjectType, sets: Sequence[SelectionSetNode], /) -> Step: ...
    def get_class(self, type_: GraphQLObjectType, /) -> Any: ...
    def compile_plain(self, type_: GraphQLObjectType, sets: Sequence[SelectionSetNode], /) -> Step: ...


def compile_connection(
    operation: Operation, type_: GraphQLObjectType, sets: Sequence[SelectionSetNode], parts: ConnectionParts
) -> Step:
    """The step from connections to their dictionaries."""
    keys, steps, constants = [], [], {}
    for group in collect_fields(operation, type_, sets):
        keys.append(group.key)
        if group.name == "__typename":
            constants[group.key] = type_.name
            continue
        steps.append((group.key, _compile_field(operation, type_.fields[group.name], group, parts)))

    async def answer(run: Run, connections: Sequence[Connection[Any]]) -> list[dict[str, Any]]:
        answers = await run_steps(run, [step for _, step in steps], [connections] * len(steps))
        by_key = dict(zip((key for key, _ in steps), answers, strict=True))
        return [
            {key: constants[key] if key in constants else by_key[key][place] for key in keys}
            for place in range(len(connections))
        ]

    return Step(answer, is_async=True)


def _compile_field(operation: Operation, field: GraphQLField, group: FieldGroup, parts: ConnectionParts) -> Step:
    type_: Any = get_named_type(field.type)
    if group.name == "edges":
        return _compile_edges(operation, type_, group, parts)
    if group.name == "pageInfo":
        step = parts.compile_plain(type_, group.selections)
        return Step(
            lambda run, connections: step.answer(run, [each.page_info() for each in connections]), step.is_async
        )
    if group.name == "totalCount":
        return Step(_count, is_async=True)
    raise Unplannable(f"a connection's {group.name}")


async def _count(_run: Run, connections: Sequence[Connection[Any]]) -> list[int]:
    return await gather([each.count() for each in connections])


def _compile_edges(operation: Operation, type_: GraphQLObjectType, group: FieldGroup, parts: ConnectionParts) -> Step:
    """Nodes of all connections are made together, of their rows."""
    groups = collect_fields(operation, type_, group.selections)
    node_type: Any = get_named_type(type_.fields["node"].type)
    keys, make = [each.key for each in groups], parts.get_class(node_type).from_row
    nodes = {each.key: parts.compile_nodes(node_type, each.selections) for each in groups if each.name == "node"}
    known = {"node", "cursor", "__typename"}
    if any(each.name not in known for each in groups):
        raise Unplannable("a field of edges that plans do not know")
    if [each.name for each in groups] == ["node"]:
        only = keys[0]

        async def wrap(run: Run, connections: Sequence[Connection[Any]]) -> list[list[dict[str, Any]]]:
            made = nodes[only].answer(run, _list_rows(connections, make))
            edges = [{only: node} for node in (await made if nodes[only].is_async else made)]
            return _cut(connections, edges)

        return Step(wrap, is_async=True)

    async def answer(run: Run, connections: Sequence[Connection[Any]]) -> list[list[dict[str, Any]]]:
        rows = _list_rows(connections, make)
        made = dict(zip(nodes, await run_steps(run, list(nodes.values()), [rows] * len(nodes)), strict=True))
        orders = [each.order for each in connections for _ in each.part.rows]
        edges: list[dict[str, Any]] = [{} for _ in rows]
        for each in groups:
            if each.name == "node":
                values: Sequence[Any] = made[each.key]
            elif each.name == "cursor":
                values = [paging.encode_cursor(row, order) for row, order in zip(rows, orders, strict=True)]
            else:
                values = [type_.name] * len(rows)
            for edge, value in zip(edges, values, strict=True):
                edge[each.key] = value
        return _cut(connections, edges)

    return Step(answer, is_async=True)


def _list_rows(connections: Sequence[Connection[Any]], make: Callable[[Any], Any]) -> Sequence[Any]:
    for each in connections:
        if each.make != make:
            raise PlanMiss("a connection of something else than rows")
    if len(connections) == 1:
        return connections[0].part.rows
    return list(concatenate.from_iterable(each.part.rows for each in connections))


def _cut(connections: Sequence[Connection[Any]], edges: list[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    if len(connections) == 1:
        return [edges]
    cut, at = [], 0
    for each in connections:
        cut.append(edges[at : at + len(each.part.rows)])
        at += len(each.part.rows)
    return cut
