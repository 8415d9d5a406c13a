--liquibase formatted sql

--changeset vibe:merges splitStatements:false
-- Whose things go to whom: a guest's to the account that they turned out to have. Told by the identity side, once for each guest; the work
-- below does it, and goes on with it after whatever has stopped it. A row stays: an event that comes again finds that it is done.
CREATE TABLE vibe.merges (
    guest uuid PRIMARY KEY,
    account uuid NOT NULL CHECK (account <> guest),
    version bigint NOT NULL CHECK (version > 0),
    state text NOT NULL DEFAULT 'moving' CHECK (state IN ('moving', 'moved')),
    -- No transaction below it has missed what was moved last.
    fence xid8,
    documents bigint NOT NULL DEFAULT 0,
    told_at timestamptz NOT NULL DEFAULT now(),
    moved_at timestamptz
);
CREATE INDEX merges_account ON vibe.merges (account);
CREATE INDEX merges_open ON vibe.merges (guest) WHERE state = 'moving';

-- Which key a document had where the account has one of that type and key already: both documents stay, this one without its key.
CREATE TABLE vibe.merged_keys (
    document uuid PRIMARY KEY,
    guest uuid NOT NULL,
    key text NOT NULL
);
CREATE INDEX merged_keys_guest ON vibe.merged_keys (guest);

ALTER TABLE vibe.merges ENABLE ROW LEVEL SECURITY;
ALTER TABLE vibe.merges FORCE ROW LEVEL SECURITY;
ALTER TABLE vibe.merged_keys ENABLE ROW LEVEL SECURITY;
ALTER TABLE vibe.merged_keys FORCE ROW LEVEL SECURITY;
CREATE POLICY merges_kept ON vibe.merges TO vibe_owner USING (true) WITH CHECK (true);
CREATE POLICY merges_applied ON vibe.merges TO vibe_events USING (true) WITH CHECK (true);
CREATE POLICY merged_keys_kept ON vibe.merged_keys TO vibe_owner USING (true) WITH CHECK (true);
GRANT SELECT, INSERT (guest, account, version), UPDATE (account, version, state, fence, told_at) ON vibe.merges TO vibe_events;

--changeset vibe:merges-allowed splitStatements:false
-- What the work changes, the database itself changes and nobody else: no role that serves callers has become able to give anything away.
CREATE POLICY documents_merged ON vibe.documents FOR UPDATE TO vibe_owner USING (true) WITH CHECK (true);
CREATE POLICY edges_merged ON vibe.doc_edges FOR UPDATE TO vibe_owner USING (true) WITH CHECK (true);
CREATE POLICY groups_merged ON vibe.groups FOR UPDATE TO vibe_owner USING (true) WITH CHECK (true);
CREATE POLICY members_merged ON vibe.group_members FOR UPDATE TO vibe_owner USING (true) WITH CHECK (true);
CREATE POLICY members_met ON vibe.group_members FOR DELETE TO vibe_owner USING (true);
CREATE POLICY certificates_merged ON vibe.certificates FOR UPDATE TO vibe_owner USING (true) WITH CHECK (true);
-- Those of one owner that are deleted; the living ones have their list.
CREATE INDEX documents_deleted ON vibe.documents (owner, id) WHERE deleted_at IS NOT NULL;
CREATE INDEX certificates_unregistered ON vibe.certificates (holder) WHERE registered_at IS NULL;

-- As before, but for the database itself, which changes whom an ACL names, and in a tombstone as well.
DROP TRIGGER documents_managed ON vibe.documents;
CREATE TRIGGER documents_managed BEFORE UPDATE ON vibe.documents FOR EACH ROW
    WHEN ((OLD.acl IS DISTINCT FROM NEW.acl OR (OLD.deleted_at IS NULL) <> (NEW.deleted_at IS NULL)) AND current_user <> 'vibe_owner')
    EXECUTE FUNCTION vibe.require_manage();
DROP TRIGGER documents_tombstones ON vibe.documents;
CREATE TRIGGER documents_tombstones BEFORE UPDATE ON vibe.documents FOR EACH ROW
    WHEN (OLD.deleted_at IS NOT NULL AND NEW.deleted_at IS NOT NULL AND current_user <> 'vibe_owner')
    EXECUTE FUNCTION vibe.keep_tombstone();
-- It renames in the index what it renames in the ACL.
DROP TRIGGER documents_acl_changed ON vibe.documents;
CREATE TRIGGER documents_acl_changed AFTER UPDATE ON vibe.documents FOR EACH ROW
    WHEN (OLD.acl IS DISTINCT FROM NEW.acl AND current_user <> 'vibe_owner') EXECUTE FUNCTION vibe.keep_acl();

CREATE OR REPLACE FUNCTION vibe.require_edge_right() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    edge vibe.doc_edges := CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
    allowed boolean := true;
BEGIN
    -- The database itself, within vibe.end_edges and vibe.move_documents.
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

-- As before, and: a guest and their account are one person, from the moment of the merge on and wherever the work stands. What has moved and
-- what has not hang together in one tree, and nobody loses an edge by that. These are the only ones who compare two owners.
CREATE OR REPLACE FUNCTION vibe.named_to_manage(asked uuid, somebody uuid[], by_its_own boolean) RETURNS boolean
LANGUAGE sql STABLE AS $$
    SELECT EXISTS (
        SELECT FROM vibe.doc_acl_index AS a LEFT JOIN vibe.merges AS of_guest ON of_guest.guest = a.principal
        WHERE a.document = asked AND a.action = 'manage' AND (a.source = asked OR NOT by_its_own)
            AND (COALESCE(of_guest.account, a.principal) = ANY (somebody)
                OR EXISTS (
                    SELECT FROM vibe.group_members AS m LEFT JOIN vibe.merges AS of_member ON of_member.guest = m.member
                    WHERE m.group_id = a.principal AND COALESCE(of_member.account, m.member) = ANY (somebody))))
$$;
CREATE OR REPLACE FUNCTION vibe.end_edges(tops uuid[]) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    members uuid[];
BEGIN
    LOOP
        members := vibe.documents_below(tops);
        WITH RECURSIVE contains AS MATERIALIZED (
            SELECT e.id, e.source, e.target, COALESCE(of_target.account, d.owner) AS owner,
                ARRAY[COALESCE(of_maker.account, e.created_by), COALESCE(of_source.account, p.owner)] AS of_whom,
                p.deleted_at IS NULL AS gives
            FROM vibe.doc_edges AS e
                JOIN vibe.documents AS d ON d.id = e.target
                JOIN vibe.documents AS p ON p.id = e.source
                LEFT JOIN vibe.merges AS of_target ON of_target.guest = d.owner
                LEFT JOIN vibe.merges AS of_maker ON of_maker.guest = e.created_by
                LEFT JOIN vibe.merges AS of_source ON of_source.guest = p.owner
            WHERE e.target = ANY (members) AND e.label = 'contains'
        ), stays AS (
            SELECT c.id, c.source, c.target, c.gives FROM contains AS c
            WHERE c.owner = ANY (c.of_whom) OR vibe.named_to_manage(c.target, c.of_whom, true)
            UNION
            SELECT c.id, c.source, c.target, c.gives
            FROM stays AS s JOIN contains AS c ON c.target = s.target
            WHERE s.gives AND vibe.named_to_manage(s.source, c.of_whom, false)
        )
        DELETE FROM vibe.doc_edges AS e USING contains AS c
        WHERE e.id = c.id AND c.id NOT IN (SELECT s.id FROM stays AS s);
        EXIT WHEN NOT FOUND;
    END LOOP;
END
$$;

--changeset vibe:merges-worked-on splitStatements:false
-- An ACL that names the account where it named the guest. Where it names both, one entry has the actions of both.
CREATE FUNCTION vibe.renamed_acl(acl jsonb, guest uuid, account uuid) RETURNS jsonb
LANGUAGE sql IMMUTABLE AS $$
    SELECT COALESCE(jsonb_agg(entry ORDER BY place), '[]') FROM (
        SELECT min(e.place) AS place, (array_agg(e.entry ORDER BY e.place))[1] || CASE
            WHEN count(*) = 1 THEN jsonb_build_object('principal', who.principal)
            ELSE jsonb_build_object('principal', who.principal, 'actions', (
                SELECT jsonb_agg(DISTINCT action) FROM unnest(array_agg(e.entry -> 'actions')) AS given, jsonb_array_elements(given) AS action))
            END AS entry
        FROM jsonb_array_elements(acl) WITH ORDINALITY AS e (entry, place)
            CROSS JOIN LATERAL (
                SELECT CASE WHEN (e.entry ->> 'principal')::uuid = guest THEN account ELSE (e.entry ->> 'principal')::uuid END AS principal
            ) AS who
        GROUP BY who.principal
    ) AS renamed
$$;

-- Moves these documents, as far as they are the guest's, and names the account in their ACLs where the guest is named: all of it in one
-- statement of the caller's, with everything that repeats whose a document is. A document keeps its id, its rev and its times. To whoever
-- listens as the account it is a new one. Answers how many rows it has changed.
CREATE FUNCTION vibe.move_documents(part uuid[], from_guest uuid, to_account uuid) RETURNS bigint
LANGUAGE plpgsql AS $$
DECLARE
    mine uuid[];
    named uuid[];
BEGIN
    named := ARRAY(SELECT DISTINCT i.document FROM vibe.doc_acl_index AS i
        WHERE i.document = ANY (part) AND i.source = i.document AND i.principal = from_guest);
    UPDATE vibe.documents AS d SET acl = vibe.renamed_acl(d.acl, from_guest, to_account) WHERE d.id = ANY (named);
    DELETE FROM vibe.doc_acl_index AS i
    WHERE i.source = ANY (named) AND i.principal = from_guest AND EXISTS (
        SELECT FROM vibe.doc_acl_index AS same
        WHERE same.document = i.document AND same.action = i.action AND same.principal = to_account AND same.source = i.source);
    UPDATE vibe.doc_acl_index AS i SET principal = to_account WHERE i.source = ANY (named) AND i.principal = from_guest;

    UPDATE vibe.doc_edges AS e SET created_by = to_account WHERE e.source = ANY (part) AND e.created_by = from_guest;
    UPDATE vibe.doc_edges AS e SET created_by = to_account WHERE e.target = ANY (part) AND e.created_by = from_guest;

    mine := ARRAY(SELECT d.id FROM vibe.documents AS d WHERE d.id = ANY (part) AND d.owner = from_guest);
    -- Looked up for each, by the LIMIT: as a join it was planned by figures of before the move, and went through all of the account's for each.
    INSERT INTO vibe.merged_keys (document, guest, key)
    SELECT d.id, from_guest, d.key FROM vibe.documents AS d CROSS JOIN LATERAL (
        SELECT true FROM vibe.documents AS other
        WHERE other.owner = to_account AND other.type = d.type AND other.key = d.key AND other.deleted_at IS NULL LIMIT 1) AS taken
    WHERE d.id = ANY (mine) AND d.deleted_at IS NULL AND d.key IS NOT NULL
    ON CONFLICT (document) DO NOTHING;
    UPDATE vibe.documents AS d
    SET owner = to_account, key = CASE WHEN EXISTS (SELECT FROM vibe.merged_keys AS k WHERE k.document = d.id) THEN NULL ELSE d.key END
    WHERE d.id = ANY (mine);
    UPDATE vibe.doc_versions AS v SET owner = to_account WHERE v.document = ANY (mine);
    UPDATE vibe.doc_index_entries AS i SET owner = to_account WHERE i.document = ANY (mine);
    UPDATE vibe.doc_search AS s SET owner = to_account WHERE s.document = ANY (mine);
    INSERT INTO vibe.doc_outbox (kind, subject, owner, type, key, rev, created_at, updated_at, after)
    SELECT 'created', d.id, d.owner, d.type, d.key, d.rev, d.created_at, d.updated_at, d.data
    FROM vibe.documents AS d WHERE d.id = ANY (mine) AND d.deleted_at IS NULL ORDER BY d.id;

    UPDATE vibe.merges AS m SET documents = m.documents + cardinality(mine) WHERE m.guest = from_guest;
    RETURN cardinality(mine) + cardinality(named);
END
$$;

-- What is not a document: groups and who is in them, and certificates. Not those for all documents of a type that the guest has
-- issued: they would open what the account had before. They stay, and are about nothing any more.
CREATE FUNCTION vibe.move_the_rest(from_guest uuid, to_account uuid) RETURNS bigint
LANGUAGE plpgsql AS $$
DECLARE
    moved bigint := 0;
    rows bigint;
BEGIN
    UPDATE vibe.groups AS g SET owner = to_account WHERE g.owner = from_guest;
    GET DIAGNOSTICS rows = ROW_COUNT;
    moved := moved + rows;
    DELETE FROM vibe.group_members AS m WHERE m.member = from_guest AND EXISTS (
        SELECT FROM vibe.group_members AS known WHERE known.group_id = m.group_id AND known.member = to_account);
    UPDATE vibe.group_members AS m SET member = to_account WHERE m.member = from_guest;
    GET DIAGNOSTICS rows = ROW_COUNT;
    moved := moved + rows;
    UPDATE vibe.certificates AS c SET issuer = to_account WHERE c.issuer = from_guest AND c.document IS NOT NULL;
    GET DIAGNOSTICS rows = ROW_COUNT;
    moved := moved + rows;
    UPDATE vibe.certificates AS c SET holder = to_account WHERE c.holder = from_guest AND c.registered_at IS NOT NULL;
    GET DIAGNOSTICS rows = ROW_COUNT;
    moved := moved + rows;
    UPDATE vibe.certificates AS c SET holder = to_account WHERE c.holder = from_guest AND c.registered_at IS NULL;
    GET DIAGNOSTICS rows = ROW_COUNT;
    moved := moved + rows;
    -- Written beside us, by what saw the document as it was.
    UPDATE vibe.doc_index_entries AS i SET owner = to_account
    WHERE i.owner = from_guest AND i.index_id IN (SELECT declared.id FROM vibe.doc_indexes AS declared)
        AND EXISTS (SELECT FROM vibe.documents AS d WHERE d.id = i.document AND d.owner = to_account);
    GET DIAGNOSTICS rows = ROW_COUNT;
    moved := moved + rows;
    UPDATE vibe.doc_search AS s SET owner = to_account
    WHERE s.owner = from_guest AND EXISTS (SELECT FROM vibe.documents AS d WHERE d.id = s.document AND d.owner = to_account);
    GET DIAGNOSTICS rows = ROW_COUNT;
    RETURN moved + rows;
END
$$;

-- One step of one merge, in one transaction; whoever is killed in it has done nothing, and another goes on from there. Any number of nodes may
-- call it: each takes a merge that nobody else is at. A tree moves as a whole, under its lock: half of one would have edges between two
-- owners, which end with the right to share. Other documents move a batch at a time. A merge has come to its end when a
-- step has found nothing to move and all who were writing when the last thing was moved have ended. We wait shorter than it
-- takes to call it a deadlock, so that it is never a writer who has to give way.
-- Answers whether there was something to do, and of a merge that has come to its end which one it is.
CREATE FUNCTION vibe.work_on_merges(batch integer, OUT worked boolean, OUT ended uuid, OUT account uuid, OUT documents bigint, OUT keys bigint)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '500ms' AS $$
#variable_conflict use_column
DECLARE
    work vibe.merges;
    part uuid[];
    is_any boolean;
    in_tree uuid;
    moved bigint;
BEGIN
    SELECT * INTO work FROM vibe.merges AS m WHERE m.state = 'moving' ORDER BY random() LIMIT 1 FOR UPDATE SKIP LOCKED;
    IF NOT FOUND THEN
        worked := false;
        RETURN;
    END IF;
    part := ARRAY(SELECT d.id FROM vibe.documents AS d WHERE d.owner = work.guest AND d.deleted_at IS NULL ORDER BY d.type, d.id LIMIT batch);
    IF cardinality(part) < batch THEN
        part := part || ARRAY(SELECT d.id FROM vibe.documents AS d
            WHERE d.owner = work.guest AND d.deleted_at IS NOT NULL ORDER BY d.id LIMIT batch);
        part := part || ARRAY(SELECT DISTINCT i.document FROM vibe.doc_acl_index AS i
            WHERE i.principal = work.guest AND i.source = i.document LIMIT batch);
    END IF;
    is_any := part <> '{}';
    SELECT t.document INTO in_tree FROM vibe.doc_trees AS t WHERE t.document = ANY (part) LIMIT 1;
    IF in_tree IS NOT NULL THEN
        PERFORM vibe.lock_trees(ARRAY[in_tree]);
        part := ARRAY(SELECT other.document FROM vibe.doc_trees AS t JOIN vibe.doc_trees AS other ON other.tree = t.tree
            WHERE t.document = in_tree);
    ELSE
        -- Whoever puts a document into a tree holds its row: once we do, it can be told which ones are in none.
        PERFORM 1 FROM vibe.documents AS d WHERE d.id = ANY (part) ORDER BY d.id FOR UPDATE;
        part := ARRAY(SELECT s.id FROM unnest(part) AS s (id) WHERE NOT EXISTS (SELECT FROM vibe.doc_trees AS t WHERE t.document = s.id));
    END IF;
    moved := vibe.move_documents(part, work.guest, work.account);
    -- It goes through all of the guest's texts, so not each time.
    IF work.fence IS NULL OR NOT is_any THEN
        moved := moved + vibe.move_the_rest(work.guest, work.account);
    END IF;
    worked := true;
    IF moved > 0 OR is_any OR work.fence IS NULL THEN
        UPDATE vibe.merges AS m SET fence = pg_current_xact_id() WHERE m.guest = work.guest;
    ELSIF work.fence <= pg_snapshot_xmin(pg_current_snapshot()) THEN
        UPDATE vibe.merges AS m SET state = 'moved', moved_at = now() WHERE m.guest = work.guest;
        ended := work.guest;
        account := work.account;
        documents := work.documents;
        keys := (SELECT count(*) FROM vibe.merged_keys AS k WHERE k.guest = work.guest);
    ELSE
        worked := false;
    END IF;
EXCEPTION
    WHEN lock_not_available OR deadlock_detected OR unique_violation THEN
        -- A writer is at it for longer, or the account has just taken a key: again later, from the same place.
        worked := false;
END
$$;
GRANT EXECUTE ON FUNCTION vibe.work_on_merges(integer) TO vibe_stream;

-- How long the oldest merge has waited, in seconds: one that does not come to its end shows here.
CREATE FUNCTION vibe.merges_waiting() RETURNS double precision
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT COALESCE(EXTRACT(EPOCH FROM clock_timestamp() - min(m.told_at)), 0)::double precision FROM vibe.merges AS m WHERE m.state = 'moving'
$$;
GRANT EXECUTE ON FUNCTION vibe.merges_waiting() TO vibe_stream;
