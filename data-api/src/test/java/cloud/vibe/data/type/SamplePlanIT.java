package cloud.vibe.data.type;

import cloud.vibe.data.caller.AppForPerson;
import cloud.vibe.data.caller.Issued;
import cloud.vibe.data.database.Plans;
import cloud.vibe.data.kernel.ClientId;
import cloud.vibe.data.kernel.GrantId;
import cloud.vibe.data.kernel.Permission;
import cloud.vibe.data.kernel.Permissions;
import cloud.vibe.data.kernel.PersonId;
import cloud.vibe.data.trial.Crowd;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** That telling of types looks at a sample and not at all there is. */
final class SamplePlanIT {
    @ParameterizedTest
    @CsvSource({"BUSY,crowd:read", "QUIET,crowd:read", "BUSY,*:read", "QUIET,*:read"})
    void typesAreSampledByIndexes(String who, String permission) throws Exception {
        Crowd.get();
        UUID person = who.equals("BUSY") ? Crowd.BUSY : Crowd.QUIET;
        AppForPerson caller = new AppForPerson(
                new PersonId(person),
                new ClientId("notes"),
                new GrantId(UUID.randomUUID()),
                1,
                null,
                Permissions.of(List.of(Permission.parse(permission))),
                Set.of(),
                Issued.until(Instant.MAX));

        Plans.requireIndexes(caller, null, SampleStore.TYPES, binds -> {});
        Plans.requireIndexes(
                caller,
                null,
                SampleStore.SAMPLE,
                binds -> binds.uuid(person)
                        .text(Crowd.TYPE)
                        .text(Crowd.TYPE)
                        .text(Crowd.TYPE)
                        .uuid(person)
                        .text(Crowd.TYPE));
    }
}
