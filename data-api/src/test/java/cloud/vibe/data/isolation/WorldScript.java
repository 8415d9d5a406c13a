package cloud.vibe.data.isolation;

import cloud.vibe.data.isolation.World.Certificate;
import cloud.vibe.data.isolation.World.Doc;
import cloud.vibe.data.isolation.World.Entry;
import cloud.vibe.data.isolation.World.Grant;
import cloud.vibe.data.isolation.World.Membership;
import com.google.errorprone.annotations.FormatMethod;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.stream.Collectors;

/** The SQL that makes a world, for somebody whom no policy holds. Rights are given as they are in life: by changing a document's ACL. */
final class WorldScript {
    private final StringBuilder script = new StringBuilder();

    private WorldScript() {}

    static String of(World world) {
        WorldScript script = new WorldScript();
        script.principals();
        world.memberships().forEach(script::membership);
        world.grants().forEach(script::grant);
        for (int number = 0; number < world.documents().size(); number++) {
            script.document(world.documents().get(number), number);
        }
        for (int number = 0; number < world.certificates().size(); number++) {
            script.certificate(world, world.certificates().get(number), number);
        }
        return script.script.toString();
    }

    static String clientId(Who app) {
        return app.name().toLowerCase(Locale.ROOT);
    }

    private void principals() {
        for (Who who : Who.values()) {
            switch (who.kind()) {
                case PERSON ->
                    add("INSERT INTO vibe.principals (id, kind, did) VALUES ('%s', 'person', 'did:%s')", who.id(), who);
                case APP ->
                    add(
                            "INSERT INTO vibe.principals (id, kind, did, client_id) VALUES ('%s', 'app', 'did:%s', '%s')",
                            who.id(), who, clientId(who));
                case GROUP ->
                    add(
                            "INSERT INTO vibe.groups (id, owner, name) VALUES ('%s', '%s', '%s')",
                            who.id(), Who.CARO.id(), who);
                case EVERYONE -> {}
            }
        }
    }

    private void membership(Membership membership) {
        add(
                "INSERT INTO vibe.group_members (group_id, member) VALUES ('%s', '%s')",
                membership.group().id(), membership.member().id());
    }

    private void grant(Grant grant) {
        add(
                """
                INSERT INTO vibe.app_user_grants
                    (id, person, app, client_id, version, not_before_version, status, permissions, granted_at, expires_at)
                VALUES ('%s', '%s', '%s', '%s', %d, %d, '%s', '{%s}', now(), %s)""",
                grant.id(),
                grant.person().id(),
                grant.app().id(),
                clientId(grant.app()),
                grant.version(),
                grant.notBeforeVersion(),
                grant.status(),
                World.literal(grant.permissions()),
                time(grant.ends()));
    }

    private void document(Doc document, int number) {
        UUID id = World.documentId(number);
        add(
                """
                INSERT INTO vibe.documents (id, owner, owner_is_app, type, data, rev, acl)
                VALUES ('%s', '%s', %s, '%s', '{}', '1-0000000000000000', '%s')""",
                id,
                document.owner().id(),
                document.owner().kind() == Who.Kind.APP,
                document.type(),
                acl(document.formerAcl()));
        // Sharing and deleting ask who is asking, whatever the role.
        add("SELECT set_config('vibe.person', '%s', true)", document.owner().id());
        add("UPDATE vibe.documents SET acl = '%s' WHERE id = '%s'", acl(document.acl()), id);
        if (document.deleted()) {
            add("UPDATE vibe.documents SET data = NULL, deleted_at = now() WHERE id = '%s'", id);
        }
        add("SELECT set_config('vibe.person', '', true)");
    }

    private void certificate(World world, Certificate certificate, int number) {
        int document = world.documentOf(certificate);
        add(
                """
                INSERT INTO vibe.certificates
                    (id, issuer, holder, document, type, actions, not_before, expires_at, registered_at, revoked_at)
                VALUES ('%s', '%s', '%s', %s, '%s', '{%s}', %s, %s, %s, %s)""",
                new UUID(0x7003, 0x8000_0000_0000_0000L + number),
                certificate.issuer().id(),
                certificate.holder().id(),
                certificate.ofType() ? "NULL" : "'" + World.documentId(document) + "'",
                world.documents().get(document).type(),
                certificate.actions().stream().map(WorldScript::name).collect(Collectors.joining(",")),
                time(certificate.begins()),
                time(certificate.ends()),
                certificate.registered() ? "now()" : "NULL",
                certificate.revoked() ? "now()" : "NULL");
    }

    private static String acl(List<Entry> entries) {
        return entries.stream()
                .map(entry -> "{\"principal\":\"%s\",\"actions\":[\"%s\"]}"
                        .formatted(entry.principal().id(), name(entry.action())))
                .collect(Collectors.joining(",", "[", "]"));
    }

    private static String name(World.Action action) {
        return action.name().toLowerCase(Locale.ROOT);
    }

    private static String time(int hours) {
        return hours == World.NEVER ? "NULL" : "now() + interval '" + hours + " hours'";
    }

    @FormatMethod
    private void add(String statement, Object... values) {
        script.append(statement.formatted(values)).append(";\n");
    }
}
