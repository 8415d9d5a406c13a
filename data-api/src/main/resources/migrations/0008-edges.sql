--liquibase formatted sql

--changeset vibe:document-rights splitStatements:false
-- Whether the caller's person, or the app for itself, may share and delete a document. What the app may is not asked here.
CREATE FUNCTION vibe.manages(asked uuid) RETURNS boolean
LANGUAGE sql STABLE AS $$
    SELECT EXISTS (
        SELECT 1 FROM vibe.documents AS d
        WHERE d.id = asked AND d.deleted_at IS NULL
            AND (d.owner = (SELECT vibe.me())
                OR EXISTS (SELECT 1 FROM vibe.doc_acl_index AS a
                    WHERE a.document = d.id AND a.action = 'manage' AND a.principal = ANY ((SELECT vibe.principals())::uuid[]))))
$$;
-- Whether the caller may write a document. A row can be locked by whom the policy for changes lets through, so the rule is asked and not
-- repeated; the lock is the weakest there is, no write waits for it.
CREATE FUNCTION vibe.may_write(asked uuid) RETURNS boolean
LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM vibe.documents AS d WHERE d.id = asked AND d.deleted_at IS NULL FOR KEY SHARE;
    RETURN FOUND;
END
$$;
GRANT EXECUTE ON FUNCTION vibe.manages(uuid), vibe.may_write(uuid) TO vibe_api;
-- What the database keeps about documents (inherited rights, who can see one) it finds out itself.
CREATE POLICY documents_related ON vibe.documents FOR SELECT TO vibe_owner USING (true);

--changeset vibe:doc-edges splitStatements:false
-- From one document to another, under a label. Documents are never removed, so nothing here refers to them by a foreign key, which would
-- stand in the way of partitioning; an edge with a deleted end sleeps until that is restored.
CREATE TABLE vibe.doc_edges (
    id uuid PRIMARY KEY,
    source uuid NOT NULL,
    target uuid NOT NULL CHECK (target <> source),
    label text NOT NULL CHECK (label ~ '^[a-z][a-z0-9_-]{0,63}$'),
    data jsonb NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(data) = 'object' AND octet_length(data::text) <= 65536),
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    created_by uuid NOT NULL DEFAULT vibe.me(),
    created_by_app boolean NOT NULL DEFAULT (vibe.self() IS NOT NULL),
    UNIQUE (source, label, target)
);
CREATE INDEX doc_edges_out ON vibe.doc_edges (source, id);
CREATE INDEX doc_edges_in ON vibe.doc_edges (target, id);
CREATE INDEX doc_edges_parents ON vibe.doc_edges (target, source) WHERE label = 'contains';

ALTER TABLE vibe.doc_edges ENABLE ROW LEVEL SECURITY;
ALTER TABLE vibe.doc_edges FORCE ROW LEVEL SECURITY;
CREATE POLICY edges_judged ON vibe.doc_edges FOR SELECT TO vibe_owner USING (true);
-- Seen by who sees both ends, and by who manages the source, whoever's the target is, or a writer could fill it with edges that its owner can
-- neither see nor remove;
-- one that contains also by who manages the target, or nobody could take back what somebody has shared by it.
-- Who may make, change and remove one is asked by a trigger: it depends on the label.
CREATE POLICY edges_seen ON vibe.doc_edges TO vibe_api
    USING (((SELECT true FROM vibe.documents AS d WHERE d.id = source AND d.deleted_at IS NULL)
            AND (SELECT true FROM vibe.documents AS d WHERE d.id = target AND d.deleted_at IS NULL))
        OR (vibe.manages(source)
            AND (SELECT true FROM vibe.documents AS d WHERE d.id = target AND d.deleted_at IS NOT NULL) IS NULL)
        OR (label = 'contains' AND (vibe.manages(source) OR vibe.manages(target))));
GRANT SELECT, INSERT (id, source, target, label, data), UPDATE (data, updated_at), DELETE ON vibe.doc_edges TO vibe_api;

-- An edge is its source's, so it takes the right to write that. One that contains shares the target with all who may see the source: it
-- takes the right to manage both ends; to take it away again, that of one of them. Runs with the caller's rights.
CREATE FUNCTION vibe.require_edge_right() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    edge vibe.doc_edges := CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
    allowed boolean := true;
BEGIN
    IF TG_OP = 'INSERT' THEN
        PERFORM 1 FROM vibe.documents AS d WHERE d.id = edge.target AND d.deleted_at IS NULL;
        allowed := FOUND;
    END IF;
    IF edge.label <> 'contains' THEN
        allowed := allowed AND vibe.may_write(edge.source);
    ELSIF TG_OP = 'DELETE' THEN
        allowed := (vibe.manages(edge.source) AND vibe.may_write(edge.source))
            OR (vibe.manages(edge.target) AND vibe.may_write(edge.target));
    ELSE
        allowed := allowed AND vibe.manages(edge.source) AND vibe.may_write(edge.source)
            AND (TG_OP = 'UPDATE' OR (vibe.manages(edge.target) AND vibe.may_write(edge.target)));
    END IF;
    IF NOT allowed THEN
        RAISE insufficient_privilege USING MESSAGE = 'this takes the right to write the source, or to manage both ends';
    END IF;
    RETURN edge;
END
$$;
-- Triggers of one kind run in the order of their names: the right is asked first.
CREATE TRIGGER doc_edges_1_allowed BEFORE INSERT OR UPDATE OR DELETE ON vibe.doc_edges
    FOR EACH ROW EXECUTE FUNCTION vibe.require_edge_right();

--changeset vibe:trees splitStatements:false
-- What gives rights is bounded. What takes them away never is, or somebody could build a tree from which nobody gets out again.

-- Every document at or below these, through edges that contain, whether deleted or not.
CREATE FUNCTION vibe.documents_below(tops uuid[], gives boolean) RETURNS uuid[]
LANGUAGE plpgsql AS $$
DECLARE
    found uuid[];
BEGIN
    found := ARRAY(
        WITH RECURSIVE below (node) AS (
            SELECT unnest(tops)
            UNION
            SELECT e.target FROM below JOIN vibe.doc_edges AS e ON e.source = below.node AND e.label = 'contains'
        )
        SELECT node FROM below LIMIT CASE WHEN gives THEN 10001 END);
    IF gives AND cardinality(found) > 10000 THEN
        RAISE EXCEPTION USING ERRCODE = 'VB001', MESSAGE = 'tree_documents';
    END IF;
    RETURN found;
END
$$;

-- Every document at or above these, likewise.
CREATE FUNCTION vibe.documents_above(bottoms uuid[]) RETURNS SETOF uuid
LANGUAGE sql STABLE ROWS 20 AS $$
    WITH RECURSIVE above (node) AS (
        SELECT unnest(bottoms)
        UNION
        SELECT e.source FROM above JOIN vibe.doc_edges AS e ON e.target = above.node AND e.label = 'contains'
    )
    SELECT node FROM above
$$;

-- Changes of rights in one tree happen one after the other. A change locks the roots above what it reads and writes: above everything at or
-- below some documents, and above some others. It looks again when it has them, for somebody else may just have joined another tree, and
-- goes on when nothing new has come. Two changes of which one reads what the other writes have a document in common, and so a root. To be
-- called before edges are made or removed. Who waits in a circle is undone by PostgreSQL and tried again (40P01).
-- All of them share one lock, which a change has for itself that would need more than a hundred.
CREATE FUNCTION vibe.lock_trees(tops uuid[], others uuid[], gives boolean) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    held uuid[] := '{}';
    missing uuid[];
    root uuid;
BEGIN
    -- An older snapshot would not show what the one before us has done.
    IF current_setting('transaction_isolation') <> 'read committed' THEN
        RAISE feature_not_supported USING MESSAGE = 'rights in trees are changed under READ COMMITTED';
    END IF;
    PERFORM pg_advisory_xact_lock_shared(6, 0);
    LOOP
        missing := ARRAY(
            SELECT above.node FROM vibe.documents_above(vibe.documents_below(tops, gives) || others) AS above (node)
            WHERE (SELECT true FROM vibe.doc_edges AS e WHERE e.target = above.node AND e.label = 'contains' LIMIT 1) IS NULL
                AND above.node <> ALL (held)
            ORDER BY above.node LIMIT 101);
        EXIT WHEN missing = '{}';
        held := held || missing;
        IF cardinality(held) > 100 THEN
            IF gives THEN
                RAISE EXCEPTION USING ERRCODE = 'VB001', MESSAGE = 'tree_roots';
            END IF;
            PERFORM pg_advisory_xact_lock(6, 0);
            EXIT;
        END IF;
        FOREACH root IN ARRAY missing LOOP
            PERFORM pg_advisory_xact_lock(hashtextextended(root::text, 6));
        END LOOP;
    END LOOP;
END
$$;

-- The rights that these documents inherit or pass on, and those that come from above them, are so many at most: what one of the trees'
-- people has given, another can take away in one statement.
CREATE FUNCTION vibe.bound_rights(members uuid[]) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    IF (SELECT count(*) FROM (
        SELECT 1 FROM vibe.documents_above(members) AS above (node) CROSS JOIN LATERAL (
            SELECT 1 FROM vibe.doc_acl_index AS i WHERE i.source = above.node AND i.document <> i.source LIMIT 50001) AS passed_on
        LIMIT 50001) AS counted) > 50000
    THEN
        RAISE EXCEPTION USING ERRCODE = 'VB001', MESSAGE = 'inherited_rights';
    END IF;
END
$$;

-- Makes the inherited rights of everything at or below these what they should be: those of each document's own ACL, at every document that
-- is reached from it through documents that are not deleted. The trees are locked.
CREATE FUNCTION vibe.inherit_rights(tops uuid[], gives boolean) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    members uuid[] := vibe.documents_below(tops, gives);
    ancestors bigint;
    rows bigint;
BEGIN
    IF gives THEN
        WITH RECURSIVE above (document, node) AS (
            SELECT e.target, e.source FROM vibe.doc_edges AS e
                JOIN vibe.documents AS d ON d.id = e.source AND d.deleted_at IS NULL
            WHERE e.target = ANY (members) AND e.label = 'contains'
            UNION
            SELECT a.document, e.source FROM above AS a
                JOIN vibe.doc_edges AS e ON e.target = a.node AND e.label = 'contains'
                JOIN vibe.documents AS d ON d.id = e.source AND d.deleted_at IS NULL
        ), counted AS (
            SELECT a.document, count(DISTINCT a.node) AS nodes, count(o.action) AS rights
            FROM above AS a LEFT JOIN vibe.doc_acl_index AS o ON o.document = a.node AND o.source = a.node
            GROUP BY a.document
        )
        SELECT max(nodes), sum(rights) INTO ancestors, rows FROM counted;
        IF ancestors > 100 THEN
            RAISE EXCEPTION USING ERRCODE = 'VB001', MESSAGE = 'ancestors';
        ELSIF rows > 50000 THEN
            RAISE EXCEPTION USING ERRCODE = 'VB001', MESSAGE = 'inherited_rights';
        END IF;
    END IF;

    WITH RECURSIVE above (document, node) AS (
        SELECT e.target, e.source FROM vibe.doc_edges AS e
            JOIN vibe.documents AS d ON d.id = e.source AND d.deleted_at IS NULL
        WHERE e.target = ANY (members) AND e.label = 'contains'
        UNION
        SELECT a.document, e.source FROM above AS a
            JOIN vibe.doc_edges AS e ON e.target = a.node AND e.label = 'contains'
            JOIN vibe.documents AS d ON d.id = e.source AND d.deleted_at IS NULL
    ), gone AS (
        DELETE FROM vibe.doc_acl_index AS i
        WHERE i.document = ANY (members) AND i.source <> i.document
            AND NOT EXISTS (SELECT 1 FROM above AS a WHERE a.document = i.document AND a.node = i.source)
    )
    INSERT INTO vibe.doc_acl_index (document, source, action, principal, type)
    SELECT a.document, o.source, o.action, o.principal, d.type
    FROM above AS a
        JOIN vibe.doc_acl_index AS o ON o.document = a.node AND o.source = a.node
        JOIN vibe.documents AS d ON d.id = a.document
    ON CONFLICT DO NOTHING;
    IF gives THEN
        PERFORM vibe.bound_rights(members);
    END IF;
END
$$;

-- The longest way, in documents, through edges that contain: up from a document, and down from one.
CREATE FUNCTION vibe.way_up(start uuid) RETURNS integer
LANGUAGE sql STABLE AS $$
    WITH RECURSIVE way (node, length) AS (
        SELECT start, 1
        UNION
        SELECT e.source, way.length + 1
        FROM way JOIN vibe.doc_edges AS e ON e.target = way.node AND e.label = 'contains'
        WHERE way.length <= 32
    )
    SELECT max(length) FROM way
$$;
CREATE FUNCTION vibe.way_down(start uuid) RETURNS integer
LANGUAGE sql STABLE AS $$
    WITH RECURSIVE way (node, length) AS (
        SELECT start, 1
        UNION
        SELECT e.target, way.length + 1
        FROM way JOIN vibe.doc_edges AS e ON e.source = way.node AND e.label = 'contains'
        WHERE way.length <= 32
    )
    SELECT max(length) FROM way
$$;

-- Bounds and order for a new edge, and the lock for every edge that contains.
CREATE FUNCTION vibe.bound_edge() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        -- One after the other for each source, so that the count holds.
        PERFORM pg_advisory_xact_lock(hashtextextended(NEW.source::text, 8));
        IF (SELECT count(*) FROM (SELECT 1 FROM vibe.doc_edges AS e WHERE e.source = NEW.source LIMIT 10000) AS counted) = 10000 THEN
            RAISE EXCEPTION USING ERRCODE = 'VB001', MESSAGE = 'edges';
        END IF;
        IF NEW.label = 'contains' THEN
            PERFORM vibe.lock_trees(ARRAY[NEW.target], ARRAY[NEW.source], true);
            IF NEW.source = ANY (vibe.documents_below(ARRAY[NEW.target], true)) THEN
                RAISE EXCEPTION USING ERRCODE = 'VB002', MESSAGE = 'edge_cycle';
            ELSIF (SELECT count(*) FROM vibe.doc_edges AS e WHERE e.source = NEW.source AND e.label = 'contains') >= 1000 THEN
                RAISE EXCEPTION USING ERRCODE = 'VB001', MESSAGE = 'children';
            ELSIF vibe.way_up(NEW.source) + vibe.way_down(NEW.target) > 32 THEN
                RAISE EXCEPTION USING ERRCODE = 'VB001', MESSAGE = 'tree_depth';
            END IF;
        END IF;
        RETURN NEW;
    END IF;
    IF OLD.label = 'contains' THEN
        PERFORM vibe.lock_trees(ARRAY[OLD.target], '{}', false);
    END IF;
    RETURN OLD;
END
$$;
CREATE TRIGGER doc_edges_2_bounded BEFORE INSERT OR DELETE ON vibe.doc_edges
    FOR EACH ROW EXECUTE FUNCTION vibe.bound_edge();
-- Once more: while the lock of the tree was waited for, the right may have been taken away.
CREATE TRIGGER doc_edges_3_still_allowed BEFORE INSERT OR DELETE ON vibe.doc_edges
    FOR EACH ROW EXECUTE FUNCTION vibe.require_edge_right();

CREATE FUNCTION vibe.pass_rights_on() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM vibe.inherit_rights(ARRAY[CASE TG_OP WHEN 'DELETE' THEN OLD.target ELSE NEW.target END], TG_OP = 'INSERT');
    RETURN NULL;
END
$$;
CREATE TRIGGER doc_edges_made AFTER INSERT ON vibe.doc_edges FOR EACH ROW
    WHEN (NEW.label = 'contains') EXECUTE FUNCTION vibe.pass_rights_on();
CREATE TRIGGER doc_edges_removed AFTER DELETE ON vibe.doc_edges FOR EACH ROW
    WHEN (OLD.label = 'contains') EXECUTE FUNCTION vibe.pass_rights_on();

--changeset vibe:document-acl-inherited splitStatements:false
-- The rights of a document's own ACL, at itself and at everything that inherits from it. Only what differs is written.
CREATE OR REPLACE FUNCTION vibe.keep_acl() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    given integer := (SELECT count(*) FROM vibe.acl_rows(NEW.acl));
    gives boolean := EXISTS (SELECT * FROM vibe.acl_rows(NEW.acl) EXCEPT SELECT * FROM vibe.acl_rows(OLD.acl));
    heirs uuid[];
BEGIN
    -- Nobody else knows of a document that is just being made.
    IF TG_OP = 'INSERT' THEN
        INSERT INTO vibe.doc_acl_index (document, source, action, principal, type)
        SELECT NEW.id, NEW.id, r.action, r.principal, NEW.type FROM vibe.acl_rows(NEW.acl) AS r;
        RETURN NULL;
    END IF;
    PERFORM vibe.lock_trees('{}', ARRAY[NEW.id], gives);
    DELETE FROM vibe.doc_acl_index AS i
    WHERE i.source = NEW.id
        AND NOT EXISTS (SELECT 1 FROM vibe.acl_rows(NEW.acl) AS r WHERE r.action = i.action AND r.principal = i.principal);
    IF NOT gives THEN
        RETURN NULL;
    END IF;
    heirs := ARRAY(
        WITH RECURSIVE heir (node) AS (
            SELECT NEW.id
            UNION
            SELECT e.target FROM heir
                JOIN vibe.documents AS d ON d.id = heir.node AND d.deleted_at IS NULL
                JOIN vibe.doc_edges AS e ON e.source = heir.node AND e.label = 'contains'
        )
        SELECT node FROM heir LIMIT 10001);
    IF cardinality(heirs) > 10000 THEN
        RAISE EXCEPTION USING ERRCODE = 'VB001', MESSAGE = 'tree_documents';
    ELSIF cardinality(heirs) > 1 AND cardinality(heirs) * given > 50000 THEN
        RAISE EXCEPTION USING ERRCODE = 'VB001', MESSAGE = 'inherited_rights';
    END IF;
    INSERT INTO vibe.doc_acl_index (document, source, action, principal, type)
    SELECT d.id, NEW.id, r.action, r.principal, d.type
    FROM vibe.documents AS d CROSS JOIN vibe.acl_rows(NEW.acl) AS r
    WHERE d.id = ANY (heirs)
    ON CONFLICT DO NOTHING;
    IF cardinality(heirs) > 1 THEN
        PERFORM vibe.bound_rights(heirs);
    END IF;
    RETURN NULL;
END
$$;

-- A deleted document passes nothing on. Its own rights stay: who manages it may bring it back.
CREATE FUNCTION vibe.keep_inheritance() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    children uuid[];
BEGIN
    PERFORM vibe.lock_trees(ARRAY[NEW.id], '{}', NEW.deleted_at IS NULL);
    children := ARRAY(SELECT e.target FROM vibe.doc_edges AS e WHERE e.source = NEW.id AND e.label = 'contains');
    IF children <> '{}' THEN
        PERFORM vibe.inherit_rights(children, NEW.deleted_at IS NULL);
    END IF;
    RETURN NULL;
END
$$;
CREATE TRIGGER documents_inheritance AFTER UPDATE ON vibe.documents FOR EACH ROW
    WHEN ((OLD.deleted_at IS NULL) <> (NEW.deleted_at IS NULL)) EXECUTE FUNCTION vibe.keep_inheritance();

--changeset vibe:document-graph splitStatements:false
-- What can be reached from a document, nearest first, as far as the caller may see it: at most so many edges, each document once entered.
-- Each step takes what is left of the number, so that a dense graph costs no more than a thin one.
CREATE FUNCTION vibe.document_graph(start uuid, wanted_label text, outwards boolean, inwards boolean, max_depth integer, max_edges integer)
RETURNS TABLE (edge uuid, source uuid, target uuid, label text, reached uuid, depth integer)
LANGUAGE plpgsql STABLE AS $$
DECLARE
    frontier uuid[] := ARRAY[start];
    entered uuid[] := ARRAY[start];
    seen uuid[] := '{}';
    next uuid[];
    found record;
BEGIN
    FOR step IN 1 .. max_depth LOOP
        next := '{}';
        FOR found IN
            SELECT e.id, e.source, e.target, e.label, e.other
            FROM unnest(frontier) WITH ORDINALITY AS f (node, place)
            CROSS JOIN LATERAL (
                (SELECT o.id, o.source, o.target, o.label, o.target AS other FROM vibe.doc_edges AS o
                WHERE outwards AND o.source = f.node AND (wanted_label IS NULL OR o.label = wanted_label)
                    AND (SELECT true FROM vibe.documents AS d WHERE d.id = o.target AND d.deleted_at IS NULL)
                ORDER BY o.id LIMIT max_edges)
                UNION ALL
                (SELECT i.id, i.source, i.target, i.label, i.source AS other FROM vibe.doc_edges AS i
                WHERE inwards AND i.target = f.node AND (wanted_label IS NULL OR i.label = wanted_label)
                    AND (SELECT true FROM vibe.documents AS d WHERE d.id = i.source AND d.deleted_at IS NULL)
                ORDER BY i.id LIMIT max_edges)
            ) AS e
            LIMIT 2 * max_edges + 1
        LOOP
            CONTINUE WHEN found.id = ANY (seen);
            IF cardinality(seen) = max_edges THEN
                RETURN;
            END IF;
            seen := seen || found.id;
            edge := found.id;
            source := found.source;
            target := found.target;
            label := found.label;
            reached := found.other;
            depth := step;
            RETURN NEXT;
            IF found.other <> ALL (entered) THEN
                entered := entered || found.other;
                next := next || found.other;
            END IF;
        END LOOP;
        EXIT WHEN next = '{}';
        frontier := next;
    END LOOP;
END
$$;
GRANT EXECUTE ON FUNCTION vibe.document_graph(uuid, text, boolean, boolean, integer, integer) TO vibe_api;
