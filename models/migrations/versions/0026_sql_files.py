"""Drop functions that repeated what Python does, and rename others; datasources/postgres/sql has those of now.

Revision ID: 0026

Processes of an earlier version call functions by their former names: stop them before this migration runs.
"""

from importlib import import_module

from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

_STEP = "uuid, text, integer, text, text, uuid, text, text, text, integer, jsonb"
_QUESTION = "text, text, text, text, text, text, jsonb, text, interval"
RENAMED = {
    "jobs_given_up": "exhausted_jobs",
    "moment_of": "time_at_position",
    "prompt_of": "prompt_history_by_id",
    "prompt_session_of": "prompt_session_by_id",
    "uploads_past_their_end": "expired_uploads",
}
# What is written anew under another name, or with other parameters.
REPLACED = (
    "jobs_to_send(interval, integer)",
    f"job_end({_STEP}, text, jsonb, text, jsonb)",
    f"job_step({_STEP})",
    f"job_tell({_STEP})",
    "progress_tell(text, text, uuid, text, text, text, integer, jsonb, boolean)",
)
# What Python does now: it opens sessions, counts, writes the audit log, spends budgets and stores answers.
DROPPED = (
    "jobs_due(text[], integer)",
    f"prompt_begin(text, text, uuid, uuid, {_QUESTION}, text, jsonb)",
    f"prompt_start(text, text, uuid, uuid, {_QUESTION}, jsonb, integer)",
    f"prompt_take(text, text, uuid, {_QUESTION}, jsonb, integer, text, text, jsonb, bytea, date, integer, integer)",
    f"prompt_end({_STEP}, text, jsonb, text, jsonb, jsonb, uuid, uuid, text, text)",
)
NEW = (
    "jobs_to_send(text[], interval, integer)",
    f"end_job({_STEP}, text, jsonb, text, jsonb)",
    f"report_job_progress({_STEP})",
    f"append_job_progress({_STEP})",
    "append_progress(text, text, uuid, text, text, text, integer, jsonb, boolean)",
    "next_session_number(text, uuid)",
)


def upgrade() -> None:
    for signature in (*DROPPED, *REPLACED):
        op.execute(f"DROP FUNCTION {signature}")
    for former, name in RENAMED.items():
        op.execute(f"ALTER FUNCTION {former} RENAME TO {name}")


def downgrade() -> None:
    for signature in NEW:
        op.execute(f"DROP FUNCTION {signature}")
    for former, name in RENAMED.items():
        op.execute(f"ALTER FUNCTION {name} RENAME TO {former}")
    progress, told, began, steps, calls, turns, clock = (
        import_module(f"models.migrations.versions.{name}")
        for name in (
            "0011_progress",
            "0013_job_tell",
            "0014_prompt_begin",
            "0015_one_round_trip",
            "0017_one_call",
            "0019_turns",
            "0024_footage_clock",
        )
    )
    op.execute(turns.DUE_BEFORE)
    op.execute(turns.TO_SEND)
    for function, signature in (
        (progress.TELL, progress.SIGNATURE),
        (told.TELL, told.SIGNATURE),
        (began.BEGIN, began.SIGNATURE),
        *steps.FUNCTIONS,
        (clock.TAKE, calls.TAKE_SIGNATURE),
        (calls.END, calls.END_SIGNATURE),
        (None, "jobs_due(text[], integer)"),
        (None, "jobs_to_send(interval, integer)"),
    ):
        if function is not None:
            op.execute(function)
        op.execute(f"REVOKE ALL ON FUNCTION {signature} FROM PUBLIC")
        op.execute(f"GRANT EXECUTE ON FUNCTION {signature} TO watchgraph_app")
