--liquibase formatted sql

--changeset vibe:registry splitStatements:false
-- People and apps are known from the moment that the identity side tells of them, whether or not anybody has granted anything.
ALTER TABLE vibe.principals
    ADD COLUMN status text NOT NULL DEFAULT 'active' CHECK (status IN ('active', 'deleted')),
    ADD COLUMN version bigint NOT NULL DEFAULT 0 CHECK (version >= 0);
CREATE POLICY principals_resolved ON vibe.principals FOR SELECT TO vibe_owner USING (true);

--changeset vibe:by-name splitStatements:false
-- As before, but that "every type" leaves out what has to be allowed by its name: token and grant must both name it.
CREATE OR REPLACE FUNCTION vibe.both_allow(one text[], other text[]) RETURNS text[]
LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE
        WHEN '*' = ANY (one) THEN ARRAY(SELECT named FROM unnest(other) AS named WHERE named <> ALL ('{grants,identity}') OR named = ANY (one))
        WHEN '*' = ANY (other) THEN ARRAY(SELECT named FROM unnest(one) AS named WHERE named <> ALL ('{grants,identity}') OR named = ANY (other))
        ELSE ARRAY(SELECT unnest(one) INTERSECT SELECT unnest(other))
    END
$$;

--changeset vibe:linked-keys splitStatements:false
-- Public keys of people's own devices, as the part of a did:key that says which (multibase, base58btc). A key is linked to one person.
CREATE TABLE vibe.linked_keys (
    key text PRIMARY KEY CHECK (key ~ '^z[1-9A-HJ-NP-Za-km-z]{40,60}$'),
    person uuid NOT NULL,
    name text CHECK (length(name) BETWEEN 1 AND 200),
    linked_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX linked_keys_person ON vibe.linked_keys (person, linked_at);

-- Whoever links a key speaks for the person outside of this cloud, so the permission must have been given by name: '*' is not enough.
CREATE FUNCTION vibe.may_read_identity() RETURNS boolean
LANGUAGE sql STABLE AS $$ SELECT 'identity' = ANY (vibe.readable_types()) AND vibe.self() IS NULL $$;
CREATE FUNCTION vibe.may_write_identity() RETURNS boolean
LANGUAGE sql STABLE AS $$ SELECT 'identity' = ANY (vibe.writable_types()) AND vibe.self() IS NULL $$;
GRANT EXECUTE ON FUNCTION vibe.may_read_identity(), vibe.may_write_identity() TO vibe_api;

ALTER TABLE vibe.linked_keys ENABLE ROW LEVEL SECURITY;
ALTER TABLE vibe.linked_keys FORCE ROW LEVEL SECURITY;
CREATE POLICY keys_resolved ON vibe.linked_keys FOR SELECT TO vibe_owner USING (true);
CREATE POLICY keys_read ON vibe.linked_keys FOR SELECT TO vibe_api
    USING (person = (SELECT vibe.me()) AND (SELECT vibe.may_read_identity()));
CREATE POLICY keys_unlinked ON vibe.linked_keys FOR DELETE TO vibe_api
    USING (person = (SELECT vibe.me()) AND (SELECT vibe.may_write_identity()));
CREATE POLICY keys_forgotten ON vibe.linked_keys TO vibe_events USING (true) WITH CHECK (false);
GRANT SELECT, INSERT, DELETE ON vibe.linked_keys TO vibe_api;
GRANT SELECT, DELETE ON vibe.linked_keys TO vibe_events;

--changeset vibe:key-challenges splitStatements:false
-- What a device signs to show that it has a key. Each is good once, for the app that asked for it, on any node, whatever the device's clock says.
CREATE TABLE vibe.key_challenges (
    challenge text PRIMARY KEY,
    person uuid NOT NULL,
    app text NOT NULL,
    expires_at timestamptz NOT NULL
);
CREATE INDEX key_challenges_asked ON vibe.key_challenges (person, app, expires_at);
CREATE INDEX key_challenges_expired ON vibe.key_challenges (expires_at);

ALTER TABLE vibe.key_challenges ENABLE ROW LEVEL SECURITY;
ALTER TABLE vibe.key_challenges FORCE ROW LEVEL SECURITY;
CREATE POLICY challenges_kept ON vibe.key_challenges TO vibe_owner USING (true) WITH CHECK (true);
CREATE POLICY challenges_asked ON vibe.key_challenges TO vibe_api
    USING (person = (SELECT vibe.me()) AND app = current_setting('vibe.app', true) AND (SELECT vibe.may_write_identity()))
    WITH CHECK (person = (SELECT vibe.me()) AND app = current_setting('vibe.app', true) AND (SELECT vibe.may_write_identity()));
GRANT SELECT, INSERT, DELETE ON vibe.key_challenges TO vibe_api;

CREATE FUNCTION vibe.sweep_challenges(batch integer) RETURNS bigint
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    WITH swept AS (
        DELETE FROM vibe.key_challenges WHERE challenge IN (
            SELECT challenge FROM vibe.key_challenges WHERE expires_at < now() ORDER BY expires_at LIMIT batch FOR UPDATE SKIP LOCKED)
        RETURNING 1
    )
    SELECT count(*) FROM swept
$$;
GRANT EXECUTE ON FUNCTION vibe.sweep_challenges(integer) TO vibe_stream;

--changeset vibe:identity splitStatements:false
-- What is public of a person or an app: that there is one, since when, and the keys that they have linked. By its id or by one of its keys.
CREATE FUNCTION vibe.identity(asked uuid, by_key text)
RETURNS TABLE (id uuid, kind text, status text, created_at timestamptz, keys text[])
LANGUAGE sql STABLE SECURITY DEFINER ROWS 1 SET search_path = pg_catalog, pg_temp AS $$
    SELECT p.id, p.kind, p.status, p.created_at,
        ARRAY(SELECT k.key FROM vibe.linked_keys AS k WHERE k.person = p.id AND p.status = 'active' ORDER BY k.linked_at, k.key)
    FROM vibe.principals AS p
    WHERE (asked IS NOT NULL OR p.status = 'active') AND p.id = COALESCE(asked, (SELECT k.person FROM vibe.linked_keys AS k WHERE k.key = by_key))
$$;
GRANT EXECUTE ON FUNCTION vibe.identity(uuid, text) TO vibe_api;

--changeset vibe:keys-linked splitStatements:false
-- Nobody links a key to a person who has been deleted, in the moment in which the grant still stands.
CREATE POLICY keys_linked ON vibe.linked_keys FOR INSERT TO vibe_api
    WITH CHECK (person = (SELECT vibe.me()) AND (SELECT vibe.may_write_identity())
        AND NOT EXISTS (SELECT FROM vibe.identity((SELECT vibe.me()), NULL) AS i WHERE i.status = 'deleted'));
