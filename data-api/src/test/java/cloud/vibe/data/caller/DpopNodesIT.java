package cloud.vibe.data.caller;

import static org.assertj.core.api.Assertions.assertThat;

import cloud.vibe.data.server.TestProcess;
import cloud.vibe.data.trial.Api;
import cloud.vibe.data.trial.TestApp;
import cloud.vibe.data.trial.TestCloud;
import cloud.vibe.data.trial.TestDatabase;
import cloud.vibe.data.trial.TestKey;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Several nodes on one database, behind one address. */
final class DpopNodesIT {
    private static final String PATH = "/v1/documents";
    private final TestKey key = TestKey.create();
    private final TestApp app = TestCloud.get().app("notes:read");
    private final String token = key.tokenOf(app);
    private final List<TestProcess> nodes = new ArrayList<>();

    @AfterEach
    void stop() {
        nodes.forEach(TestProcess::stop);
    }

    @Test
    void aNodeDoesNotTakeWhatWasMadeForAnother() throws Exception {
        Api here = TestCloud.get().api();
        Api there = start("node");
        String proof = proof(nonce(here));
        assertThat(list(here, proof).status()).isEqualTo(200);

        Api.Answer shownAgain = list(there, proof);
        assertThat(shownAgain.code()).isEqualTo("dpop_nonce_required");
        assertThat(list(there, proof(shownAgain.header("DPoP-Nonce"))).status()).isEqualTo(200);
        // One that has not been shown yet is of no use there either.
        assertThat(list(there, proof(nonce(here))).code()).isEqualTo("dpop_nonce_required");
    }

    @Test
    void nodesThatShareTheirMemoryTakeOneAnothersNoncesAndEachProofOnce() throws Exception {
        Api here = start("shared");
        Api there = start("shared");
        String proof = proof(nonce(here));

        assertThat(list(there, proof).status()).isEqualTo(200);
        assertThat(list(there, proof).code()).isEqualTo("dpop_proof_invalid");
        assertThat(list(here, proof).code()).isEqualTo("dpop_proof_invalid");
        assertThat(list(here, proof(nonce(there))).status()).isEqualTo(200);
    }

    @Test
    void whatWasShownBeforeARestartIsNotTakenAfterIt() throws Exception {
        Api before = start("shared");
        String proof = proof(nonce(before));
        assertThat(list(before, proof).status()).isEqualTo(200);

        Api after = start("shared");

        assertThat(list(after, proof).code()).isEqualTo("dpop_proof_invalid");
    }

    /** As a crash of PostgreSQL leaves them: tables that are not logged are empty. */
    @Test
    void aDatabaseThatHasForgottenItsProofsTakesNoneOfBefore() throws Exception {
        Api here = start("shared");
        Api there = start("shared");
        String shown = proof(nonce(here));
        String next = proof(nonce(there));
        assertThat(list(here, shown).status()).isEqualTo(200);

        try (Connection superuser = TestDatabase.get().superuser()) {
            TestDatabase.execute(superuser, "TRUNCATE vibe.dpop_keys, vibe.dpop_proofs");
        }

        assertThat(list(here, shown).code()).isEqualTo("dpop_nonce_required");
        assertThat(list(there, next).code()).isEqualTo("dpop_nonce_required");
        assertThat(list(here, shown).code()).isEqualTo("dpop_nonce_required");
        assertThat(list(there, proof(nonce(here))).status()).isEqualTo(200);
    }

    private Api start(String memory) throws Exception {
        Map<String, String> environment = TestCloud.environment(TestCloud.get().identity());
        environment.put("VIBE_DPOP_MEMORY", memory);
        TestProcess process = TestProcess.start(environment);
        nodes.add(process);
        return new Api(process.port());
    }

    private String nonce(Api api) throws Exception {
        return list(api, proof("of-nobody")).header("DPoP-Nonce");
    }

    private String proof(String nonce) {
        return key.proof("GET", PATH, token, nonce);
    }

    private Api.Answer list(Api api, String proof) throws Exception {
        return api.send(api.request(PATH + "?type=notes")
                .header("Authorization", "DPoP " + token)
                .header("DPoP", proof));
    }
}
