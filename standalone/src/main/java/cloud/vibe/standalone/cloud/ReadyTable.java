package cloud.vibe.standalone.cloud;

import cloud.vibe.standalone.identity.Demo;
import cloud.vibe.standalone.identity.Keycloak;
import cloud.vibe.standalone.kernel.Endpoints;
import cloud.vibe.standalone.kernel.Home;
import cloud.vibe.standalone.kernel.Secrets;
import java.util.List;

/** What the person sees when everything answers: where to go and whom to sign in as. */
record ReadyTable(Endpoints endpoints, Secrets secrets, List<Demo.Person> people, Home home) {
    String text() {
        StringBuilder table = new StringBuilder();
        line(table, "", "");
        line(table, "Your cloud is ready", "");
        line(table, "", "");
        line(table, "Sample app", endpoints.app() + "   <- start here");
        line(table, "Account page", endpoints.issuer() + "/account");
        line(table, "Data API", endpoints.api());
        line(table, "  described at", endpoints.api() + "/v1/docs");
        line(table, "  health, metrics", endpoints.adminApi());
        line(table, "Keycloak console", endpoints.identity() + "/admin");
        line(table, "  admin", Keycloak.ADMIN + " / " + secrets.keycloakAdmin());
        line(table, "S3 store", endpoints.s3());
        line(table, "PostgreSQL", endpoints.jdbc("vibe"));
        for (Demo.Person person : people) {
            line(table, "Demo person", person.email() + " / " + person.password());
        }
        line(table, "Data and logs", home.folder().toString());
        line(table, "For programs", home.stack().toString());
        line(table, "", "");
        table.append("  Ctrl-C stops it; the data stays.");
        return table.toString();
    }

    private static void line(StringBuilder table, String name, String value) {
        table.append(("  " + name + " ".repeat(Math.max(1, 20 - name.length())) + value).stripTrailing())
                .append('\n');
    }
}
