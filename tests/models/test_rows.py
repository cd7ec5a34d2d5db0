"""The typed rows name the columns of their tables, with the same types."""

from typing import get_type_hints

import pytest

from models.rows.audit import AuditRow
from models.rows.camera import CameraRow
from models.rows.event import EventRow
from models.rows.prompt import QuestionRow, SessionRow
from models.rows.video import VideoRow
from models.tables import AuditEntry, Camera, Event, PromptHistory, PromptSession, Video
from models.tables.columns import TableBase

# What reads compute beside the columns.
COMPUTED = {"cursor_value", "similarity"}


@pytest.mark.parametrize(
    ("row", "table"),
    [
        (AuditRow, AuditEntry),
        (CameraRow, Camera),
        (EventRow, Event),
        (QuestionRow, PromptHistory),
        (SessionRow, PromptSession),
        (VideoRow, Video),
    ],
)
def test_a_row_has_the_columns_of_its_table(row: type, table: type[TableBase]) -> None:
    columns = get_type_hints(table)
    typed = {name: hint for name, hint in get_type_hints(row).items() if name not in COMPUTED}
    assert typed == {name: columns[name] for name in (column.name for column in table.__table__.c)}
