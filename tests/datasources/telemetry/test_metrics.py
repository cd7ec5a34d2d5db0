"""Metrics count what the process does, under names that stay few."""

import asyncio

import pytest
from prometheus_client import generate_latest

from datasources.telemetry import metrics
from datasources.telemetry.labels import OTHER, BoundedLabel
from models.errors import Throttled


def read(name: str, **labels: str) -> float:
    return metrics.REGISTRY.get_sample_value(name, labels) or 0.0


def test_a_label_keeps_its_first_values_and_counts_later_ones_together() -> None:
    label = BoundedLabel(2)
    assert [label.bound(value) for value in ("a", "b", "c", "a", "d")] == ["a", "b", OTHER, "a", OTHER]


def test_an_operation_is_counted_by_name_and_code() -> None:
    before = read("watchgraph_operations_total", operation="VideosOfMetrics", code="NOT_FOUND")
    metrics.count_operation("VideosOfMetrics", "NOT_FOUND", 0.02)
    assert read("watchgraph_operations_total", operation="VideosOfMetrics", code="NOT_FOUND") == before + 1
    assert read("watchgraph_operation_seconds_count", operation="VideosOfMetrics") >= 1


def test_a_model_call_is_counted_for_whom_it_was_made_with_the_code_of_its_failure() -> None:
    with metrics.work_for("acme"), pytest.raises(Throttled), metrics.measure_model_call("m-1"):
        raise Throttled(service="Bedrock")
    with metrics.work_for("acme"), metrics.measure_model_call("m-1"):
        pass
    counted = "watchgraph_model_calls_total"
    assert read(counted, model="m-1", organization="acme", outcome="UPSTREAM_THROTTLED") == 1
    assert read(counted, model="m-1", organization="acme", outcome="ok") == 1


async def test_tasks_that_work_for_two_organizations_at_once_are_told_apart() -> None:
    async def call(organization: str) -> None:
        with metrics.work_for(organization):
            await asyncio.sleep(0)
            metrics.count_model_usage("m-2", input_tokens=10, output_tokens=2, images=1, usd=0.5)

    await asyncio.gather(call("north"), call("south"))
    for organization in ("north", "south"):
        assert read("watchgraph_model_tokens_total", model="m-2", organization=organization, direction="input") == 10
        assert read("watchgraph_model_usd_total", model="m-2", organization=organization) == 0.5


def test_an_attempt_whose_outcome_nobody_set_is_unstored() -> None:
    with pytest.raises(RuntimeError), metrics.measure_attempt("OF_TEST"):
        raise RuntimeError
    assert read("watchgraph_job_attempts_total", kind="OF_TEST", outcome="unstored") == 1


def test_every_metric_says_what_it_is() -> None:
    lines = generate_latest(metrics.REGISTRY).decode().splitlines()
    described = {line.split()[2] for line in lines if line.startswith("# HELP") and len(line.split()) > 3}
    assert {line.split()[2] for line in lines if line.startswith("# TYPE")} <= described
