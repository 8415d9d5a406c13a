--liquibase formatted sql

--changeset vibe:document-keys splitStatements:false
-- A client-chosen key is unique for its owner and type, among what lives: what comes after a tombstone is another document, for edges,
-- certificates and versions name the old one by its id. The digest is that of the first data as PostgreSQL writes it: it tells who creates the
-- same once more from who wants another document under the same key.
ALTER TABLE vibe.documents ADD COLUMN first_digest bytea;
GRANT INSERT (key, first_digest) ON vibe.documents TO vibe_api;
CREATE UNIQUE INDEX documents_keys ON vibe.documents (owner, type, key) WHERE key IS NOT NULL AND deleted_at IS NULL;
ALTER TABLE vibe.documents DROP CONSTRAINT documents_owner_type_key_key;

-- The feed names the key as well: offline clients know documents by it.
ALTER TABLE vibe.doc_outbox ADD COLUMN key text;
CREATE OR REPLACE FUNCTION vibe.tell_document() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    INSERT INTO vibe.doc_outbox (kind, subject, owner, type, key, rev, created_at, updated_at, before, after)
    VALUES (
        CASE WHEN TG_OP = 'INSERT' THEN 'created' WHEN NEW.deleted_at IS NOT NULL THEN 'deleted' ELSE 'updated' END,
        NEW.id, NEW.owner, NEW.type, NEW.key, NEW.rev, NEW.created_at, NEW.updated_at, OLD.data, NEW.data);
    RETURN NULL;
END
$$;

--changeset vibe:idempotent-answers splitStatements:false
-- What a request with an Idempotency-Key was answered, in the transaction of what it did. Keys are a person's in one app, or an app's.
CREATE TABLE vibe.idempotent_answers (
    caller uuid NOT NULL DEFAULT vibe.me(),
    app text NOT NULL DEFAULT current_setting('vibe.app', true),
    key text NOT NULL CHECK (length(key) BETWEEN 1 AND 255),
    fingerprint text NOT NULL,
    status integer NOT NULL,
    headers text[] NOT NULL,
    body text,
    -- The types of the documents that the body tells of.
    types text[] NOT NULL,
    answered_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (caller, app, key)
);
CREATE INDEX idempotent_answers_answered ON vibe.idempotent_answers (answered_at);

ALTER TABLE vibe.idempotent_answers ENABLE ROW LEVEL SECURITY;
ALTER TABLE vibe.idempotent_answers FORCE ROW LEVEL SECURITY;
-- The sweep sees only what has outlived its day.
CREATE POLICY answers_swept ON vibe.idempotent_answers TO vibe_owner
    USING (answered_at < now() - interval '24 hours') WITH CHECK (false);
-- An answer is not given again to whom the grant was taken from, or the type that it tells of.
CREATE POLICY answers_read ON vibe.idempotent_answers FOR SELECT TO vibe_api
    USING (caller = (SELECT vibe.me()) AND app = (SELECT current_setting('vibe.app', true))
        AND (SELECT (vibe.standing()).standing) = 'good'
        AND (types <@ (SELECT vibe.readable_types()) OR '*' = ANY ((SELECT vibe.readable_types())::text[])));
CREATE POLICY answers_given ON vibe.idempotent_answers FOR INSERT TO vibe_api
    WITH CHECK (caller = (SELECT vibe.me()) AND app = (SELECT current_setting('vibe.app', true)));
CREATE POLICY answers_renewed ON vibe.idempotent_answers FOR UPDATE TO vibe_api
    USING (caller = (SELECT vibe.me()) AND app = (SELECT current_setting('vibe.app', true)));
GRANT SELECT, INSERT (key, fingerprint, status, headers, body, types),
    UPDATE (fingerprint, status, headers, body, types, answered_at) ON vibe.idempotent_answers TO vibe_api;

CREATE FUNCTION vibe.sweep_answers(batch integer) RETURNS bigint
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    WITH old AS (
        SELECT caller, app, key FROM vibe.idempotent_answers
        WHERE answered_at < now() - interval '24 hours'
        ORDER BY answered_at LIMIT batch FOR UPDATE SKIP LOCKED
    ), gone AS (
        DELETE FROM vibe.idempotent_answers AS a USING old
        WHERE (a.caller, a.app, a.key) = (old.caller, old.app, old.key) AND a.answered_at < now() - interval '24 hours'
        RETURNING 1
    )
    SELECT count(*) FROM gone
$$;
GRANT EXECUTE ON FUNCTION vibe.sweep_answers(integer) TO vibe_stream;

--changeset vibe:doc-versions splitStatements:false
-- What a document was before, if the app that writes wants a history of its type: as many versions as any app wants of that type, so that none
-- takes away what another has kept. And for 30 days the last data of a deleted one.
CREATE TABLE vibe.doc_versions (
    document uuid NOT NULL,
    number bigint NOT NULL,
    owner uuid NOT NULL,
    type text NOT NULL,
    rev text NOT NULL,
    data jsonb NOT NULL,
    written_at timestamptz NOT NULL,
    replaced_at timestamptz NOT NULL DEFAULT now(),
    -- None means: until newer ones take its place, or the document is deleted.
    kept_until timestamptz,
    PRIMARY KEY (document, number)
);
CREATE INDEX doc_versions_kept ON vibe.doc_versions (kept_until) WHERE kept_until IS NOT NULL;

ALTER TABLE vibe.doc_versions ENABLE ROW LEVEL SECURITY;
ALTER TABLE vibe.doc_versions FORCE ROW LEVEL SECURITY;
CREATE POLICY versions_kept ON vibe.doc_versions TO vibe_owner USING (true) WITH CHECK (true);
-- An old version may hold what was taken out before the document was shared: so only who manages it sees them.
CREATE POLICY versions_read ON vibe.doc_versions FOR SELECT TO vibe_api
    USING ((type = ANY ((SELECT vibe.readable_types())::text[]) OR '*' = ANY ((SELECT vibe.readable_types())::text[]))
        AND (kept_until IS NULL OR kept_until > now())
        AND (owner = (SELECT vibe.me())
            OR EXISTS (SELECT 1 FROM vibe.doc_acl_index AS a
                WHERE a.document = doc_versions.document AND a.action = 'manage')));
GRANT SELECT ON vibe.doc_versions TO vibe_api;

CREATE INDEX type_settings_history ON vibe.type_settings (type, history);
CREATE FUNCTION vibe.keep_version() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    wanted integer := (SELECT s.history FROM vibe.type_settings AS s
        WHERE s.app = NULLIF(current_setting('vibe.app', true), '') AND s.type = NEW.type);
BEGIN
    IF NEW.deleted_at IS NOT NULL THEN
        INSERT INTO vibe.doc_versions (document, number, owner, type, rev, data, written_at, kept_until)
        VALUES (OLD.id, split_part(OLD.rev, '-', 1)::bigint, OLD.owner, OLD.type, OLD.rev, OLD.data, OLD.updated_at,
            now() + interval '30 days');
        -- Deleting means all of it.
        UPDATE vibe.doc_versions SET kept_until = now() + interval '30 days'
        WHERE document = OLD.id AND kept_until IS NULL;
    ELSIF wanted > 0 THEN
        INSERT INTO vibe.doc_versions (document, number, owner, type, rev, data, written_at)
        VALUES (OLD.id, split_part(OLD.rev, '-', 1)::bigint, OLD.owner, OLD.type, OLD.rev, OLD.data, OLD.updated_at);
        wanted := (SELECT max(s.history) FROM vibe.type_settings AS s WHERE s.type = NEW.type);
        DELETE FROM vibe.doc_versions WHERE document = OLD.id AND kept_until IS NULL AND number <= (
            SELECT v.number FROM vibe.doc_versions AS v WHERE v.document = OLD.id AND v.kept_until IS NULL
            ORDER BY v.number DESC OFFSET wanted LIMIT 1);
    END IF;
    RETURN NULL;
END
$$;
CREATE TRIGGER documents_versioned AFTER UPDATE OF data, rev, deleted_at ON vibe.documents FOR EACH ROW
    WHEN (OLD.data IS NOT NULL AND OLD.rev <> NEW.rev) EXECUTE FUNCTION vibe.keep_version();

CREATE FUNCTION vibe.sweep_versions(batch integer) RETURNS bigint
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    WITH old AS (
        SELECT document, number FROM vibe.doc_versions WHERE kept_until < now()
        ORDER BY kept_until LIMIT batch FOR UPDATE SKIP LOCKED
    ), gone AS (
        DELETE FROM vibe.doc_versions AS v USING old
        WHERE (v.document, v.number) = (old.document, old.number) AND v.kept_until < now()
        RETURNING 1
    )
    SELECT count(*) FROM gone
$$;
GRANT EXECUTE ON FUNCTION vibe.sweep_versions(integer) TO vibe_stream;
