"""Texts stored before they were normalized: in Unicode NFC, without what cannot be seen, without marks of citations.

Revision ID: 0022
"""

from alembic import op
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

# By table: its columns of text, of lists of texts, of JSON. Questions keep their brackets.
COLUMNS = {
    "video": (("name", "original_filename", "description", "camera"), (), ("zones",)),
    "event": (
        ("track_id", "emotion", "action", "interaction_target", "description", "description_ko", "source"),
        ("objects", "keywords"),
        ("attributes",),
    ),
    "superseded_event": ((), (), ("told",)),
    "prompt_session": (("title",), (), ()),
    "prompt_history": (("rating_comment",), (), ()),
}
QUESTIONS = ("prompt_history", "prompt")
_UNSEEN = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u200c\u200e\u200f\u202a-\u202e\u2060-\u206f"
    "\u2800\u3164\ufeff\uffa0\ufff9-\ufffb\U000e0000-\U000e0fff"
)
_OPENING, _CLOSING = "[［【〔〖〚⟦❲⁅﹝", "\\]］】〕〗〛⟧❳⁆﹞"
_NUMBERS = r"[\s,;:.·、，~^#+_/–—‐‑‒−-]*[0-9０-９][0-9０-９\s,;:.·、，~^#+_/–—‐‑‒−-]*"
_MARK = f"[{_OPENING}]({_NUMBERS})([{_CLOSING}]|$)"


def _function(name: str, expression: str) -> str:
    """For this migration only."""
    return f"CREATE FUNCTION {name}(given text) RETURNS text LANGUAGE sql IMMUTABLE AS $$ SELECT {expression} $$"


def _normal(value: str) -> str:
    return f"normalize(regexp_replace({value}, '[{_UNSEEN}]', '', 'g'), NFC)"


def _changed(columns: tuple[str, ...], lists: tuple[str, ...], documents: tuple[str, ...]) -> dict[str, str]:
    """Column → what stands in it afterwards. Marks in JSON stay: [1] may be a list there."""
    of_list = "ARRAY(SELECT text_unmarked(one) FROM unnest({}) WITH ORDINALITY AS told (one, place) ORDER BY place)"
    return {
        **{name: f"text_unmarked({name})" for name in columns},
        **{name: of_list.format(name) for name in lists},
        # jsonb as text writes letters as they are.
        **{name: f"text_normal({name}::text)::jsonb" for name in documents},
    }


def upgrade() -> None:
    op.execute(_function("text_normal", _normal("given")))
    op.execute(_function("text_unmarked", f"regexp_replace({_normal('given')}, '{_MARK}', '(\\1)', 'g')"))
    for table, (columns, lists, documents) in COLUMNS.items():
        _mend(table, _changed(columns, lists, documents))
    _mend(QUESTIONS[0], {QUESTIONS[1]: f"text_normal({QUESTIONS[1]})"})
    op.execute("DROP FUNCTION text_unmarked(text)")
    op.execute("DROP FUNCTION text_normal(text)")


def _mend(table: str, changed: dict[str, str]) -> None:
    """Only rows that differ are locked and written, each unless another one is what it would become."""
    connection = op.get_bind()
    differs = " OR ".join(f"{name} IS DISTINCT FROM {value}" for name, value in changed.items())
    assigned = ", ".join(f"{name} = {value}" for name, value in changed.items())
    keys = connection.execute(text(f"SELECT id FROM {table} WHERE {differs} ORDER BY id")).scalars()  # noqa: S608
    for key in keys.all():
        try:
            with connection.begin_nested():
                connection.execute(text(f"UPDATE {table} SET {assigned} WHERE id = :id"), {"id": key})  # noqa: S608
        except IntegrityError as error:
            # An event may be there in both spellings: then each stays the row that it is.
            if "event_natural_key" not in str(error):
                raise


def downgrade() -> None:
    """Nothing was lost that is wanted back."""
