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
-- repeated; the lock is the weakest there is, no write waits for it. The second one holds every change of the document until it is decided.
CREATE FUNCTION vibe.may_write(asked uuid) RETURNS boolean
LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM vibe.documents AS d WHERE d.id = asked AND d.deleted_at IS NULL FOR KEY SHARE;
    RETURN FOUND;
END
$$;
CREATE FUNCTION vibe.hold(asked uuid) RETURNS boolean
LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM vibe.documents AS d WHERE d.id = asked AND d.deleted_at IS NULL FOR SHARE;
    RETURN FOUND;
END
$$;
GRANT EXECUTE ON FUNCTION vibe.manages(uuid), vibe.may_write(uuid), vibe.hold(uuid) TO vibe_api;
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
-- neither see nor remove; one that contains also by who manages the target, or nobody could take back what somebody has shared by it.
-- Who may make, change and remove one is asked by a trigger: it depends on the label.
CREATE POLICY edges_seen ON vibe.doc_edges TO vibe_api
    USING (((SELECT true FROM vibe.documents AS d WHERE d.id = source AND d.deleted_at IS NULL)
            AND (SELECT true FROM vibe.documents AS d WHERE d.id = target AND d.deleted_at IS NULL))
        OR (vibe.manages(source)
            AND (SELECT true FROM vibe.documents AS d WHERE d.id = target AND d.deleted_at IS NOT NULL) IS NULL)
        OR (label = 'contains' AND (vibe.manages(source) OR vibe.manages(target))));
-- The database itself removes those of whom has lost the right to share the target.
CREATE POLICY edges_ended ON vibe.doc_edges FOR DELETE TO vibe_owner USING (label = 'contains');
GRANT SELECT, INSERT (id, source, target, label, data), UPDATE (data, updated_at), DELETE ON vibe.doc_edges TO vibe_api;

-- An edge is its source's, so it takes the right to write that. One that contains shares the target with all who may see the source: it
-- takes the right to manage both ends; to take it away again, that of one of them. Runs with the caller's rights.
CREATE FUNCTION vibe.require_edge_right() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    edge vibe.doc_edges := CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
    allowed boolean := true;
BEGIN
    -- The database itself, which ends edges and moves them to an account.
    IF TG_OP <> 'INSERT' AND current_user = 'vibe_owner' THEN
        RETURN edge;
    END IF;
    IF TG_OP = 'INSERT' THEN
        PERFORM 1 FROM vibe.documents AS d WHERE d.id = edge.target AND d.deleted_at IS NULL;
        allowed := FOUND;
    END IF;
    IF edge.label <> 'contains' THEN
        allowed := allowed AND vibe.may_write(edge.source);
    ELSIF TG_OP = 'DELETE' THEN
        allowed := (vibe.manages(edge.source) AND vibe.may_write(edge.source))
            OR (vibe.manages(edge.target) AND vibe.may_write(edge.target));
    ELSIF TG_OP = 'UPDATE' THEN
        allowed := vibe.manages(edge.source) AND vibe.may_write(edge.source);
    ELSE
        allowed := allowed AND vibe.hold(edge.source) AND vibe.hold(edge.target)
            AND vibe.manages(edge.source) AND vibe.manages(edge.target);
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
-- A tree is what hangs together by edges that contain, whichever way they lead, deleted documents as well, for they can be restored. It is
-- so large at most; so whatever is removed from it later never has to be bounded, or somebody could build one from which nobody gets out
-- again. A document without such an edge is a tree by itself and has no row.
CREATE TABLE vibe.doc_trees (
    document uuid PRIMARY KEY,
    tree uuid NOT NULL
);
CREATE INDEX doc_trees_tree ON vibe.doc_trees (tree);
ALTER TABLE vibe.doc_trees ENABLE ROW LEVEL SECURITY;
ALTER TABLE vibe.doc_trees FORCE ROW LEVEL SECURITY;
CREATE POLICY trees_kept ON vibe.doc_trees TO vibe_owner USING (true) WITH CHECK (true);

-- Changes of rights in one tree happen one after the other: each locks the trees that it reads or writes. It looks again when it has them,
-- for somebody else may just have joined two, and goes on when nothing new has come. Who waits in a circle is undone by PostgreSQL and
-- tried again (40P01). All locks of the server share one table, so a transaction takes so many at most.
-- What is done to a document without a tree takes no lock but that of its row: who gives it one holds that (vibe.hold).
CREATE FUNCTION vibe.lock_trees(documents uuid[]) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    held uuid[] := COALESCE(NULLIF(current_setting('vibe.tree_locks', true), ''), '{}');
    missing uuid[];
    tree uuid;
BEGIN
    -- An older snapshot would not show what the one before us has done.
    IF current_setting('transaction_isolation') <> 'read committed' THEN
        RAISE feature_not_supported USING MESSAGE = 'rights in trees are changed under READ COMMITTED';
    END IF;
    LOOP
        missing := ARRAY(
            SELECT DISTINCT COALESCE(t.tree, d.id)
            FROM unnest(documents) AS d (id) LEFT JOIN vibe.doc_trees AS t ON t.document = d.id
            WHERE COALESCE(t.tree, d.id) <> ALL (held)
            ORDER BY 1);
        EXIT WHEN missing = '{}';
        held := held || missing;
        IF cardinality(held) > 200 THEN
            RAISE EXCEPTION USING ERRCODE = 'VB001', MESSAGE = 'tree_locks';
        END IF;
        FOREACH tree IN ARRAY missing LOOP
            PERFORM pg_advisory_xact_lock(hashtextextended(tree::text, 6));
        END LOOP;
        PERFORM set_config('vibe.tree_locks', held::text, true);
    END LOOP;
END
$$;

-- Every document at or below these, through edges that contain, whether deleted or not.
CREATE FUNCTION vibe.documents_below(tops uuid[]) RETURNS uuid[]
LANGUAGE sql STABLE AS $$
    WITH RECURSIVE below (node) AS (
        SELECT unnest(tops)
        UNION
        SELECT e.target FROM below JOIN vibe.doc_edges AS e ON e.source = below.node AND e.label = 'contains'
    )
    SELECT ARRAY(SELECT node FROM below)
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

-- After an edge between these has been made: the smaller tree becomes a part of the larger one.
CREATE FUNCTION vibe.join_trees(one uuid, other uuid) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    larger uuid := (SELECT t.tree FROM vibe.doc_trees AS t WHERE t.document = one);
    smaller uuid := (SELECT t.tree FROM vibe.doc_trees AS t WHERE t.document = other);
    documents bigint := (SELECT greatest(count(*), 1) FROM vibe.doc_trees AS t WHERE t.tree = larger);
    others bigint := (SELECT greatest(count(*), 1) FROM vibe.doc_trees AS t WHERE t.tree = smaller);
BEGIN
    IF larger = smaller THEN
        RETURN;
    ELSIF documents + others > 10000 THEN
        RAISE EXCEPTION USING ERRCODE = 'VB001', MESSAGE = 'tree_documents';
    ELSIF documents < others THEN
        SELECT smaller, larger INTO larger, smaller;
    END IF;
    -- Not the id of a document, which may be a tree by itself again.
    larger := COALESCE(larger, gen_random_uuid());
    UPDATE vibe.doc_trees AS t SET tree = larger WHERE t.tree = smaller;
    INSERT INTO vibe.doc_trees (document, tree) VALUES (one, larger), (other, larger) ON CONFLICT DO NOTHING;
END
$$;

-- After edges have been removed, each from a source to the target of the same place: what hangs together no longer is trees of its own.
-- All of them at once, or the ends of two that met in one document would still be taken for one tree.
CREATE FUNCTION vibe.part_trees(sources uuid[], targets uuid[]) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    parted record;
    top uuid;
    -- The document whose part keeps the name, and what is known to be of that.
    keeper uuid;
    kept uuid[];
    side uuid[];
    reached uuid;
    name uuid;
BEGIN
    -- Mostly it was one of several, and something above both is found at once.
    IF cardinality(targets) = 1 AND EXISTS (
        SELECT FROM vibe.documents_above(sources) AS one (node) JOIN vibe.documents_above(targets) AS other (node) USING (node))
    THEN
        RETURN;
    END IF;
    DELETE FROM vibe.doc_trees AS t
    WHERE t.document = ANY (sources || targets)
        AND NOT EXISTS (SELECT FROM vibe.doc_edges AS e WHERE e.source = t.document AND e.label = 'contains')
        AND NOT EXISTS (SELECT FROM vibe.doc_edges AS e WHERE e.target = t.document AND e.label = 'contains');
    -- Each part has an end of a removed edge in it, and so the document that one comes to by going up from there; mostly it is the same one.
    FOR parted IN
        WITH RECURSIVE way (node, of_source) AS (
            SELECT DISTINCT ends.node, ends.of_source
            FROM (SELECT unnest(sources), true UNION ALL SELECT unnest(targets), false) AS ends (node, of_source)
            UNION
            SELECT parent.node, way.of_source FROM way CROSS JOIN LATERAL (
                SELECT e.source FROM vibe.doc_edges AS e
                WHERE e.target = way.node AND e.label = 'contains' ORDER BY e.source LIMIT 1
            ) AS parent (node)
        ), tops AS (
            SELECT way.node, bool_or(way.of_source) AS of_source FROM way
            WHERE NOT EXISTS (SELECT FROM vibe.doc_edges AS e WHERE e.target = way.node AND e.label = 'contains')
            GROUP BY way.node
        )
        SELECT t.tree, array_agg(t.document ORDER BY tops.of_source, t.document) AS tops
        FROM tops JOIN vibe.doc_trees AS t ON t.document = tops.node
        GROUP BY t.tree HAVING count(*) > 1
    LOOP
        keeper := parted.tops[cardinality(parted.tops)];
        kept := ARRAY[keeper];
        FOREACH top IN ARRAY parted.tops LOOP
            CONTINUE WHEN top = ANY (kept)
                OR NOT EXISTS (SELECT FROM vibe.doc_trees AS t WHERE t.document = top AND t.tree = parted.tree);
            side := '{}';
            FOR reached IN
                WITH RECURSIVE near (node) AS (
                    SELECT top
                    UNION
                    SELECT next.node FROM near CROSS JOIN LATERAL (
                        SELECT e.target FROM vibe.doc_edges AS e WHERE e.source = near.node AND e.label = 'contains'
                        UNION ALL
                        SELECT e.source FROM vibe.doc_edges AS e WHERE e.target = near.node AND e.label = 'contains'
                    ) AS next (node)
                )
                SELECT near.node FROM near
            LOOP
                side := side || reached;
                -- Where there are but two, nothing more has to be known.
                EXIT WHEN reached = keeper AND cardinality(parted.tops) = 2;
            END LOOP;
            IF keeper = ANY (side) THEN
                kept := side;
            ELSE
                name := gen_random_uuid();
                UPDATE vibe.doc_trees AS t SET tree = name WHERE t.document = ANY (side);
            END IF;
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
    members uuid[] := vibe.documents_below(tops);
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
            PERFORM vibe.lock_trees(ARRAY[NEW.source, NEW.target]);
            IF NEW.source = ANY (vibe.documents_below(ARRAY[NEW.target])) THEN
                RAISE EXCEPTION USING ERRCODE = 'VB002', MESSAGE = 'edge_cycle';
            ELSIF (SELECT count(*) FROM vibe.doc_edges AS e WHERE e.source = NEW.source AND e.label = 'contains') >= 1000 THEN
                RAISE EXCEPTION USING ERRCODE = 'VB001', MESSAGE = 'children';
            ELSIF vibe.way_up(NEW.source) + vibe.way_down(NEW.target) > 32 THEN
                RAISE EXCEPTION USING ERRCODE = 'VB001', MESSAGE = 'tree_depth';
            END IF;
        END IF;
        RETURN NEW;
    END IF;
    -- Within vibe.end_edges they are locked.
    IF OLD.label = 'contains' AND pg_trigger_depth() = 1 THEN
        PERFORM vibe.lock_trees(ARRAY[OLD.target]);
    END IF;
    RETURN OLD;
END
$$;
CREATE TRIGGER doc_edges_2_bounded BEFORE INSERT OR DELETE ON vibe.doc_edges
    FOR EACH ROW EXECUTE FUNCTION vibe.bound_edge();
-- Once more: while the lock of the tree was waited for, the right may have been taken away.
CREATE TRIGGER doc_edges_3_still_allowed BEFORE INSERT OR DELETE ON vibe.doc_edges
    FOR EACH ROW EXECUTE FUNCTION vibe.require_edge_right();

-- Whether an ACL lets somebody manage a document, directly or by a group: its own, or any that it inherits.
CREATE FUNCTION vibe.named_to_manage(asked uuid, somebody uuid[], by_its_own boolean) RETURNS boolean
LANGUAGE sql STABLE AS $$
    SELECT EXISTS (
        SELECT FROM vibe.doc_acl_index AS a
        WHERE a.document = asked AND a.action = 'manage' AND (a.source = asked OR NOT by_its_own)
            AND (a.principal = ANY (somebody)
                OR EXISTS (SELECT FROM vibe.group_members AS m WHERE m.group_id = a.principal AND m.member = ANY (somebody))))
$$;

-- Of the edges to these documents, and to everything below, those whose makers and whose sources' owners neither own nor manage the target
-- now; by such an edge they would go on sharing it, with themselves too. A right that comes by nothing but such an edge does not count, so an
-- edge stays for the sake of the target's own ACL, or of a parent by an edge that stays.
CREATE FUNCTION vibe.edges_without_right(members uuid[]) RETURNS SETOF uuid
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN QUERY
    WITH RECURSIVE contains AS MATERIALIZED (
        SELECT e.id, e.source, e.target, d.owner, ARRAY[e.created_by, p.owner] AS of_whom, p.deleted_at IS NULL AS gives
        FROM vibe.doc_edges AS e
            JOIN vibe.documents AS d ON d.id = e.target
            JOIN vibe.documents AS p ON p.id = e.source
        WHERE e.target = ANY (members) AND e.label = 'contains'
    ), stays AS (
        SELECT c.id, c.source, c.target, c.gives FROM contains AS c
        WHERE c.owner = ANY (c.of_whom) OR vibe.named_to_manage(c.target, c.of_whom, true)
        UNION
        SELECT c.id, c.source, c.target, c.gives
        FROM stays AS s JOIN contains AS c ON c.target = s.target
        WHERE s.gives AND vibe.named_to_manage(s.source, c.of_whom, false)
    )
    SELECT c.id FROM contains AS c EXCEPT SELECT s.id FROM stays AS s;
END
$$;

-- After somebody may have lost the right to manage these documents: removes such edges, again and again until there is none. Then parts the
-- trees, also for what the caller has removed already. The trees are locked.
CREATE FUNCTION vibe.end_edges(tops uuid[], sources uuid[] DEFAULT '{}', targets uuid[] DEFAULT '{}') RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    ended record;
BEGIN
    LOOP
        WITH gone AS (
            DELETE FROM vibe.doc_edges AS e
            WHERE e.id = ANY (ARRAY(SELECT vibe.edges_without_right(vibe.documents_below(tops))))
            RETURNING e.source, e.target
        )
        SELECT array_agg(g.source) AS sources, array_agg(g.target) AS targets INTO ended FROM gone AS g;
        EXIT WHEN ended.targets IS NULL;
        PERFORM vibe.inherit_rights(ended.targets, false);
        sources := sources || ended.sources;
        targets := targets || ended.targets;
    END LOOP;
    IF targets <> '{}' THEN
        PERFORM vibe.part_trees(sources, targets);
    END IF;
END
$$;

CREATE FUNCTION vibe.pass_rights_on() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM vibe.join_trees(NEW.source, NEW.target);
    PERFORM vibe.inherit_rights(ARRAY[NEW.target], true);
    RETURN NULL;
END
$$;
CREATE TRIGGER doc_edges_made AFTER INSERT ON vibe.doc_edges FOR EACH ROW
    WHEN (NEW.label = 'contains') EXECUTE FUNCTION vibe.pass_rights_on();

-- Once for all edges that a statement removes: nothing bounds how many those are. Not within vibe.end_edges, which does the same itself.
CREATE FUNCTION vibe.take_rights_back() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    sources uuid[];
    targets uuid[];
BEGIN
    SELECT array_agg(r.source), array_agg(r.target) INTO sources, targets FROM removed AS r WHERE r.label = 'contains';
    IF targets IS NOT NULL THEN
        PERFORM vibe.inherit_rights(targets, false);
        PERFORM vibe.end_edges(targets, sources, targets);
    END IF;
    RETURN NULL;
END
$$;
CREATE TRIGGER doc_edges_removed AFTER DELETE ON vibe.doc_edges REFERENCING OLD TABLE AS removed FOR EACH STATEMENT
    WHEN (pg_trigger_depth() = 0) EXECUTE FUNCTION vibe.take_rights_back();

--changeset vibe:document-acl-inherited splitStatements:false
-- The rights of a document's own ACL, at itself and at everything that inherits from it. Only what differs is written.
CREATE OR REPLACE FUNCTION vibe.keep_acl() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    given integer := (SELECT count(*) FROM vibe.acl_rows(NEW.acl));
    gives boolean := EXISTS (SELECT * FROM vibe.acl_rows(NEW.acl) EXCEPT SELECT * FROM vibe.acl_rows(OLD.acl));
    in_tree boolean;
    heirs uuid[];
BEGIN
    -- Nobody else knows of a document that is just being made.
    IF TG_OP = 'INSERT' THEN
        INSERT INTO vibe.doc_acl_index (document, source, action, principal, type)
        SELECT NEW.id, NEW.id, r.action, r.principal, NEW.type FROM vibe.acl_rows(NEW.acl) AS r;
        RETURN NULL;
    END IF;
    in_tree := EXISTS (SELECT FROM vibe.doc_trees AS t WHERE t.document = NEW.id);
    IF in_tree THEN
        PERFORM vibe.lock_trees(ARRAY[NEW.id]);
    END IF;
    DELETE FROM vibe.doc_acl_index AS i
    WHERE i.source = NEW.id
        AND NOT EXISTS (SELECT 1 FROM vibe.acl_rows(NEW.acl) AS r WHERE r.action = i.action AND r.principal = i.principal);
    IF gives THEN
        heirs := ARRAY(
            WITH RECURSIVE heir (node) AS (
                SELECT NEW.id
                UNION
                SELECT e.target FROM heir
                    JOIN vibe.documents AS d ON d.id = heir.node AND d.deleted_at IS NULL
                    JOIN vibe.doc_edges AS e ON e.source = heir.node AND e.label = 'contains'
            )
            SELECT node FROM heir);
        IF cardinality(heirs) > 1 AND cardinality(heirs) * given > 50000 THEN
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
    END IF;
    IF in_tree AND EXISTS (
        SELECT r.principal FROM vibe.acl_rows(OLD.acl) AS r WHERE r.action = 'manage'
        EXCEPT SELECT r.principal FROM vibe.acl_rows(NEW.acl) AS r WHERE r.action = 'manage')
    THEN
        PERFORM vibe.end_edges(ARRAY[NEW.id]);
    END IF;
    RETURN NULL;
END
$$;

-- A deleted document passes nothing on. Its own rights stay: who manages it may bring it back.
CREATE FUNCTION vibe.keep_inheritance() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    is_back boolean := NEW.deleted_at IS NULL;
    children uuid[];
BEGIN
    IF NOT EXISTS (SELECT FROM vibe.doc_edges AS e WHERE e.source = NEW.id AND e.label = 'contains') THEN
        RETURN NULL;
    END IF;
    PERFORM vibe.lock_trees(ARRAY[NEW.id]);
    children := ARRAY(SELECT e.target FROM vibe.doc_edges AS e WHERE e.source = NEW.id AND e.label = 'contains');
    PERFORM vibe.inherit_rights(children, is_back);
    IF NOT is_back THEN
        PERFORM vibe.end_edges(children);
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
