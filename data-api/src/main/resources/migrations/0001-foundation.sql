--liquibase formatted sql

--changeset vibe:foundation splitStatements:false
-- Nothing is anybody's until it is granted. Functions are the trap: PUBLIC may execute them by default.
REVOKE ALL ON SCHEMA vibe FROM PUBLIC;
ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;
GRANT USAGE ON SCHEMA vibe TO vibe_api, vibe_stream, vibe_events;

--changeset vibe:instance splitStatements:false
-- One row: which cloud this is. The incarnation changes when the database is restored or moved, for its transaction ids begin anew.
-- The floor is the newest change that retention has removed: who stands below it has missed something.
CREATE TABLE vibe.instance (
    one boolean PRIMARY KEY DEFAULT true CHECK (one),
    did_domain text,
    incarnation uuid NOT NULL DEFAULT gen_random_uuid(),
    floor_xid xid8 NOT NULL DEFAULT '0',
    floor_seq bigint NOT NULL DEFAULT 0,
    created_at timestamptz NOT NULL DEFAULT now()
);
INSERT INTO vibe.instance DEFAULT VALUES;

ALTER TABLE vibe.instance ENABLE ROW LEVEL SECURITY;
ALTER TABLE vibe.instance FORCE ROW LEVEL SECURITY;
CREATE POLICY instance_kept ON vibe.instance TO vibe_owner USING (true) WITH CHECK (true);
CREATE POLICY instance_read ON vibe.instance FOR SELECT TO vibe_stream USING (true);
GRANT SELECT ON vibe.instance TO vibe_stream;

-- The first start gives the cloud its domain; every other start hears which one it has.
CREATE FUNCTION vibe.claim_did_domain(wanted text) RETURNS text
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    UPDATE vibe.instance SET did_domain = wanted WHERE did_domain IS NULL;
    SELECT did_domain FROM vibe.instance;
$$;
GRANT EXECUTE ON FUNCTION vibe.claim_did_domain(text) TO vibe_stream;

--changeset vibe:caller splitStatements:false
-- The caller, as set in the same round trip as the query. After a transaction a setting is '' and not NULL.
CREATE FUNCTION vibe.person() RETURNS uuid
LANGUAGE sql STABLE AS $$ SELECT NULLIF(current_setting('vibe.person', true), '')::uuid $$;
GRANT EXECUTE ON FUNCTION vibe.person() TO vibe_api;
