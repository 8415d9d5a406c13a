--liquibase formatted sql

--changeset vibe:sort-key splitStatements:false
-- The place of a JSON value among all others, as text to be compared byte by byte (COLLATE "C"): what is missing, null, false, true, numbers
-- by their double, strings by their first 200 characters, arrays, objects. Lists are sorted by it, and declared indexes hold it. In PL/pgSQL
-- because an SQL function would be inlined, and its argument, a path into a large document, be computed for each branch.
CREATE FUNCTION vibe.sort_key(value jsonb) RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
    kind text := jsonb_typeof(value);
    bits bigint;
BEGIN
    IF kind = 'string' THEN
        RETURN '5' || left(value #>> '{}', 200);
    ELSIF kind = 'number' THEN
        -- The bits of a double sort like the number once the sign is turned round, and all of them for what is below zero.
        bits := ('x' || encode(float8send(value::double precision), 'hex'))::bit(64)::bigint;
        RETURN '4' || lpad(to_hex(CASE WHEN bits < 0 THEN ~bits ELSE bits # (-9223372036854775808)::bigint END), 16, '0');
    END IF;
    RETURN CASE kind
        WHEN 'null' THEN '1'
        WHEN 'boolean' THEN CASE WHEN value::boolean THEN '3' ELSE '2' END
        WHEN 'array' THEN '6'
        WHEN 'object' THEN '7'
        ELSE '0'
    END;
END
$$;
GRANT EXECUTE ON FUNCTION vibe.sort_key(jsonb) TO vibe_api;

--changeset vibe:doc-indexes splitStatements:false
-- Which paths of which types an app wants to find quickly. A query goes by an index only if it is 'ready': then every living document of
-- the type has its entry. From the commit of 'building' on the trigger below keeps entries; who fills in the older documents must first
-- wait until every transaction that was open at that commit has ended, for such a one may write without knowing of the index.
CREATE TABLE vibe.doc_indexes (
    id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    type text NOT NULL,
    path text[] NOT NULL CHECK (cardinality(path) BETWEEN 1 AND 20),
    state text NOT NULL CHECK (state IN ('building', 'ready', 'failed')),
    declared_by uuid,
    created_at timestamptz NOT NULL DEFAULT now(),
    ready_at timestamptz,
    error text,
    UNIQUE (type, path)
);

ALTER TABLE vibe.doc_indexes ENABLE ROW LEVEL SECURITY;
ALTER TABLE vibe.doc_indexes FORCE ROW LEVEL SECURITY;
CREATE POLICY indexes_kept ON vibe.doc_indexes TO vibe_owner USING (true) WITH CHECK (true);
-- What is declared of a type is for every app that may read the type: it is about paths and not about anybody.
CREATE POLICY indexes_read ON vibe.doc_indexes FOR SELECT TO vibe_api
    USING ((SELECT vibe.readable_types()) && ARRAY[type, '*']);
GRANT SELECT ON vibe.doc_indexes TO vibe_api;
-- The process plans by all of them.
CREATE POLICY indexes_planned ON vibe.doc_indexes FOR SELECT TO vibe_stream USING (true);
GRANT SELECT ON vibe.doc_indexes TO vibe_stream;

--changeset vibe:doc-index-entries splitStatements:false
-- One row for each living document and index of its type. An expression index on documents is of no use under row-level security, for ->>
-- is not leakproof; the comparisons of these columns are. No foreign keys: each write would lock the index's row, and the trigger keeps both.
CREATE TABLE vibe.doc_index_entries (
    document uuid NOT NULL,
    index_id integer NOT NULL,
    owner uuid NOT NULL,
    type text NOT NULL,
    value text COLLATE "C" NOT NULL,
    PRIMARY KEY (document, index_id)
);
CREATE INDEX doc_index_entries_valued ON vibe.doc_index_entries (index_id, owner, value, document) INCLUDE (type);

ALTER TABLE vibe.doc_index_entries ENABLE ROW LEVEL SECURITY;
ALTER TABLE vibe.doc_index_entries FORCE ROW LEVEL SECURITY;
CREATE POLICY index_entries_kept ON vibe.doc_index_entries TO vibe_owner USING (true) WITH CHECK (true);
CREATE POLICY index_entries_read ON vibe.doc_index_entries FOR SELECT TO vibe_api
    USING (owner = (SELECT vibe.me()) AND (SELECT vibe.readable_types()) && ARRAY[type, '*']);
GRANT SELECT ON vibe.doc_index_entries TO vibe_api;

-- A document's owner and type never change, so an entry changes its value only.
CREATE FUNCTION vibe.keep_index_entries() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF TG_OP = 'DELETE' OR NEW.deleted_at IS NOT NULL THEN
        DELETE FROM vibe.doc_index_entries WHERE document = COALESCE(OLD.id, NEW.id);
        RETURN NULL;
    END IF;
    INSERT INTO vibe.doc_index_entries AS kept (document, index_id, owner, type, value)
    SELECT NEW.id, declared.id, NEW.owner, NEW.type, vibe.sort_key(NEW.data #> declared.path)
    FROM vibe.doc_indexes AS declared
    WHERE declared.type = NEW.type AND declared.state <> 'failed'
    ON CONFLICT (document, index_id) DO UPDATE SET value = excluded.value WHERE kept.value <> excluded.value;
    RETURN NULL;
END
$$;
CREATE TRIGGER documents_indexed AFTER INSERT OR UPDATE OF data, deleted_at OR DELETE ON vibe.documents
    FOR EACH ROW EXECUTE FUNCTION vibe.keep_index_entries();

--changeset vibe:shared-entries splitStatements:false
-- The entries of one index whose documents others share with the caller one by one. Thousands of entries are read, cut to a range and sorted
-- in the time in which the policy is asked of some hundred documents. Runs with the owner's rights, past the policy of the entries, so it
-- asks itself what the policy of documents asks: it shows the value of nothing that the caller may not read.
CREATE FUNCTION vibe.shared_entries(index integer, wanted text) RETURNS TABLE (document uuid, value text)
LANGUAGE sql STABLE SECURITY DEFINER ROWS 10000 SET search_path = pg_catalog, pg_temp AS $$
    SELECT e.document, e.value
    FROM (
        SELECT a.document FROM vibe.doc_acl_index AS a
        WHERE a.principal = ANY ((SELECT vibe.principals())::uuid[]) AND a.action = 'read' AND a.type = wanted
        UNION
        SELECT c.document FROM vibe.certificates AS c
        JOIN vibe.doc_index_entries AS certified ON certified.document = c.document AND certified.index_id = index
        WHERE c.holder = (SELECT vibe.me()) AND c.type = wanted AND c.registered_at IS NOT NULL AND c.revoked_at IS NULL
            AND c.not_before <= now() AND c.expires_at > now()
            AND (c.issuer = certified.owner OR vibe.issuer_manages(c.id))
    ) AS shared
    JOIN vibe.doc_index_entries AS e ON e.document = shared.document AND e.index_id = index
    WHERE e.type = wanted AND e.owner <> (SELECT vibe.me())
        AND (wanted = ANY ((SELECT vibe.readable_types())::text[]) OR '*' = ANY ((SELECT vibe.readable_types())::text[]))
$$;
GRANT EXECUTE ON FUNCTION vibe.shared_entries(integer, text) TO vibe_api;

--changeset vibe:picked splitStatements:false
-- Of a document's data only what stands at these paths ('[["title"],["address","city"]]'), each at its place; what is missing is left out.
CREATE FUNCTION vibe.picked(data jsonb, paths jsonb) RETURNS jsonb
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
    kept jsonb := '{}';
    names text[];
    value jsonb;
BEGIN
    FOR names IN SELECT ARRAY(SELECT jsonb_array_elements_text(path)) FROM jsonb_array_elements(paths) AS path LOOP
        value := data #> names;
        CONTINUE WHEN value IS NULL;
        FOR depth IN 1 .. cardinality(names) - 1 LOOP
            IF kept #> names[:depth] IS NULL THEN
                kept := jsonb_set(kept, names[:depth], '{}');
            END IF;
        END LOOP;
        kept := jsonb_set(kept, names, value);
    END LOOP;
    RETURN kept;
END
$$;
GRANT EXECUTE ON FUNCTION vibe.picked(jsonb, jsonb) TO vibe_api;
