package cloud.vibe.data.access;

import cloud.vibe.data.database.CallerStatement;
import cloud.vibe.data.database.CallerStatements;
import cloud.vibe.data.database.Row;
import cloud.vibe.data.database.Standing;
import cloud.vibe.data.kernel.Acl;
import cloud.vibe.data.kernel.DocumentId;
import cloud.vibe.data.kernel.DocumentType;
import cloud.vibe.data.kernel.EntityTags;
import cloud.vibe.data.kernel.JsonRequest;
import cloud.vibe.data.kernel.Problem;
import cloud.vibe.data.kernel.ProblemCode;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The ACLs of documents, and what they and everything else come to. Told to who manages the document, and to nobody else. */
final class AclStore {
    private static final String TAG = "left(encode(sha256(convert_to(acl::text, 'UTF8')), 'hex'), 32)";

    private static final CallerStatement GET = CallerStatement.of("""
            SELECT standing, d.id IS NOT NULL AS visible, d.managed, CASE WHEN d.managed THEN d.acl::text END AS acl, d.tag, d.type
            FROM vibe.standing() LEFT JOIN (
                SELECT id, type, acl, %s AS tag, vibe.manages(id) AS managed
                FROM vibe.documents WHERE id = ? AND deleted_at IS NULL
            ) AS d ON true
            """.formatted(TAG));

    private static final CallerStatement REPLACE = CallerStatement.of("""
            UPDATE vibe.documents SET acl = ?::jsonb
            WHERE id = ? AND deleted_at IS NULL AND vibe.manages(id) AND (? OR %1$s = ANY (?))
            RETURNING acl::text AS acl, %1$s AS tag, type
            """.formatted(TAG));

    private static final CallerStatement ACCESS = CallerStatement.of("""
            SELECT why, principal, kind, actions, source, certificate, issuer, issuer_is_app, not_before, until
            FROM vibe.access_to(?) LIMIT ?
            """);

    /** The ACL of a document of that type, and what stands for it in ETag. */
    record Tagged(Acl acl, String tag, DocumentType type) {
        private static Tagged of(Row row) throws SQLException {
            return new Tagged(
                    Acl.ofStored(JsonRequest.ours(row.text("acl"))),
                    row.text("tag"),
                    new DocumentType(row.text("type")));
        }
    }

    private record Look(
            @Nullable Problem refusal,
            boolean visible,
            @Nullable Tagged managed) {}

    Tagged get(CallerStatements statements, DocumentId id) {
        Look look = look(statements, id);
        if (look.managed() == null) {
            throw why(look);
        }
        return look.managed();
    }

    /** Of several that replace the same ACL at once, one succeeds, if each names the one that it has read. */
    Tagged replace(CallerStatements statements, DocumentId id, @Nullable EntityTags ifMatch, Acl acl) {
        List<Tagged> replaced = statements.write(
                REPLACE,
                binds -> binds.text(acl.stored())
                        .uuid(id.value())
                        .flag(ifMatch == null || ifMatch.any())
                        .texts(ifMatch == null ? List.of() : ifMatch.revs()),
                Tagged::of);
        if (!replaced.isEmpty()) {
            return replaced.getFirst();
        }
        Look look = look(statements, id);
        if (look.managed() == null) {
            throw why(look);
        }
        if (ifMatch == null
                || ifMatch.any()
                || ifMatch.revs().contains(look.managed().tag())) {
            // Who manages it by an app that may only read.
            throw Problem.of(ProblemCode.PERMISSION_MISSING, "The person has not allowed this app to write that type.");
        }
        throw Problem.of(ProblemCode.ACL_STALE, "Read the ACL again, then send your change with its ETag.");
    }

    List<Reason> access(CallerStatements statements, DocumentId id, int limit) {
        List<Reason> reasons =
                statements.read(ACCESS, binds -> binds.uuid(id.value()).number(limit), Reason::of);
        if (reasons.isEmpty()) {
            throw why(look(statements, id));
        }
        return reasons;
    }

    private static Look look(CallerStatements statements, DocumentId id) {
        return statements
                .readNamed(id, GET, binds -> binds.uuid(id.value()), AclStore::look)
                .getFirst();
    }

    private static Look look(Row row) throws SQLException {
        return new Look(
                Standing.refusal(row.text("standing")).orElse(null),
                row.flag("visible"),
                row.flag("managed") ? Tagged.of(row) : null);
    }

    private static Problem why(Look look) {
        if (look.refusal() != null) {
            return look.refusal();
        }
        return look.visible()
                ? Problem.of(ProblemCode.PERMISSION_MISSING, "Who has which rights is for who manages the document.")
                : Problem.notFound();
    }
}
