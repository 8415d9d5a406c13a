package cloud.vibe.data.certificate;

import cloud.vibe.data.database.CallerStatement;
import cloud.vibe.data.database.CallerStatements;
import cloud.vibe.data.database.Row;
import cloud.vibe.data.kernel.AppId;
import cloud.vibe.data.kernel.Grantee;
import cloud.vibe.data.kernel.IdPage;
import cloud.vibe.data.kernel.Owner;
import cloud.vibe.data.kernel.PersonId;
import cloud.vibe.data.kernel.Problem;
import cloud.vibe.data.kernel.ProblemCode;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Certificates in PostgreSQL, whose policies and triggers decide who issues, registers and revokes one, and whether one counts. */
final class CertificateStore {
    private static final String COLUMNS = """
            id, issuer, issuer_is_app, holder, holder_is_app, document, type, actions, not_before, expires_at, issued_at, registered_at,
            revoked_at, vibe.certificate_status(id) AS status""";

    private static final String INTO = """
            INSERT INTO vibe.certificates (id, issuer, holder, holder_is_app, actions, not_before, expires_at, document, type)
            SELECT ?::uuid, ?::uuid, ?::uuid, ?::boolean, ?::text[], ?::timestamptz, ?::timestamptz,
            """;
    private static final CallerStatement ISSUE_FOR_DOCUMENT = CallerStatement.of(INTO + """
            d.id, d.type FROM vibe.documents AS d WHERE d.id = ? AND d.deleted_at IS NULL RETURNING id
            """);
    private static final CallerStatement ISSUE_FOR_TYPE = CallerStatement.of(INTO + "NULL, ?::text RETURNING id");

    private static final CallerStatement GET =
            CallerStatement.of("SELECT %s FROM vibe.certificates WHERE id = ?".formatted(COLUMNS));
    private static final CallerStatement ISSUED = CallerStatement.of("""
            SELECT %s FROM vibe.certificates
            WHERE issuer = ? AND (?::uuid IS NULL OR id < ?) ORDER BY id DESC LIMIT ?
            """.formatted(COLUMNS));
    private static final CallerStatement HELD = CallerStatement.of("""
            SELECT %s FROM vibe.certificates
            WHERE holder = ? AND registered_at IS NOT NULL AND (?::uuid IS NULL OR id < ?) ORDER BY id DESC LIMIT ?
            """.formatted(COLUMNS));
    private static final CallerStatement REGISTER = CallerStatement.of("""
            UPDATE vibe.certificates SET registered_at = now() WHERE id = ? AND registered_at IS NULL RETURNING id
            """);
    private static final CallerStatement REVOKE = CallerStatement.of("""
            UPDATE vibe.certificates SET revoked_at = now() WHERE id = ? AND revoked_at IS NULL RETURNING id
            """);
    private static final CallerStatement STATUS = CallerStatement.of("SELECT vibe.certificate_status(?) AS status");

    Certificate issue(CallerStatements database, UUID id, CertificateRequest request) {
        boolean isOfDocument = request.document() != null;
        List<UUID> issued = database.write(
                isOfDocument ? ISSUE_FOR_DOCUMENT : ISSUE_FOR_TYPE,
                binds -> {
                    binds.uuid(id)
                            .uuid(database.caller().me().value())
                            .uuid(request.holder().id())
                            .flag(request.holder().kind() == Grantee.Kind.APP)
                            .texts(request.actions())
                            .text(request.notBefore().toString())
                            .text(request.expiresAt().toString());
                    if (request.document() != null) {
                        binds.uuid(request.document().value());
                    } else {
                        binds.text(String.valueOf(request.type()));
                    }
                },
                row -> row.uuid("id"));
        database.found(issued);
        return get(database, id);
    }

    Certificate get(CallerStatements database, UUID id) {
        return database.found(find(database, id));
    }

    List<Certificate> list(CallerStatements database, boolean isHolder, IdPage page) {
        List<Certificate> found = database.read(
                isHolder ? HELD : ISSUED,
                binds -> binds.uuid(database.caller().me().value())
                        .uuid(page.after())
                        .uuid(page.after())
                        .number(page.rows()),
                CertificateStore::certificate);
        if (found.isEmpty()) {
            database.requireGoodStanding();
        }
        return found;
    }

    /** Idempotent, as long as the certificate may come to count. */
    Certificate register(CallerStatements database, UUID id) {
        List<Certificate> known = find(database, id);
        if (known.isEmpty()) {
            status(database, id);
            database.requireGoodStanding();
            throw Problem.of(ProblemCode.PERMISSION_MISSING, "The person has not allowed this app that type.");
        }
        String status = known.getFirst().status();
        switch (status) {
            case "revoked", "expired", "void" ->
                throw Problem.of(ProblemCode.CERTIFICATE_INVALID, "The certificate is " + status + ".");
            default -> database.write(REGISTER, binds -> binds.uuid(id), row -> true);
        }
        return get(database, id);
    }

    /** For good; idempotent. */
    void revoke(CallerStatements database, UUID id) {
        List<Boolean> revoked = database.write(REVOKE, binds -> binds.uuid(id), row -> true);
        if (revoked.isEmpty()
                && !get(database, id).issuer().equals(database.caller().me())) {
            throw Problem.of(ProblemCode.PERMISSION_MISSING, "A certificate is revoked by its issuer.");
        }
    }

    /** For who holds the text, whoever that is. */
    String status(CallerStatements database, UUID id) {
        String status = database.read(
                        STATUS, binds -> binds.uuid(id), row -> Optional.ofNullable(row.optionalText("status")))
                .getFirst()
                .orElse(null);
        if (status == null) {
            throw Problem.of(
                    ProblemCode.CERTIFICATE_INVALID, "It ended so long ago that nothing is known of it any more.");
        }
        return status;
    }

    private List<Certificate> find(CallerStatements database, UUID id) {
        return database.read(GET, binds -> binds.uuid(id), CertificateStore::certificate);
    }

    private static Certificate certificate(Row row) throws SQLException {
        return new Certificate(
                row.uuid("id"),
                owner(row, "issuer"),
                owner(row, "holder"),
                row.optionalUuid("document"),
                row.text("type"),
                row.texts("actions").stream().sorted().toList(),
                row.time("not_before"),
                row.time("expires_at"),
                row.time("issued_at"),
                row.optionalTime("registered_at"),
                row.optionalTime("revoked_at"),
                row.text("status"));
    }

    private static Owner owner(Row row, String column) throws SQLException {
        UUID id = row.uuid(column);
        return row.flag(column + "_is_app") ? new AppId(id) : new PersonId(id);
    }
}
