--liquibase formatted sql

--changeset vibe:callers splitStatements:false
-- A caller is an app for a person (vibe.person), an app for itself (vibe.self), or nobody. vibe.document names the one document that is
-- asked for: what is public is shown to those who name it, and is in nobody's lists.
CREATE FUNCTION vibe.self() RETURNS uuid
LANGUAGE sql STABLE AS $$ SELECT NULLIF(current_setting('vibe.self', true), '')::uuid $$;
CREATE FUNCTION vibe.me() RETURNS uuid
LANGUAGE sql STABLE AS $$
    SELECT COALESCE(NULLIF(current_setting('vibe.person', true), ''), NULLIF(current_setting('vibe.self', true), ''))::uuid
$$;
CREATE FUNCTION vibe.asked_document() RETURNS uuid
LANGUAGE sql STABLE AS $$ SELECT NULLIF(current_setting('vibe.document', true), '')::uuid $$;
-- The types that an app for itself may read or write of everybody who has granted it that, as its token says.
CREATE FUNCTION vibe.global_types(action text) RETURNS text[]
LANGUAGE sql STABLE AS $$
    SELECT COALESCE(NULLIF(current_setting('vibe.global_' || action || 's', true), '')::text[], '{}')
$$;
GRANT EXECUTE ON FUNCTION vibe.self(), vibe.me(), vibe.asked_document(), vibe.global_types(text) TO vibe_api;

--changeset vibe:sign-outs splitStatements:false
-- The end of a sign-in, or of every one of a person, of an app for itself, or of everyone: tokens of before are worth nothing. The subject
-- is a session's id, the principal's, or 'everyone'. Times only rise, so that order and repetition do not matter;
-- rows are swept when no token of before can live.
CREATE TABLE vibe.sign_outs (
    subject text PRIMARY KEY CHECK (length(subject) BETWEEN 1 AND 255),
    tokens_before timestamptz NOT NULL,
    told_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX sign_outs_told ON vibe.sign_outs (told_at);
ALTER TABLE vibe.sign_outs ENABLE ROW LEVEL SECURITY;
ALTER TABLE vibe.sign_outs FORCE ROW LEVEL SECURITY;
CREATE POLICY sign_outs_applied ON vibe.sign_outs TO vibe_events USING (true) WITH CHECK (true);
CREATE POLICY sign_outs_judged ON vibe.sign_outs FOR SELECT TO vibe_owner USING (true);
CREATE POLICY sign_outs_swept ON vibe.sign_outs FOR DELETE TO vibe_owner USING (told_at < now() - interval '1 day');
GRANT SELECT, INSERT, UPDATE ON vibe.sign_outs TO vibe_events;

-- Every node hears of it, so that it can end the sockets that live by such a token.
ALTER TABLE vibe.doc_outbox DROP CONSTRAINT doc_outbox_kind_check;
ALTER TABLE vibe.doc_outbox ADD CHECK (kind IN ('created', 'updated', 'deleted', 'grant', 'sign_out'));
ALTER TABLE vibe.doc_outbox DROP CONSTRAINT doc_outbox_check;
ALTER TABLE vibe.doc_outbox ADD CHECK ((kind IN ('grant', 'sign_out')) = (type IS NULL));
CREATE FUNCTION vibe.tell_sign_out() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    INSERT INTO vibe.doc_outbox (kind, subject, owner, after)
    VALUES ('sign_out', '00000000-0000-0000-0000-000000000000', '00000000-0000-0000-0000-000000000000',
        jsonb_build_object('subject', NEW.subject));
    RETURN NULL;
END
$$;
CREATE TRIGGER sign_outs_told AFTER INSERT OR UPDATE ON vibe.sign_outs
    FOR EACH ROW EXECUTE FUNCTION vibe.tell_sign_out();

CREATE FUNCTION vibe.sweep_sign_outs(batch integer) RETURNS bigint
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    WITH gone AS (
        DELETE FROM vibe.sign_outs WHERE subject IN (
            SELECT subject FROM vibe.sign_outs WHERE told_at < now() - interval '1 day' ORDER BY told_at LIMIT batch)
        RETURNING 1
    )
    SELECT count(*) FROM gone
$$;
GRANT EXECUTE ON FUNCTION vibe.sweep_sign_outs(integer) TO vibe_stream;

--changeset vibe:standing-of-apps splitStatements:false
-- As before, and: an app for itself stands as its token says, for no grant stands behind it; and nothing stands whose sign-in has ended.
-- A token's time is in whole seconds: one of the very second of the sign-out is refused, for it may be older.
CREATE OR REPLACE FUNCTION vibe.standing(OUT standing text, OUT reads text[], OUT writes text[], OUT ends_at timestamptz)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    caller_person uuid := NULLIF(current_setting('vibe.person', true), '');
    caller_self uuid := NULLIF(current_setting('vibe.self', true), '');
    caller_app text := NULLIF(current_setting('vibe.app', true), '');
    caller_grant uuid := NULLIF(current_setting('vibe.grant', true), '');
    token_version bigint := NULLIF(current_setting('vibe.grant_version', true), '');
    token_until timestamptz := NULLIF(current_setting('vibe.grant_until', true), '');
    token_reads text[] := NULLIF(current_setting('vibe.reads', true), '');
    token_writes text[] := NULLIF(current_setting('vibe.writes', true), '');
    token_session text := NULLIF(current_setting('vibe.session', true), '');
    token_issued timestamptz := COALESCE(NULLIF(current_setting('vibe.issued_at', true), '')::timestamptz, '-infinity');
    stored record;
BEGIN
    standing := 'refused';
    reads := '{}';
    writes := '{}';
    IF caller_app IS NULL OR token_reads IS NULL OR token_writes IS NULL THEN
        standing := 'nobody';
        RETURN;
    END IF;
    IF EXISTS (
        SELECT 1 FROM vibe.sign_outs AS s
        WHERE s.subject = ANY (ARRAY[token_session, caller_person::text, caller_self::text, 'everyone'])
            AND s.tokens_before >= token_issued)
    THEN
        standing := 'signed_out';
        RETURN;
    END IF;
    IF caller_person IS NULL AND caller_self IS NOT NULL THEN
        standing := 'good';
        reads := token_reads;
        writes := token_writes;
        RETURN;
    END IF;
    IF caller_person IS NULL OR caller_self IS NOT NULL OR caller_grant IS NULL OR token_version IS NULL THEN
        standing := 'nobody';
        RETURN;
    END IF;
    IF token_until <= now() THEN
        RETURN;
    END IF;

    SELECT g.person, g.client_id, g.version, g.not_before_version, g.status, g.expires_at, g.reads, g.writes
    INTO stored FROM vibe.app_user_grants AS g WHERE g.id = caller_grant;
    IF FOUND THEN
        IF stored.person <> caller_person OR stored.client_id <> caller_app
            OR token_version < stored.not_before_version
        THEN
            RETURN;
        END IF;
        IF stored.version >= token_version THEN
            IF stored.status <> 'active' OR stored.expires_at <= now() THEN
                RETURN;
            END IF;
            standing := 'good';
            reads := vibe.both_allow(token_reads, stored.reads);
            writes := vibe.both_allow(token_writes, stored.writes);
            ends_at := LEAST(token_until, stored.expires_at);
            RETURN;
        END IF;
    END IF;
    -- The event that tells us of this version is still under way: the token is the newer word.
    standing := 'good';
    reads := token_reads;
    writes := token_writes;
    ends_at := token_until;
END
$$;

--changeset vibe:global-grants splitStatements:false
-- '{notes:read:global,tasks:write}' with '{read,write}' gives '{notes}'.
CREATE FUNCTION vibe.global_types_of(permissions text[], actions text[]) RETURNS text[]
LANGUAGE sql IMMUTABLE AS $$
    SELECT COALESCE(array_agg(DISTINCT split_part(permission, ':', 1)), '{}')
    FROM unnest(permissions) AS permission
    WHERE split_part(permission, ':', 2) = ANY (actions) AND split_part(permission, ':', 3) = 'global'
$$;
GRANT EXECUTE ON FUNCTION vibe.global_types_of(text[], text[]) TO vibe_events;
ALTER TABLE vibe.app_user_grants
    ADD COLUMN global_reads text[] NOT NULL GENERATED ALWAYS AS (vibe.global_types_of(permissions, '{read,write}')) STORED,
    ADD COLUMN global_writes text[] NOT NULL GENERATED ALWAYS AS (vibe.global_types_of(permissions, '{write}')) STORED;
CREATE INDEX app_user_grants_global ON vibe.app_user_grants (app, person)
    WHERE status = 'active' AND global_reads <> '{}';
-- An app for itself sees who has let it work on its own, and of what types.
CREATE POLICY grants_global ON vibe.app_user_grants FOR SELECT TO vibe_api
    USING (app = (SELECT vibe.self()) AND status = 'active' AND (expires_at IS NULL OR expires_at > now())
        AND global_reads <> '{}');
GRANT SELECT (app, person, status, expires_at, global_reads, global_writes) ON vibe.app_user_grants TO vibe_api;

--changeset vibe:groups splitStatements:false
CREATE TABLE vibe.groups (
    id uuid PRIMARY KEY,
    owner uuid NOT NULL,
    owner_is_app boolean NOT NULL DEFAULT (vibe.self() IS NOT NULL),
    name text NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
    created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX groups_owner ON vibe.groups (owner, id);
CREATE TABLE vibe.group_members (
    group_id uuid NOT NULL REFERENCES vibe.groups ON DELETE CASCADE,
    member uuid NOT NULL,
    member_is_app boolean NOT NULL DEFAULT false,
    added_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (group_id, member)
);
CREATE INDEX group_members_member ON vibe.group_members (member, group_id);

ALTER TABLE vibe.groups ENABLE ROW LEVEL SECURITY;
ALTER TABLE vibe.groups FORCE ROW LEVEL SECURITY;
ALTER TABLE vibe.group_members ENABLE ROW LEVEL SECURITY;
ALTER TABLE vibe.group_members FORCE ROW LEVEL SECURITY;
-- A group is its maker's, and an app needs the permission of the reserved type "groups" for it.
CREATE POLICY groups_judged ON vibe.groups FOR SELECT TO vibe_owner USING (true);
CREATE POLICY groups_read ON vibe.groups FOR SELECT TO vibe_api
    USING (owner = (SELECT vibe.me()) AND (SELECT vibe.readable_types()) && '{groups,*}'::text[]);
CREATE POLICY groups_created ON vibe.groups FOR INSERT TO vibe_api
    WITH CHECK (owner = (SELECT vibe.me()) AND (SELECT vibe.writable_types()) && '{groups,*}'::text[]);
CREATE POLICY groups_changed ON vibe.groups FOR UPDATE TO vibe_api
    USING (owner = (SELECT vibe.me()) AND (SELECT vibe.writable_types()) && '{groups,*}'::text[]);
CREATE POLICY groups_deleted ON vibe.groups FOR DELETE TO vibe_api
    USING (owner = (SELECT vibe.me()) AND (SELECT vibe.writable_types()) && '{groups,*}'::text[]);
CREATE POLICY members_judged ON vibe.group_members FOR SELECT TO vibe_owner USING (true);
-- Whoever is in a group knows that they are, and may leave.
CREATE POLICY members_read ON vibe.group_members FOR SELECT TO vibe_api
    USING ((member = (SELECT vibe.me()) AND (SELECT vibe.readable_types()) && '{groups,*}'::text[])
        OR EXISTS (SELECT 1 FROM vibe.groups AS g WHERE g.id = group_id));
CREATE POLICY members_added ON vibe.group_members FOR INSERT TO vibe_api
    WITH CHECK ((SELECT vibe.writable_types()) && '{groups,*}'::text[]
        AND EXISTS (SELECT 1 FROM vibe.groups AS g WHERE g.id = group_id));
CREATE POLICY members_taken_out ON vibe.group_members FOR DELETE TO vibe_api
    USING ((SELECT vibe.writable_types()) && '{groups,*}'::text[]
        AND (member = (SELECT vibe.me()) OR EXISTS (SELECT 1 FROM vibe.groups AS g WHERE g.id = group_id)));
GRANT SELECT, INSERT (id, owner, name), UPDATE (name), DELETE ON vibe.groups TO vibe_api;
GRANT SELECT, INSERT (group_id, member, member_is_app), DELETE ON vibe.group_members TO vibe_api;

-- Whose group it is, for who is in it: the policies of groups and of members must not look into each other.
CREATE FUNCTION vibe.owner_of_group(asked uuid) RETURNS TABLE (owner uuid, owner_is_app boolean)
LANGUAGE sql STABLE SECURITY DEFINER ROWS 1 SET search_path = pg_catalog, pg_temp AS $$
    SELECT g.owner, g.owner_is_app FROM vibe.group_members AS m JOIN vibe.groups AS g ON g.id = m.group_id
    WHERE m.group_id = asked AND m.member = vibe.me() AND vibe.readable_types() && '{groups,*}'::text[]
$$;
GRANT EXECUTE ON FUNCTION vibe.owner_of_group(uuid) TO vibe_api;

--changeset vibe:principals-of-caller splitStatements:false
-- Who the caller is: themselves and every group that they are in. Once a statement: (SELECT vibe.principals()).
CREATE FUNCTION vibe.principals() RETURNS uuid[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT ARRAY(
        SELECT vibe.me() WHERE vibe.me() IS NOT NULL
        UNION ALL SELECT m.group_id FROM vibe.group_members AS m WHERE m.member = (SELECT vibe.me()))
$$;
GRANT EXECUTE ON FUNCTION vibe.principals() TO vibe_api;

--changeset vibe:doc-acl-index splitStatements:false
-- One row a document, principal, action and source: its own ACL, or the document that it inherits from. Kept by the database alone. The
-- principal of everyone is the nil UUID. Each action stands for itself: "manage" comes with rows for "write" and "read". The key is what the
-- policy of documents asks of each, in that order: else, of few principals, the other index was gone through for every one of them (0.5 ms a document).
CREATE TABLE vibe.doc_acl_index (
    document uuid NOT NULL,
    source uuid NOT NULL,
    action text NOT NULL CHECK (action IN ('read', 'write', 'manage')),
    principal uuid NOT NULL,
    type text NOT NULL,
    PRIMARY KEY (document, action, principal, source) INCLUDE (type),
    CHECK (principal <> '00000000-0000-0000-0000-000000000000' OR action = 'read')
);
CREATE INDEX doc_acl_index_reader ON vibe.doc_acl_index (principal, action, type, document);
CREATE INDEX doc_acl_index_source ON vibe.doc_acl_index (source);

ALTER TABLE vibe.doc_acl_index ENABLE ROW LEVEL SECURITY;
ALTER TABLE vibe.doc_acl_index FORCE ROW LEVEL SECURITY;
CREATE POLICY acl_kept ON vibe.doc_acl_index TO vibe_owner USING (true) WITH CHECK (true);
-- What names the caller, of types that their app may read; and what names everyone, of the one document that is asked for. The principals
-- are hashed once a statement: as "= ANY" they would be a condition of the index, which sorts a thousand of them for every document.
CREATE POLICY acl_mine ON vibe.doc_acl_index FOR SELECT TO vibe_api
    USING ((principal IN (SELECT unnest(vibe.principals()))
            AND (type = ANY ((SELECT vibe.readable_types())::text[]) OR '*' = ANY ((SELECT vibe.readable_types())::text[])))
        OR (principal = '00000000-0000-0000-0000-000000000000' AND document = (SELECT vibe.asked_document())));
GRANT SELECT ON vibe.doc_acl_index TO vibe_api;

--changeset vibe:certificates splitStatements:false
-- What an issuer has entitled a holder to: one document of that type, or all of the issuer's own documents of it. It counts when its holder has shown it
-- (PostgreSQL cannot check its signature), between its times, until it is revoked, and only on what its issuer owns or manages then.
CREATE TABLE vibe.certificates (
    id uuid PRIMARY KEY,
    issuer uuid NOT NULL,
    issuer_is_app boolean NOT NULL DEFAULT (vibe.self() IS NOT NULL),
    holder uuid NOT NULL,
    holder_is_app boolean NOT NULL DEFAULT false,
    document uuid,
    type text NOT NULL,
    actions text[] NOT NULL CHECK (actions <> '{}' AND actions <@ '{read,write}'::text[]),
    not_before timestamptz NOT NULL,
    expires_at timestamptz NOT NULL CHECK (expires_at > not_before),
    issued_at timestamptz NOT NULL DEFAULT now(),
    registered_at timestamptz,
    revoked_at timestamptz
);
CREATE INDEX certificates_holder ON vibe.certificates (holder, id) WHERE registered_at IS NOT NULL;
CREATE INDEX certificates_issuer ON vibe.certificates (issuer, id);

ALTER TABLE vibe.certificates ENABLE ROW LEVEL SECURITY;
ALTER TABLE vibe.certificates FORCE ROW LEVEL SECURITY;
CREATE POLICY certificates_judged ON vibe.certificates FOR SELECT TO vibe_owner USING (true);
CREATE POLICY certificates_read ON vibe.certificates FOR SELECT TO vibe_api
    USING ((issuer = (SELECT vibe.me()) OR holder = (SELECT vibe.me()))
        AND (type = ANY ((SELECT vibe.readable_types())::text[]) OR '*' = ANY ((SELECT vibe.readable_types())::text[])));
GRANT SELECT ON vibe.certificates TO vibe_api;

-- Whether the issuer of one of the caller's certificates manages the document that it names, at this moment.
CREATE FUNCTION vibe.issuer_manages(certificate uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT EXISTS (
        SELECT 1 FROM vibe.certificates AS c
        JOIN vibe.doc_acl_index AS a ON a.document = c.document AND a.action = 'manage'
        WHERE c.id = certificate AND c.holder = vibe.me()
            AND (a.principal = c.issuer
                OR EXISTS (SELECT 1 FROM vibe.group_members AS m WHERE m.group_id = a.principal AND m.member = c.issuer)))
$$;
GRANT EXECUTE ON FUNCTION vibe.issuer_manages(uuid) TO vibe_api;

--changeset vibe:documents-shared splitStatements:false
-- An app may own documents as well: its DID is written otherwise than a person's.
ALTER TABLE vibe.documents
    ADD COLUMN acl jsonb NOT NULL DEFAULT '[]' CHECK (jsonb_typeof(acl) = 'array' AND jsonb_array_length(acl) <= 100),
    ADD COLUMN owner_is_app boolean NOT NULL DEFAULT (vibe.self() IS NOT NULL);
-- By default a fifth of the table must be dead before it is looked after: millions of rows here.
ALTER TABLE vibe.documents SET (autovacuum_vacuum_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.02);

--changeset vibe:document-rule splitStatements:false
-- The one rule: the person may and the app may. The cheap and common questions come first; each (SELECT ...)
-- without a column of the row runs at most once a statement. The types are compared by = ANY and not by &&, of which the planner believes
-- that it lets one row in a hundred through. What is asked of each row is a
-- (SELECT true ... LIMIT 1) and no EXISTS: that may be planned as a hash of all that there is (all public documents, all grants of an app),
-- and stay so in a plan that is kept.
DROP POLICY documents_read ON vibe.documents;
CREATE POLICY documents_read ON vibe.documents FOR SELECT TO vibe_api USING (
    ((type = ANY ((SELECT vibe.readable_types())::text[]) OR '*' = ANY ((SELECT vibe.readable_types())::text[])) AND (
        owner = (SELECT vibe.me())
        OR (SELECT true FROM vibe.doc_acl_index AS a WHERE a.document = documents.id AND a.action = 'read' LIMIT 1)
        OR EXISTS (
            SELECT 1 FROM vibe.certificates AS c
            WHERE c.holder = (SELECT vibe.me()) AND c.registered_at IS NOT NULL AND c.revoked_at IS NULL
                AND c.not_before <= now() AND c.expires_at > now()
                AND ((c.document IS NULL AND c.type = documents.type AND c.issuer = documents.owner)
                    OR (c.document = documents.id AND (c.issuer = documents.owner OR vibe.issuer_manages(c.id)))))
        OR ((SELECT vibe.global_types('read')) && ARRAY[type, '*'] AND (
            SELECT true FROM vibe.app_user_grants AS g
            WHERE g.app = (SELECT vibe.self()) AND g.person = documents.owner AND g.status = 'active'
                AND (g.expires_at IS NULL OR g.expires_at > now()) AND g.global_reads && ARRAY[documents.type, '*'] LIMIT 1))))
    -- Without any token: what is public, to those who name it.
    OR (id = (SELECT vibe.asked_document()) AND (SELECT vibe.me()) IS NULL AND deleted_at IS NULL
        AND (SELECT true FROM vibe.doc_acl_index AS a
            WHERE a.document = documents.id AND a.action = 'read' AND a.principal = '00000000-0000-0000-0000-000000000000' LIMIT 1)));

-- What is left out names a permission: on groups, on grants, on one's own keys. Nothing new is of such a type; what was before stays the owner's.
DROP POLICY documents_created ON vibe.documents;
CREATE POLICY documents_created ON vibe.documents FOR INSERT TO vibe_api
    WITH CHECK (type <> ALL ('{groups,grants,identity}') AND owner = (SELECT vibe.me()) AND (type = ANY ((SELECT vibe.writable_types())::text[]) OR '*' = ANY ((SELECT vibe.writable_types())::text[])));

DROP POLICY documents_changed ON vibe.documents;
CREATE POLICY documents_changed ON vibe.documents FOR UPDATE TO vibe_api USING (
    (type = ANY ((SELECT vibe.writable_types())::text[]) OR '*' = ANY ((SELECT vibe.writable_types())::text[])) AND (
        owner = (SELECT vibe.me())
        OR (SELECT true FROM vibe.doc_acl_index AS a WHERE a.document = documents.id AND a.action = 'write' LIMIT 1)
        OR EXISTS (
            SELECT 1 FROM vibe.certificates AS c
            WHERE c.holder = (SELECT vibe.me()) AND c.registered_at IS NOT NULL AND c.revoked_at IS NULL
                AND c.not_before <= now() AND c.expires_at > now() AND 'write' = ANY (c.actions)
                AND ((c.document IS NULL AND c.type = documents.type AND c.issuer = documents.owner)
                    OR (c.document = documents.id AND (c.issuer = documents.owner OR vibe.issuer_manages(c.id)))))
        OR ((SELECT vibe.global_types('write')) && ARRAY[type, '*'] AND (
            SELECT true FROM vibe.app_user_grants AS g
            WHERE g.app = (SELECT vibe.self()) AND g.person = documents.owner AND g.status = 'active'
                AND (g.expires_at IS NULL OR g.expires_at > now()) AND g.global_writes && ARRAY[documents.type, '*'] LIMIT 1))));
GRANT INSERT (acl) ON vibe.documents TO vibe_api;
GRANT UPDATE (acl) ON vibe.documents TO vibe_api;

--changeset vibe:document-managed splitStatements:false
-- Sharing, deleting and bringing back are the owner's, unless the ACL says "manage". Runs with the caller's rights, so it sees of the ACL
-- what names the caller.
CREATE FUNCTION vibe.require_manage() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.owner = vibe.me()
        OR EXISTS (SELECT 1 FROM vibe.doc_acl_index AS a WHERE a.document = NEW.id AND a.action = 'manage')
    THEN
        RETURN NEW;
    END IF;
    RAISE insufficient_privilege USING MESSAGE = 'only who manages a document may share, delete or restore it';
END
$$;
GRANT EXECUTE ON FUNCTION vibe.require_manage() TO vibe_api;
CREATE TRIGGER documents_managed BEFORE UPDATE ON vibe.documents FOR EACH ROW
    WHEN (OLD.acl IS DISTINCT FROM NEW.acl OR (OLD.deleted_at IS NULL) <> (NEW.deleted_at IS NULL))
    EXECUTE FUNCTION vibe.require_manage();

-- A tombstone is changed only by being brought back.
CREATE FUNCTION vibe.keep_tombstone() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    RAISE insufficient_privilege USING MESSAGE = 'a deleted document is not changed';
END
$$;
GRANT EXECUTE ON FUNCTION vibe.keep_tombstone() TO vibe_api;
CREATE TRIGGER documents_tombstones BEFORE UPDATE ON vibe.documents FOR EACH ROW
    WHEN (OLD.deleted_at IS NOT NULL AND NEW.deleted_at IS NOT NULL)
    EXECUTE FUNCTION vibe.keep_tombstone();

-- Only what readers see is told: a change of the ACL alone is not a new revision.
DROP TRIGGER documents_told ON vibe.documents;
CREATE TRIGGER documents_told AFTER INSERT OR UPDATE OF data, rev, deleted_at ON vibe.documents
    FOR EACH ROW EXECUTE FUNCTION vibe.tell_document();

--changeset vibe:document-acl-kept splitStatements:false
-- An entry is {"principal": uuid, "actions": ["read"|"write"|"manage", ...]}; the nil UUID is everyone. What an action includes is written
-- out. The API has looked at the entries; what is malformed here fails the statement.
CREATE FUNCTION vibe.acl_rows(acl jsonb) RETURNS TABLE (principal uuid, action text)
LANGUAGE sql IMMUTABLE AS $$
    SELECT DISTINCT (entry ->> 'principal')::uuid, included
    FROM jsonb_array_elements(acl) AS entry,
        jsonb_array_elements_text(entry -> 'actions') AS given,
        unnest(CASE given WHEN 'manage' THEN '{manage,write,read}' WHEN 'write' THEN '{write,read}'
            ELSE ARRAY[given] END) AS included
$$;

CREATE FUNCTION vibe.keep_acl() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    DELETE FROM vibe.doc_acl_index WHERE document = NEW.id AND source = NEW.id;
    INSERT INTO vibe.doc_acl_index (document, source, action, principal, type)
    SELECT NEW.id, NEW.id, r.action, r.principal, NEW.type FROM vibe.acl_rows(NEW.acl) AS r;
    RETURN NULL;
END
$$;
CREATE TRIGGER documents_acl_created AFTER INSERT ON vibe.documents FOR EACH ROW
    WHEN (NEW.acl <> '[]') EXECUTE FUNCTION vibe.keep_acl();
CREATE TRIGGER documents_acl_changed AFTER UPDATE ON vibe.documents FOR EACH ROW
    WHEN (OLD.acl IS DISTINCT FROM NEW.acl) EXECUTE FUNCTION vibe.keep_acl();

--changeset vibe:shared-with-me splitStatements:false
-- The ids of what others share with the caller, of one type: by ACL, by certificate, or by a global permission. It only narrows; the policy
-- of documents decides. To be joined: WHERE id IN (SELECT vibe.shared_with_me('notes')).
CREATE FUNCTION vibe.shared_with_me(wanted text) RETURNS SETOF uuid
LANGUAGE sql STABLE ROWS 1000 AS $$
    SELECT a.document FROM vibe.doc_acl_index AS a
    WHERE a.principal = ANY ((SELECT vibe.principals())::uuid[]) AND a.action = 'read' AND a.type = wanted
    UNION
    SELECT c.document FROM vibe.certificates AS c
    WHERE c.holder = (SELECT vibe.me()) AND c.document IS NOT NULL AND c.type = wanted AND c.registered_at IS NOT NULL
        AND c.revoked_at IS NULL AND c.expires_at > now()
$$;
-- The owners all of whose documents of a type the caller may read, by certificate or by a global permission.
CREATE FUNCTION vibe.owners_open_to_me(wanted text) RETURNS SETOF uuid
LANGUAGE sql STABLE ROWS 10 AS $$
    SELECT c.issuer FROM vibe.certificates AS c
    WHERE c.holder = (SELECT vibe.me()) AND c.type = wanted AND c.document IS NULL AND c.registered_at IS NOT NULL
        AND c.revoked_at IS NULL AND c.expires_at > now()
    UNION
    SELECT g.person FROM vibe.app_user_grants AS g
    WHERE g.app = (SELECT vibe.self()) AND g.status = 'active' AND g.global_reads && ARRAY[wanted, '*']
$$;
GRANT EXECUTE ON FUNCTION vibe.shared_with_me(text), vibe.owners_open_to_me(text) TO vibe_api;

--changeset vibe:shared-newest splitStatements:false
-- The newest so many of what is shared one by one, of those with ids below the given one, in that order; all of them down to the last.
-- Somebody in a thousand groups has fifty thousand documents shared with them: looking at each, to show fifty, took 340 ms. Runs with the
-- owner's rights, so that no policy is asked of what is only looked at in passing.
CREATE FUNCTION vibe.shared_window(wanted text, below uuid, size integer) RETURNS uuid[]
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    readable text[] := vibe.readable_types();
    mine uuid[] := vibe.principals();
    certified uuid[];
    found uuid[];
BEGIN
    IF wanted <> ALL (readable) AND '*' <> ALL (readable) THEN
        RETURN '{}';
    END IF;
    certified := ARRAY(
        SELECT c.document FROM vibe.certificates AS c
        WHERE c.holder = vibe.me() AND c.document < below AND c.type = wanted AND c.registered_at IS NOT NULL
            AND c.revoked_at IS NULL AND c.expires_at > now()
        ORDER BY c.document DESC LIMIT size);
    -- To whom much is shared, it is among the newest of what is shared at all: they are gone through until there are enough. IS TRUE keeps the
    -- principals a hash that is asked of each row; joined with them, the rows would have to be sorted, hence all be read.
    IF cardinality(mine) > 50 THEN
        found := ARRAY(
            SELECT DISTINCT n.document FROM (
                SELECT i.document, i.principal, i.action, i.type FROM vibe.doc_acl_index AS i
                WHERE i.document < below ORDER BY i.document DESC LIMIT 20000
            ) AS n
            WHERE n.action = 'read' AND n.type = wanted AND (n.principal IN (SELECT unnest(mine))) IS TRUE
            ORDER BY n.document DESC LIMIT size);
        IF cardinality(found) = size THEN
            RETURN ARRAY(SELECT DISTINCT f.document FROM unnest(found || certified) AS f (document) ORDER BY f.document DESC LIMIT size);
        END IF;
    END IF;
    RETURN ARRAY(
        SELECT DISTINCT f.document FROM (
            SELECT a.document
            FROM unnest(mine) AS p (principal) CROSS JOIN LATERAL (
                SELECT i.document FROM vibe.doc_acl_index AS i
                WHERE i.principal = p.principal AND i.action = 'read' AND i.type = wanted AND i.document < below
                ORDER BY i.document DESC LIMIT size) AS a
            UNION ALL SELECT unnest(certified)
        ) AS f ORDER BY f.document DESC LIMIT size);
END
$$;
-- The same of what the caller may really read, which the policy decides: at least so many, if there are. It reads on where some were not.
-- The rows themselves, for whoever looked them up by their ids would ask the policy again.
CREATE FUNCTION vibe.shared_newest(wanted text, below uuid, enough integer) RETURNS SETOF vibe.documents
LANGUAGE plpgsql STABLE ROWS 50 AS $$
DECLARE
    edge uuid := below;
    size integer := enough;
    seen integer := 0;
    shown integer;
    candidates uuid[];
BEGIN
    LOOP
        candidates := vibe.shared_window(wanted, edge, size);
        RETURN QUERY SELECT d.* FROM vibe.documents AS d
            WHERE d.id = ANY (candidates) AND d.type = wanted AND d.deleted_at IS NULL AND d.owner <> (SELECT vibe.me());
        GET DIAGNOSTICS shown = ROW_COUNT;
        seen := seen + shown;
        EXIT WHEN seen >= enough OR cardinality(candidates) < size;
        edge := candidates[size];
        size := least(2 * size, 5000);
    END LOOP;
END
$$;
GRANT EXECUTE ON FUNCTION vibe.shared_window(text, uuid, integer), vibe.shared_newest(text, uuid, integer) TO vibe_api;

--changeset vibe:type-settings splitStatements:false
-- What an app wants of a type, for its own writes: how many old versions are kept, and whether a write must name the rev it has read.
CREATE TABLE vibe.type_settings (
    app text NOT NULL,
    type text NOT NULL,
    history integer NOT NULL DEFAULT 0 CHECK (history BETWEEN 0 AND 100),
    rev_required boolean NOT NULL DEFAULT false,
    updated_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (app, type)
);
ALTER TABLE vibe.type_settings ENABLE ROW LEVEL SECURITY;
ALTER TABLE vibe.type_settings FORCE ROW LEVEL SECURITY;
CREATE POLICY type_settings_judged ON vibe.type_settings FOR SELECT TO vibe_owner USING (true);
CREATE POLICY type_settings_read ON vibe.type_settings FOR SELECT TO vibe_api
    USING (app = (SELECT NULLIF(current_setting('vibe.app', true), ''))
        AND (type = ANY ((SELECT vibe.readable_types())::text[]) OR '*' = ANY ((SELECT vibe.readable_types())::text[])));
-- An app sets them for itself and never for a person: no person decides for the app's other people.
CREATE POLICY type_settings_made ON vibe.type_settings FOR INSERT TO vibe_api
    WITH CHECK ((SELECT vibe.self()) IS NOT NULL AND app = (SELECT NULLIF(current_setting('vibe.app', true), ''))
        AND (type = ANY ((SELECT vibe.writable_types())::text[]) OR '*' = ANY ((SELECT vibe.writable_types())::text[])));
CREATE POLICY type_settings_changed ON vibe.type_settings FOR UPDATE TO vibe_api
    USING ((SELECT vibe.self()) IS NOT NULL AND app = (SELECT NULLIF(current_setting('vibe.app', true), ''))
        AND (type = ANY ((SELECT vibe.writable_types())::text[]) OR '*' = ANY ((SELECT vibe.writable_types())::text[])));
GRANT SELECT, INSERT (app, type, history, rev_required), UPDATE (history, rev_required, updated_at)
    ON vibe.type_settings TO vibe_api;
