package cloud.vibe.data.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cloud.vibe.data.trial.Api;
import cloud.vibe.data.trial.Await;
import cloud.vibe.data.trial.SqlCaller;
import cloud.vibe.data.trial.TestApp;
import cloud.vibe.data.trial.TestCloud;
import cloud.vibe.data.trial.TestDatabase;
import java.io.IOException;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** Who loses the right to manage a document does not come back to it by an edge of theirs. */
final class TreeRightsLostIT extends TreeTrial {
    private List<String> parents(String id) throws IOException, InterruptedException {
        List<String> parents = new ArrayList<>();
        api.get(owner, "/v1/documents/" + id + "/edges?direction=in&label=contains")
                .json()
                .path("items")
                .forEach(edge -> parents.add(edge.path("source").asText()));
        return parents;
    }

    @Test
    void whoManagesADocumentTakesItOutOfATreeThatTheyDoNotSee() throws Exception {
        String mine = api.create(owner, "mine").id();
        String theirs = api.create(other, "theirs").id();
        share(owner, mine, "manage", other);
        Api.Answer edge = contain(other, theirs, mine);
        assertThat(edge.status()).isEqualTo(201);
        assertThat(api.get(owner, "/v1/documents/" + theirs).status()).isEqualTo(404);

        assertThat(api.deleteAt(owner, "/v1/documents/" + mine + "/edges/" + edge.id())
                        .status())
                .isEqualTo(204);
        assertThat(parents(mine)).isEmpty();
    }

    @Test
    void whoLosesTheRightToManageComesNotBackThroughAParentOfTheirs() throws Exception {
        String mine = api.create(owner, "mine").id();
        String theirs = api.create(other, "theirs").id();
        share(owner, mine, "manage", other);
        assertThat(contain(other, theirs, mine).status()).isEqualTo(201);
        share(other, theirs, "manage", other);

        share(owner, mine, "read");

        assertThat(seen(mine)).isEqualTo(404);
        assertThat(parents(mine)).isEmpty();
        assertThat(contain(other, theirs, mine).status()).isEqualTo(404);
        assertExact(List.of(mine, theirs));
    }

    @Test
    void norThroughThatOfAFriendWhoNeverManagedIt() throws Exception {
        TestApp friend = TestCloud.get().app("notes:write");
        String mine = api.create(owner, "mine").id();
        String theirs = api.create(friend, "theirs").id();
        share(friend, theirs, "manage", other, friend);
        share(owner, mine, "manage", other);
        assertThat(contain(other, theirs, mine).status()).isEqualTo(201);
        assertThat(api.get(friend, "/v1/documents/" + mine).status()).isEqualTo(200);

        share(owner, mine, "read");

        assertThat(seen(mine)).isEqualTo(404);
        assertThat(api.get(friend, "/v1/documents/" + mine).status()).isEqualTo(404);
    }

    @Test
    void norThroughAParentOfWhatTheyManagedBelowNorOneThatIsDeleted() throws Exception {
        TestApp third = TestCloud.get().app("notes:write");
        List<String> chain = chain(3);
        String asleep = api.create(other, "asleep").id();
        String below = api.create(other, "below").id();
        String kept = api.create(third, "kept").id();
        String own = api.create(owner, "own").id();
        share(owner, chain.get(0), "manage", other, third);
        share(owner, own, "manage", other);
        assertThat(contain(other, asleep, chain.get(1)).status()).isEqualTo(201);
        share(other, asleep, "manage", other);
        assertThat(contain(other, below, chain.get(2)).status()).isEqualTo(201);
        share(other, below, "manage", other);
        assertThat(contain(third, kept, chain.get(2)).status()).isEqualTo(201);
        // What they have put in order for the owner stays so.
        assertThat(contain(other, own, chain.get(2)).status()).isEqualTo(201);
        share(owner, own, "read");
        api.delete(other, asleep);

        share(owner, chain.get(0), "manage", third);

        restore(other, asleep);
        assertThat(seen(chain.get(1))).isEqualTo(404);
        assertThat(seen(chain.get(2))).isEqualTo(404);
        assertThat(parents(chain.get(1))).containsExactly(chain.get(0));
        assertThat(parents(chain.get(2))).containsExactlyInAnyOrder(chain.get(1), kept, own);
        List<String> all = new ArrayList<>(chain);
        all.addAll(List.of(asleep, below, kept, own));
        assertExact(all);
        TreesOf trees = TreesOf.these(all.stream().map(UUID::fromString).toList());
        assertThat(trees.kept()).isEqualTo(trees.wanted());
    }

    @Test
    void norWhenTheFolderIsTakenAwayThroughWhichTheyManagedIt() throws Exception {
        List<String> chain = chain(3);
        String theirs = api.create(other, "theirs").id();
        share(owner, chain.get(0), "manage", other);
        share(other, theirs, "manage", other);
        assertThat(contain(other, theirs, chain.get(2)).status()).isEqualTo(201);

        api.delete(owner, chain.get(0));
        assertThat(seen(chain.get(2))).isEqualTo(404);

        restore(owner, chain.get(0));
        assertThat(contain(other, theirs, chain.get(2)).status()).isEqualTo(201);
        String edge = api.get(owner, "/v1/documents/" + chain.get(0) + "/edges")
                .json()
                .at("/items/0/id")
                .asText();
        api.deleteAt(owner, "/v1/documents/" + chain.get(0) + "/edges/" + edge);
        assertThat(seen(chain.get(2))).isEqualTo(404);
        assertExact(List.of(chain.get(0), chain.get(1), chain.get(2), theirs));
    }

    /** Who is in a group that manages one end is taken out of it while their edge waits for a lock. */
    @Test
    void theRightIsAskedAgainWhenTheLocksAreThere() throws Exception {
        TestApp host = TestCloud.get().app("notes:write", "groups:write");
        UUID mine = UUID.fromString(api.create(host, "mine").id());
        UUID theirs = UUID.fromString(api.create(other, "theirs").id());
        UUID child = UUID.fromString(api.create(other, "child").id());
        String group =
                api.send(host, "POST", "/v1/groups", "{\"name\":\"managers\"}").id();
        String member = "/v1/groups/" + group + "/members/" + other.person();
        assertThat(api.send(host, "PUT", member, "").status()).isLessThan(300);
        assertThat(api.send(
                                host,
                                "PUT",
                                "/v1/documents/" + mine + "/acl",
                                "{\"entries\":[{\"principal\":{\"kind\":\"group\",\"id\":\"" + group
                                        + "\"},\"actions\":[\"manage\"]}]}")
                        .status())
                .isEqualTo(200);
        try (SqlCaller first = SqlCaller.of(other, "{notes}");
                SqlCaller second = SqlCaller.of(other, "{notes}");
                ExecutorService thread = Executors.newSingleThreadExecutor()) {
            first.connection().setAutoCommit(false);
            first.query(EDGE, theirs, child);
            String waiting = second.query("SELECT pg_backend_pid()").getFirst();
            Future<List<String>> made = thread.submit(() -> second.query(EDGE, theirs, mine));
            Await.until(
                    "the second waits",
                    () -> first.query("SELECT 1 FROM pg_locks WHERE pid = ?::integer AND NOT granted", waiting)
                                    .size()
                            == 1);
            assertThat(api.deleteAt(host, member).status()).isEqualTo(204);
            first.connection().commit();

            assertThatThrownBy(made::get).hasMessageContaining("this takes the right");
        }
    }

    /** Their edge is made first, for it holds the document; and then it ends with the right. */
    @Test
    void whoTakesTheRightAwayWhileAnEdgeIsMadeWaitsForIt() throws Exception {
        String mine = api.create(owner, "mine").id();
        String theirs = api.create(other, "theirs").id();
        share(owner, mine, "manage", other);
        share(other, theirs, "manage", other);

        whileAnEdgeIsMade(other, theirs, mine, () -> share(owner, mine, "read"));

        assertThat(parents(mine)).isEmpty();
        assertThat(seen(mine)).isEqualTo(404);
        assertExact(List.of(mine, theirs));
    }

    @Test
    void whoSharesOrDeletesAFolderWhileItsFirstDocumentComesWaitsForIt() throws Exception {
        String folder = api.create(owner, "folder").id();
        String note = api.create(owner, "note").id();

        whileAnEdgeIsMade(owner, folder, note, () -> share(owner, folder, "read", other));
        assertThat(seen(note)).isEqualTo(200);

        String second = api.create(owner, "second").id();
        share(owner, second, "read", other);
        whileAnEdgeIsMade(owner, second, api.create(owner, "another").id(), () -> api.delete(owner, second));
        assertExact(List.of(folder, note, second));
    }

    private void whileAnEdgeIsMade(TestApp by, String source, String target, Callable<Api.Answer> change)
            throws Exception {
        try (SqlCaller caller = SqlCaller.of(by, "{notes}");
                ExecutorService thread = Executors.newSingleThreadExecutor();
                Connection superuser = TestDatabase.get().superuser()) {
            caller.connection().setAutoCommit(false);
            caller.query(EDGE, UUID.fromString(source), UUID.fromString(target));
            String maker = caller.query("SELECT pg_backend_pid()").getFirst();
            Future<Api.Answer> changed = thread.submit(change);
            Await.until(
                    "the change waits",
                    () -> !TestDatabase.query(
                                    superuser,
                                    "SELECT 1 FROM pg_stat_activity WHERE " + maker + " = ANY (pg_blocking_pids(pid))")
                            .isEmpty());
            caller.connection().commit();
            assertThat(changed.get().status()).isLessThan(300);
        }
    }
}
