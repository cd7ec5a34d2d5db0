-- Revoked tokens of all organizations: a token's organization is not known before the token is checked.
-- The mark changes with every row added or deleted. Rows are never updated, so their ids suffice.

CREATE OR REPLACE FUNCTION token_revocations_mark() RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public
AS $$ SELECT count(*) || ':' || coalesce(sum(hashtextextended(id::text, 0)), 0) FROM public.token_revocation $$;

CREATE OR REPLACE FUNCTION token_revocations()
RETURNS TABLE (organization text, user_id text, token_id text, issued_before timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public
AS $$
  SELECT revocation.organization, revocation.user_id, revocation.token_id, revocation.issued_before
  FROM public.token_revocation AS revocation
$$;

REVOKE ALL ON FUNCTION token_revocations_mark, token_revocations FROM PUBLIC;
GRANT EXECUTE ON FUNCTION token_revocations_mark, token_revocations TO watchgraph_app;
