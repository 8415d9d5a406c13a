package cloud.vibe.standalone.bench.revocation;

import cloud.vibe.standalone.bench.console.AdminApi;
import cloud.vibe.standalone.bench.http.KeepAlive;
import cloud.vibe.standalone.bench.http.Request;
import cloud.vibe.standalone.bench.measure.Effort;
import cloud.vibe.standalone.bench.measure.Quantiles;
import cloud.vibe.standalone.bench.report.Report;
import cloud.vibe.standalone.cloud.Cloud;
import cloud.vibe.standalone.kernel.Endpoints;
import cloud.vibe.standalone.kernel.Home;
import cloud.vibe.standalone.kernel.Installation;
import cloud.vibe.standalone.kernel.Json;
import cloud.vibe.standalone.kernel.Ports;
import cloud.vibe.standalone.kernel.Refusal;
import cloud.vibe.standalone.kernel.Steps;
import cloud.vibe.standalone.visitor.TokenAnswer;
import cloud.vibe.standalone.visitor.Tokens;
import cloud.vibe.standalone.visitor.Visitor;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.ToDoubleFunction;

/**
 * From the click that takes an app's access back to the first refusal: of its token by the data API, of its refresh token by Keycloak, and to the
 * close of its live socket. Both are asked without end meanwhile, so what asking costs is part of it.
 */
public final class RevocationTopic {
    private static final int OFFSET = 700;
    private static final String SCOPE = "openid notes:read notes:write";
    private static final int NO_CONTENT = 204;
    private static final int UNAUTHORIZED = 401;
    private static final int BAD_REQUEST = 400;
    private static final long PAUSE_NANOS = 2_000_000;
    private static final long LONGEST_SECONDS = 60;
    private static final double MILLIS = 1e6;
    private static final double MIDDLE = 0.5;
    private static final double MOST = 0.99;

    private final Endpoints endpoints;
    private final JsonNode person;
    private final AdminApi admin;
    private final Visitor visitor;
    private final HttpClient sockets = HttpClient.newHttpClient();
    private final List<Took> all = new ArrayList<>();

    private RevocationTopic(Endpoints endpoints, JsonNode stack) {
        this.endpoints = endpoints;
        this.person = stack.path("people").path(0);
        this.admin =
                new AdminApi(endpoints, stack.path("admin").path("password").asText());
        this.visitor = new Visitor(endpoints);
    }

    /** Milliseconds from the click on. */
    private record Took(double http, double refresh, double socket) {}

    public static void measure(Installation installation, Effort effort, Report report) throws Exception {
        Home home = new Home(installation.workshop().resolve("bench-revocation"));
        Cloud cloud = new Cloud(installation, home, new Ports(OFFSET), System.out);
        try (cloud) {
            Runtime.getRuntime().addShutdownHook(new Thread(cloud::close, "stop"));
            cloud.start(true);
            new RevocationTopic(
                            cloud.endpoints(), Json.MAPPER.readTree(home.stack().toFile()))
                    .measure(effort, report);
        }
    }

    private void measure(Effort effort, Report report) throws Exception {
        Steps steps = new Steps(System.out);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            rounds(steps, "warm-up", effort.quick() ? 3 : 40, threads);
            all.clear();
            rounds(steps, "revocations", effort.quick() ? 20 : 200, threads);
        }
        report("http", Took::http, report);
        report("refresh", Took::refresh, report);
        report("socket", Took::socket, report);
    }

    private void report(String what, ToDoubleFunction<Took> of, Report report) {
        double[] millis = all.stream().mapToDouble(of).toArray();
        report.add("revocation." + what + "_p50_ms", Quantiles.atMost(MIDDLE, millis), "ms");
        report.add("revocation." + what + "_p99_ms", Quantiles.atMost(MOST, millis), "ms");
    }

    private void rounds(Steps steps, String name, int times, ExecutorService threads) throws Exception {
        steps.step(times + " " + name, () -> {
            for (int i = 0; i < times; i++) {
                all.add(round(threads));
            }
            return null;
        });
    }

    private Took round(ExecutorService threads) throws Exception {
        Tokens tokens = visitor.signIn(
                person.path("email").asText(), person.path("password").asText(), SCOPE);
        HttpRequest click = admin.request(
                "DELETE", "/users/" + tokens.claims().path("sub").asText() + "/consents/" + Endpoints.CLIENT_ID, null);
        Request list = Request.get("/v1/documents?type=notes&limit=1", tokens.access());
        try (KeepAlive api = new KeepAlive(endpoints.ports().api());
                LiveSocket socket = LiveSocket.open(sockets, endpoints, tokens.access())) {
            requireGood(api.ask(list).status());
            Future<Long> http = threads.submit(untilRefused(() -> isRefused(api, list)));
            Future<Long> refresh = threads.submit(untilRefused(refreshing(tokens)));
            long start = System.nanoTime();
            admin.send(click, NO_CONTENT);
            return new Took(
                    since(start, http.get(LONGEST_SECONDS, TimeUnit.SECONDS)),
                    since(start, refresh.get(LONGEST_SECONDS, TimeUnit.SECONDS)),
                    since(start, socket.closed().get(LONGEST_SECONDS, TimeUnit.SECONDS)));
        }
    }

    private static double since(long start, long end) {
        return (end - start) / MILLIS;
    }

    private static Callable<Long> untilRefused(Callable<Boolean> isRefused) {
        return () -> {
            while (!isRefused.call()) {
                LockSupport.parkNanos(PAUSE_NANOS);
            }
            return System.nanoTime();
        };
    }

    private static boolean isRefused(KeepAlive api, Request list) throws IOException {
        int status = api.ask(list).status();
        if (status != UNAUTHORIZED) {
            requireGood(status);
        }
        return status == UNAUTHORIZED;
    }

    /** Each refresh token works once, and brings the next. */
    private Callable<Boolean> refreshing(Tokens first) {
        Tokens[] last = {first};
        return () -> {
            TokenAnswer answer = visitor.refresh(last[0]);
            if (answer.status() == BAD_REQUEST) {
                return true;
            }
            requireGood(answer.status());
            last[0] = Tokens.of(answer.json());
            return false;
        };
    }

    private static void requireGood(int status) {
        if (status / 100 != 2) {
            throw new Refusal("What is not taken back yet was refused (" + status + ").");
        }
    }
}
