--liquibase formatted sql

--changeset vibe:type-schemas splitStatements:false
-- What an app wants the data of a type to look like, for its own writes: JSON Schema 2020-12, each version for good. Without a body a
-- version says that there is no schema any more.
CREATE TABLE vibe.type_schemas (
    app text NOT NULL,
    type text NOT NULL,
    version integer NOT NULL CHECK (version > 0),
    body jsonb,
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (app, type, version)
);
ALTER TABLE vibe.type_schemas ENABLE ROW LEVEL SECURITY;
ALTER TABLE vibe.type_schemas FORCE ROW LEVEL SECURITY;
CREATE POLICY type_schemas_read ON vibe.type_schemas FOR SELECT TO vibe_api
    USING (app = (SELECT NULLIF(current_setting('vibe.app', true), ''))
        AND (SELECT vibe.readable_types()) && ARRAY[type, '*']);
-- An app sets them for itself and never for a person: no person decides for the app's other people.
CREATE POLICY type_schemas_made ON vibe.type_schemas FOR INSERT TO vibe_api
    WITH CHECK ((SELECT vibe.self()) IS NOT NULL AND app = (SELECT NULLIF(current_setting('vibe.app', true), ''))
        AND (SELECT vibe.writable_types()) && ARRAY[type, '*']);
GRANT SELECT, INSERT (app, type, version, body) ON vibe.type_schemas TO vibe_api;
-- The process checks the writes of every app by them.
CREATE POLICY type_schemas_checked ON vibe.type_schemas FOR SELECT TO vibe_stream USING (true);
GRANT SELECT ON vibe.type_schemas TO vibe_stream;

-- Null means the newest.
ALTER TABLE vibe.type_settings ADD COLUMN schema_version integer;
GRANT INSERT (schema_version), UPDATE (schema_version) ON vibe.type_settings TO vibe_api;
CREATE POLICY type_settings_checked ON vibe.type_settings FOR SELECT TO vibe_stream USING (true);
GRANT SELECT (app, type, schema_version) ON vibe.type_settings TO vibe_stream;
