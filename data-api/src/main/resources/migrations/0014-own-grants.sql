--liquibase formatted sql

--changeset vibe:grants-mine splitStatements:false
-- The grant that the caller's token stands on: its id, and not the app's name, which another app may have had before.
CREATE FUNCTION vibe.own_grant() RETURNS uuid
LANGUAGE sql STABLE AS $$ SELECT NULLIF(current_setting('vibe.grant', true), '')::uuid $$;
GRANT EXECUTE ON FUNCTION vibe.own_grant() TO vibe_api;

-- An app for a person sees its own grant while it stands, and with "grants:read" all of that person's.
CREATE POLICY grants_mine ON vibe.app_user_grants FOR SELECT TO vibe_api
    USING (person = (SELECT vibe.person())
        AND ((id = (SELECT vibe.own_grant()) AND (SELECT (vibe.standing()).standing) = 'good')
            OR 'grants' = ANY ((SELECT vibe.readable_types())::text[])));
GRANT SELECT (id, client_id, version, permissions, granted_at) ON vibe.app_user_grants TO vibe_api;

-- With two policies on the table PostgreSQL cannot tell any more that a lookup by app means grants that are global: the partial index on those
-- is of no use to such a lookup, so there is one on all, which also serves those who ask for one app of a person.
CREATE INDEX app_user_grants_app ON vibe.app_user_grants (app, person);
-- And the one list of them says so itself.
CREATE OR REPLACE FUNCTION vibe.owners_open_to_me(wanted text) RETURNS SETOF uuid
LANGUAGE sql STABLE ROWS 10 AS $$
    SELECT c.issuer FROM vibe.certificates AS c
    WHERE c.holder = (SELECT vibe.me()) AND c.type = wanted AND c.document IS NULL AND c.registered_at IS NOT NULL
        AND c.revoked_at IS NULL AND c.expires_at > now()
    UNION
    SELECT g.person FROM vibe.app_user_grants AS g
    WHERE g.app = (SELECT vibe.self()) AND g.status = 'active' AND g.global_reads <> '{}' AND g.global_reads && ARRAY[wanted, '*']
$$;
