package cloud.vibe.data.query;

import static org.assertj.core.api.Assertions.assertThat;

import cloud.vibe.data.caller.AppForPerson;
import cloud.vibe.data.caller.Issued;
import cloud.vibe.data.database.CallerStatement;
import cloud.vibe.data.database.Plans;
import cloud.vibe.data.kernel.ClientId;
import cloud.vibe.data.kernel.DidDomain;
import cloud.vibe.data.kernel.GrantId;
import cloud.vibe.data.kernel.Permission;
import cloud.vibe.data.kernel.Permissions;
import cloud.vibe.data.kernel.PersonId;
import cloud.vibe.data.trial.Crowd;
import cloud.vibe.data.trial.TestCloud;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** That PostgreSQL finds its way to documents by indexes, for whomever it plans and whether it plans for the values or not. */
final class QueryPlanIT {
    private static final DidDomain DOMAIN = new DidDomain(TestCloud.DID_DOMAIN);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"type\":\"crowd\"}",
                "{\"type\":\"crowd\",\"owner\":\"me\"}",
                "{\"type\":\"crowd\",\"selector\":{\"_key\":\"one\"}}",
                "{\"type\":\"crowd\",\"selector\":{\"n\":7}}",
                "{\"type\":\"crowd\",\"selector\":{\"n\":7},\"owner\":\"me\"}",
                "{\"type\":\"crowd\",\"sort\":[\"n\"],\"limit\":50}",
                "{\"type\":\"crowd\",\"selector\":{\"n\":{\"$gte\":100,\"$lt\":900},\"open\":true,\"city\":\"City 7\"},"
                        + "\"sort\":[{\"n\":\"desc\"}],\"limit\":50}",
                "{\"type\":\"crowd\",\"selector\":{\"n\":{\"$gte\":100,\"$lt\":900},\"open\":true,\"city\":\"City 7\"},"
                        + "\"sort\":[\"city\",{\"at\":\"desc\"}],\"limit\":50,\"count\":true}"
            })
    void documentsAreFoundByIndexes(String json) throws Exception {
        Query query = QueryReader.read(QueryJson.read(json));
        Plan plan = Plan.of(query, List.of(new DeclaredIndex(Crowd.get().index(), new Place.InData(List.of("n")))));
        assertThat(plan.index() != null).isEqualTo(json.contains("\"n\""));
        for (UUID person : List.of(Crowd.BUSY, Crowd.QUIET)) {
            UUID owner = query.whose() == null ? null : person;
            ArmSql arms = new ArmSql(query, plan, person, owner, DOMAIN);
            SqlText sql = new QuerySql(query, arms.arms(), new DocumentSql(DOMAIN)).page();
            Plans.requireIndexes(caller(person), null, CallerStatement.of(sql.toString()), sql::fill);
        }
    }

    private static AppForPerson caller(UUID person) {
        return new AppForPerson(
                new PersonId(person),
                new ClientId("notes"),
                new GrantId(UUID.randomUUID()),
                1,
                null,
                Permissions.of(List.of(Permission.parse(Crowd.TYPE + ":read"))),
                Set.of(),
                Issued.until(Instant.MAX));
    }
}
