-- Grants of sites and service tokens of all organizations: whoever checks tokens does not know yet whose they are. A mark
-- changes with every row added, deleted or revoked. Rows are not changed otherwise, so their ids suffice.

CREATE OR REPLACE FUNCTION site_grants_mark() RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public
AS $$ SELECT count(*) || ':' || coalesce(sum(hashtextextended(id::text, 0)), 0) FROM public.site_grant $$;

CREATE OR REPLACE FUNCTION site_grants() RETURNS TABLE (organization text, user_id text, sites text[])
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public
AS $$ SELECT granted.organization, granted.user_id, granted.sites FROM public.site_grant AS granted $$;

CREATE OR REPLACE FUNCTION service_tokens_mark() RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public
AS $$
  SELECT count(*) || ':' || coalesce(sum(hashtextextended(id::text, 0)), 0) FROM public.service_token
  WHERE revoked_at IS NULL
$$;

CREATE OR REPLACE FUNCTION service_tokens()
RETURNS TABLE (
  id uuid, organization text, name text, role text, sites text[], token_hash bytea, expires_at timestamptz,
  created_at timestamptz
)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public
AS $$
  SELECT token.id, token.organization, token.name, token.role, token.sites, token.token_hash, token.expires_at,
    token.created_at
  FROM public.service_token AS token WHERE token.revoked_at IS NULL
$$;

-- At most once a minute for each token, also where many processes notice its use.
CREATE OR REPLACE FUNCTION note_service_tokens_used(ids uuid[]) RETURNS void
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public
AS $$
  UPDATE public.service_token SET last_used_at = now()
  WHERE id = ANY (ids) AND coalesce(last_used_at < now() - interval '1 minute', true)
$$;

REVOKE ALL ON FUNCTION site_grants_mark, site_grants, service_tokens_mark, service_tokens, note_service_tokens_used
FROM PUBLIC;
GRANT EXECUTE ON FUNCTION site_grants_mark, site_grants, service_tokens_mark, service_tokens, note_service_tokens_used
TO watchgraph_app;
