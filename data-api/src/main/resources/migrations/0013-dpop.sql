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
