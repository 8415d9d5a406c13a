package cloud.vibe.data.kernel;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** A document's own access control list. What stands in it is given; what does not is not. */
public record Acl(List<Entry> entries) {
    /** What can be given. To write includes to read, and to manage (to share, delete and restore) includes both. */
    public enum Right {
        READ,
        WRITE,
        MANAGE;

        public String wire() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** One principal and their rights. Everyone can be given nothing but to read. */
    public record Entry(Grantee principal, Set<Right> rights) {
        public Entry {
            rights = EnumSet.copyOf(rights);
            if (principal.equals(Grantee.EVERYONE) && !rights.equals(Set.of(Right.READ))) {
                throw Problem.invalidRequest("Everyone can be given \"read\" and nothing else.");
            }
        }
    }

    private static final Set<String> MEMBERS = Set.of("principal", "actions");

    public Acl {
        entries = List.copyOf(entries);
        if (entries.size() > Limit.ACL_ENTRIES.max()) {
            throw Problem.beyond(Limit.ACL_ENTRIES);
        }
        Set<Grantee> named = new HashSet<>();
        for (Entry entry : entries) {
            if (!named.add(entry.principal())) {
                throw Problem.invalidRequest(
                        "A principal stands in the ACL twice: give all of their actions in one entry.");
            }
        }
    }

    /**
     * Reads {@code [{"principal": {...}, "actions": ["read"]}]}.
     *
     * @throws Problem if that is not an ACL
     */
    public static Acl parse(JsonNode json, DidDomain domain) {
        if (!json.isArray()) {
            throw Problem.invalidRequest("An ACL is an array of entries.");
        }
        if (json.size() > Limit.ACL_ENTRIES.max()) {
            throw Problem.beyond(Limit.ACL_ENTRIES);
        }
        List<Entry> entries = new ArrayList<>();
        for (JsonNode entry : json) {
            JsonRequest.requireOnly(entry, MEMBERS);
            entries.add(new Entry(Grantee.parse(entry.path("principal"), domain), rights(entry.path("actions"))));
        }
        return new Acl(entries);
    }

    /** Reads what {@link #stored()} has written. An entry without a kind names a person. */
    public static Acl ofStored(JsonNode json) {
        List<Entry> entries = new ArrayList<>();
        for (JsonNode entry : json) {
            var id = Uuids.parse(entry.path("principal").asText());
            Grantee.Kind kind = Grantee.Kind.of(entry.path("kind").asText()).orElse(Grantee.Kind.PERSON);
            boolean isEveryone = id.equals(Grantee.EVERYONE.id());
            entries.add(
                    new Entry(isEveryone ? Grantee.EVERYONE : new Grantee(kind, id), rights(entry.path("actions"))));
        }
        return new Acl(entries);
    }

    /** As it stands in the database. */
    public String stored() {
        ArrayNode json = JsonNodeFactory.instance.arrayNode();
        for (Entry entry : entries) {
            ObjectNode stored = json.addObject();
            stored.put("kind", entry.principal().kind().wire());
            stored.put("principal", entry.principal().id().toString());
            ArrayNode actions = stored.putArray("actions");
            entry.rights().forEach(right -> actions.add(right.wire()));
        }
        return json.toString();
    }

    public void appendJson(StringBuilder json, DidDomain domain) {
        json.append('[');
        for (Entry entry : entries) {
            json.append(json.charAt(json.length() - 1) == '[' ? "" : ",").append("{\"principal\":");
            entry.principal().appendJson(json, domain);
            json.append(",\"actions\":[\"");
            json.append(String.join(
                    "\",\"", entry.rights().stream().map(Right::wire).toList()));
            json.append("\"]}");
        }
        json.append(']');
    }

    private static Set<Right> rights(JsonNode actions) {
        Set<Right> rights = EnumSet.noneOf(Right.class);
        for (JsonNode action : actions) {
            rights.add(Arrays.stream(Right.values())
                    .filter(right -> right.wire().equals(action.asText()))
                    .findFirst()
                    .orElseThrow(Acl::unknownRight));
        }
        if (!actions.isArray() || rights.isEmpty()) {
            throw unknownRight();
        }
        return rights;
    }

    private static Problem unknownRight() {
        return Problem.invalidRequest("The actions of an entry are an array of \"read\", \"write\" and \"manage\".");
    }
}
