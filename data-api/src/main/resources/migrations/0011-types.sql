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
        AND (type = ANY ((SELECT vibe.readable_types())::text[]) OR '*' = ANY ((SELECT vibe.readable_types())::text[])));
-- An app sets them for itself and never for a person: no person decides for the app's other people.
CREATE POLICY type_schemas_made ON vibe.type_schemas FOR INSERT TO vibe_api
    WITH CHECK ((SELECT vibe.self()) IS NOT NULL AND app = (SELECT NULLIF(current_setting('vibe.app', true), ''))
        AND (type = ANY ((SELECT vibe.writable_types())::text[]) OR '*' = ANY ((SELECT vibe.writable_types())::text[])));
GRANT SELECT, INSERT (app, type, version, body) ON vibe.type_schemas TO vibe_api;
-- The process checks the writes of every app by them.
CREATE POLICY type_schemas_checked ON vibe.type_schemas FOR SELECT TO vibe_stream USING (true);
GRANT SELECT ON vibe.type_schemas TO vibe_stream;

-- Null means the newest.
ALTER TABLE vibe.type_settings ADD COLUMN schema_version integer;
GRANT INSERT (schema_version), UPDATE (schema_version) ON vibe.type_settings TO vibe_api;
CREATE POLICY type_settings_checked ON vibe.type_settings FOR SELECT TO vibe_stream USING (true);
GRANT SELECT (app, type, schema_version) ON vibe.type_settings TO vibe_stream;

--changeset vibe:types-told splitStatements:false
-- Which types an app for itself may read of a person, for the list of types.
GRANT EXECUTE ON FUNCTION vibe.both_allow(text[], text[]) TO vibe_api;

--changeset vibe:indexes-declared splitStatements:false
-- Several apps may want the same index: it is there for as long as one of them does. One that nobody wants any more is emptied a part at a
-- time and then goes; meanwhile the same may be wanted anew.
ALTER TABLE vibe.doc_indexes
    DROP CONSTRAINT doc_indexes_type_path_key,
    DROP CONSTRAINT doc_indexes_state_check,
    ADD CONSTRAINT doc_indexes_state_check CHECK (state IN ('building', 'ready', 'failed', 'removing')),
    -- No transaction below it has missed that the index is to be kept, or not any more.
    ADD COLUMN fence xid8,
    -- How far the work has come, among the documents first and then among the entries.
    ADD COLUMN reached uuid,
    ADD COLUMN examined bigint NOT NULL DEFAULT 0,
    ADD COLUMN is_filled boolean NOT NULL DEFAULT false;
CREATE UNIQUE INDEX doc_indexes_wanted ON vibe.doc_indexes (type, path) WHERE state <> 'removing';

CREATE TABLE vibe.doc_index_declarations (
    index_id integer NOT NULL REFERENCES vibe.doc_indexes ON DELETE CASCADE,
    app uuid NOT NULL,
    declared_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (index_id, app)
);
ALTER TABLE vibe.doc_index_declarations ENABLE ROW LEVEL SECURITY;
ALTER TABLE vibe.doc_index_declarations FORCE ROW LEVEL SECURITY;
CREATE POLICY index_declarations_kept ON vibe.doc_index_declarations TO vibe_owner USING (true) WITH CHECK (true);

-- As before, but for one that is being removed.
CREATE OR REPLACE FUNCTION vibe.keep_index_entries() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF TG_OP = 'DELETE' OR NEW.deleted_at IS NOT NULL THEN
        DELETE FROM vibe.doc_index_entries WHERE document = COALESCE(OLD.id, NEW.id);
        RETURN NULL;
    END IF;
    INSERT INTO vibe.doc_index_entries AS kept (document, index_id, owner, type, value)
    SELECT NEW.id, declared.id, NEW.owner, NEW.type, vibe.sort_key(NEW.data #> declared.path)
    FROM vibe.doc_indexes AS declared
    WHERE declared.type = NEW.type AND declared.state IN ('building', 'ready')
    ON CONFLICT (document, index_id) DO UPDATE SET value = excluded.value WHERE kept.value <> excluded.value;
    RETURN NULL;
END
$$;

-- For an app for itself that may write the type: every index makes each write of the type dearer, so there are at most 8 of an app and 16
-- of all apps on one type. Answers with the index, or with a refusal: 'of_app' or 'of_all'.
CREATE FUNCTION vibe.declare_index(wanted_type text, wanted_path text[], OUT id integer, OUT is_new boolean, OUT refusal text)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
    me uuid := vibe.self();
    known vibe.doc_indexes;
BEGIN
    IF me IS NULL OR vibe.person() IS NOT NULL OR NOT COALESCE(vibe.writable_types() && ARRAY[wanted_type, '*'], false) THEN
        RAISE insufficient_privilege USING MESSAGE = 'an index is declared by an app for itself that may write the type';
    END IF;
    -- Who declares at the same time waits, so that the limits hold.
    PERFORM pg_advisory_xact_lock(hashtextextended('vibe.doc_indexes ' || wanted_type, 0));
    SELECT * INTO known FROM vibe.doc_indexes AS i
    WHERE i.type = wanted_type AND i.path = wanted_path AND i.state <> 'removing';
    -- Of one that failed nobody knows what it holds.
    IF known.state = 'failed' THEN
        UPDATE vibe.doc_indexes AS i SET state = 'removing', fence = NULL WHERE i.id = known.id;
    END IF;
    IF known.id IS NULL OR known.state = 'failed' THEN
        IF (SELECT count(*) FROM vibe.doc_indexes AS i WHERE i.type = wanted_type AND i.state <> 'removing') >= 16 THEN
            refusal := 'of_all';
            RETURN;
        END IF;
        is_new := true;
    ELSE
        id := known.id;
        is_new := NOT EXISTS (SELECT 1 FROM vibe.doc_index_declarations AS d WHERE d.index_id = known.id AND d.app = me);
    END IF;
    IF is_new AND (
        SELECT count(*) FROM vibe.doc_index_declarations AS d JOIN vibe.doc_indexes AS i ON i.id = d.index_id
        WHERE d.app = me AND i.type = wanted_type AND i.state <> 'removing') >= 8
    THEN
        refusal := 'of_app';
        RETURN;
    END IF;
    IF id IS NULL THEN
        INSERT INTO vibe.doc_indexes AS made (type, path, state, declared_by) VALUES (wanted_type, wanted_path, 'building', me)
        RETURNING made.id INTO declare_index.id;
        -- Who wanted the one that failed still wants it.
        INSERT INTO vibe.doc_index_declarations (index_id, app)
        SELECT declare_index.id, d.app FROM vibe.doc_index_declarations AS d WHERE d.index_id = known.id AND d.app <> me;
    END IF;
    INSERT INTO vibe.doc_index_declarations (index_id, app) VALUES (declare_index.id, me) ON CONFLICT DO NOTHING;
END
$$;

-- Answers whether the app had declared it.
CREATE FUNCTION vibe.withdraw_index(wanted_type text, wanted_path text[]) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    withdrawn integer;
BEGIN
    IF vibe.self() IS NULL OR vibe.person() IS NOT NULL OR NOT COALESCE(vibe.writable_types() && ARRAY[wanted_type, '*'], false) THEN
        RAISE insufficient_privilege USING MESSAGE = 'an index is withdrawn by an app for itself that may write the type';
    END IF;
    PERFORM pg_advisory_xact_lock(hashtextextended('vibe.doc_indexes ' || wanted_type, 0));
    DELETE FROM vibe.doc_index_declarations AS d USING vibe.doc_indexes AS i
    WHERE i.id = d.index_id AND d.app = vibe.self() AND i.type = wanted_type AND i.path = wanted_path AND i.state <> 'removing'
    RETURNING d.index_id INTO withdrawn;
    UPDATE vibe.doc_indexes AS i SET state = 'removing', fence = NULL
    WHERE i.id = withdrawn AND NOT EXISTS (SELECT 1 FROM vibe.doc_index_declarations AS d WHERE d.index_id = withdrawn);
    RETURN withdrawn IS NOT NULL;
END
$$;
GRANT EXECUTE ON FUNCTION vibe.declare_index(text, text[]), vibe.withdraw_index(text, text[]) TO vibe_api;

--changeset vibe:indexes-built splitStatements:false
-- One step of building or removing one index; answers whether to come again at once. Any number of nodes may call it: each takes any index
-- that nobody else is at, so that a large one keeps no other waiting. A step is one transaction, so that one that was killed is done again.
-- No document is locked. An index is filled in the order of ids, a batch at a time; who changes one meanwhile finds the
-- entry and corrects it, or has made it already. Only who deletes one between our look and our commit does not find it: so once all who
-- were writing by then have ended, what is filled is looked through for entries of documents that are gone. Whoever waits for an entry of
-- ours waits for one batch; we wait shorter than it takes to call it a deadlock, so that it is never a writer who has to give way.
CREATE FUNCTION vibe.work_on_indexes(batch integer) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '200ms' AS $$
DECLARE
    nowhere CONSTANT uuid := '00000000-0000-0000-0000-000000000000';
    work vibe.doc_indexes;
    last uuid;
    looked_at bigint;
    gone uuid[];
BEGIN
    SELECT * INTO work FROM vibe.doc_indexes AS i
    WHERE i.state IN ('building', 'removing') AND (i.fence IS NULL OR i.fence <= pg_snapshot_xmin(pg_current_snapshot()))
    ORDER BY random() LIMIT 1 FOR UPDATE SKIP LOCKED;
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    IF work.fence IS NULL THEN
        -- We see the state, so whoever has not seen it was writing before now, under a number below ours. (The snapshot's xmax is not above all
        -- of them: it follows the last that has ended.)
        UPDATE vibe.doc_indexes SET fence = pg_current_xact_id() WHERE id = work.id;
        RETURN true;
    END IF;

    IF work.state = 'removing' THEN
        DELETE FROM vibe.doc_index_entries WHERE index_id = work.id AND document IN (
            SELECT e.document FROM vibe.doc_index_entries AS e WHERE e.index_id = work.id LIMIT batch);
        IF NOT FOUND THEN
            DELETE FROM vibe.doc_indexes WHERE id = work.id;
        END IF;
        RETURN true;
    END IF;

    IF NOT work.is_filled THEN
        -- As many documents as it takes to find a batch of the type, but no more than ten times as many.
        SELECT part.id, part.place INTO last, looked_at FROM (
            SELECT next.id, row_number() OVER (ORDER BY next.id) AS place,
                count(*) FILTER (WHERE next.type = work.type) OVER (ORDER BY next.id) AS of_type
            FROM (
                SELECT id, type FROM vibe.documents WHERE id > COALESCE(work.reached, nowhere) ORDER BY id LIMIT 10 * batch
            ) AS next
        ) AS part WHERE part.of_type <= batch ORDER BY part.place DESC LIMIT 1;
        IF last IS NULL THEN
            UPDATE vibe.doc_indexes SET is_filled = true, reached = NULL, fence = pg_current_xact_id()
            WHERE id = work.id;
            RETURN true;
        END IF;
        INSERT INTO vibe.doc_index_entries (document, index_id, owner, type, value)
        SELECT d.id, work.id, d.owner, d.type, vibe.sort_key(d.data #> work.path) FROM vibe.documents AS d
        WHERE d.id > COALESCE(work.reached, nowhere) AND d.id <= last AND d.type = work.type AND d.deleted_at IS NULL
        ORDER BY d.id
        ON CONFLICT (document, index_id) DO NOTHING;
        UPDATE vibe.doc_indexes SET reached = last, examined = examined + looked_at WHERE id = work.id;
        RETURN true;
    END IF;

    SELECT part.document INTO last FROM (
        SELECT document FROM vibe.doc_index_entries
        WHERE index_id = work.id AND document > COALESCE(work.reached, nowhere) ORDER BY document LIMIT batch
    ) AS part ORDER BY part.document DESC LIMIT 1;
    IF last IS NULL THEN
        UPDATE vibe.doc_indexes SET state = 'ready', ready_at = now() WHERE id = work.id;
        RETURN true;
    END IF;
    -- First held and then looked at again: a document may just be coming back, and its entry is right then.
    gone := ARRAY(
        SELECT e.document FROM vibe.doc_index_entries AS e
        WHERE e.index_id = work.id AND e.document > COALESCE(work.reached, nowhere) AND e.document <= last
            AND NOT EXISTS (SELECT 1 FROM vibe.documents AS d WHERE d.id = e.document AND d.deleted_at IS NULL)
        ORDER BY e.document FOR UPDATE OF e);
    DELETE FROM vibe.doc_index_entries AS e WHERE e.index_id = work.id AND e.document = ANY (gone)
        AND NOT EXISTS (SELECT 1 FROM vibe.documents AS d WHERE d.id = e.document AND d.deleted_at IS NULL);
    UPDATE vibe.doc_indexes SET reached = last WHERE id = work.id;
    RETURN true;
EXCEPTION
    WHEN lock_not_available OR deadlock_detected THEN
        -- A writer is at it for longer: again later, from the same place.
        RETURN false;
    WHEN data_exception OR program_limit_exceeded THEN
        UPDATE vibe.doc_indexes SET state = 'failed', error = 'a document holds a value that cannot be indexed'
        WHERE id = work.id AND state = 'building';
        RETURN true;
END
$$;
GRANT EXECUTE ON FUNCTION vibe.work_on_indexes(integer) TO vibe_stream;
