package cloud.vibe.data.access;

import cloud.vibe.data.database.CallerStatement;
import cloud.vibe.data.database.CallerStatements;
import cloud.vibe.data.database.Row;
import cloud.vibe.data.kernel.Grantee;
import cloud.vibe.data.kernel.IdPage;
import cloud.vibe.data.kernel.Problem;
import cloud.vibe.data.kernel.ProblemCode;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** Groups and their members: each seen and changed by who owns the group, and left by who is in it. The bounds are the database's, and hold when many write at once. */
final class GroupStore {
    private static final CallerStatement CREATE = CallerStatement.of("""
            INSERT INTO vibe.groups (id, owner, name) VALUES (?, ?, ?) RETURNING id, name, created_at
            """);
    private static final CallerStatement LIST = CallerStatement.of("""
            SELECT id, name, created_at FROM vibe.groups
            WHERE owner = ? AND (?::uuid IS NULL OR id < ?) ORDER BY id DESC LIMIT ?
            """);
    private static final CallerStatement GET =
            CallerStatement.of("SELECT id, name, created_at FROM vibe.groups WHERE id = ?");
    private static final CallerStatement RENAME =
            CallerStatement.of("UPDATE vibe.groups SET name = ? WHERE id = ? RETURNING id, name, created_at");
    private static final CallerStatement DELETE =
            CallerStatement.of("DELETE FROM vibe.groups WHERE id = ? RETURNING id");
    private static final CallerStatement MEMBERS = CallerStatement.of("""
            SELECT m.member, m.member_is_app, m.added_at
            FROM vibe.groups AS g JOIN vibe.group_members AS m ON m.group_id = g.id
            WHERE g.id = ? AND (?::uuid IS NULL OR m.member > ?) ORDER BY m.member LIMIT ?
            """);
    // A group that is not there has no row to add a member for.
    private static final CallerStatement ADD = CallerStatement.of("""
            WITH added AS (
                INSERT INTO vibe.group_members (group_id, member, member_is_app)
                SELECT g.id, ?, ? FROM vibe.groups AS g WHERE g.id = ? ON CONFLICT DO NOTHING
            )
            SELECT 1 FROM vibe.groups WHERE id = ?
            """);
    private static final CallerStatement TAKE_OUT = CallerStatement.of("""
            WITH taken_out AS (DELETE FROM vibe.group_members WHERE group_id = ? AND member = ?)
            SELECT 1 FROM vibe.groups WHERE id = ?
            UNION ALL
            SELECT 1 FROM vibe.group_members WHERE group_id = ? AND member = ?
            """);
    private static final CallerStatement MEMBERSHIPS = CallerStatement.of("""
            SELECT m.group_id, o.owner, o.owner_is_app, m.added_at
            FROM vibe.group_members AS m CROSS JOIN LATERAL vibe.owner_of_group(m.group_id) AS o
            WHERE m.member = ? AND (?::uuid IS NULL OR m.group_id < ?) ORDER BY m.group_id DESC LIMIT ?
            """);
    private static final CallerStatement MAY_WRITE =
            CallerStatement.of("SELECT vibe.writable_types() && '{groups,*}'::text[] AS may_write");

    /** Who is in a group, and since when. */
    record Member(Grantee who, Instant since) {}

    /** A group that the caller is in, whose it is, and since when. */
    record Membership(UUID group, Grantee owner, Instant since) {}

    Group create(CallerStatements database, UUID id, String name) {
        return database.write(
                        CREATE,
                        binds -> binds.uuid(id)
                                .uuid(database.caller().me().value())
                                .text(name),
                        GroupStore::group)
                .getFirst();
    }

    List<Group> list(CallerStatements database, IdPage page) {
        List<Group> found = database.read(
                LIST,
                binds -> binds.uuid(database.caller().me().value())
                        .uuid(page.after())
                        .uuid(page.after())
                        .number(page.rows()),
                GroupStore::group);
        if (found.isEmpty()) {
            database.requireGoodStanding();
        }
        return found;
    }

    Group get(CallerStatements database, UUID id) {
        return database.found(database.read(GET, binds -> binds.uuid(id), GroupStore::group));
    }

    Group rename(CallerStatements database, UUID id, String name) {
        return changed(
                database, id, database.write(RENAME, binds -> binds.text(name).uuid(id), GroupStore::group));
    }

    /** What was shared with the group is shared with nobody then. */
    void delete(CallerStatements database, UUID id) {
        changed(database, id, database.write(DELETE, binds -> binds.uuid(id), row -> true));
    }

    List<Member> members(CallerStatements database, UUID id, IdPage page) {
        List<Member> found = database.read(
                MEMBERS,
                binds -> binds.uuid(id).uuid(page.after()).uuid(page.after()).number(page.rows()),
                GroupStore::member);
        if (found.isEmpty()) {
            get(database, id);
        }
        return found;
    }

    /** Idempotent. */
    void add(CallerStatements database, UUID id, Grantee member) {
        database.found(database.write(
                ADD,
                binds -> binds.uuid(member.id())
                        .flag(member.kind() == Grantee.Kind.APP)
                        .uuid(id)
                        .uuid(id),
                row -> true));
    }

    /** For the owner, idempotent; for members, to leave. Another member is not found, and neither is a group that one is not in. */
    void takeOut(CallerStatements database, UUID id, UUID member) {
        List<Boolean> concerned = database.write(
                TAKE_OUT, binds -> binds.uuid(id).uuid(member).uuid(id).uuid(id).uuid(member), row -> true);
        database.found(concerned);
        requireMayWrite(database);
    }

    List<Membership> memberships(CallerStatements database, IdPage page) {
        List<Membership> found = database.read(
                MEMBERSHIPS,
                binds -> binds.uuid(database.caller().me().value())
                        .uuid(page.after())
                        .uuid(page.after())
                        .number(page.rows()),
                GroupStore::membership);
        if (found.isEmpty()) {
            database.requireGoodStanding();
        }
        return found;
    }

    private <T> T changed(CallerStatements database, UUID id, List<T> rows) {
        if (rows.isEmpty()) {
            get(database, id);
            requireMayWrite(database);
        }
        return database.found(rows);
    }

    // A policy for deleting passes over what it does not allow, without a word.
    private void requireMayWrite(CallerStatements database) {
        boolean mayWrite = database.read(MAY_WRITE, binds -> {}, row -> row.flag("may_write"))
                .getFirst();
        if (!mayWrite) {
            throw Problem.of(ProblemCode.PERMISSION_MISSING, "The app may read groups, not change them.");
        }
    }

    private static Group group(Row row) throws SQLException {
        return new Group(row.uuid("id"), row.text("name"), row.time("created_at"));
    }

    private static Member member(Row row) throws SQLException {
        return new Member(grantee(row, "member"), row.time("added_at"));
    }

    private static Membership membership(Row row) throws SQLException {
        return new Membership(row.uuid("group_id"), grantee(row, "owner"), row.time("added_at"));
    }

    private static Grantee grantee(Row row, String column) throws SQLException {
        return new Grantee(row.flag(column + "_is_app") ? Grantee.Kind.APP : Grantee.Kind.PERSON, row.uuid(column));
    }
}
