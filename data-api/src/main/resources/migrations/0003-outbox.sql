--liquibase formatted sql

--changeset vibe:doc-outbox splitStatements:false
-- What has happened, written in the transaction in which it happened. Read it by (xid, seq) and only below the snapshot's horizon: a
-- reader that goes by seq alone loses the rows of slow transactions.
CREATE TABLE vibe.doc_outbox (
    xid xid8 NOT NULL DEFAULT pg_current_xact_id(),
    seq bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
    kind text NOT NULL CHECK (kind IN ('created', 'updated', 'deleted', 'grant')),
    -- The document, or the grant.
    subject uuid NOT NULL,
    owner uuid NOT NULL,
    type text,
    rev text,
    created_at timestamptz,
    updated_at timestamptz,
    before jsonb,
    after jsonb,
    written_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (xid, seq),
    CHECK ((kind = 'grant') = (type IS NULL))
);
CREATE INDEX doc_outbox_owner ON vibe.doc_outbox (owner, xid, seq);
CREATE INDEX doc_outbox_written ON vibe.doc_outbox (written_at);

ALTER TABLE vibe.doc_outbox ENABLE ROW LEVEL SECURITY;
ALTER TABLE vibe.doc_outbox FORCE ROW LEVEL SECURITY;
-- The owner's triggers write; the sweep sees only what has outlived its retention.
CREATE POLICY outbox_kept ON vibe.doc_outbox TO vibe_owner
    USING (written_at < now() - interval '7 days') WITH CHECK (true);
CREATE POLICY outbox_read ON vibe.doc_outbox FOR SELECT TO vibe_stream USING (true);
GRANT SELECT ON vibe.doc_outbox TO vibe_stream;

--changeset vibe:sweep-outbox splitStatements:false
-- Removes at most so many rows that are older than the policy above says, and raises the floor; answers how many they were.
CREATE FUNCTION vibe.sweep_outbox(batch integer) RETURNS bigint
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    WITH old AS (
        SELECT xid, seq FROM vibe.doc_outbox
        WHERE written_at < now() - interval '7 days'
        ORDER BY written_at LIMIT batch FOR UPDATE SKIP LOCKED
    ), gone AS (
        DELETE FROM vibe.doc_outbox AS o USING old
        WHERE o.xid = old.xid AND o.seq = old.seq AND o.written_at < now() - interval '7 days'
        RETURNING o.xid, o.seq
    ), newest AS (
        SELECT xid, seq FROM gone ORDER BY xid DESC, seq DESC LIMIT 1
    ), raised AS (
        UPDATE vibe.instance SET floor_xid = newest.xid, floor_seq = newest.seq
        FROM newest WHERE (newest.xid, newest.seq) > (floor_xid, floor_seq)
    )
    SELECT count(*) FROM gone
$$;
GRANT EXECUTE ON FUNCTION vibe.sweep_outbox(integer) TO vibe_stream;

--changeset vibe:grant-told splitStatements:false
-- Every node hears of every change of a grant, so that it can end or narrow the sockets that live by it.
CREATE FUNCTION vibe.tell_grant() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    INSERT INTO vibe.doc_outbox (kind, subject, owner, after)
    VALUES ('grant', NEW.id, NEW.person, jsonb_build_object('version', NEW.version, 'status', NEW.status));
    RETURN NULL;
END
$$;
CREATE TRIGGER app_user_grants_told AFTER INSERT OR UPDATE ON vibe.app_user_grants
    FOR EACH ROW EXECUTE FUNCTION vibe.tell_grant();
