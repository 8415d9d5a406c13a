--liquibase formatted sql

--changeset vibe:dpop-proofs splitStatements:false
-- Which proofs of possession (RFC 9449) have been shown, where several nodes must know it of each other. Nothing here outlives some minutes,
-- so it is not logged; the key of the nonces is neither: a database that has forgotten the proofs has forgotten what they were made with.
CREATE UNLOGGED TABLE vibe.dpop_keys (
    single boolean PRIMARY KEY DEFAULT true CHECK (single),
    key bytea NOT NULL CHECK (length(key) = 32)
);
CREATE UNLOGGED TABLE vibe.dpop_proofs (
    proof uuid PRIMARY KEY,
    until timestamptz NOT NULL
);
CREATE INDEX dpop_proofs_until ON vibe.dpop_proofs (until);
ALTER TABLE vibe.dpop_keys ENABLE ROW LEVEL SECURITY;
ALTER TABLE vibe.dpop_keys FORCE ROW LEVEL SECURITY;
ALTER TABLE vibe.dpop_proofs ENABLE ROW LEVEL SECURITY;
ALTER TABLE vibe.dpop_proofs FORCE ROW LEVEL SECURITY;
CREATE POLICY dpop_keys_kept ON vibe.dpop_keys TO vibe_owner USING (true) WITH CHECK (true);
CREATE POLICY dpop_proofs_kept ON vibe.dpop_proofs TO vibe_owner USING (true) WITH CHECK (true);

-- The key that all nodes use: the first one that was offered.
CREATE FUNCTION vibe.dpop_key(candidate bytea) RETURNS bytea
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    INSERT INTO vibe.dpop_keys (key) VALUES (candidate) ON CONFLICT DO NOTHING;
    RETURN (SELECT k.key FROM vibe.dpop_keys AS k);
END
$$;
GRANT EXECUTE ON FUNCTION vibe.dpop_key(bytea) TO vibe_stream;

-- 'fresh', 'again', or 'stale' where the nonce is over or was made with another key. By this clock alone, whatever those of the nodes say: what is
-- forgotten is stale.
CREATE FUNCTION vibe.show_dpop_proof(made_with bytea, shown uuid, good_until timestamptz) RETURNS text
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF good_until <= now() OR NOT EXISTS (SELECT 1 FROM vibe.dpop_keys AS k WHERE k.key = made_with) THEN
        RETURN 'stale';
    END IF;
    INSERT INTO vibe.dpop_proofs (proof, until) VALUES (shown, good_until) ON CONFLICT DO NOTHING;
    RETURN CASE WHEN FOUND THEN 'fresh' ELSE 'again' END;
END
$$;
GRANT EXECUTE ON FUNCTION vibe.show_dpop_proof(bytea, uuid, timestamptz) TO vibe_stream;

CREATE FUNCTION vibe.sweep_proofs(batch integer) RETURNS bigint
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    WITH gone AS (
        DELETE FROM vibe.dpop_proofs WHERE proof IN (
            SELECT proof FROM vibe.dpop_proofs WHERE until < now() - interval '1 minute' ORDER BY until LIMIT batch)
        RETURNING 1
    )
    SELECT count(*) FROM gone
$$;
GRANT EXECUTE ON FUNCTION vibe.sweep_proofs(integer) TO vibe_stream;

--changeset vibe:sign-outs-of-apps splitStatements:false
-- One app may end in a session that goes on: it gave its refresh token back, or somebody used it twice. The subject is the session's id and
-- the app's client id behind it, with a blank between them.
ALTER TABLE vibe.sign_outs DROP CONSTRAINT sign_outs_subject_check;
ALTER TABLE vibe.sign_outs ADD CHECK (length(subject) BETWEEN 1 AND 600);

-- As before, and: nothing stands of an app that has ended in its session.
CREATE OR REPLACE FUNCTION vibe.standing(OUT standing text, OUT reads text[], OUT writes text[], OUT ends_at timestamptz)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    caller_person uuid := NULLIF(current_setting('vibe.person', true), '');
    caller_self uuid := NULLIF(current_setting('vibe.self', true), '');
    caller_app text := NULLIF(current_setting('vibe.app', true), '');
    caller_grant uuid := NULLIF(current_setting('vibe.grant', true), '');
    token_version bigint := NULLIF(current_setting('vibe.grant_version', true), '');
    token_until timestamptz := NULLIF(current_setting('vibe.grant_until', true), '');
    token_reads text[] := NULLIF(current_setting('vibe.reads', true), '');
    token_writes text[] := NULLIF(current_setting('vibe.writes', true), '');
    token_session text := NULLIF(current_setting('vibe.session', true), '');
    token_issued timestamptz := COALESCE(NULLIF(current_setting('vibe.issued_at', true), '')::timestamptz, '-infinity');
    stored record;
BEGIN
    standing := 'refused';
    reads := '{}';
    writes := '{}';
    IF caller_app IS NULL OR token_reads IS NULL OR token_writes IS NULL THEN
        standing := 'nobody';
        RETURN;
    END IF;
    IF EXISTS (
        SELECT 1 FROM vibe.sign_outs AS s
        WHERE s.subject = ANY (ARRAY[token_session, COALESCE(caller_self::text, token_session || ' ' || caller_app), caller_person::text, 'everyone'])
            AND s.tokens_before >= token_issued)
    THEN
        standing := 'signed_out';
        RETURN;
    END IF;
    IF caller_person IS NULL AND caller_self IS NOT NULL THEN
        standing := 'good';
        reads := token_reads;
        writes := token_writes;
        RETURN;
    END IF;
    IF caller_person IS NULL OR caller_self IS NOT NULL OR caller_grant IS NULL OR token_version IS NULL THEN
        standing := 'nobody';
        RETURN;
    END IF;
    IF token_until <= now() THEN
        RETURN;
    END IF;

    SELECT g.person, g.client_id, g.version, g.not_before_version, g.status, g.expires_at, g.reads, g.writes
    INTO stored FROM vibe.app_user_grants AS g WHERE g.id = caller_grant;
    IF FOUND THEN
        IF stored.person <> caller_person OR stored.client_id <> caller_app
            OR token_version < stored.not_before_version
        THEN
            RETURN;
        END IF;
        IF stored.version >= token_version THEN
            IF stored.status <> 'active' OR stored.expires_at <= now() THEN
                RETURN;
            END IF;
            standing := 'good';
            reads := vibe.both_allow(token_reads, stored.reads);
            writes := vibe.both_allow(token_writes, stored.writes);
            ends_at := LEAST(token_until, stored.expires_at);
            RETURN;
        END IF;
    END IF;
    -- The event that tells us of this version is still under way: the token is the newer word.
    standing := 'good';
    reads := token_reads;
    writes := token_writes;
    ends_at := token_until;
END
$$;
