package cloud.vibe.data.edge;

import static org.assertj.core.api.Assertions.assertThat;

import cloud.vibe.data.trial.Api;
import cloud.vibe.data.trial.TestApp;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** An edge that is made under an Idempotency-Key. */
final class EdgesOnceIT extends EdgeTrial {
    @Test
    void theSameAgainUnderItsKeyIsDoneOnce() throws Exception {
        String key = UUID.randomUUID().toString();
        String source = api.create(owner, "a").id();
        String target = api.create(owner, "b").id();
        Api.Answer made = api.postOnce(owner, key, edges(source), body("contains", target));
        assertThat(made.status()).isEqualTo(201);
        assertThat(made.header("Location")).isEqualTo(edges(source) + "/" + made.id());
        api.send(owner, "PUT", made.header("Location"), "{\"data\":{\"n\":2}}");

        assertThat(api.postOnce(owner, key, edges(source), body("contains", target))
                        .told())
                .isEqualTo(made.told());
        assertThat(ids(api.get(owner, edges(source)).json().path("items"))).containsExactly(made.id());

        api.deleteAt(owner, made.header("Location"));
        assertThat(api.postOnce(owner, key, edges(source), body("contains", target))
                        .told())
                .isEqualTo(made.told());
        assertThat(api.get(owner, edges(source)).json().path("items")).isEmpty();
    }

    @Test
    void aKeyIsForOneRequestOfOneCaller() throws Exception {
        String key = UUID.randomUUID().toString();
        String source = api.create(owner, "a").id();
        String target = api.create(owner, "b").id();
        Api.Answer made = api.postOnce(owner, key, edges(source), body("cites", target));

        assertThat(api.postOnce(owner, key, edges(source), body("likes", target))
                        .code())
                .isEqualTo("idempotency_key_reused");
        assertThat(api.postOnce(owner, key, edges(target), body("cites", source))
                        .status())
                .isEqualTo(422);
        TestApp otherApp = owner.other("edges-" + key, "notes:write");
        assertThat(api.postOnce(otherApp, key, edges(source), body("cites", target))
                        .code())
                .isEqualTo("edge_exists");
        Api.Answer ofOtherApp = api.postOnce(otherApp, key, edges(source), body("likes", target));
        assertThat(ofOtherApp.status()).isEqualTo(201);
        assertThat(ofOtherApp.id()).isNotEqualTo(made.id());
        assertThat(api.postOnce(other, key, edges(source), body("cites", target))
                        .code())
                .isEqualTo("not_found");
    }

    @Test
    void theAnswerIsGivenAgainOnlyToWhoReadsTheTypesOfBothEnds() throws Exception {
        String key = UUID.randomUUID().toString();
        TestApp both = owner.with("notes:write", "tasks:write");
        String note = api.create(both, "a").id();
        String task = api.post(both, "{\"type\":\"tasks\",\"data\":{}}").id();
        Api.Answer made = api.postOnce(both, key, edges(note), body("cites", task));
        assertThat(made.status()).isEqualTo(201);

        assertThat(api.postOnce(owner, key, edges(note), body("cites", task)).code())
                .isEqualTo("not_found");
        assertThat(api.postOnce(owner.with("tasks:write"), key, edges(note), body("cites", task))
                        .code())
                .isEqualTo("not_found");
        assertThat(api.postOnce(both, key, edges(note), body("cites", task)).told())
                .isEqualTo(made.told());
    }

    @Test
    void whatWasRefusedUnderAKeySaysWhyAndMayBeTriedAgain() throws Exception {
        String key = UUID.randomUUID().toString();
        String source = api.create(owner, "a").id();
        String target = api.create(other, "b").id();
        share(source, other, "read");

        Api.Answer refused = api.postOnce(other, key, edges(source), body("cites", target));
        assertThat(refused.code()).isEqualTo("permission_missing");
        assertThat(refused.response().body())
                .isEqualTo(link(other, source, "cites", target).response().body())
                .contains("the right to write its source");

        share(source, other, "write");
        assertThat(api.postOnce(other, key, edges(source), body("cites", target))
                        .status())
                .isEqualTo(201);
    }
}
