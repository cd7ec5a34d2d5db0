-- Written by `python -m datasources.postgres.sql.composed`; do not edit.

-- A page, newest first
SELECT audit_entry.at, audit_entry.id, audit_entry.at AS cursor_value
FROM audit_entry
WHERE audit_entry.user_id = $1::VARCHAR AND audit_entry.action = ANY ($2::TEXT[]) AND audit_entry.at >= $3::TIMESTAMP
  WITH TIME ZONE AND audit_entry.at <= $4::TIMESTAMP WITH TIME ZONE AND (audit_entry.at, audit_entry.id) <
  ($5::TIMESTAMP WITH TIME ZONE, $6::UUID) ORDER BY audit_entry.at DESC, audit_entry.id DESC
 LIMIT $7::INTEGER;
