package cloud.vibe.data.server;

import static org.assertj.core.api.Assertions.assertThat;

import cloud.vibe.data.trial.Raw;
import cloud.vibe.data.trial.TestCloud;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class AdminPortIT {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1:8081",
                "10.1.2.3:8081",
                "[::1]:8081",
                "localhost",
                "localhost:8602",
                "data-api:8081",
                "data-api.vibe.svc:8081",
                "data-api.vibe.svc.cluster.local:8081",
                "host.docker.internal",
                "Vibe.LOCALHOST"
            })
    void probesAndOperatorsAreAnswered(String host) throws Exception {
        assertThat(get("/ping", "Host: " + host)).startsWith("HTTP/1.1 200");
        assertThat(get("/metrics", "Host: " + host + "\r\nSec-Fetch-Site: none"))
                .startsWith("HTTP/1.1 200");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "evil.example",
                "evil.example:8081",
                "127.0.0.1.evil.example",
                "localhost.evil.example:8081",
                "evil.example.",
                "127.0.0.1.evil:8081"
            })
    void aNameThatAStrangerCouldOwnIsRefused(String host) throws Exception {
        for (String path : new String[] {"/metrics", "/threads", "/pprof", "/healthcheck", "/ping", "/"}) {
            assertThat(get(path, "Host: " + host)).startsWith("HTTP/1.1 403");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Origin: https://evil.example",
                "Origin: null",
                "Origin: http://localhost:8604",
                "Sec-Fetch-Site: cross-site",
                "Sec-Fetch-Site: same-site"
            })
    void aPageIsRefused(String header) throws Exception {
        for (String path : new String[] {"/metrics", "/threads", "/healthcheck"}) {
            assertThat(get(path, "Host: localhost\r\n" + header)).startsWith("HTTP/1.1 403");
        }
        assertThat(send("POST", "/tasks/log-level", "Host: localhost\r\n" + header))
                .startsWith("HTTP/1.1 403");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/tasks/log-level", "/tasks/gc", "/tasks", "/tasks;x/gc", "/%74asks/gc", "/x/../tasks/gc"})
    void thereAreNoTasks(String path) throws Exception {
        assertThat(send("POST", path, "Host: localhost")).startsWith("HTTP/1.1 404");
    }

    @Test
    void aProbeThatSpeaksTheOldHttpNeedsNoHost() throws Exception {
        assertThat(Raw.send(TestCloud.get().adminPort(), "GET /ping HTTP/1.0\r\n\r\n"))
                .startsWith("HTTP/1.1 200");
    }

    private static String get(String path, String headers) throws IOException {
        return send("GET", path, headers);
    }

    private static String send(String method, String path, String headers) throws IOException {
        return Raw.send(
                TestCloud.get().adminPort(),
                method + " " + path + " HTTP/1.1\r\n" + headers + "\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
    }
}
