package cloud.vibe.data.database;

import cloud.vibe.data.caller.AppForItself;
import cloud.vibe.data.caller.AppForPerson;
import cloud.vibe.data.caller.Caller;
import cloud.vibe.data.caller.Issued;
import cloud.vibe.data.caller.Nobody;
import cloud.vibe.data.kernel.AppId;
import cloud.vibe.data.kernel.ClientId;
import cloud.vibe.data.kernel.GrantId;
import cloud.vibe.data.kernel.Permission;
import cloud.vibe.data.kernel.Permissions;
import cloud.vibe.data.kernel.PersonId;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A caller who must not be shown a row of any table, however much their token says, and why. */
record Pretender(String why, Caller caller) {
    private static final String EVERYTHING = "*:write:global";
    private static final Instant PAST = Instant.parse("2026-01-02T00:00:00Z");

    /** Grants of the fixture's people that do not hold; each is stored under an id made of both. */
    enum Ended {
        REVOKED,
        OVER,
        NEWER
    }

    /** Everybody who has nothing to do with what is stored, and those whose it is by apps that may not. */
    static List<Pretender> of(List<UUID> concerned) {
        List<Pretender> all = new ArrayList<>();
        all.add(new Pretender("nobody", new Nobody()));
        all.add(new Pretender("a stranger", app(UUID.randomUUID(), UUID.randomUUID(), 1, null, EVERYTHING)));
        all.add(new Pretender("a strange app", itself(UUID.randomUUID(), EVERYTHING)));
        for (UUID person : concerned) {
            all.add(new Pretender("the person by an app of no permission", app(person, UUID.randomUUID(), 1, null)));
            all.add(new Pretender(
                    "the person by an app of other types",
                    app(person, UUID.randomUUID(), 1, null, "unheard:write:global")));
            all.add(new Pretender(
                    "the person by a token whose grant is over", app(person, UUID.randomUUID(), 1, PAST, EVERYTHING)));
            for (Ended ended : Ended.values()) {
                all.add(new Pretender(
                        "the person by a grant that is " + ended,
                        app(person, grant(person, ended), 1, null, EVERYTHING)));
            }
            for (UUID other : concerned) {
                if (!other.equals(person)) {
                    all.add(new Pretender(
                            "the person by another's grant",
                            app(person, grant(other, Ended.NEWER), 9, null, EVERYTHING)));
                }
            }
            all.add(new Pretender("the id in an app's place, of other types", itself(person, "unheard:write:global")));
        }
        return all;
    }

    static UUID grant(UUID person, Ended ended) {
        return UUID.nameUUIDFromBytes((person + " " + ended).getBytes(StandardCharsets.UTF_8));
    }

    private static Caller app(UUID person, UUID grant, long version, @Nullable Instant until, String... permissions) {
        return new AppForPerson(
                new PersonId(person),
                new ClientId("pretender"),
                new GrantId(grant),
                version,
                until,
                Permissions.of(parsed(permissions)),
                Set.of(),
                Issued.until(Instant.MAX));
    }

    private static Caller itself(UUID app, String... permissions) {
        return new AppForItself(
                new AppId(app),
                new ClientId("pretender"),
                Permissions.of(parsed(permissions)),
                Permissions.globalOf(parsed(permissions)),
                Issued.until(Instant.MAX));
    }

    private static List<Permission> parsed(String... permissions) {
        return List.of(permissions).stream().map(Permission::parse).toList();
    }
}
