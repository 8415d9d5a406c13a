package cloud.vibe.standalone.bench.documents;

import cloud.vibe.standalone.bench.floor.About;
import cloud.vibe.standalone.bench.floor.Recipe;
import cloud.vibe.standalone.bench.floor.Recorder;
import cloud.vibe.standalone.bench.floor.Replay;
import cloud.vibe.standalone.bench.http.KeepAlive;
import cloud.vibe.standalone.bench.http.Request;
import cloud.vibe.standalone.bench.measure.Client;
import cloud.vibe.standalone.kernel.Refusal;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * Something that the API is asked to do, and how the same is asked of PostgreSQL alone.
 *
 * @param request for a document, where the operation is about one; else it is given the nil UUID
 */
record Operation(String name, Subject subject, Function<UUID, Request> request) {
    private static final UUID NIL = new UUID(0, 0);
    private static final Pattern REV = Pattern.compile("\"rev\":\"([^\"]+)\"");
    private static final Pattern ID = Pattern.compile("\"id\":\"([0-9a-f-]{36})\"");

    /** The same about other documents, where it is about some that are there. */
    Operation about(List<UUID> ids) {
        return subject instanceof Subject.OneOf ? new Operation(name, new Subject.OneOf(ids), request) : this;
    }

    /** Asks the API once; what does not succeed ends the measurement. */
    static KeepAlive.Answer good(KeepAlive connection, Request request) throws Exception {
        KeepAlive.Answer answer = connection.ask(request);
        if (!answer.isGood()) {
            throw new Refusal("The API answered " + answer.status() + ": " + answer.body());
        }
        return answer;
    }

    /** One of so many who ask the API. */
    Client ofApi(KeepAlive connection, int client, int clients) {
        List<Request> requests = switch (subject) {
            case Subject.OneOf some ->
                some.of(client, clients).stream().map(request).toList();
            case Subject.Nothing nothing -> List.of(request.apply(NIL));
            case Subject.New made -> List.of(request.apply(NIL));
        };
        return new Client() {
            private int next;

            @Override
            public void ask() throws Exception {
                good(connection, requests.get(next));
                next = (next + 1) % requests.size();
            }
        };
    }

    /** One of so many who send the same to PostgreSQL themselves. */
    Client ofFloor(Replay replay, int client, int clients) {
        return switch (subject) {
            case Subject.Nothing nothing -> () -> replay.run(List.of());
            case Subject.New made -> () -> replay.run(NewIds.of(made.count()));
            case Subject.OneOf some -> {
                List<UUID> ids = some.of(client, clients);
                yield new Client() {
                    private int next;

                    @Override
                    public void ask() throws Exception {
                        replay.run(List.of(ids.get(next)));
                        next = (next + 1) % ids.size();
                    }
                };
            }
        };
    }

    /** What the API sends for it, as PostgreSQL's log shows. */
    Recipe recipe(Recorder recorder, KeepAlive connection) throws Exception {
        AtomicReference<String> rev = new AtomicReference<>("");
        return recorder.record(name, () -> switch (subject) {
            case Subject.Nothing nothing -> {
                String answer = good(connection, request.apply(NIL)).body();
                yield new About(List.of(), "", all(ID, answer).size());
            }
            case Subject.OneOf some -> {
                UUID id = some.ids().getFirst();
                String answer = good(connection, request.apply(id)).body();
                // The rev before is the one that the time before has made.
                yield new About(List.of(id), rev.getAndSet(first(REV, answer)), 1);
            }
            case Subject.New made -> {
                List<UUID> ids = made(connection);
                yield new About(ids, "", ids.size());
            }
        });
    }

    /** Asks once; answers the ids of what was made by it. */
    List<UUID> made(KeepAlive connection) throws Exception {
        String answer = good(connection, request.apply(NIL)).body();
        return all(ID, answer).stream().map(UUID::fromString).toList();
    }

    private static String first(Pattern pattern, String answer) {
        List<String> found = all(pattern, answer);
        return found.isEmpty() ? "" : found.getFirst();
    }

    private static List<String> all(Pattern pattern, String answer) {
        return pattern.matcher(answer).results().map(found -> found.group(1)).toList();
    }
}
