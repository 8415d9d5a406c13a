package cloud.vibe.keycloak.reconciliation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cloud.vibe.keycloak.grant.Grant;
import cloud.vibe.keycloak.grant.GrantStatus;
import cloud.vibe.keycloak.grant.GrantedApp;
import cloud.vibe.keycloak.grant.KnownGrant;
import cloud.vibe.keycloak.grant.Lasting;
import cloud.vibe.keycloak.identity.Principal;
import cloud.vibe.keycloak.merge.Merge;
import cloud.vibe.keycloak.permission.Permission;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class DifferencesTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final UUID FIRST = UUID.fromString("3c1f0f7e-94a1-4c5f-8f0e-6c0a4b8b2d10");
    private static final UUID SECOND = UUID.fromString("3c1f0f7e-94a1-4c5f-8f0e-6c0a4b8b2d11");
    private static final UUID GUEST = UUID.fromString("2b6f0cc9-04d1-4f3a-9a11-5a1f7e0c3b52");
    private static final UUID ACCOUNT = UUID.fromString("7d3a9f52-0d1e-4c83-9f6e-2f4d5a6b7c8d");
    private static final Comparison ASKED = new Comparison(
            null,
            SECOND,
            List.of(
                    grant(FIRST, GrantStatus.ACTIVE, 3, null, "notes:read", "notes:write"),
                    grant(SECOND, GrantStatus.REVOKED, 2, Instant.parse("2026-02-01T00:00:00Z"))),
            List.of(new Merge(GUEST, ACCOUNT, 1_767_225_600_000L)));

    @Test
    void theComparisonIsThatOfTheContract() throws IOException {
        JsonNode expected = contract("comparison.json").path("events").path(Comparison.TYPE);
        assertThat(JSON.readTree(JSON.writeValueAsString(ASKED.state()))).isEqualTo(expected);
    }

    @Test
    void theContractsAnswerIsUnderstood() throws IOException {
        Differences differences = Differences.read(contract("differences.json").toString(), ASKED);

        assertThat(differences.comparedTo()).isEqualTo(SECOND);
        assertThat(differences.missing()).containsExactly(SECOND);
        assertThat(differences.unmerged()).containsExactly(GUEST);
        KnownGrant known = differences.held().get(0);
        assertThat(known.id()).isEqualTo(FIRST);
        assertThat(known.status()).isEqualTo(GrantStatus.REVOKED);
        assertThat(known.version()).isEqualTo(known.notBeforeVersion()).isEqualTo(4);
        assertThat(known.app().clientId()).isEqualTo("notes");
        assertThat(known.until()).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "null", "[]", "7", "{", "<html>", "{}", "{\"missing\":[],\"held\":[]}"})
    void whatIsNoAnswerIsRefused(String answer) {
        assertRefused(answer);
    }

    @ParameterizedTest
    @CsvSource({
        "version, 0",
        "version, -3",
        "version, 9223372036854775807",
        "version, 92233720368547758070",
        "version, 4.5",
        "version, '\"4\"'",
        "not_before_version, 5",
        "status, '\"perhaps\"'",
        "permissions, '\"notes:read\"'",
        "grant, '\"3C1F0F7E-94A1-4C5F-8F0E-6C0A4B8B2D10\"'",
        "grant, '\"1-1-1-1-1\"'",
        "grant, null",
        "expires_at, 7",
        "expires_at, '\"tomorrow\"'",
        "person, null",
        "app, '{\"id\":\"c5f2b1de-3f0a-4f6e-8f52-9a1f0f5d7e21\",\"client_id\":\"notes\"}'",
    })
    void oneWrongWordRefusesTheWhole(String member, String value) throws IOException {
        ObjectNode answer = (ObjectNode) contract("differences.json");
        ((ObjectNode) answer.at("/held/0")).set(member, JSON.readTree(value));
        assertRefused(answer.toString());
    }

    @Test
    void whatWasNotNamedCannotBeMissing() throws IOException {
        ObjectNode answer = (ObjectNode) contract("differences.json");
        ((ArrayNode) answer.path("missing")).add(new UUID(0, 1).toString());
        assertRefused(answer.toString());
        ObjectNode other = (ObjectNode) contract("differences.json");
        ((ArrayNode) other.path("unmerged")).add(FIRST.toString());
        assertRefused(other.toString());
    }

    /** A data API of before there were merges. */
    @Test
    void whoSaysNothingOfMergesMissesNone() throws IOException {
        ObjectNode answer = (ObjectNode) contract("differences.json");
        answer.remove("unmerged");
        assertThat(Differences.read(answer.toString(), ASKED).unmerged()).isEmpty();
    }

    @Test
    void manyMergesMakeTheRangeShorter() {
        Comparison whole = Comparison.of(null, grants(100));
        assertThat(whole.with(merges(Comparison.READ_MERGES - 1)).upTo()).isNull();
        assertThat(whole.with(merges(Comparison.READ_MERGES - 1)).merges()).hasSize(50);

        Comparison part = whole.with(merges(Comparison.READ_MERGES));

        assertThat(part.merges()).hasSize(50);
        assertThat(part.upTo()).isEqualTo(new UUID(1, 50));
        assertThat(part.grants()).hasSize(50);
    }

    private static List<Merge> merges(int count) {
        return LongStream.rangeClosed(1, count)
                .mapToObj(number -> new Merge(new UUID(1, number), ACCOUNT, 1L << 52))
                .toList();
    }

    @Test
    void anAnswerHasAnEnd() throws IOException {
        ObjectNode answer = (ObjectNode) contract("differences.json");
        ArrayNode held = (ArrayNode) answer.path("held");
        Collections.nCopies(1_001, held.get(0)).forEach(held::add);
        assertRefused(answer.toString());
    }

    /** Or a comparison would go round in circles, and never come to what it leaves out. */
    @ParameterizedTest
    @CsvSource({
        ", b, , false",
        ", b, c, false",
        ", b, b, true",
        ", b, a, true",
        "b, c, b, false",
        "b, c, a, false",
        "b, c, c, true",
        "a, , , true",
        "a, , a, false",
        "a, , f, true"
    })
    void itGoesOnFromWhereItEndsAndNeverBack(
            @Nullable String after, @Nullable String upTo, @Nullable String reached, boolean isTaken)
            throws IOException {
        Comparison asked = new Comparison(id(after), id(upTo), ASKED.grants(), ASKED.merges());
        UUID end = id(reached);
        ObjectNode answer = (ObjectNode) contract("differences.json");
        answer.put("compared_to", end == null ? null : end.toString());
        if (isTaken) {
            assertThat(Differences.read(answer.toString(), asked).comparedTo()).isEqualTo(end);
        } else {
            assertThatThrownBy(() -> Differences.read(answer.toString(), asked))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void aRangeEndsWithTheLastGrantOfItOrWithThemAll() {
        List<Grant> few = grants(5);
        assertThat(Comparison.of(null, few).upTo()).isNull();
        assertThat(Comparison.of(FIRST, List.of()).grants()).isEmpty();
        assertThat(Comparison.of(FIRST, List.of()).upTo()).isNull();

        List<Grant> many = grants(Comparison.READ);
        Comparison comparison = Comparison.of(null, many);
        assertThat(comparison.grants()).hasSize(Comparison.READ - 1);
        assertThat(comparison.upTo()).isEqualTo(many.get(Comparison.READ - 2).id());
        assertThat(Comparison.of(null, many.subList(0, Comparison.READ - 1)).upTo())
                .isNull();
    }

    @Test
    void whatIsLongIsComparedInShorterRanges() {
        List<Grant> read = LongStream.rangeClosed(1, 100)
                .mapToObj(number -> grant(new UUID(1, number), GrantStatus.ACTIVE, 1, null, permissions(50)))
                .toList();

        Comparison comparison = Comparison.of(null, read);

        assertThat(comparison.grants()).isNotEmpty().hasSizeLessThan(100);
        assertThat(comparison.upTo())
                .isEqualTo(
                        comparison.grants().get(comparison.grants().size() - 1).id());
    }

    /** It must not stand in the way of all that follow. */
    @Test
    void whatIsTooLongForATokenIsNotNamedAndTheRangeGoesOn() throws IOException {
        Grant tooLong = grant(new UUID(1, 1), GrantStatus.ACTIVE, 1, null, permissions(2_000));
        Grant next = grant(new UUID(1, 2), GrantStatus.ACTIVE, 1, null, permissions(1));

        Comparison comparison = Comparison.of(null, List.of(tooLong, next));

        assertThat(comparison.grants()).containsExactly(next);
        assertThat(comparison.upTo()).isNull();
        assertThat(Comparison.of(null, List.of(tooLong)).grants()).isEmpty();
    }

    @Test
    void aComparisonFitsIntoWhatTheDataApiTakes() throws IOException {
        List<Grant> read = LongStream.rangeClosed(1, Comparison.READ)
                .mapToObj(number -> grant(
                        new UUID(-1, -number),
                        GrantStatus.ACTIVE,
                        1L << 52,
                        Instant.parse("2026-01-01T00:00:00.123Z"),
                        permissions((int) number % 40)))
                .toList();
        int payload = JSON.writeValueAsString(Comparison.of(new UUID(-1, 0), read)
                        .with(LongStream.range(0, Comparison.READ_MERGES)
                                .mapToObj(number -> new Merge(new UUID(-1, -1 - number), ACCOUNT, 1L << 52))
                                .toList())
                        .state())
                .length();
        int claimsAndHeader = 1_500;
        assertThat((payload + claimsAndHeader) * 4 / 3 + 700).isLessThan(64 * 1024);
    }

    private static String[] permissions(int count) {
        return LongStream.range(0, count)
                .mapToObj(number -> "com.example.t" + number + "." + "x".repeat(90) + ":read")
                .toArray(String[]::new);
    }

    private static void assertRefused(String answer) {
        assertThatThrownBy(() -> Differences.read(answer, ASKED)).isInstanceOf(IllegalArgumentException.class);
    }

    private static @Nullable UUID id(@Nullable String letter) {
        return letter == null ? null : UUID.fromString(letter + FIRST.toString().substring(1));
    }

    private static JsonNode contract(String file) throws IOException {
        return JSON.readTree(Path.of("../contract/events", file).toFile());
    }

    private static List<Grant> grants(int count) {
        return LongStream.rangeClosed(1, count)
                .mapToObj(number -> grant(new UUID(1, number), GrantStatus.ACTIVE, 1, null, "notes:read"))
                .toList();
    }

    private static Grant grant(
            UUID id, GrantStatus status, long version, @Nullable Instant until, String... permissions) {
        TreeSet<Permission> set = new TreeSet<>();
        for (String name : permissions) {
            set.add(Permission.parse(name).orElseThrow());
        }
        return new Grant(
                id,
                new Principal.Person(new UUID(0, 1)),
                new GrantedApp(new Principal.App(new UUID(0, 2)), "notes", "Vibe Notes"),
                set,
                new TreeSet<>(),
                status,
                version,
                0,
                Instant.parse("2026-01-01T00:00:00Z"),
                new Lasting(until, null));
    }
}
