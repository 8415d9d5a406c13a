package cloud.vibe.data.query;

import cloud.vibe.data.kernel.AppId;
import cloud.vibe.data.kernel.DidDomain;
import cloud.vibe.data.kernel.PersonId;
import java.util.UUID;

/** What stands where in {@code d}, a row of documents. */
final class DocumentSql {
    private static final UUID SOMEBODY = new UUID(0, 0);
    private final String people;
    private final String apps;

    DocumentSql(DidDomain domain) {
        this.people = before(domain.did(new PersonId(SOMEBODY)));
        this.apps = before(domain.did(new AppId(SOMEBODY)));
    }

    private static String before(String did) {
        return did.substring(0, did.length() - SOMEBODY.toString().length());
    }

    /** The metadata as it stands on the wire, and compared byte by byte. */
    SqlText text(Metadata what) {
        return switch (what) {
            case ID -> SqlText.of("d.id::text");
            case KEY -> SqlText.of("d.key");
            case REV -> SqlText.of("d.rev");
            case OWNER ->
                SqlText.of("(CASE WHEN d.owner_is_app THEN ")
                        .bindText(apps)
                        .add("::text ELSE ")
                        .bindText(people)
                        .add("::text END || d.owner::text)");
            case CREATED_AT ->
                SqlText.of("to_char(d.created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')");
            case UPDATED_AT ->
                SqlText.of("to_char(d.updated_at AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')");
        };
    }

    /** A value within JSON, or NULL if there is none. */
    static SqlText value(SqlText whole, Place.InData place) {
        if (place.names().isEmpty()) {
            return whole;
        }
        return SqlText.of("(").add(whole).add(" #> ").bindTexts(place.names()).add(")");
    }
}
