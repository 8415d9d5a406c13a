--liquibase formatted sql

--changeset vibe:principals splitStatements:false
CREATE TABLE vibe.principals (
    id uuid PRIMARY KEY,
    kind text NOT NULL CHECK (kind IN ('person', 'app')),
    did text NOT NULL,
    client_id text,
    name text,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    CHECK ((kind = 'app') = (client_id IS NOT NULL))
);

ALTER TABLE vibe.principals ENABLE ROW LEVEL SECURITY;
ALTER TABLE vibe.principals FORCE ROW LEVEL SECURITY;
CREATE POLICY principals_applied ON vibe.principals TO vibe_events USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, UPDATE ON vibe.principals TO vibe_events;

--changeset vibe:types-of splitStatements:false
-- '{notes:write,*:read}' with '{read,write}' gives '{*,notes}'.
CREATE FUNCTION vibe.types_of(permissions text[], actions text[]) RETURNS text[]
LANGUAGE sql IMMUTABLE AS $$
    SELECT COALESCE(array_agg(DISTINCT split_part(permission, ':', 1)), '{}')
    FROM unnest(permissions) AS permission
    WHERE split_part(permission, ':', 2) = ANY (actions)
$$;
GRANT EXECUTE ON FUNCTION vibe.types_of(text[], text[]) TO vibe_events;

--changeset vibe:app-user-grants splitStatements:false
CREATE TABLE vibe.app_user_grants (
    id uuid PRIMARY KEY,
    person uuid NOT NULL REFERENCES vibe.principals,
    app uuid NOT NULL REFERENCES vibe.principals,
    client_id text NOT NULL,
    version bigint NOT NULL CHECK (version > 0),
    not_before_version bigint NOT NULL CHECK (not_before_version >= 0),
    status text NOT NULL CHECK (status IN ('active', 'revoked', 'expired')),
    permissions text[] NOT NULL,
    reads text[] NOT NULL GENERATED ALWAYS AS (vibe.types_of(permissions, '{read,write}')) STORED,
    writes text[] NOT NULL GENERATED ALWAYS AS (vibe.types_of(permissions, '{write}')) STORED,
    granted_at timestamptz NOT NULL,
    expires_at timestamptz,
    updated_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX app_user_grants_person ON vibe.app_user_grants (person);

ALTER TABLE vibe.app_user_grants ENABLE ROW LEVEL SECURITY;
ALTER TABLE vibe.app_user_grants FORCE ROW LEVEL SECURITY;
CREATE POLICY grants_applied ON vibe.app_user_grants TO vibe_events USING (true) WITH CHECK (true);
CREATE POLICY grants_judged ON vibe.app_user_grants FOR SELECT TO vibe_owner USING (true);
GRANT SELECT, INSERT, UPDATE ON vibe.app_user_grants TO vibe_events;

--changeset vibe:standing splitStatements:false
-- What the token and the stored grant both allow. '*' stands for every type.
CREATE FUNCTION vibe.both_allow(one text[], other text[]) RETURNS text[]
LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE
        WHEN '*' = ANY (one) THEN other
        WHEN '*' = ANY (other) THEN one
        ELSE ARRAY(SELECT unnest(one) INTERSECT SELECT unnest(other))
    END
$$;

-- How the caller stands at this moment: 'good' with what they may do and until when, 'refused', or 'nobody'.
-- It looks at one row, the grant that the verified token names, and gives away nothing of it that the token does not say.
CREATE FUNCTION vibe.standing(OUT standing text, OUT reads text[], OUT writes text[], OUT ends_at timestamptz)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    caller_person uuid := NULLIF(current_setting('vibe.person', true), '');
    caller_app text := NULLIF(current_setting('vibe.app', true), '');
    caller_grant uuid := NULLIF(current_setting('vibe.grant', true), '');
    token_version bigint := NULLIF(current_setting('vibe.grant_version', true), '');
    token_until timestamptz := NULLIF(current_setting('vibe.grant_until', true), '');
    token_reads text[] := NULLIF(current_setting('vibe.reads', true), '');
    token_writes text[] := NULLIF(current_setting('vibe.writes', true), '');
    stored record;
BEGIN
    standing := 'refused';
    reads := '{}';
    writes := '{}';
    IF caller_person IS NULL OR caller_app IS NULL OR caller_grant IS NULL OR token_version IS NULL
        OR token_reads IS NULL OR token_writes IS NULL
    THEN
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

CREATE FUNCTION vibe.readable_types() RETURNS text[] LANGUAGE sql STABLE AS $$ SELECT (vibe.standing()).reads $$;
CREATE FUNCTION vibe.writable_types() RETURNS text[] LANGUAGE sql STABLE AS $$ SELECT (vibe.standing()).writes $$;
GRANT EXECUTE ON FUNCTION vibe.standing(), vibe.readable_types(), vibe.writable_types() TO vibe_api;
