--liquibase formatted sql

--changeset vibe:group-bounds splitStatements:false
-- A person's groups, a group's members, and how many groups of one owner, and of all, have the same member: whoever is in a group carries it
-- along in every statement, and strangers must not make that much. One after the other for each owner, then for each member, so that the
-- counts hold.
CREATE FUNCTION vibe.bound_groups() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    whose uuid;
BEGIN
    FOR whose IN SELECT DISTINCT a.owner FROM added AS a ORDER BY a.owner LOOP
        PERFORM pg_advisory_xact_lock(hashtextextended(whose::text, 9));
        IF (SELECT count(*) FROM vibe.groups AS g WHERE g.owner = whose) > 1000 THEN
            RAISE EXCEPTION USING ERRCODE = 'VB001', MESSAGE = 'owned_groups';
        END IF;
    END LOOP;
    RETURN NULL;
END
$$;
-- After the fact: the policies have let through what is counted here, so nobody waits for another's groups.
CREATE TRIGGER groups_bounded AFTER INSERT ON vibe.groups REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION vibe.bound_groups();

CREATE FUNCTION vibe.bound_members() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    whose uuid;
BEGIN
    FOR whose IN SELECT DISTINCT g.owner FROM added AS a JOIN vibe.groups AS g ON g.id = a.group_id ORDER BY g.owner LOOP
        PERFORM pg_advisory_xact_lock(hashtextextended(whose::text, 9));
    END LOOP;
    IF EXISTS (
        SELECT 1 FROM vibe.group_members AS m
        WHERE m.group_id IN (SELECT a.group_id FROM added AS a)
        GROUP BY m.group_id HAVING count(*) > 1000)
    THEN
        RAISE EXCEPTION USING ERRCODE = 'VB001', MESSAGE = 'group_members';
    ELSIF EXISTS (
        SELECT 1 FROM (SELECT DISTINCT a.member, g.owner FROM added AS a JOIN vibe.groups AS g ON g.id = a.group_id) AS joined
        WHERE (SELECT count(*) FROM vibe.group_members AS m JOIN vibe.groups AS g ON g.id = m.group_id
            WHERE m.member = joined.member AND g.owner = joined.owner) > 100)
    THEN
        RAISE EXCEPTION USING ERRCODE = 'VB001', MESSAGE = 'groups_with_member';
    END IF;
    FOR whose IN SELECT DISTINCT a.member FROM added AS a ORDER BY a.member LOOP
        PERFORM pg_advisory_xact_lock(hashtextextended(whose::text, 13));
        IF (SELECT count(*) FROM vibe.group_members AS m WHERE m.member = whose) > 1000 THEN
            RAISE EXCEPTION USING ERRCODE = 'VB001', MESSAGE = 'memberships';
        END IF;
    END LOOP;
    RETURN NULL;
END
$$;
CREATE TRIGGER group_members_bounded AFTER INSERT ON vibe.group_members REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION vibe.bound_members();

--changeset vibe:certificates-issued splitStatements:false
-- A function of its own, for policies must not look into each other: those of documents look at certificates.
CREATE FUNCTION vibe.may_certify(asked uuid, asked_type text) RETURNS boolean
LANGUAGE sql STABLE AS $$
    SELECT vibe.manages(asked) AND EXISTS (SELECT 1 FROM vibe.documents AS d WHERE d.id = asked AND d.type = asked_type)
$$;
GRANT EXECUTE ON FUNCTION vibe.may_certify(uuid, text) TO vibe_api;
-- Issued by who owns or manages the document now, or for their own documents of a type, for a year at most. Issuer and holder see it.
CREATE POLICY certificates_issued ON vibe.certificates FOR INSERT TO vibe_api
    WITH CHECK (issuer = (SELECT vibe.me()) AND (SELECT vibe.writable_types()) && ARRAY[type, '*']
        AND expires_at <= now() + interval '366 days'
        AND (document IS NULL OR vibe.may_certify(document, type)));
-- What may be changed, and by whom, is asked by the trigger below.
CREATE POLICY certificates_changed ON vibe.certificates FOR UPDATE TO vibe_api
    USING ((issuer = (SELECT vibe.me()) OR holder = (SELECT vibe.me()))
        AND (SELECT vibe.readable_types()) && ARRAY[type, '*']);
GRANT INSERT (id, issuer, holder, holder_is_app, document, type, actions, not_before, expires_at),
    UPDATE (registered_at, revoked_at) ON vibe.certificates TO vibe_api;
CREATE POLICY certificates_swept ON vibe.certificates FOR DELETE TO vibe_owner
    USING (expires_at < now() - interval '90 days');

-- So many for each issuer; those that ended long ago make room.
CREATE FUNCTION vibe.bound_certificates() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    whose uuid;
BEGIN
    FOR whose IN SELECT DISTINCT a.issuer FROM added AS a ORDER BY a.issuer LOOP
        PERFORM pg_advisory_xact_lock(hashtextextended(whose::text, 10));
        DELETE FROM vibe.certificates AS c WHERE c.issuer = whose AND c.expires_at < now() - interval '90 days';
        IF (SELECT count(*) FROM vibe.certificates AS c WHERE c.issuer = whose) > 1000 THEN
            RAISE EXCEPTION USING ERRCODE = 'VB001', MESSAGE = 'certificates';
        END IF;
    END LOOP;
    RETURN NULL;
END
$$;
CREATE TRIGGER certificates_bounded AFTER INSERT ON vibe.certificates REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION vibe.bound_certificates();

-- Each happens once: its holder registers it, its issuer revokes it, and the time is the database's.
CREATE FUNCTION vibe.change_certificate() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF NEW.registered_at IS DISTINCT FROM OLD.registered_at THEN
        IF OLD.registered_at IS NOT NULL OR NEW.holder IS DISTINCT FROM vibe.me()
            OR OLD.revoked_at IS NOT NULL OR NEW.expires_at <= now()
        THEN
            RAISE insufficient_privilege USING MESSAGE = 'a certificate is registered by its holder, while it is valid';
        END IF;
        PERFORM pg_advisory_xact_lock(hashtextextended(NEW.holder::text, 11));
        IF (SELECT count(*) FROM vibe.certificates AS c
            WHERE c.holder = NEW.holder AND c.registered_at IS NOT NULL AND c.revoked_at IS NULL AND c.expires_at > now()) >= 1000
        THEN
            RAISE EXCEPTION USING ERRCODE = 'VB001', MESSAGE = 'certificates_held';
        END IF;
        NEW.registered_at := now();
    END IF;
    IF NEW.revoked_at IS DISTINCT FROM OLD.revoked_at THEN
        IF OLD.revoked_at IS NOT NULL OR NEW.issuer IS DISTINCT FROM vibe.me()
            OR NOT vibe.writable_types() && ARRAY[NEW.type, '*']
        THEN
            RAISE insufficient_privilege USING MESSAGE = 'a certificate is revoked by its issuer, for good';
        END IF;
        NEW.revoked_at := now();
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER certificates_changed BEFORE UPDATE ON vibe.certificates
    FOR EACH ROW EXECUTE FUNCTION vibe.change_certificate();

-- Whether an issuer owns or manages a document that exists at this moment.
CREATE FUNCTION vibe.issuer_stands(asked_issuer uuid, asked_document uuid) RETURNS boolean
LANGUAGE sql STABLE AS $$
    SELECT EXISTS (
        SELECT 1 FROM vibe.documents AS d
        WHERE d.id = asked_document AND d.deleted_at IS NULL
            AND (d.owner = asked_issuer
                OR EXISTS (SELECT 1 FROM vibe.doc_acl_index AS a
                    WHERE a.document = d.id AND a.action = 'manage'
                        AND (a.principal = asked_issuer OR EXISTS (
                            SELECT 1 FROM vibe.group_members AS m WHERE m.group_id = a.principal AND m.member = asked_issuer)))))
$$;

-- What has become of a certificate. Asked by who holds its signed text, which the API has verified: it tells nothing that the text does not
-- say, but whether it still counts.
CREATE FUNCTION vibe.certificate_status(asked uuid) RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT CASE
        WHEN c.revoked_at IS NOT NULL THEN 'revoked'
        WHEN c.expires_at <= now() THEN 'expired'
        WHEN c.document IS NOT NULL AND NOT vibe.issuer_stands(c.issuer, c.document) THEN 'void'
        WHEN c.not_before > now() THEN 'not_yet_valid'
        WHEN c.registered_at IS NULL THEN 'not_registered'
        ELSE 'valid'
    END
    FROM vibe.certificates AS c WHERE c.id = asked
$$;
GRANT EXECUTE ON FUNCTION vibe.certificate_status(uuid) TO vibe_api;

--changeset vibe:access-told splitStatements:false
-- Who can come to a document, and why, for who manages it. Which apps its owner has let work on their own is told to the owner alone.
CREATE FUNCTION vibe.access_to(asked uuid)
RETURNS TABLE (why text, principal uuid, kind text, actions text[], source uuid, certificate uuid, issuer uuid, issuer_is_app boolean,
    not_before timestamptz, until timestamptz)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    document record;
    is_owner boolean;
BEGIN
    SELECT d.id, d.owner, d.owner_is_app, d.type INTO document
    FROM vibe.documents AS d WHERE d.id = asked AND d.deleted_at IS NULL;
    IF NOT FOUND OR NOT vibe.readable_types() && ARRAY[document.type, '*'] OR NOT vibe.manages(asked) THEN
        RETURN;
    END IF;
    is_owner := document.owner = vibe.me();

    RETURN QUERY SELECT 'owner', document.owner, CASE WHEN document.owner_is_app THEN 'app' ELSE 'person' END,
        '{read,write,manage}'::text[], NULL::uuid, NULL::uuid, NULL::uuid, NULL::boolean, NULL::timestamptz, NULL::timestamptz;

    RETURN QUERY SELECT
        CASE WHEN a.source = asked THEN 'acl' ELSE 'inherited' END,
        a.principal,
        CASE WHEN a.principal = '00000000-0000-0000-0000-000000000000' THEN 'everyone' ELSE COALESCE((
            SELECT entry ->> 'kind' FROM vibe.documents AS s, jsonb_array_elements(s.acl) AS entry
            WHERE s.id = a.source AND entry ->> 'principal' = a.principal::text LIMIT 1), 'person') END,
        array_agg(a.action ORDER BY a.action DESC),
        a.source, NULL::uuid, NULL::uuid, NULL::boolean, NULL::timestamptz, NULL::timestamptz
    FROM vibe.doc_acl_index AS a WHERE a.document = asked
    GROUP BY a.source, a.principal ORDER BY a.source <> asked, a.source, a.principal;

    RETURN QUERY SELECT 'certificate', c.holder, CASE WHEN c.holder_is_app THEN 'app' ELSE 'person' END,
        CASE WHEN 'write' = ANY (c.actions) THEN '{read,write}'::text[] ELSE c.actions END,
        NULL::uuid, c.id, c.issuer, c.issuer_is_app, c.not_before, c.expires_at
    FROM vibe.certificates AS c
    WHERE c.registered_at IS NOT NULL AND c.revoked_at IS NULL AND c.expires_at > now()
        AND (c.document = asked AND vibe.issuer_stands(c.issuer, asked)
            OR c.document IS NULL AND c.type = document.type AND c.issuer = document.owner)
    ORDER BY c.id;

    RETURN QUERY SELECT 'global', g.app, 'app',
        CASE WHEN g.global_writes && ARRAY[document.type, '*'] THEN '{read,write}'::text[] ELSE '{read}'::text[] END,
        NULL::uuid, NULL::uuid, NULL::uuid, NULL::boolean, g.granted_at, g.expires_at
    FROM vibe.app_user_grants AS g
    WHERE is_owner AND g.person = document.owner AND g.status = 'active' AND (g.expires_at IS NULL OR g.expires_at > now())
        AND g.global_reads && ARRAY[document.type, '*']
    ORDER BY g.app;
END
$$;
GRANT EXECUTE ON FUNCTION vibe.access_to(uuid) TO vibe_api;
CREATE INDEX certificates_document ON vibe.certificates (document) WHERE document IS NOT NULL;
