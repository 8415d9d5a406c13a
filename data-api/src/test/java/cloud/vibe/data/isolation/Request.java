package cloud.vibe.data.isolation;

import cloud.vibe.data.trial.TestCloud;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;

/** How an operation is tried on a document: what stands in its path, behind it, and in its body. */
record Request(Map<String, String> path, String query, String mediaType, String body) {
    private static final String JSON = "application/json";

    /** An operation that is not known here fails the test: say how it is tried. */
    static Request of(Answers.Row row, Target target, Cast cast) throws Exception {
        return switch (row.operation()) {
            case "createDocument" -> body("{\"type\":\"notes\",\"data\":{\"title\":\"my own\"}}");
            case "listDocuments" -> plain(Map.of(), "?type=notes&limit=200" + list(row.variant(), cast));
            case "queryDocuments" -> body(query(row.variant()));
            case "searchDocuments" -> plain(Map.of(), "?q=harbour&limit=50");
            case "getDocument", "deleteDocument", "restoreDocument", "listVersions" -> named(target);
            case "getAcl", "explainAccess", "listEdges", "walkGraph" -> named(target);
            case "replaceAcl" -> named(target).with(JSON, "{\"entries\":[]}");
            case "createEdge" -> named(target).with(JSON, edge(row.variant(), target));
            case "getEdge", "deleteEdge" -> edge(target);
            case "replaceEdge" -> edge(target).with(JSON, "{\"data\":{}}");
            case "listGrants" -> plain(Map.of(), "");
            case "getGrant", "endGrant" -> grant(cast);
            case "withdrawPermission" ->
                plain(Map.of("app", cast.owner().app().toString(), "permission", "notes:write"), "");
            case "createGroup" -> body("{\"name\":\"Friends\"}");
            case "listGroups", "listMemberships", "listCertificateKeys" -> plain(Map.of(), "");
            case "getGroup", "deleteGroup", "listMembers" -> group(cast);
            case "renameGroup" -> group(cast).with(JSON, "{\"name\":\"Renamed\"}");
            case "addMember" -> member(cast, UUID.randomUUID());
            case "removeMember" -> member(cast, cast.principal(Kind.MEMBER));
            case "issueCertificate" -> body(certificate(target, cast));
            case "listCertificates" -> plain(Map.of(), row.variant().equals("held") ? "?side=held" : "");
            case "getCertificate", "revokeCertificate" ->
                plain(Map.of("certificate", target.certificate().toString()), "");
            case "registerCertificate", "verifyCertificate" -> body("{\"jws\":\"" + jws(target, cast) + "\"}");
            case "getVersion" -> plain(Map.of("id", target.id(), "rev", target.formerRev()), "");
            case "getDocumentByKey" -> plain(Map.of("type", "notes", "key", target.key()), "?owner=" + owner(cast));
            case "replaceDocument" -> named(target).with(JSON, "{\"data\":{\"title\":\"replaced\"}}");
            case "patchDocument" -> named(target).with("application/merge-patch+json", "{\"title\":\"patched\"}");
            case "writeDocuments" -> body(operations(row.variant(), target));
            case "listTypes" -> plain(Map.of(), "");
            case "getType", "getTypeSettings", "listTypeSchemas", "removeTypeSchema", "listIndexes" ->
                plain(Map.of("type", "notes"), "");
            case "getTypeSchema" -> plain(Map.of("type", "notes"), "?number=1000000");
            case "setTypeSettings", "setTypeSchema" ->
                plain(Map.of("type", "notes"), "").with(JSON, "{}");
            case "declareIndex" -> plain(Map.of("type", "notes", "path", "declared"), "");
            case "getIndex", "withdrawIndex" -> plain(Map.of("type", "notes", "path", "nowhere"), "");
            case "createChallenge" -> body("""
                    {"client_id":"notes","redirect_uri":"https://notes.example/callback",
                     "code_challenge":"E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"}
                    """);
            case "redeemCode", "refreshToken", "revokeTokens" -> plain(Map.of(), "");
            case "getPersonDid" ->
                plain(Map.of("person", cast.principal(Kind.STRANGER).toString()), "");
            case "getAppDid" -> plain(Map.of("app", cast.owner().app().toString()), "");
            case "resolveIdentity" -> plain(Map.of("did", did(cast)), "");
            case "createKeyChallenge", "listKeys" -> plain(Map.of(), "");
            case "linkKey" -> body("{\"proof\":\"e30.e30.e30\"}");
            case "unlinkKey" -> plain(Map.of("key", "did:key:z" + "6".repeat(47)), "");
            case "receiveEvent", "compareGrants" -> plain(Map.of(), "").with("application/secevent+jwt", "no event");
            case "openPage", "readDescription" -> plain(Map.of(), "");
            case "readPageFile" -> plain(Map.of("file", "page.js"), "");
            default -> throw new AssertionError("nobody has said how " + row.operation() + " is tried");
        };
    }

    private static Request edge(Target target) {
        return plain(Map.of("id", target.id(), "edge", target.edge().toString()), "");
    }

    private static String edge(String variant, Target target) {
        return "{\"target\":\"%s\",\"label\":\"%s\"}"
                .formatted(target.beside(), variant.equals("one that contains") ? "contains" : "likes");
    }

    // The owner's, to the app that they come by.
    private static Request grant(Cast cast) {
        return plain(Map.of("app", cast.owner().app().toString()), "");
    }

    private static Request group(Cast cast) {
        return plain(Map.of("group", cast.group().toString()), "");
    }

    private static Request member(Cast cast, UUID member) {
        return plain(Map.of("group", cast.group().toString(), "member", member.toString()), "");
    }

    private static String certificate(Target target, Cast cast) {
        return "{\"holder\":\"%s\",\"document\":\"%s\",\"actions\":[\"read\"],\"expiresAt\":\"%s\"}"
                .formatted(
                        cast.principal(Kind.STRANGER),
                        target.id(),
                        Instant.now().plusSeconds(3_600));
    }

    // Its issuer can have the text again.
    private static String jws(Target target, Cast cast) throws Exception {
        return TestCloud.get()
                .api()
                .get(cast.owner(), "/v1/certificates/" + target.certificate())
                .json()
                .path("jws")
                .asText();
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

    private static String operations(String operation, Target target) {
        String rest = switch (operation) {
            case "replace" -> ",\"data\":{}";
            case "patch" -> ",\"patch\":{\"title\":\"patched\"}";
            case "delete" -> "";
            default -> throw new AssertionError("no such operation: " + operation);
        };
        return "{\"operations\":[{\"op\":\"%s\",\"id\":\"%s\"%s}]}".formatted(operation, target.id(), rest);
    }

    private static String did(Cast cast) {
        return "did:web:" + TestCloud.DID_DOMAIN + ":people:" + cast.principal(Kind.STRANGER);
    }

    // As it stands in a query: the percent sign of the DID is one of its characters.
    private static String owner(Cast cast) {
        return "did:web:" + TestCloud.DID_DOMAIN.replace(":", "%253A") + ":people:"
                + cast.owner().person();
    }

    private static Request named(Target target) {
        return plain(Map.of("id", target.id()), "");
    }

    private static Request body(String body) {
        return plain(Map.of(), "").with(JSON, body);
    }

    private static Request plain(Map<String, String> path, String query) {
        return new Request(path, query, "", "");
    }

    private Request with(String otherType, String otherBody) {
        return new Request(path, query, otherType, otherBody);
    }
}
