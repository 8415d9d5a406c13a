package cloud.vibe.data.kernel;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Whom a right is given to: a person, a group, an app, or everyone, whose id is the nil UUID. Whether there is such a one is not asked: an
 * id tells nobody who exists.
 */
public record Grantee(Kind kind, UUID id) {
    private static final UUID NIL = new UUID(0, 0);
    public static final Grantee EVERYONE = new Grantee(Kind.EVERYONE, NIL);
    private static final Set<String> MEMBERS = Set.of("kind", "id", "did");

    public Grantee {
        if ((kind == Kind.EVERYONE) != id.equals(NIL)) {
            throw new IllegalArgumentException("everyone is the nil UUID, and nobody else is");
        }
    }

    /** What there is to give a right to. */
    public enum Kind {
        PERSON,
        GROUP,
        APP,
        EVERYONE;

        public String wire() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** As it stands in {@code kind}. */
        public static Optional<Kind> of(String wire) {
            return Arrays.stream(values())
                    .filter(kind -> kind.wire().equals(wire))
                    .findFirst();
        }
    }

    public static Grantee of(Owner owner) {
        return switch (owner) {
            case PersonId person -> new Grantee(Kind.PERSON, person.value());
            case AppId app -> new Grantee(Kind.APP, app.value());
        };
    }

    /**
     * Reads {@code {"kind": "person", "id": "..."}}, or {@code did} instead of both for a person or an app of this cloud.
     *
     * @throws Problem if it names nobody
     */
    public static Grantee parse(JsonNode json, DidDomain domain) {
        JsonRequest.requireOnly(json, MEMBERS);
        Optional<Kind> kind = Kind.of(json.path("kind").asText());
        if (kind.isPresent() && kind.get() == Kind.EVERYONE) {
            return EVERYONE;
        }
        try {
            if (json.path("did").isTextual()) {
                Grantee named = owner(json.path("did").asText(), domain);
                if (kind.isEmpty() || kind.get() == named.kind()) {
                    return named;
                }
            } else if (kind.isPresent() && json.path("id").isTextual()) {
                return new Grantee(kind.get(), Uuids.parse(json.path("id").asText()));
            }
        } catch (IllegalArgumentException e) {
            // Answered below.
        }
        throw Problem.invalidRequest(
                "A principal is {\"kind\": \"everyone\"}, {\"kind\": \"person\", \"group\" or \"app\","
                        + " \"id\": a lower-case UUID}, or {\"did\": a DID of this cloud}.");
    }

    /**
     * A person or an app by their DID, or a person by their id.
     *
     * @throws IllegalArgumentException if it is neither
     */
    public static Grantee owner(String text, DidDomain domain) {
        if (text.startsWith("did:")) {
            return domain.owner(text)
                    .map(Grantee::of)
                    .orElseThrow(() -> new IllegalArgumentException("not a DID of this cloud"));
        }
        return new Grantee(Kind.PERSON, Uuids.parse(text));
    }

    public void appendJson(StringBuilder json, DidDomain domain) {
        json.append("{\"kind\":\"").append(kind.wire());
        switch (kind) {
            case PERSON -> appendIds(json, domain.did(new PersonId(id)));
            case APP -> appendIds(json, domain.did(new AppId(id)));
            case GROUP -> json.append("\",\"id\":\"").append(id);
            case EVERYONE -> {}
        }
        json.append("\"}");
    }

    private void appendIds(StringBuilder json, String did) {
        json.append("\",\"id\":\"").append(id).append("\",\"did\":\"").append(did);
    }
}
