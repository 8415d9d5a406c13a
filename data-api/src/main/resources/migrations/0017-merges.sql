--liquibase formatted sql

--changeset vibe:merges splitStatements:false
-- Whose things go to whom: a guest's to the account that they turned out to have. Told by the identity side, once for each guest; the work
-- below does it, and goes on with it after whatever has stopped it. A row stays: an event that comes again finds that it is done.
CREATE TABLE vibe.merges (
    guest uuid PRIMARY KEY,
    account uuid NOT NULL CHECK (account <> guest),
    version bigint NOT NULL CHECK (version > 0),
    state text NOT NULL DEFAULT 'moving' CHECK (state IN ('moving', 'moved')),
    -- The transaction that has told of it, and from which on the guest's tokens are refused.
    told_in xid8 NOT NULL DEFAULT pg_current_xact_id(),
    -- Whoever might still write something of the guest's has a lower number. There is one once nothing is left to be moved.
    fence xid8,
    documents bigint NOT NULL DEFAULT 0,
    -- How many documents the next step takes at most, when it may begin, and how many have failed since the last that did not.
    batch integer NOT NULL DEFAULT 500 CHECK (batch > 0),
    next_at timestamptz NOT NULL DEFAULT now(),
    failures integer NOT NULL DEFAULT 0,
    told_at timestamptz NOT NULL DEFAULT now(),
    moved_at timestamptz
);
CREATE INDEX merges_account ON vibe.merges (account);
CREATE INDEX merges_open ON vibe.merges (next_at) WHERE state = 'moving';

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
GRANT SELECT, INSERT (guest, account, version), UPDATE (account, version, state, told_in, fence, batch, next_at, failures, told_at)
    ON vibe.merges TO vibe_events;

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

-- Void as it may be, one is revoked for good when its issuer is no more.
DROP TRIGGER certificates_changed ON vibe.certificates;
CREATE TRIGGER certificates_changed BEFORE UPDATE ON vibe.certificates FOR EACH ROW
    WHEN (current_user <> 'vibe_owner') EXECUTE FUNCTION vibe.change_certificate();

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
CREATE OR REPLACE FUNCTION vibe.edges_without_right(members uuid[]) RETURNS SETOF uuid
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN QUERY
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
    SELECT c.id FROM contains AS c EXCEPT SELECT s.id FROM stays AS s;
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
-- listens as the account it is a new one.
CREATE FUNCTION vibe.move_documents(part uuid[], from_guest uuid, to_account uuid) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    mine uuid[];
    named uuid[];
BEGIN
    mine := ARRAY(SELECT d.id FROM vibe.documents AS d WHERE d.id = ANY (part) AND d.owner = from_guest);
    named := ARRAY(SELECT DISTINCT i.document FROM vibe.doc_acl_index AS i
        WHERE i.document = ANY (part) AND i.source = i.document AND i.principal = from_guest);
    -- As far as they count by the very rights that come to the account now: one that is void would count again by what the account has itself.
    UPDATE vibe.certificates AS c SET issuer = to_account
    WHERE c.issuer = from_guest AND c.document IS NOT NULL AND (c.document = ANY (mine) OR EXISTS (
        SELECT FROM vibe.doc_acl_index AS i
        WHERE i.document = c.document AND i.action = 'manage' AND i.principal = from_guest AND i.source = ANY (named)));

    UPDATE vibe.documents AS d SET acl = vibe.renamed_acl(d.acl, from_guest, to_account) WHERE d.id = ANY (named);
    DELETE FROM vibe.doc_acl_index AS i
    WHERE i.source = ANY (named) AND i.principal = from_guest AND EXISTS (
        SELECT FROM vibe.doc_acl_index AS same
        WHERE same.document = i.document AND same.action = i.action AND same.principal = to_account AND same.source = i.source);
    UPDATE vibe.doc_acl_index AS i SET principal = to_account WHERE i.source = ANY (named) AND i.principal = from_guest;

    UPDATE vibe.doc_edges AS e SET created_by = to_account WHERE e.source = ANY (part) AND e.created_by = from_guest;
    UPDATE vibe.doc_edges AS e SET created_by = to_account WHERE e.target = ANY (part) AND e.created_by = from_guest;

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
END
$$;

-- What moving a document costs, in bytes: what is written once more of it, and of what is kept about it. Words count twice, for each of them
-- goes to another place of the index. No text is read for it.
CREATE FUNCTION vibe.weight_of(moved uuid, from_guest uuid) RETURNS bigint
LANGUAGE sql STABLE AS $$
    SELECT COALESCE((SELECT pg_column_size(d.data) FROM vibe.documents AS d WHERE d.id = moved), 0)
        + COALESCE((SELECT 2 * pg_column_size(s.words) FROM vibe.doc_search AS s WHERE s.document = moved), 0)
        + 1024 * (SELECT count(*) FROM vibe.doc_versions AS v WHERE v.document = moved)
        + 256 * (SELECT count(*) FROM vibe.doc_acl_index AS i WHERE i.source = moved AND i.principal = from_guest)
        + 256 * (SELECT count(*) FROM vibe.doc_edges AS e WHERE e.source = moved)
$$;

-- Of the candidates those that are moved now, held: so many and 8 KiB for each of them, but one in any case. Either some that are
-- in no tree, or of some trees as much as there is room for, under the trees' locks. What somebody else is at is left for
-- later, unless there is nothing else.
CREATE FUNCTION vibe.part_to_move(candidates uuid[], from_guest uuid, batch integer) RETURNS uuid[]
LANGUAGE plpgsql AS $$
DECLARE
    part uuid[] := ARRAY(SELECT c.id FROM unnest(candidates) AS c (id) WHERE NOT EXISTS (SELECT FROM vibe.doc_trees AS t WHERE t.document = c.id));
    in_trees boolean := part = '{}';
    held uuid[];
BEGIN
    IF in_trees THEN
        held := ARRAY(
            SELECT (array_agg(t.document))[1] FROM vibe.doc_trees AS t WHERE t.document = ANY (candidates)
            GROUP BY t.tree ORDER BY random() LIMIT greatest(batch / 25, 1));
        PERFORM vibe.lock_trees(held);
        part := ARRAY(
            SELECT other.document FROM vibe.doc_trees AS t JOIN vibe.doc_trees AS other ON other.tree = t.tree
            WHERE t.document = ANY (held) AND (
                EXISTS (SELECT FROM vibe.documents AS d WHERE d.id = other.document AND d.owner = from_guest)
                OR EXISTS (SELECT FROM vibe.doc_acl_index AS i
                    WHERE i.document = other.document AND i.source = i.document AND i.principal = from_guest))
            LIMIT batch);
    END IF;
    part := ARRAY(
        SELECT w.id FROM (
            SELECT p.id, p.place, sum(vibe.weight_of(p.id, from_guest)) OVER (ORDER BY p.place) AS weight
            FROM unnest(part) WITH ORDINALITY AS p (id, place)
        ) AS w WHERE w.place = 1 OR w.weight <= 8192 * batch::bigint);
    held := ARRAY(SELECT d.id FROM vibe.documents AS d WHERE d.id = ANY (part) ORDER BY d.id FOR UPDATE SKIP LOCKED);
    IF held = '{}' THEN
        held := ARRAY(SELECT d.id FROM vibe.documents AS d WHERE d.id = ANY (part) ORDER BY d.id LIMIT 1 FOR UPDATE);
    END IF;
    IF NOT in_trees THEN
        -- Whoever puts a document into a tree holds its row: only now can it be told which ones are in none.
        held := ARRAY(SELECT h.id FROM unnest(held) AS h (id) WHERE NOT EXISTS (SELECT FROM vibe.doc_trees AS t WHERE t.document = h.id));
    END IF;
    RETURN held;
END
$$;

-- What is not a document: groups and who is in them, certificates, and what was written about documents beside us, by whoever saw them as they
-- were. Not the certificates for all documents of a type that the guest has issued: they would open what the account had before. They
-- stay, and are about nothing any more. So many rows of each; answers how many they were.
CREATE FUNCTION vibe.move_the_rest(from_guest uuid, to_account uuid, batch integer) RETURNS bigint
LANGUAGE plpgsql AS $$
DECLARE
    of_groups uuid[] := ARRAY(SELECT m.group_id FROM vibe.group_members AS m WHERE m.member = from_guest LIMIT batch);
    moved bigint := cardinality(of_groups);
    rows bigint;
BEGIN
    UPDATE vibe.certificates AS c SET issuer = to_account
    WHERE c.issuer = from_guest AND EXISTS (
        SELECT FROM vibe.doc_acl_index AS i WHERE i.document = c.document AND i.action = 'manage' AND i.principal = ANY (of_groups));
    DELETE FROM vibe.group_members AS m WHERE m.member = from_guest AND m.group_id = ANY (of_groups) AND EXISTS (
        SELECT FROM vibe.group_members AS known WHERE known.group_id = m.group_id AND known.member = to_account);
    UPDATE vibe.group_members AS m SET member = to_account WHERE m.member = from_guest AND m.group_id = ANY (of_groups);
    UPDATE vibe.groups AS g SET owner = to_account
    WHERE g.id IN (SELECT own.id FROM vibe.groups AS own WHERE own.owner = from_guest LIMIT batch);
    GET DIAGNOSTICS rows = ROW_COUNT;
    moved := moved + rows;
    UPDATE vibe.certificates AS c SET holder = to_account WHERE c.id IN (
        SELECT held.id FROM vibe.certificates AS held WHERE held.holder = from_guest AND held.registered_at IS NOT NULL LIMIT batch);
    GET DIAGNOSTICS rows = ROW_COUNT;
    moved := moved + rows;
    UPDATE vibe.certificates AS c SET holder = to_account WHERE c.id IN (
        SELECT held.id FROM vibe.certificates AS held WHERE held.holder = from_guest AND held.registered_at IS NULL LIMIT batch);
    GET DIAGNOSTICS rows = ROW_COUNT;
    moved := moved + rows;
    UPDATE vibe.doc_index_entries AS i SET owner = to_account WHERE (i.document, i.index_id) IN (
        SELECT e.document, e.index_id FROM vibe.doc_indexes AS declared
            JOIN vibe.doc_index_entries AS e ON e.index_id = declared.id AND e.owner = from_guest
            JOIN vibe.documents AS d ON d.id = e.document AND d.owner = to_account
        LIMIT batch);
    GET DIAGNOSTICS rows = ROW_COUNT;
    moved := moved + rows;
    UPDATE vibe.doc_search AS s SET owner = to_account WHERE s.document IN (
        SELECT w.document FROM vibe.doc_search AS w JOIN vibe.documents AS d ON d.id = w.document AND d.owner = to_account
        WHERE w.owner = from_guest LIMIT batch);
    GET DIAGNOSTICS rows = ROW_COUNT;
    moved := moved + rows;
    -- No right of the guest's is left: what counts by none now never does again.
    IF moved = 0 THEN
        UPDATE vibe.certificates AS c SET revoked_at = now()
        WHERE c.issuer = from_guest AND c.document IS NOT NULL AND c.revoked_at IS NULL;
        GET DIAGNOSTICS moved = ROW_COUNT;
    END IF;
    RETURN moved;
END
$$;

-- Whose turn it is: the merge that has waited longest of those that nobody is at. What becomes of the step is not known yet, and whoever is
-- cancelled, thrown out or killed in it can write nothing down: so it counts as a failure until it has come to its end. The next one
-- comes later then, at half the size, and others before it.
CREATE FUNCTION vibe.claim_merge(OUT guest uuid, OUT batch integer)
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    UPDATE vibe.merges AS m
    SET failures = m.failures + 1, batch = greatest(m.batch / 2, 1),
        next_at = now() + interval '5 seconds' + least(interval '500 milliseconds' * 2 ^ least(m.failures, 12), interval '5 minutes')
    FROM (
        SELECT open.guest, open.batch FROM vibe.merges AS open WHERE open.state = 'moving' AND open.next_at <= now()
        ORDER BY open.next_at LIMIT 1 FOR UPDATE SKIP LOCKED
    ) AS due
    WHERE m.guest = due.guest
    RETURNING due.guest, due.batch
$$;

-- One step of a merge, in one transaction; whoever is killed in it has done nothing, and another goes on from there. It waits for others for
-- shorter than it takes to call it a deadlock, so that it is never a writer who has to give way.
-- A merge has come to its end when a step finds nothing to move and nobody can write anything of the guest's any more. A step first looks for
-- statements that have begun before the guest's tokens were refused: they show by the age of what they see, and may have no number yet. If
-- there are none, and it finds nothing, then whoever has written has a number below its own, which is the fence. A later one that begins when
-- all of those have ended sees what they have left, and if that is nothing, it was the last.
-- Answers whether it was, and then what has moved and how many documents are without their key.
CREATE FUNCTION vibe.work_on_merge(asked uuid, batch integer, OUT ended boolean, OUT account uuid, OUT documents bigint, OUT keys bigint)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '500ms' AS $$
#variable_conflict use_column
DECLARE
    -- First of all, as long as we have no number ourselves.
    oldest_view CONSTANT integer := (SELECT max(age(a.backend_xmin)) FROM pg_stat_activity AS a WHERE a.usename = 'vibe_api');
    work vibe.merges;
    all_ended boolean;
    candidates uuid[];
    is_any boolean;
BEGIN
    ended := false;
    SELECT * INTO work FROM vibe.merges AS m WHERE m.guest = asked AND m.state = 'moving' FOR UPDATE SKIP LOCKED;
    IF work.guest IS NULL THEN
        RETURN;
    END IF;
    all_ended := COALESCE(work.fence <= pg_snapshot_xmin(pg_current_snapshot()), false);
    candidates := ARRAY(SELECT d.id FROM vibe.documents AS d
        WHERE d.owner = work.guest AND d.deleted_at IS NULL ORDER BY d.type, d.id LIMIT batch);
    IF cardinality(candidates) < batch THEN
        candidates := candidates || ARRAY(SELECT d.id FROM vibe.documents AS d
            WHERE d.owner = work.guest AND d.deleted_at IS NOT NULL ORDER BY d.id LIMIT batch - cardinality(candidates));
    END IF;
    IF cardinality(candidates) < batch THEN
        -- Whoever is named for anything is named to read.
        candidates := candidates || ARRAY(SELECT i.document FROM vibe.doc_acl_index AS i
            WHERE i.principal = work.guest AND i.action = 'read' AND i.source = i.document LIMIT batch - cardinality(candidates));
    END IF;
    is_any := candidates <> '{}';
    IF is_any THEN
        PERFORM vibe.move_documents(vibe.part_to_move(candidates, work.guest, batch), work.guest, work.account);
    ELSE
        is_any := vibe.move_the_rest(work.guest, work.account, batch) > 0;
    END IF;

    IF is_any THEN
        work.fence := NULL;
    ELSIF all_ended THEN
        UPDATE vibe.merges AS m SET state = 'moved', moved_at = now() WHERE m.guest = work.guest;
        ended := true;
        account := work.account;
        documents := work.documents;
        keys := (SELECT count(*) FROM vibe.merged_keys AS k WHERE k.guest = work.guest);
    ELSIF work.fence IS NULL AND COALESCE(oldest_view < age(work.told_in::xid), true) THEN
        work.fence := pg_current_xact_id();
        is_any := true;
    END IF;
    UPDATE vibe.merges AS m SET fence = work.fence, failures = 0, batch = least(work_on_merge.batch + work_on_merge.batch / 4 + 1, 500),
        next_at = now() + CASE WHEN is_any THEN interval '0' ELSE interval '500 milliseconds' END
    WHERE m.guest = work.guest;
END
$$;
GRANT EXECUTE ON FUNCTION vibe.claim_merge(), vibe.work_on_merge(uuid, integer) TO vibe_stream;

-- How long the oldest merge has waited, in seconds: one that does not come to its end shows here.
CREATE FUNCTION vibe.merges_waiting() RETURNS double precision
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT COALESCE(EXTRACT(EPOCH FROM clock_timestamp() - min(m.told_at)), 0)::double precision FROM vibe.merges AS m WHERE m.state = 'moving'
$$;
GRANT EXECUTE ON FUNCTION vibe.merges_waiting() TO vibe_stream;
