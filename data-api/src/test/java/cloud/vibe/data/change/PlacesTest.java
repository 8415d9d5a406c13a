package cloud.vibe.data.change;

import static org.assertj.core.api.Assertions.assertThat;

import cloud.vibe.data.caller.AppForPerson;
import cloud.vibe.data.caller.Issued;
import cloud.vibe.data.kernel.ClientId;
import cloud.vibe.data.kernel.GrantId;
import cloud.vibe.data.kernel.Permissions;
import cloud.vibe.data.kernel.PersonId;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

final class PlacesTest {
    private final PersonId ada = new PersonId(UUID.randomUUID());
    private final PersonId ben = new PersonId(UUID.randomUUID());
    private final Places places = new Places(2, 5);

    @Test
    void onePersonInOneAppHasSoManyAndNoMore() {
        assertThat(places.take(caller(ada, "notes"))).isTrue();
        assertThat(places.take(caller(ada, "notes"))).isTrue();

        assertThat(places.isThereOneFor(caller(ada, "notes"))).isFalse();
        assertThat(places.take(caller(ada, "notes"))).isFalse();
        assertThat(places.take(caller(ada, "photos"))).isTrue();
        assertThat(places.take(caller(ben, "notes"))).isTrue();
    }

    @Test
    void theNodeHasSoManyAndNoMore() {
        for (int i = 0; i < 5; i++) {
            assertThat(places.take(caller(ada, "app" + i))).isTrue();
        }

        assertThat(places.take(caller(ben, "notes"))).isFalse();
    }

    @Test
    void onesThatAreFreeAgainAreTakenAgain() {
        for (int i = 0; i < 20; i++) {
            assertThat(places.take(caller(ada, "notes"))).isTrue();
            places.free(caller(ada, "notes"));
        }
        assertThat(places.take(caller(ada, "notes"))).isTrue();
        assertThat(places.take(caller(ada, "notes"))).isTrue();
        assertThat(places.take(caller(ada, "notes"))).isFalse();
    }

    private static AppForPerson caller(PersonId person, String app) {
        return new AppForPerson(
                person,
                new ClientId(app),
                new GrantId(UUID.randomUUID()),
                1,
                null,
                Permissions.NONE,
                Set.of(),
                Issued.until(Instant.MAX));
    }
}
