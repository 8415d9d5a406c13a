package cloud.vibe.data.document;

import cloud.vibe.data.caller.AppForItself;
import cloud.vibe.data.caller.AppForPerson;
import cloud.vibe.data.caller.Caller;
import cloud.vibe.data.caller.Issued;
import cloud.vibe.data.caller.Nobody;
import cloud.vibe.data.database.Plans;
import cloud.vibe.data.kernel.AppId;
import cloud.vibe.data.kernel.ClientId;
import cloud.vibe.data.kernel.DocumentId;
import cloud.vibe.data.kernel.GrantId;
import cloud.vibe.data.kernel.Permission;
import cloud.vibe.data.kernel.Permissions;
import cloud.vibe.data.kernel.PersonId;
import cloud.vibe.data.trial.Crowd;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** That a document is found by its id and nothing else is looked at, however many others there are. */
final class ReadPlanIT {
    private static final Permissions READS = Permissions.of(List.of(Permission.parse(Crowd.TYPE + ":read")));

    @Test
    void aDocumentIsReadByItsId() throws Exception {
        DocumentId document = new DocumentId(Crowd.get().document());
        List<Caller> callers = List.of(
                new AppForPerson(
                        new PersonId(Crowd.BUSY),
                        new ClientId("notes"),
                        new GrantId(UUID.randomUUID()),
                        1,
                        null,
                        READS,
                        Set.of(),
                        Issued.until(Instant.MAX)),
                new AppForItself(
                        new AppId(UUID.randomUUID()), new ClientId("notes"), READS, READS, Issued.until(Instant.MAX)),
                new Nobody());
        for (Caller caller : callers) {
            Plans.requireIndexes(caller, document, DocumentStore.GET, binds -> binds.uuid(document.value()));
        }
    }
}
