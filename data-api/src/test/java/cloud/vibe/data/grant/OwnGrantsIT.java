package cloud.vibe.data.grant;

import static org.assertj.core.api.Assertions.assertThat;

import cloud.vibe.data.trial.Api;
import cloud.vibe.data.trial.SqlCaller;
import cloud.vibe.data.trial.TestApp;
import cloud.vibe.data.trial.TestCloud;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the person has allowed apps: who is shown it, and who may take it back. */
final class OwnGrantsIT {
    private final Api api = TestCloud.get().api();
    private final TestApp app = TestCloud.get().app("notes:write");
    private final TestApp other = app.other("photos", "photos:read");
    private final TestApp overview = app.other("overview", "grants:read");
    private final TestApp keeper = app.other("keeper", "grants:write");

    private void everybodyIsLetIn() throws Exception {
        for (TestApp each : List.of(app, other, overview, keeper)) {
            assertThat(api.tell(each, "active").status()).isEqualTo(202);
        }
    }

    private List<String> seen(TestApp by) throws Exception {
        List<String> clients = new ArrayList<>();
        for (JsonNode item : api.get(by, "/v1/grants").json().path("items")) {
            clients.add(item.at("/app/clientId").asText());
        }
        return clients;
    }

    private static String path(TestApp of) {
        return "/v1/grants/" + of.app();
    }

    @Test
    void anAppSeesItsOwnGrantAndNoOther() throws Exception {
        everybodyIsLetIn();
        assertThat(seen(app)).containsExactly("notes");

        JsonNode grant = api.get(app, path(app)).json();
        assertThat(grant.path("own").asBoolean()).isTrue();
        assertThat(grant.path("status").asText()).isEqualTo("active");
        assertThat(grant.path("version").asLong()).isOne();
        assertThat(grant.path("permissions").toString()).isEqualTo("[\"notes:write\"]");
        assertThat(grant.path("since").asText()).isEqualTo("2026-01-01T00:00:00.000000Z");
        assertThat(grant.path("until").isNull()).isTrue();
        assertThat(grant.at("/app/did").asText()).endsWith(":apps:" + app.app());
        assertThat(api.get(app, path(other)).code()).isEqualTo("not_found");
        assertThat(api.deleteAt(app, path(other)).code()).isEqualTo("not_found");
    }

    @Test
    void allOfThemAreSeenWithThePermissionForIt() throws Exception {
        everybodyIsLetIn();
        api.tell(other.at(2), "revoked");
        for (TestApp by : List.of(overview, keeper)) {
            assertThat(seen(by)).containsExactlyInAnyOrder("notes", "photos", "overview", "keeper");
        }
        JsonNode ended = api.get(overview, path(other)).json();
        assertThat(ended.path("status").asText()).isEqualTo("revoked");
        assertThat(ended.path("own").asBoolean()).isFalse();
        assertThat(ended.path("permissions")).isEmpty();
    }

    @Test
    void whatHasRunOutIsSaidToBeOver() throws Exception {
        everybodyIsLetIn();
        api.push(other.at(2)
                .event(
                        "active",
                        state -> state.put(
                                "expires_at", Instant.now().minusSeconds(1).toString())));
        assertThat(api.get(overview, path(other)).json().path("status").asText())
                .isEqualTo("expired");
    }

    @Test
    void pagesFollowOneAnother() throws Exception {
        everybodyIsLetIn();
        Set<String> all = new TreeSet<>();
        String query = "?limit=1";
        for (int page = 1; page <= 4; page++) {
            JsonNode answer = api.get(overview, "/v1/grants" + query).json();
            assertThat(answer.path("items")).hasSize(1);
            all.add(answer.at("/items/0/app/clientId").asText());
            assertThat(answer.path("next").isNull()).isEqualTo(page == 4);
            query = "?limit=1&after=" + answer.path("next").asText();
        }
        assertThat(all).containsExactly("keeper", "notes", "overview", "photos");
    }

    @Test
    void noOtherPersonSeesAnything() throws Exception {
        everybodyIsLetIn();
        TestApp stranger = TestCloud.get().app("grants:write", "*:write");
        api.tell(stranger, "active");
        assertThat(seen(stranger)).containsExactly("notes");
        assertThat(api.get(stranger, path(stranger)).json().at("/own").asBoolean())
                .isTrue();
        for (TestApp theirs : List.of(app, other, keeper)) {
            assertThat(api.get(stranger, path(theirs)).code()).isEqualTo("not_found");
            assertThat(api.deleteAt(stranger, path(theirs)).code()).isEqualTo("not_found");
        }
        assertThat(TestCloud.get().identity().asked(app)).isEmpty();
    }

    /** The permission on grants goes by its name: an app for all documents has not asked to shut out other apps. */
    @ParameterizedTest
    @ValueSource(strings = {"*:read", "*:write", "*:write:global", "groups:write"})
    void everyTypeIsNotThatOfGrants(String permission) throws Exception {
        everybodyIsLetIn();
        TestApp greedy = app.other("greedy", permission);
        api.tell(greedy, "active");
        assertThat(seen(greedy)).containsExactly("greedy");
        assertThat(seen(greedy.with(permission, "grants:write"))).containsExactly("greedy");
        assertThat(api.get(greedy.with("grants:write"), path(app)).code()).isEqualTo("not_found");

        TestApp modest = app.other("modest", "grants:write", permission);
        api.tell(modest, "active");
        assertThat(seen(modest.with(permission))).containsExactly("modest");
        assertThat(seen(modest)).contains("notes", "greedy");
    }

    @Test
    void aNarrowedPermissionCountsForTokensThatAreOut() throws Exception {
        everybodyIsLetIn();
        api.tell(overview.with("notes:read").at(2), "active");
        assertThat(seen(overview)).containsExactly("overview");
        assertThat(api.get(overview, path(app)).code()).isEqualTo("not_found");

        api.tell(keeper.with("grants:read").at(2), "active");
        assertThat(api.get(keeper, path(app)).status()).isEqualTo(200);
        assertThat(api.deleteAt(keeper, path(app)).code()).isEqualTo("permission_missing");
        assertThat(api.deleteAt(overview.with("grants:read"), path(app)).status())
                .isEqualTo(404);
    }

    @Test
    void whoIsShutOutSeesNothingAnyMore() throws Exception {
        everybodyIsLetIn();
        api.tell(overview.at(2), "revoked");
        assertThat(api.get(overview, "/v1/grants").code()).isEqualTo("grant_revoked");
        assertThat(api.get(overview, path(app)).code()).isEqualTo("grant_revoked");
        assertThat(api.deleteAt(overview, path(overview)).code()).isEqualTo("grant_revoked");
    }

    @Test
    void theGrantOfAnotherIsWorthNothing() throws Exception {
        everybodyIsLetIn();
        TestApp thief = TestCloud.get().app("grants:write").under(keeper.grant());
        assertThat(api.get(thief, "/v1/grants").code()).isEqualTo("grant_revoked");
        assertThat(api.get(app.under(keeper.grant()).with("grants:write"), "/v1/grants")
                        .code())
                .isEqualTo("grant_revoked");
    }

    /** A client that was removed may come back under its name as somebody else. */
    @Test
    void anAppOfTheSameNameIsNotTheSameApp() throws Exception {
        everybodyIsLetIn();
        TestApp namesake = app.other("notes", "tasks:read");
        api.tell(namesake, "active");
        assertThat(api.get(namesake, path(app)).code()).isEqualTo("not_found");
        assertThat(api.get(namesake, path(namesake)).json().path("permissions").toString())
                .isEqualTo("[\"tasks:read\"]");
    }

    @Test
    void anAppForItselfHasNobodysGrants() throws Exception {
        everybodyIsLetIn();
        String token = app.ownToken("grants:write", "*:write:global");
        assertThat(api.getWith(token, "/v1/grants").code()).isEqualTo("permission_missing");
        assertThat(api.getWith(token, path(app)).code()).isEqualTo("permission_missing");
        assertThat(api.send(api.request(path(app))
                                .header("Authorization", "Bearer " + token)
                                .DELETE())
                        .code())
                .isEqualTo("permission_missing");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "notes",
                "..%2fnotes",
                "%2e%2e",
                "%C3%BCber",
                "%00",
                "00000000-0000-0000-0000-00000000000G",
                "https:%2F%2Fevil.example",
                "00000000-0000-0000-0000-000000000000%3Fx=1",
            })
    void whatIsNoAppsIdIsFoundNowhereAndGoesNowhere(String crafted) throws Exception {
        everybodyIsLetIn();
        assertThat(api.get(keeper, "/v1/grants/" + crafted).status()).isIn(400, 404);
        assertThat(api.deleteAt(keeper, "/v1/grants/" + crafted).status()).isIn(400, 404);
        assertThat(api.deleteAt(keeper, path(app) + "/permissions/" + crafted).status())
                .isIn(400, 404);
        assertThat(TestCloud.get().identity().asked(app)).isEmpty();
    }

    @Test
    void anIdOfTenThousandCharactersIsNone() throws Exception {
        assertThat(api.get(app, "/v1/grants/" + "a".repeat(7_000)).status()).isIn(400, 404, 414, 431);
    }

    @Test
    void endingIsTheIdentitySidesWorkAndIsOverWhenItIsAnswered() throws Exception {
        everybodyIsLetIn();
        String token = app.token();
        TestCloud.get().identity().keeps(app, change -> {
            tellRevoked(app);
            change.answer(200, json(app, 2));
        });

        Api.Answer ended = api.send(api.request(path(app))
                .header("Authorization", "Bearer " + token)
                .DELETE());

        assertThat(ended.status()).isEqualTo(204);
        assertThat(TestCloud.get().identity().asked(app))
                .containsExactly("DELETE /realms/vibe/vibe/grants/" + app.app() + " Bearer " + token);
        assertThat(api.get(app, "/v1/grants").code()).isEqualTo("grant_revoked");
        assertThat(api.deleteAt(keeper, path(app)).status()).isEqualTo(204);
    }

    private void tellRevoked(TestApp of) {
        try {
            assertThat(api.tell(of.at(2), "revoked").status()).isEqualTo(202);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void whatIsNotInEffectYetIsSaidSo() throws Exception {
        everybodyIsLetIn();
        TestCloud.get().identity().keeps(app, change -> change.answer(200, json(app, 9)));
        assertThat(api.deleteAt(keeper, path(app)).status()).isEqualTo(202);
    }

    /** It may have been restored from a backup: what it ends there need not be what holds here. */
    @Test
    void aGrantThatTheIdentitySideDoesNotKnowIsNotOverYet() throws Exception {
        everybodyIsLetIn();
        TestApp older = app.under(UUID.randomUUID());
        TestCloud.get().identity().keeps(app, change -> {
            tellRevoked(older);
            change.answer(200, json(older, 2));
        });
        assertThat(api.deleteAt(keeper, path(app)).status()).isEqualTo(202);
        assertThat(api.deleteAt(keeper, path(app) + "/permissions/notes:write").status())
                .isEqualTo(202);
        assertThat(api.deleteAt(keeper, path(app) + "/permissions/notes:read").status())
                .isEqualTo(204);
        assertThat(api.get(app, "/v1/grants").status()).isEqualTo(200);
    }

    private static String json(TestApp of, long version) {
        return "{\"id\":\"" + of.grant() + "\",\"version\":" + version + "}";
    }

    @Test
    void onePermissionIsTakenBackByItsName() throws Exception {
        everybodyIsLetIn();
        assertThat(api.deleteAt(keeper, path(app) + "/permissions/com.example.note:write:global")
                        .status())
                .isEqualTo(204);
        assertThat(TestCloud.get().identity().asked(app))
                .singleElement()
                .asString()
                .startsWith("DELETE /realms/vibe/vibe/grants/" + app.app()
                        + "/permissions/com.example.note%3Awrite%3Aglobal ");
    }

    @ParameterizedTest
    @CsvSource({
        "401, 401, token_invalid",
        "403, 403, permission_missing",
        "404, 404, not_found",
        "409, 409, permission_required",
        "302, 503, unavailable",
        "500, 503, unavailable",
        "204, 503, unavailable",
    })
    void whatTheIdentitySideRefusesIsRefused(int theirs, int ours, String code) throws Exception {
        everybodyIsLetIn();
        TestCloud.get().identity().keeps(app, change -> change.answer(theirs, ""));
        Api.Answer answer = api.deleteAt(keeper, path(app) + "/permissions/notes:write");
        assertThat(answer.status()).isEqualTo(ours);
        assertThat(answer.code()).isEqualTo(code);
        assertThat(answer.header("Retry-After").isEmpty()).isEqualTo(ours != 503);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "nonsense", "{}", "{\"version\":2}", "{\"id\":7,\"version\":2}", "[2]"})
    void anAnswerThatSaysNothingIsNone(String body) throws Exception {
        everybodyIsLetIn();
        TestCloud.get().identity().keeps(app, change -> change.answer(200, body));
        assertThat(api.deleteAt(keeper, path(app)).code()).isEqualTo("unavailable");
    }

    @Test
    void anIdentitySideThatNeverAnswersIsNotWaitedFor() throws Exception {
        everybodyIsLetIn();
        CountDownLatch over = new CountDownLatch(1);
        TestCloud.get().identity().keeps(app, change -> {
            try {
                over.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            change.answer(500, "");
        });
        try {
            assertThat(api.deleteAt(keeper, path(app)).code()).isEqualTo("unavailable");
            // What is shown does not hang on it.
            assertThat(seen(keeper)).contains("notes");
        } finally {
            over.countDown();
        }
    }

    @Test
    void oneAppDoesNotTakeEveryTurn() throws Exception {
        everybodyIsLetIn();
        CountDownLatch over = new CountDownLatch(1);
        CountDownLatch waiting = new CountDownLatch(2);
        TestCloud.get().identity().keeps(app, change -> {
            waiting.countDown();
            try {
                over.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            change.answer(404, "");
        });
        List<Thread> asking = new ArrayList<>();
        try {
            for (int i = 0; i < 2; i++) {
                asking.add(Thread.startVirtualThread(this::end));
            }
            waiting.await();
            assertThat(api.deleteAt(app, path(app)).code()).isEqualTo("unavailable");
            assertThat(api.deleteAt(keeper, path(other) + "/permissions/notes:write")
                            .status())
                    .isEqualTo(204);
        } finally {
            over.countDown();
        }
        for (Thread thread : asking) {
            thread.join();
        }
        assertThat(api.deleteAt(app, path(app)).code()).isEqualTo("not_found");
    }

    private void end() {
        try {
            api.deleteAt(app, path(app));
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void theDatabaseShowsNobodyMoreThanThePolicyAllows() throws Exception {
        everybodyIsLetIn();
        try (SqlCaller caller = SqlCaller.of(app, "{notes}")) {
            assertThat(caller.query("SELECT id FROM vibe.app_user_grants"))
                    .containsExactly(app.grant().toString());
        }
        try (SqlCaller caller = SqlCaller.of(app.under(UUID.randomUUID()), "{*}")) {
            assertThat(caller.query("SELECT id FROM vibe.app_user_grants")).isEmpty();
        }
        try (SqlCaller caller = SqlCaller.of(keeper, "{grants}")) {
            assertThat(caller.query("SELECT id FROM vibe.app_user_grants")).hasSize(4);
        }
    }
}
