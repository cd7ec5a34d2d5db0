"""Alerts and dashboard ask for metrics that exist, and the docs list them all."""

import json
import re
from pathlib import Path

import datasources.telemetry.database_gauges  # noqa: F401  (registers its gauges)
from datasources.telemetry.metrics import REGISTRY

ROOT = Path(__file__).resolve().parents[2]
MONITORING = ROOT / "deploy" / "monitoring"
NAME = re.compile(r"\bwatchgraph_[a-z_]+")
ALERTS = (MONITORING / "alerts.yaml").read_text(encoding="utf-8")


def list_metrics() -> set[str]:
    """Names as Prometheus shows them, without the parts of histograms."""
    names = set()
    for family in REGISTRY.collect():
        if family.name.startswith("watchgraph_"):
            names.add(f"{family.name}_total" if family.type == "counter" else family.name)
    return names


def list_used(text: str) -> set[str]:
    return {re.sub(r"_(bucket|count|sum)$", "", name) for name in NAME.findall(text)}


def test_alerts_ask_for_metrics_that_exist() -> None:
    assert list_used(ALERTS) <= list_metrics()


def test_each_of_the_twelve_alerts_says_what_is_wrong_and_why_it_matters() -> None:
    alerts = ALERTS.split("- alert: ")[1:]
    assert len(alerts) == 12
    for alert in alerts:
        assert all(f"{part}:" in alert for part in ("expr", "severity", "summary", "reason")), alert


def test_the_dashboard_asks_for_metrics_that_exist() -> None:
    dashboard = json.loads((MONITORING / "dashboard.json").read_text(encoding="utf-8"))
    used = list_used(json.dumps(dashboard))
    assert used <= list_metrics()
    assert len({panel["id"] for panel in dashboard["panels"]}) == len(dashboard["panels"])


def test_the_docs_list_every_metric() -> None:
    docs = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    assert list_used(docs) >= list_metrics()
    assert {name for name in list_used(docs) if name.startswith("watchgraph_")} - list_metrics() <= {"watchgraph_app"}
