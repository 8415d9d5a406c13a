package cloud.vibe.keycloak.reconciliation;

import cloud.vibe.keycloak.grant.GrantStatus;
import cloud.vibe.keycloak.grant.GrantedApp;
import cloud.vibe.keycloak.grant.KnownGrant;
import cloud.vibe.keycloak.identity.Principal;
import cloud.vibe.keycloak.merge.Merge;
import cloud.vibe.keycloak.permission.Permission;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The data API's answer: where it has grants otherwise than the comparison says. Members that we do not know are passed over.
 *
 * @param comparedTo how far it has come; null means to the last grant that there is
 * @param missing grants of the comparison that it does not know
 * @param held grants as it knows them
 * @param unmerged guests of whose merge it does not know, or not the newest; one of before there were any says nothing of it
 */
record Differences(@Nullable UUID comparedTo, List<UUID> missing, List<KnownGrant> held, List<UUID> unmerged) {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final int MOST = 1_000;
    private static final int LONGEST_NAME = 255;

    Differences {
        missing = List.copyOf(missing);
        held = List.copyOf(held);
        unmerged = List.copyOf(unmerged);
    }

    /**
     * Reads an answer to this comparison. One that makes no sense is refused as a whole: nothing is done because of it.
     *
     * @throws IllegalArgumentException saying what makes no sense
     */
    static Differences read(String json, Comparison comparison) {
        JsonNode answer = parse(json);
        Set<UUID> asked = comparison.grants().stream().map(grant -> grant.id()).collect(Collectors.toSet());
        Set<UUID> guests = comparison.merges().stream().map(Merge::guest).collect(Collectors.toSet());
        List<UUID> missing = among(asked, list(answer, "missing"));
        List<UUID> unmerged = answer.has("unmerged") ? among(guests, list(answer, "unmerged")) : List.of();
        List<KnownGrant> held = new ArrayList<>();
        for (JsonNode item : list(answer, "held")) {
            held.add(known(item));
        }
        return new Differences(reached(answer.path("compared_to"), comparison), missing, held, unmerged);
    }

    private static List<UUID> among(Set<UUID> named, JsonNode list) {
        List<UUID> ids = new ArrayList<>();
        for (JsonNode item : list) {
            UUID id = id(item);
            if (!named.contains(id)) {
                throw new IllegalArgumentException("it misses what was not named");
            }
            ids.add(id);
        }
        return ids;
    }

    /** The next comparison begins there: it must lie before where this one ends, and further than where it began. */
    private static @Nullable UUID reached(JsonNode node, Comparison comparison) {
        if (node.isNull() && comparison.upTo() == null) {
            return null;
        }
        UUID reached = id(node);
        boolean isFurther = comparison.after() == null || compare(comparison.after(), reached) < 0;
        boolean isWithin = comparison.upTo() == null || compare(reached, comparison.upTo()) <= 0;
        if (!isFurther || !isWithin) {
            throw new IllegalArgumentException("it has compared something else");
        }
        return reached;
    }

    /** As databases order them; UUID.compareTo takes the halves as signed numbers. */
    private static int compare(UUID one, UUID other) {
        return one.toString().compareTo(other.toString());
    }

    private static KnownGrant known(JsonNode node) {
        JsonNode end = node.path("expires_at");
        return new KnownGrant(
                id(node.path("grant")),
                new Principal.Person(id(node.path("person").path("id"))),
                new GrantedApp(
                        new Principal.App(id(node.path("app").path("id"))),
                        text(node.path("app").path("client_id")),
                        text(node.path("app").path("name"))),
                permissions(node),
                GrantStatus.of(text(node.path("status"))),
                number(node.path("version")),
                number(node.path("not_before_version")),
                end.isNull() ? null : time(text(end)));
    }

    private static NavigableSet<Permission> permissions(JsonNode node) {
        NavigableSet<Permission> permissions = new TreeSet<>();
        for (JsonNode item : array(node, "permissions")) {
            // What is none allows nothing, here as there.
            Permission.parse(item.asText()).ifPresent(permissions::add);
        }
        return permissions;
    }

    private static JsonNode parse(String json) {
        try {
            JsonNode answer = MAPPER.readTree(json);
            if (answer == null || !answer.isObject()) {
                throw new IllegalArgumentException("it is no JSON object");
            }
            return answer;
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("it is no JSON", e);
        }
    }

    private static JsonNode list(JsonNode node, String name) {
        JsonNode list = array(node, name);
        if (list.size() > MOST) {
            throw new IllegalArgumentException(name + " has more than " + MOST + " items");
        }
        return list;
    }

    private static JsonNode array(JsonNode node, String name) {
        JsonNode array = node.path(name);
        if (!array.isArray()) {
            throw new IllegalArgumentException(name + " is no list");
        }
        return array;
    }

    private static UUID id(JsonNode node) {
        String text = text(node);
        UUID id = UUID.fromString(text);
        // It also takes short and upper-case ones, which would be other rows.
        if (!id.toString().equals(text)) {
            throw new IllegalArgumentException("an id is no lower-case UUID");
        }
        return id;
    }

    private static String text(JsonNode node) {
        if (!node.isTextual()
                || node.textValue().length() > LONGEST_NAME
                || node.textValue().indexOf(0) >= 0) {
            throw new IllegalArgumentException("a text is missing or too long");
        }
        return node.textValue();
    }

    private static long number(JsonNode node) {
        if (!node.isIntegralNumber() || !node.canConvertToLong()) {
            throw new IllegalArgumentException("a whole number is missing");
        }
        return node.longValue();
    }

    private static Instant time(String text) {
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("a time is not RFC 3339", e);
        }
    }
}
