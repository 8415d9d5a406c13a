package cloud.vibe.data.isolation;

import cloud.vibe.data.trial.TestCloud;
import java.util.Map;

/** How an operation is tried on a document: what stands in its path, after its path, in its headers and in its body. */
record Request(Map<String, String> path, String query, Map<String, String> headers, String mediaType, String body) {
    private static final String JSON = "application/json";

    /** An operation that is not known here fails the test: say how it is tried. */
    static Request of(Answers.Row row, Target target, Cast cast) {
        return switch (row.operation()) {
            case "createDocument" -> body("{\"type\":\"notes\",\"data\":{\"title\":\"my own\"}}");
            case "listDocuments" -> plain("?type=notes&limit=200" + list(row.variant(), cast));
            case "queryDocuments" -> body(query(row.variant()));
            case "searchDocuments" -> plain("?q=harbour&limit=50");
            case "getDocument" -> named(target, Map.of(), "");
            case "replaceDocument" -> named(target, Map.of("If-Match", "*"), "{\"data\":{\"title\":\"replaced\"}}");
            case "deleteDocument" -> named(target, Map.of(), "");
            case "receiveEvent" -> new Request(Map.of(), "", Map.of(), "application/secevent+jwt", "no event");
            case "openPage", "readDescription" -> plain("");
            case "readPageFile" -> new Request(Map.of("file", "page.js"), "", Map.of(), "", "");
            default -> throw new AssertionError("nobody has said how " + row.operation() + " is tried");
        };
    }

    private static String list(String variant, Cast cast) {
        return switch (variant) {
            case "" -> "";
            case "the owner named" ->
                "&owner=did:web:" + TestCloud.DID_DOMAIN.replace(":", "%253A") + ":people:"
                        + cast.owner().person();
            case "explained" -> "&explain=true";
            default -> throw new AssertionError("no such list: " + variant);
        };
    }

    // Each by what only the document has, so that a count, a greatest value or a group would give it away.
    private static String query(String variant) {
        String rest = switch (variant) {
            case "" -> "";
            case "counted" -> ",\"count\":true";
            case "sorted" -> ",\"sort\":[{\"secret\":\"asc\"}],\"fields\":[\"secret\"]";
            case "explained" -> ",\"explain\":true";
            case "the greatest" -> ",\"aggregate\":{\"metrics\":{\"greatest\":{\"$max\":\"secret\"}}}";
            case "grouped" -> ",\"aggregate\":{\"groupBy\":[\"secret\"],\"metrics\":{\"all\":{\"$count\":true}}}";
            default -> throw new AssertionError("no such query: " + variant);
        };
        return "{\"type\":\"notes\",\"limit\":200,\"selector\":{\"secret\":{\"$exists\":true}}" + rest + "}";
    }

    private static Request named(Target target, Map<String, String> headers, String body) {
        return new Request(Map.of("id", target.id()), "", headers, body.isEmpty() ? "" : JSON, body);
    }

    private static Request body(String body) {
        return new Request(Map.of(), "", Map.of(), JSON, body);
    }

    private static Request plain(String query) {
        return new Request(Map.of(), query, Map.of(), "", "");
    }
}
