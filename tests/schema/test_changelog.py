"""The changelog of the schema: current, complete, and a barrier to breaking changes."""

from pathlib import Path

import pytest

from schema import changelog
from schema.changelog import ALLOWED, PAGE, RELEASED, SDL, compare_schemas, render_page

OLD = """
type Query { video(id: ID!): Video events(first: Int): [String!]! }
"A recording." type Video { name: String! old: Int state: State }
enum State { READY FAILED }
"""
NEW = """
"Anything with an id." interface Node { id: ID! }
type Query { video(id: ID!, "Which." at: Float): Video events(first: Int): [String!]! }
"A recording." type Video implements Node {
  id: ID! name: String! old: Int @deprecated(reason: "Use name.") state: State
}
enum State { READY FAILED "Stopped." CANCELLED }
"""


def test_no_change_since_the_last_release_breaks_clients() -> None:
    breaking = compare_schemas(RELEASED.read_text(encoding="utf-8"), SDL.read_text(encoding="utf-8")).breaking
    assert [change for change in breaking if change not in ALLOWED] == [], "undo it, or allow it with a reason"
    assert [change for change in ALLOWED if change not in breaking] == [], "it is not needed any more"
    assert [change for change, reason in ALLOWED.items() if not reason] == []


def test_the_page_is_current() -> None:
    assert PAGE.read_text(encoding="utf-8") == render_page(), "run: python -m schema.build"


def test_what_is_new_is_told_once_with_its_description() -> None:
    changes = compare_schemas(OLD, NEW)
    assert changes.breaking == []
    assert changes.added == {
        "Node": "Anything with an id.",
        "Query.video(at)": "Which.",
        "State.CANCELLED": "Stopped.",
        "Video implements Node": "",
        "Video.id": "",
    }
    assert changes.deprecated == {"Video.old": "Use name."}
    assert changes.dangerous == [
        "Enum value State.CANCELLED was added.",
        "Node added to interfaces implemented by Video.",
    ]


@pytest.mark.parametrize(
    ("taken", "given", "told"),
    [
        ("old: Int", "", "Video.old was removed"),
        ("name: String!", "name: String", "Video.name changed type from String! to String"),
        ("FAILED", "", "Enum value State.FAILED was removed"),
        ("first: Int", "first: Int!", "changed type from Int to Int!"),
        ("id: ID!", "id: ID!, key: ID!", "key"),
    ],
)
def test_what_breaks_clients_is_noticed(taken: str, given: str, told: str) -> None:
    [change] = compare_schemas(OLD, OLD.replace(taken, given)).breaking
    assert told in change


def test_a_release_closes_the_section_and_keeps_the_schema(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(changelog, "PAGE", tmp_path / "changes.md")
    monkeypatch.setattr(changelog, "RELEASED", tmp_path / "released.graphql")
    changelog.RELEASED.write_text(OLD, encoding="utf-8")
    monkeypatch.setattr(changelog, "SDL", tmp_path / "schema.graphql")
    changelog.SDL.write_text(NEW, encoding="utf-8")
    changelog.write_page()
    before = changelog.PAGE.read_text(encoding="utf-8")
    changelog.release("7.0.0")
    after = changelog.PAGE.read_text(encoding="utf-8")
    _, _, section = before.partition("## Unreleased")
    assert "## Unreleased\n\nNothing.\n\n## 7.0.0" + section == after[after.index("## Unreleased") :]
    assert changelog.RELEASED.read_text(encoding="utf-8") == NEW
    assert after == changelog.render_page()
