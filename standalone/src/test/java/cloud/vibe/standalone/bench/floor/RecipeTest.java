package cloud.vibe.standalone.bench.floor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RecipeTest {
    private static final UUID LOGGED = UUID.fromString("019aa8a1-0000-7000-8000-000000000001");
    private static final UUID OTHER = UUID.fromString("019aa8a1-0000-7000-8000-000000000002");
    private static final String SETTINGS = "SELECT set_config('vibe.document', $1, true)";

    @Test
    void whatWasOneRoundTripIsOneTextWithTheIdPutInAnew() {
        Recipe recipe = Recipe.of(
                List.of(
                        sent("3/1", SETTINGS, LOGGED.toString()),
                        sent("3/1", "SELECT 1 WHERE id = ANY ($1) AND key = $2", "{" + LOGGED + "}", null)),
                new About(List.of(LOGGED), "", 0));

        assertThat(recipe.roundTrips()).isEqualTo(1);
        Recipe.Trip trip = recipe.transactions().getFirst().trips().getFirst();
        assertThat(trip.sql())
                .isEqualTo("SELECT set_config('vibe.document', ?, true);\nSELECT 1 WHERE id = ANY (?) AND key = ?");
        assertThat(trip.values().stream().map(value -> value.with(List.of(OTHER), "")))
                .containsExactly(OTHER.toString(), "{" + OTHER + "}", null);
    }

    @Test
    void anIdThatTheRequestWasNotAboutStaysAsItIs() {
        assertThat(Value.of(LOGGED.toString(), new About(List.of(), "", 0)).with(List.of(), ""))
                .isEqualTo(LOGGED.toString());
    }

    @Test
    void ofSeveralIdsEachStandsWhereItStood() {
        Value value = Value.of("{" + OTHER + "," + LOGGED + "}", new About(List.of(LOGGED, OTHER), "", 0));
        assertThat(value.with(List.of(new UUID(0, 1), new UUID(0, 2)), ""))
                .isEqualTo("{" + new UUID(0, 2) + "," + new UUID(0, 1) + "}");
    }

    @Test
    void theRevThatWasReadStandsWhereTheLoggedOneStood() {
        Value value = Value.of("{3-abc}", new About(List.of(), "3-abc", 0));
        assertThat(value.with(List.of(), "4-def")).isEqualTo("{4-def}");
    }

    @Test
    void statementsOfDifferentTransactionsAreRoundTripsOfTheirOwn() {
        Recipe recipe = Recipe.of(
                List.of(
                        sent("3/1", SETTINGS, ""),
                        sent("3/1", "SELECT 1"),
                        sent("3/2", SETTINGS, ""),
                        sent("3/2", "SELECT 2")),
                new About(List.of(), "", 0));
        assertThat(recipe.transactions()).hasSize(2).noneMatch(Recipe.Transaction::isExplicit);
        assertThat(recipe.roundTrips()).isEqualTo(2);
    }

    @Test
    void anExplicitTransactionHasARoundTripForEachStatementAndOneForItsEnd() {
        Recipe recipe = Recipe.of(
                List.of(
                        sent("3/1", "BEGIN"),
                        sent("3/1", SETTINGS, ""),
                        sent("3/1", "SELECT 1"),
                        sent("3/1", SETTINGS, ""),
                        sent("3/1", "SELECT 2"),
                        sent("3/1", "COMMIT")),
                new About(List.of(), "", 0));
        assertThat(recipe.transactions()).singleElement().satisfies(transaction -> {
            assertThat(transaction.isExplicit()).isTrue();
            assertThat(transaction.trips()).hasSize(2);
        });
        assertThat(recipe.roundTrips()).isEqualTo(3);
    }

    private static Sent sent(String transaction, String sql, @Nullable String... values) {
        return new Sent("812", transaction, "vibe_api", sql, java.util.Arrays.asList(values));
    }
}
