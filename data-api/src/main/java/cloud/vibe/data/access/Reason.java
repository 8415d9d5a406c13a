package cloud.vibe.data.access;

import cloud.vibe.data.database.Row;
import cloud.vibe.data.kernel.AppId;
import cloud.vibe.data.kernel.DidDomain;
import cloud.vibe.data.kernel.Grantee;
import cloud.vibe.data.kernel.PersonId;
import cloud.vibe.data.kernel.WireTime;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One reason for which somebody comes to a document.
 *
 * @param why owner, acl, inherited, certificate or global
 * @param source whose ACL it is inherited from
 */
record Reason(
        String why,
        Grantee principal,
        List<String> actions,
        @Nullable UUID source,
        @Nullable Issued issued,
        @Nullable Instant from,
        @Nullable Instant until) {
    Reason {
        actions = List.copyOf(actions);
    }

    /** By which certificate. */
    record Issued(UUID certificate, Grantee issuer) {}

    static Reason of(Row row) throws SQLException {
        UUID certificate = row.optionalUuid("certificate");
        UUID issuer = row.optionalUuid("issuer");
        Grantee.Kind kind = Grantee.Kind.of(row.text("kind")).orElseThrow();
        return new Reason(
                row.text("why"),
                new Grantee(kind, row.uuid("principal")),
                row.texts("actions").stream().sorted().toList(),
                row.optionalUuid("source"),
                certificate == null || issuer == null
                        ? null
                        : new Issued(
                                certificate,
                                Grantee.of(row.flag("issuer_is_app") ? new AppId(issuer) : new PersonId(issuer))),
                row.optionalTime("not_before"),
                row.optionalTime("until"));
    }

    String json(DidDomain domain) {
        StringBuilder json = new StringBuilder("{\"principal\":");
        principal.appendJson(json, domain);
        json.append(",\"actions\":[\"").append(String.join("\",\"", actions)).append("\"]");
        json.append(",\"reason\":\"")
                .append(principal.equals(Grantee.EVERYONE) ? "public" : why)
                .append('"');
        if (source != null && why.equals("inherited")) {
            json.append(",\"inheritedFrom\":\"").append(source).append('"');
        }
        if (issued != null) {
            json.append(",\"certificate\":\"").append(issued.certificate()).append("\",\"issuer\":");
            issued.issuer().appendJson(json, domain);
        }
        if (from != null) {
            json.append(",\"from\":\"").append(WireTime.of(from)).append('"');
        }
        if (until != null) {
            json.append(",\"until\":\"").append(WireTime.of(until)).append('"');
        }
        return json.append('}').toString();
    }
}
