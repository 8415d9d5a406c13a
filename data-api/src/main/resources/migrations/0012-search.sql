--liquibase formatted sql

--changeset vibe:search-words splitStatements:false
-- In which language a document is, as its members "language" or "lang" say by a code (BCP 47: "de", "de-AT") or by PostgreSQL's name for it
-- ("german"). What says nothing, or something else, is searched word by word as it stands.
CREATE FUNCTION vibe.search_language(data jsonb) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE
        WHEN named IS NULL THEN 'simple'
        WHEN named = ANY ('{arabic,armenian,basque,catalan,danish,dutch,english,finnish,french,german,greek,hindi,hungarian,indonesian,irish,italian,lithuanian,nepali,norwegian,portuguese,romanian,russian,serbian,spanish,swedish,tamil,turkish,yiddish}')
            THEN named
        ELSE COALESCE('{"ar":"arabic","hy":"armenian","eu":"basque","ca":"catalan","da":"danish","nl":"dutch","en":"english","fi":"finnish","fr":"french","de":"german","el":"greek","hi":"hindi","hu":"hungarian","id":"indonesian","ga":"irish","it":"italian","lt":"lithuanian","ne":"nepali","no":"norwegian","nb":"norwegian","nn":"norwegian","pt":"portuguese","ro":"romanian","ru":"russian","sr":"serbian","es":"spanish","sv":"swedish","ta":"tamil","tr":"turkish","yi":"yiddish"}'::jsonb
            ->> split_part(named, '-', 1), 'simple')
    END
    FROM (SELECT lower(left(COALESCE(data ->> 'language', data ->> 'lang'), 20)) AS named) AS member
$$;

-- The words of every text in a document's data. Of a large one those of the first 64 KiB of text: a tsvector holds no more than 1 MiB. No
-- word of more than 1,000 bytes, for the index below writes a code before each, and none may be longer than 2,046.
CREATE FUNCTION vibe.search_words(language regconfig, data jsonb) RETURNS tsvector
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
    size integer := octet_length(data::text);
    words tsvector;
BEGIN
    IF size <= 1000 THEN
        RETURN jsonb_to_tsvector(language, data, '"string"');
    ELSIF size <= 65536 THEN
        words := jsonb_to_tsvector(language, data, '"string"');
    ELSE
        words := to_tsvector(language, (
            SELECT COALESCE(left(string_agg(value #>> '{}', ' '), 65536), '')
            FROM jsonb_path_query(data, 'strict $.** ? (@.type() == "string")') AS value
            -- What has no space for so long is no text but something encoded, and would leave no room for any.
            WHERE length(value #>> '{}') < 1000 OR left(value #>> '{}', 1000) ~ '\s'));
    END IF;
    RETURN ts_delete(words, ARRAY(SELECT lexeme FROM unnest(words) WHERE octet_length(lexeme) > 1000));
END
$$;

-- Each word behind its owner's code: a search goes through words of that owner and of nobody else, however many others there are, so that
-- neither its answer nor its time tells anything of theirs. No word of the default parser holds a space or a quote.
CREATE FUNCTION vibe.owned_words(owner uuid, words tsvector) RETURNS tsvector
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
    code text := '''' || left(owner::text, 8);
BEGIN
    RETURN (code || substr(replace(strip(words)::text, ' ''', ' ' || code), 2))::tsvector;
END
$$;

-- What of a query an index can be asked: no negations, for they need words to be taken from, and words beside each other only as words.
CREATE FUNCTION vibe.owned_query(owner uuid, query tsquery) RETURNS tsquery
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT regexp_replace(regexp_replace(querytree(query), ' <(?:-|\d+)> ', ' & ', 'g'),
        '''((?:[^'']|'''')*)''', '''' || left(owner::text, 8) || '\1''', 'g')::tsquery
$$;

--changeset vibe:doc-search splitStatements:false
-- What is searched: one row for each living document that has text. PostgreSQL asks no GIN index under row-level security, for @@ is not
-- leakproof: the function below asks it, with the owner's rights and the rule of documents written out.
CREATE TABLE vibe.doc_search (
    document uuid PRIMARY KEY,
    owner uuid NOT NULL,
    type text NOT NULL,
    -- No regconfig: pg_upgrade refuses tables that hold one.
    language text NOT NULL,
    words tsvector NOT NULL
);
CREATE INDEX doc_search_newest ON vibe.doc_search (owner, document);
-- The list of what is not sorted in yet is read by every search, and sorted in by the write that finds it full: it is kept short.
CREATE INDEX doc_search_found ON vibe.doc_search USING gin (vibe.owned_words(owner, words)) WITH (gin_pending_list_limit = 1024);

ALTER TABLE vibe.doc_search ENABLE ROW LEVEL SECURITY;
ALTER TABLE vibe.doc_search FORCE ROW LEVEL SECURITY;
CREATE POLICY search_kept ON vibe.doc_search TO vibe_owner USING (true) WITH CHECK (true);
-- For the words that somebody may have meant: of one's own documents, and of those that the policy of documents shows.
CREATE POLICY search_read ON vibe.doc_search FOR SELECT TO vibe_api
    USING ((SELECT vibe.readable_types()) && ARRAY[type, '*']
        AND (owner = (SELECT vibe.me()) OR EXISTS (SELECT 1 FROM vibe.documents AS d WHERE d.id = document)));
GRANT SELECT ON vibe.doc_search TO vibe_api;

CREATE FUNCTION vibe.keep_search() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    spoken text;
    found tsvector;
BEGIN
    IF TG_OP = 'DELETE' OR NEW.data IS NULL THEN
        DELETE FROM vibe.doc_search WHERE document = OLD.id;
        RETURN NULL;
    END IF;
    spoken := vibe.search_language(NEW.data);
    found := vibe.search_words(spoken::regconfig, NEW.data);
    IF found = '' THEN
        DELETE FROM vibe.doc_search WHERE document = NEW.id AND TG_OP = 'UPDATE';
        RETURN NULL;
    END IF;
    -- A document's owner and type never change.
    INSERT INTO vibe.doc_search AS kept (document, owner, type, language, words)
    VALUES (NEW.id, NEW.owner, NEW.type, spoken, found)
    ON CONFLICT (document) DO UPDATE SET language = excluded.language, words = excluded.words
        WHERE kept.language <> excluded.language OR kept.words <> excluded.words;
    RETURN NULL;
END
$$;
CREATE TRIGGER documents_searched AFTER INSERT OR UPDATE OF data, deleted_at OR DELETE ON vibe.documents
    FOR EACH ROW EXECUTE FUNCTION vibe.keep_search();

-- What is there already. The database finds its way to documents for what it keeps about them.
CREATE POLICY documents_searched ON vibe.documents FOR SELECT TO vibe_owner USING (true);
INSERT INTO vibe.doc_search (document, owner, type, language, words)
SELECT id, owner, type, language, words
FROM (
    SELECT d.id, d.owner, d.type, s.language, vibe.search_words(s.language::regconfig, d.data) AS words
    FROM vibe.documents AS d CROSS JOIN LATERAL (SELECT vibe.search_language(d.data) AS language) AS s
    WHERE d.deleted_at IS NULL
) AS found
WHERE words <> '';

--changeset vibe:search-query splitStatements:false
-- The words of a query that are looked for and not those to be absent, each as it stands in the query's text.
CREATE FUNCTION vibe.search_operands(query tsquery) RETURNS SETOF text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT DISTINCT operand[1] FROM regexp_matches(querytree(query), '(''(?:[^'']|'''')*''(?::\*)?)', 'g') AS operand
$$;

-- What somebody has typed, as a query of one language. The last word may be the beginning of one. A wrong word stands for each that may have
-- been meant as well.
CREATE FUNCTION vibe.search_query(language regconfig, asked text, prefixed boolean, wrong text[], meant text[]) RETURNS tsquery
LANGUAGE plpgsql STABLE AS $$
DECLARE
    said text := websearch_to_tsquery(language, asked)::text;
    pair record;
BEGIN
    IF prefixed AND said LIKE '%''' THEN
        said := said || ':*';
    END IF;
    FOR pair IN
        SELECT w AS word, string_agg('''' || m || '''', ' | ') AS others FROM unnest(wrong, meant) AS p (w, m)
        WHERE w ~ '^[[:alnum:]]+$' AND m ~ '^[[:alnum:]]+$' GROUP BY w
    LOOP
        said := regexp_replace(said, '(^|[ (!])(''' || pair.word || '''(?::\*)?)(?=[ )]|$)', '\1(\2 | ' || pair.others || ')', 'g');
    END LOOP;
    RETURN said::tsquery;
END
$$;

-- The languages in which a query says something, and what it says in each.
CREATE FUNCTION vibe.search_queries(asked text, prefixed boolean, wrong text[], meant text[])
RETURNS TABLE (language text, query tsquery)
LANGUAGE sql STABLE ROWS 29 AS $$
    SELECT l.language, q.query
    FROM unnest('{simple,arabic,armenian,basque,catalan,danish,dutch,english,finnish,french,german,greek,hindi,hungarian,indonesian,irish,italian,lithuanian,nepali,norwegian,portuguese,romanian,russian,serbian,spanish,swedish,tamil,turkish,yiddish}'::text[]) AS l (language)
        CROSS JOIN LATERAL (SELECT vibe.search_query(l.language::regconfig, asked, prefixed, wrong, meant) AS query OFFSET 0) AS q
    -- Nothing but stop words, or only words to be absent: there is nothing to go by.
    WHERE querytree(q.query) NOT IN ('', 'T')
$$;
GRANT EXECUTE ON FUNCTION vibe.search_operands(tsquery), vibe.search_query(regconfig, text, boolean, text[], text[]),
    vibe.search_queries(text, boolean, text[], text[]) TO vibe_api;

--changeset vibe:search splitStatements:false
-- The documents that a query finds among all that the caller may read and that are not merely public, the best first, behind a place. Runs
-- with the owner's rights, so each way to a document says of itself who the caller is; the policy of documents decides once more where the
-- answer is joined with them. Of the matches of one way the newest 10,000 are weighed.
-- One row with a refusal: 'empty', or 'too_many_owners' where an app for itself may read those of more people than can be gone through.
CREATE FUNCTION vibe.search(asked text, prefixed boolean, wrong text[], meant text[], kinds text[], whose uuid,
    after_rank real, after_document uuid, maximum integer)
RETURNS TABLE (document uuid, rank real, language text, query tsquery, refusal text)
LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 50
SET search_path = pg_catalog, pg_temp SET plan_cache_mode = force_custom_plan AS $$
#variable_conflict use_column
DECLARE
    me uuid := vibe.me();
    self uuid := vibe.self();
    readable text[] := vibe.readable_types();
    everywhere text[] := vibe.global_types('read');
    principals uuid[] := vibe.principals();
    languages text[];
    queries tsquery[];
    alternatives tsquery;
    one tsquery;
    mine tsquery;
BEGIN
    IF me IS NULL OR readable = '{}' THEN
        RETURN;
    END IF;
    SELECT array_agg(q.language), array_agg(q.query) INTO languages, queries
    FROM vibe.search_queries(asked, prefixed, wrong, meant) AS q;
    IF languages IS NULL THEN
        RETURN QUERY SELECT NULL::uuid, 0::real, NULL::text, NULL::tsquery, 'empty';
        RETURN;
    END IF;
    FOR one IN SELECT DISTINCT q FROM unnest(queries) AS q LOOP
        alternatives := CASE WHEN alternatives IS NULL THEN one ELSE alternatives || one END;
    END LOOP;
    mine := vibe.owned_query(me, alternatives);
    IF whose IS NULL AND (
        SELECT count(*) FROM (
            SELECT 1 FROM vibe.app_user_grants AS g
            WHERE g.app = self AND g.status = 'active' AND g.global_reads && (everywhere || '*'::text)
            LIMIT 5001) AS granted) > 5000
    THEN
        RETURN QUERY SELECT NULL::uuid, 0::real, NULL::text, NULL::tsquery, 'too_many_owners';
        RETURN;
    END IF;

    RETURN QUERY
    WITH spoken AS MATERIALIZED (
        SELECT l.language, l.query FROM unnest(languages, queries) AS l (language, query)
    ), own AS (
        SELECT s.document FROM vibe.doc_search AS s JOIN spoken USING (language)
        WHERE s.owner = me AND COALESCE(whose = me, true)
            AND vibe.owned_words(s.owner, s.words) @@ mine AND s.words @@ spoken.query
            AND readable && ARRAY[s.type, '*'] AND COALESCE(s.type = ANY (kinds), true)
        ORDER BY s.document DESC LIMIT 10000
    ), certified AS MATERIALIZED (
        SELECT c.id, c.issuer, c.document, c.type FROM vibe.certificates AS c
        WHERE c.holder = me AND c.registered_at IS NOT NULL AND c.revoked_at IS NULL
            AND c.not_before <= now() AND c.expires_at > now()
    ), opened AS MATERIALIZED (
        SELECT o.owner, o.types, vibe.owned_query(o.owner, alternatives) AS theirs
        FROM (
            SELECT c.issuer AS owner, ARRAY[c.type] AS types FROM certified AS c WHERE c.document IS NULL
            UNION
            SELECT g.person, vibe.both_allow(g.global_reads, everywhere) FROM vibe.app_user_grants AS g
            WHERE g.app = self AND g.status = 'active' AND (g.expires_at IS NULL OR g.expires_at > now())
                AND g.global_reads <> '{}' AND everywhere <> '{}'
        ) AS o
        WHERE COALESCE(o.owner = whose, true)
    ), open AS (
        SELECT s.document
        FROM opened CROSS JOIN LATERAL (
            SELECT f.document FROM vibe.doc_search AS f JOIN spoken USING (language)
            WHERE f.owner = opened.owner AND vibe.owned_words(f.owner, f.words) @@ opened.theirs AND f.words @@ spoken.query
                AND opened.types && ARRAY[f.type, '*'] AND readable && ARRAY[f.type, '*'] AND COALESCE(f.type = ANY (kinds), true)
        ) AS s
        ORDER BY s.document DESC LIMIT 10000
    ), shared AS (
        SELECT s.document
        FROM (
            SELECT a.document, NULL::uuid AS certificate, NULL::uuid AS issuer FROM vibe.doc_acl_index AS a
            WHERE a.principal = ANY (principals) AND a.action = 'read'
                AND readable && ARRAY[a.type, '*'] AND COALESCE(a.type = ANY (kinds), true)
            UNION
            SELECT c.document, c.id, c.issuer FROM certified AS c WHERE c.document IS NOT NULL
        ) AS a
            JOIN vibe.doc_search AS s ON s.document = a.document
            JOIN spoken USING (language)
        WHERE s.words @@ spoken.query AND COALESCE(s.owner = whose, true)
            AND readable && ARRAY[s.type, '*'] AND COALESCE(s.type = ANY (kinds), true)
            AND (a.certificate IS NULL OR a.issuer = s.owner OR vibe.issuer_manages(a.certificate))
        ORDER BY s.document DESC LIMIT 10000
    ), weighed AS (
        -- By how often and where the words stand, in relation to the length: a short document with the word is more about it.
        SELECT s.document, ts_rank(s.words, spoken.query, 1) AS rank, s.language, spoken.query
        FROM (SELECT o.document FROM own AS o UNION SELECT o.document FROM open AS o UNION SELECT o.document FROM shared AS o) AS found
            JOIN vibe.doc_search AS s ON s.document = found.document
            JOIN spoken USING (language)
    )
    SELECT w.document, w.rank, w.language, w.query, NULL::text FROM weighed AS w
    WHERE after_document IS NULL OR (w.rank, w.document) < (after_rank, after_document)
    ORDER BY w.rank DESC, w.document DESC LIMIT maximum;
END
$$;
GRANT EXECUTE ON FUNCTION vibe.search(text, boolean, text[], text[], text[], uuid, real, uuid, integer) TO vibe_api;

--changeset vibe:search-marks splitStatements:false
-- Where in a document the words of a query stand: the path of a text, and a part of it with U+0002 before and U+0003 behind each word that
-- was found. Both are taken from the text before, so that no text can pretend. Of a document the first 500 texts down to eight levels are
-- looked at, and of a text its first 20,000 characters.
CREATE FUNCTION vibe.search_marks(data jsonb, language regconfig, query tsquery) RETURNS jsonb
LANGUAGE sql STABLE AS $$
    WITH RECURSIVE walk (path, value, depth) AS (
        SELECT '{}'::text[], data, 0
        UNION ALL
        SELECT walk.path || part.name, part.value, walk.depth + 1
        FROM walk CROSS JOIN LATERAL (
            SELECT member.key AS name, member.value
            FROM jsonb_each(CASE jsonb_typeof(walk.value) WHEN 'object' THEN walk.value ELSE '{}' END) AS member
            UNION ALL
            SELECT (item.place - 1)::text, item.value
            FROM jsonb_array_elements(CASE jsonb_typeof(walk.value) WHEN 'array' THEN walk.value ELSE '[]' END)
                WITH ORDINALITY AS item (value, place)
        ) AS part
        WHERE walk.depth < 8 AND jsonb_typeof(walk.value) IN ('object', 'array')
    ), texts AS MATERIALIZED (
        SELECT path, translate(left(value #>> '{}', 20000), chr(2) || chr(3), '') AS text
        FROM walk WHERE jsonb_typeof(value) = 'string' LIMIT 500
    ), words AS MATERIALIZED (
        SELECT string_agg(operand, ' | ')::tsquery AS any_of FROM vibe.search_operands(query) AS operand
    ), marked AS (
        SELECT path, ts_headline(language, text, any_of,
            'StartSel=' || chr(2) || ', StopSel=' || chr(3) || ', MaxWords=30, MinWords=12') AS text
        FROM texts CROSS JOIN words WHERE to_tsvector(language, text) @@ any_of LIMIT 5
    )
    SELECT COALESCE(jsonb_agg(jsonb_build_object('path', path, 'text', text)), '[]') FROM marked
$$;
GRANT EXECUTE ON FUNCTION vibe.search_marks(jsonb, regconfig, tsquery) TO vibe_api;

--changeset vibe:settle-search splitStatements:false
-- To be called after each migration, for the extension may come later. Makes the function that says which words of the caller's newest
-- documents (1,000 of their own, 200 that others share with them) look like one that was not found, by pg_trgm; without it there are none.
-- That function runs with the caller's rights. Answers whether there is one that can say something.
CREATE FUNCTION vibe.settle_search() RETURNS boolean
LANGUAGE plpgsql AS $$
DECLARE
    -- Between words that have no three letters in common it is 1.
    distance text := (
        SELECT format('(known.lexeme OPERATOR(%I.<->) sought.lexeme)', n.nspname)
        FROM pg_extension AS e JOIN pg_namespace AS n ON n.oid = e.extnamespace WHERE e.extname = 'pg_trgm');
BEGIN
    EXECUTE format($function$
        CREATE OR REPLACE FUNCTION vibe.words_alike(asked text) RETURNS TABLE (word text, other text)
        -- By the index that has them in their order: the newest are few.
        LANGUAGE sql STABLE SET enable_bitmapscan = off AS $body$
            WITH looked_at AS MATERIALIZED (
                (SELECT s.language, s.words FROM vibe.doc_search AS s WHERE s.owner = (SELECT vibe.me())
                ORDER BY s.document DESC LIMIT 1000)
                UNION ALL
                (SELECT s.language, s.words FROM vibe.doc_search AS s WHERE s.document IN (
                    SELECT a.document FROM vibe.doc_acl_index AS a
                    WHERE a.principal = ANY ((SELECT vibe.principals())::uuid[]) AND a.action = 'read'
                    ORDER BY a.document DESC LIMIT 200))
            ), known AS MATERIALIZED (
                SELECT DISTINCT l.language, w.lexeme FROM looked_at AS l CROSS JOIN LATERAL unnest(l.words) AS w
                WHERE length(w.lexeme) BETWEEN 2 AND 40
            ), sought AS MATERIALIZED (
                SELECT DISTINCT q.language, trim(BOTH '''' FROM operand) AS lexeme
                FROM vibe.search_queries(asked, false, '{}', '{}') AS q CROSS JOIN LATERAL vibe.search_operands(q.query) AS operand
                WHERE operand ~ '^''[[:alnum:]]{3,40}''$'
            )
            SELECT DISTINCT sought.lexeme, alike.lexeme
            FROM sought CROSS JOIN LATERAL (
                SELECT known.lexeme FROM known
                WHERE known.language = sought.language AND abs(length(known.lexeme) - length(sought.lexeme)) <= 2
                    AND known.lexeme <> sought.lexeme AND %1$s < 1
                ORDER BY %1$s, known.lexeme LIMIT 40
            ) AS alike
        $body$
        $function$, COALESCE(distance, '1'));
    GRANT EXECUTE ON FUNCTION vibe.words_alike(text) TO vibe_api;
    RETURN distance IS NOT NULL;
END
$$;
