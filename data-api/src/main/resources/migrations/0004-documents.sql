--liquibase formatted sql

--changeset vibe:documents splitStatements:false
-- A deleted document stays as a tombstone without data. Its place in a list is its id's, a UUIDv7, which never changes.
CREATE TABLE vibe.documents (
    id uuid PRIMARY KEY,
    owner uuid NOT NULL,
    type text NOT NULL CHECK (length(type) <= 128 AND type ~ '^[a-z][a-z0-9-]*(\.[a-z][a-z0-9-]*)*$'),
    key text CHECK (length(key) BETWEEN 1 AND 255),
    data jsonb CHECK (jsonb_typeof(data) = 'object'),
    rev text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    deleted_at timestamptz,
    UNIQUE (owner, type, key),
    CHECK ((deleted_at IS NULL) = (data IS NOT NULL))
);
CREATE INDEX documents_listed ON vibe.documents (owner, type, id) WHERE deleted_at IS NULL;

ALTER TABLE vibe.documents ENABLE ROW LEVEL SECURITY;
ALTER TABLE vibe.documents FORCE ROW LEVEL SECURITY;
-- Both halves of the rule: the person is the owner, and the app may for that type. Each (SELECT ...) runs once a statement.
CREATE POLICY documents_read ON vibe.documents FOR SELECT TO vibe_api
    USING (owner = (SELECT vibe.person()) AND (SELECT vibe.readable_types()) && ARRAY[type, '*']);
CREATE POLICY documents_created ON vibe.documents FOR INSERT TO vibe_api
    WITH CHECK (owner = (SELECT vibe.person()) AND (SELECT vibe.writable_types()) && ARRAY[type, '*']);
CREATE POLICY documents_changed ON vibe.documents FOR UPDATE TO vibe_api
    USING (deleted_at IS NULL AND owner = (SELECT vibe.person())
        AND (SELECT vibe.writable_types()) && ARRAY[type, '*'])
    WITH CHECK (owner = (SELECT vibe.person()) AND (SELECT vibe.writable_types()) && ARRAY[type, '*']);
-- By column: nobody changes whose a document is, of which type, or when it was made. Nobody removes a tombstone.
GRANT SELECT ON vibe.documents TO vibe_api;
GRANT INSERT (id, owner, type, data, rev) ON vibe.documents TO vibe_api;
GRANT UPDATE (data, rev, updated_at, deleted_at) ON vibe.documents TO vibe_api;

--changeset vibe:document-told splitStatements:false
CREATE FUNCTION vibe.tell_document() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    INSERT INTO vibe.doc_outbox (kind, subject, owner, type, rev, created_at, updated_at, before, after)
    VALUES (
        CASE WHEN TG_OP = 'INSERT' THEN 'created' WHEN NEW.deleted_at IS NOT NULL THEN 'deleted' ELSE 'updated' END,
        NEW.id, NEW.owner, NEW.type, NEW.rev, NEW.created_at, NEW.updated_at, OLD.data, NEW.data);
    RETURN NULL;
END
$$;
CREATE TRIGGER documents_told AFTER INSERT OR UPDATE ON vibe.documents
    FOR EACH ROW EXECUTE FUNCTION vibe.tell_document();
