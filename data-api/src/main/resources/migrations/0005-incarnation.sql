--liquibase formatted sql

--changeset vibe:cluster splitStatements:false
-- Where the transaction ids in the outbox come from.
ALTER TABLE vibe.instance ADD COLUMN cluster text;

--changeset vibe:settle-incarnation splitStatements:false
-- To be called after each migration. In another cluster, or after a restore in the same one, what the outbox says is of a past that this
-- database does not continue: it is emptied, and every cursor of before gets a clear "start again". Answers whether that was so.
CREATE FUNCTION vibe.settle_incarnation(restored boolean) RETURNS boolean
LANGUAGE plpgsql AS $$
DECLARE
    here text := (SELECT system_identifier::text FROM pg_control_system());
    known text := (SELECT cluster FROM vibe.instance FOR UPDATE);
BEGIN
    IF NOT restored AND COALESCE(known, here) = here THEN
        UPDATE vibe.instance SET cluster = here WHERE cluster IS NULL;
        RETURN false;
    END IF;
    TRUNCATE vibe.doc_outbox;
    UPDATE vibe.instance
    SET incarnation = gen_random_uuid(), floor_xid = '0', floor_seq = 0, cluster = here;
    RETURN true;
END
$$;
