-- Evidence packages, past row-level security: whose worker was lost while it sent one, and what an outsider's link opens.

-- Uploads that nobody goes on with: their package's job failed or is gone.
CREATE OR REPLACE FUNCTION abandoned_evidence_uploads()
RETURNS TABLE (package_id uuid, organization text, object_key text, upload_id text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public
AS $$
  SELECT package.id, package.organization, package.object_key, package.upload_id
  FROM evidence_package AS package LEFT JOIN job ON job.id = package.job_id
  WHERE package.completed_at IS NULL AND package.upload_id IS NOT NULL
    AND (job.id IS NULL OR job.status NOT IN ('QUEUED', 'RUNNING'))
  ORDER BY package.id LIMIT 100
$$;

-- A link that is neither revoked nor expired, by the hash of its token.
CREATE OR REPLACE FUNCTION share_by_token(of_hash bytea)
RETURNS TABLE (
  id uuid, organization text, package_id uuid, language text, expires_at timestamptz, password_hash text,
  locked_until timestamptz, object_key text, etag text, object_version text, size_bytes bigint, checksum_sha256 text, key_id text,
  created_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public
AS $$
  SELECT share.id, share.organization, share.package_id, package.ordered ->> 'language', share.expires_at,
    share.password_hash, share.locked_until, package.object_key, package.etag, package.object_version, package.size_bytes,
    package.checksum_sha256, package.key_id, package.created_at
  FROM evidence_share AS share JOIN evidence_package AS package ON package.id = share.package_id
  WHERE share.token_hash = of_hash AND share.revoked_at IS NULL AND share.expires_at > now()
    AND package.completed_at IS NOT NULL
$$;

REVOKE ALL ON FUNCTION abandoned_evidence_uploads, share_by_token FROM PUBLIC;
GRANT EXECUTE ON FUNCTION abandoned_evidence_uploads, share_by_token TO watchgraph_app;
