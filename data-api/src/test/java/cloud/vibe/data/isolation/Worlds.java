package cloud.vibe.data.isolation;

import cloud.vibe.data.isolation.World.Action;
import cloud.vibe.data.isolation.World.Asker;
import cloud.vibe.data.isolation.World.Certificate;
import cloud.vibe.data.isolation.World.Doc;
import cloud.vibe.data.isolation.World.Entry;
import cloud.vibe.data.isolation.World.ForItself;
import cloud.vibe.data.isolation.World.ForPerson;
import cloud.vibe.data.isolation.World.Grant;
import cloud.vibe.data.isolation.World.Membership;
import cloud.vibe.data.isolation.World.NoToken;
import cloud.vibe.data.kernel.Permission;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/** Makes small worlds by chance. What is rare in life is frequent here, and what decides (a time, a version) stands right at its edge. */
final class Worlds {
    private static final Arbitrary<String> TYPE = Arbitraries.of(World.TYPES);
    private static final Arbitrary<Who> PERSON =
            Arbitraries.frequency(Tuple.of(4, Who.ANNA), Tuple.of(4, Who.BERT), Tuple.of(1, Who.CARO));
    private static final Arbitrary<Who> APP =
            Arbitraries.frequency(Tuple.of(3, Who.NOTEBOOK), Tuple.of(1, Who.PLANNER));
    private static final Arbitrary<Who> SOMEBODY = Arbitraries.frequencyOf(Tuple.of(3, PERSON), Tuple.of(1, APP));
    private static final Arbitrary<Action> ACTION = Arbitraries.of(Action.class);
    private static final Arbitrary<Who> GROUP = Arbitraries.of(Who.FAMILY, Who.TEAM);

    private static final List<Permission> EVERYTHING =
            List.of(new Permission(Permission.EVERY_TYPE, Permission.Action.WRITE, true));

    private Worlds() {}

    /** What a world is about, so that what is looked for is not rare in it. */
    enum About {
        EVERYTHING,
        CERTIFICATES,
        GLOBAL_PERMISSIONS
    }

    static Arbitrary<World> all() {
        return Arbitraries.frequencyOf(
                Tuple.of(2, ofEverything()), Tuple.of(1, ofCertificates()), Tuple.of(1, ofGlobalPermissions()));
    }

    static Arbitrary<World> about(About about) {
        return switch (about) {
            case EVERYTHING -> ofEverything();
            case CERTIFICATES -> ofCertificates();
            case GLOBAL_PERMISSIONS -> ofGlobalPermissions();
        };
    }

    private static Arbitrary<World> ofEverything() {
        return Combinators.combine(
                        membership(SOMEBODY).set().ofMaxSize(5),
                        grant().list().ofMaxSize(6).uniqueElements(Grant::id),
                        document(SOMEBODY, ACTION).list().ofMinSize(1).ofMaxSize(World.MOST_DOCUMENTS),
                        certificate(SOMEBODY).list().ofMaxSize(4),
                        asker().list().ofMinSize(1).ofMaxSize(5))
                .as(World::new);
    }

    /** In which the apps may do everything, so that it hangs on certificates and who has issued them. */
    private static Arbitrary<World> ofCertificates() {
        Arbitrary<Asker> asker = PERSON.map(
                person -> new ForPerson(person, Who.NOTEBOOK, person, Who.NOTEBOOK, 1, World.NEVER, EVERYTHING));
        Arbitrary<Action> action =
                Arbitraries.frequency(Tuple.of(1, Action.READ), Tuple.of(1, Action.WRITE), Tuple.of(3, Action.MANAGE));
        return Combinators.combine(
                        membership(PERSON).set().ofMinSize(2).ofMaxSize(4),
                        Arbitraries.just(List.<Grant>of()),
                        document(PERSON, action).list().ofMinSize(1).ofMaxSize(2),
                        certificate(PERSON).list().ofMinSize(3).ofMaxSize(5),
                        asker.list().ofMinSize(1).ofMaxSize(2))
                .as(World::new)
                .map(Worlds::issuedByThoseWhoMay);
    }

    /**
     * By chance alone hardly a certificate would be of somebody who has anything to give: one is the owner's, the next a manager's, the third
     * of somebody who may write but has nothing to give.
     */
    private static World issuedByThoseWhoMay(World world) {
        List<Certificate> certificates = new ArrayList<>();
        for (Certificate certificate : world.certificates()) {
            Doc document = world.documents().get(world.documentOf(certificate));
            certificates.add(
                    switch (certificates.size() % 4) {
                        case 0 -> certificate.by(document.owner());
                        case 1 -> byOneWith(Action.MANAGE, certificate, document, world);
                        case 2 -> byOneWith(Action.WRITE, certificate, document, world);
                        default -> certificate;
                    });
        }
        return new World(world.memberships(), world.grants(), world.documents(), certificates, world.askers());
    }

    private static Certificate byOneWith(Action action, Certificate certificate, Doc document, World world) {
        return named(action, document, world).map(certificate::byManager).orElse(certificate);
    }

    private static Optional<Who> named(Action action, Doc document, World world) {
        return document.acl().stream()
                .filter(entry -> entry.action() == action)
                .flatMap(entry -> entry.principal().isSomebody()
                        ? Stream.of(entry.principal())
                        : world.memberships().stream()
                                .filter(membership -> membership.group() == entry.principal())
                                .map(Membership::member))
                .findFirst();
    }

    /** In which it hangs on what people have granted to apps for themselves. */
    private static Arbitrary<World> ofGlobalPermissions() {
        Arbitrary<Asker> asker = Combinators.combine(APP, permissions()).as(ForItself::new);
        return Combinators.combine(
                        Arbitraries.just(Set.<Membership>of()),
                        grant().list().ofMinSize(1).ofMaxSize(3).uniqueElements(Grant::id),
                        document(SOMEBODY, ACTION).list().ofMinSize(1).ofMaxSize(3),
                        Arbitraries.just(List.<Certificate>of()),
                        asker.list().ofMinSize(1).ofMaxSize(2))
                .as(World::new);
    }

    private static Arbitrary<Membership> membership(Arbitrary<Who> somebody) {
        return Combinators.combine(GROUP, somebody).as(Membership::new);
    }

    private static Arbitrary<Permission> permission() {
        return Combinators.combine(
                        Arbitraries.frequency(Tuple.of(3, "notes"), Tuple.of(1, "tasks"), Tuple.of(1, "*")),
                        Arbitraries.of(Permission.Action.class),
                        Arbitraries.of(true, false))
                .as(Permission::new);
    }

    private static Arbitrary<List<Permission>> permissions() {
        return Arbitraries.frequencyOf(
                Tuple.of(1, Arbitraries.just(EVERYTHING)),
                Tuple.of(2, permission().list().ofMaxSize(3).uniqueElements()));
    }

    private static Arbitrary<Integer> end() {
        return Arbitraries.frequency(Tuple.of(1, -1), Tuple.of(1, 0), Tuple.of(3, 1), Tuple.of(3, World.NEVER));
    }

    private static Arbitrary<Grant> grant() {
        Arbitrary<Integer> version = Arbitraries.integers().between(1, 3);
        // A revocation raises the lowest version that is still taken, at most to its own.
        return version.flatMap(number -> Combinators.combine(
                        PERSON,
                        APP,
                        Arbitraries.integers().between(0, number),
                        Arbitraries.frequency(Tuple.of(4, "active"), Tuple.of(1, "revoked"), Tuple.of(1, "expired")),
                        permissions(),
                        end())
                .as((person, app, notBefore, status, permissions, end) ->
                        new Grant(person, app, number, notBefore, status, permissions, end)));
    }

    private static Arbitrary<List<Entry>> acl(Arbitrary<Who> somebody, Arbitrary<Action> action) {
        Arbitrary<Entry> named = Combinators.combine(
                        Arbitraries.frequencyOf(Tuple.of(1, somebody), Tuple.of(1, GROUP)), action)
                .as(Entry::new);
        Arbitrary<Entry> open = Arbitraries.just(new Entry(Who.EVERYONE, Action.READ));
        return Arbitraries.frequencyOf(Tuple.of(5, named), Tuple.of(1, open))
                .list()
                .ofMaxSize(3);
    }

    private static Arbitrary<Doc> document(Arbitrary<Who> somebody, Arbitrary<Action> action) {
        Arbitrary<Boolean> deleted = Arbitraries.frequency(Tuple.of(4, false), Tuple.of(1, true));
        return Combinators.combine(somebody, TYPE, deleted, acl(somebody, action), acl(somebody, action))
                .as(Doc::new);
    }

    private static Arbitrary<Certificate> certificate(Arbitrary<Who> somebody) {
        record Validity(int begins, int ends) {}
        Arbitrary<Validity> validity = Arbitraries.frequency(
                Tuple.of(2, new Validity(-1, 1)),
                Tuple.of(1, new Validity(0, 1)),
                Tuple.of(1, new Validity(-1, 0)),
                Tuple.of(1, new Validity(-2, -1)),
                Tuple.of(1, new Validity(1, 2)));
        return Combinators.combine(
                        somebody,
                        somebody,
                        Arbitraries.integers().between(0, 3),
                        Arbitraries.of(true, false),
                        Arbitraries.of(Set.of(Action.READ), Set.of(Action.WRITE), Set.of(Action.READ, Action.WRITE)),
                        validity,
                        Arbitraries.frequency(Tuple.of(4, true), Tuple.of(1, false)),
                        Arbitraries.frequency(Tuple.of(4, false), Tuple.of(1, true)))
                .as((issuer, holder, document, ofType, actions, times, registered, revoked) -> new Certificate(
                        issuer, holder, document, ofType, actions, times.begins(), times.ends(), registered, revoked));
    }

    private static Arbitrary<Asker> asker() {
        return Arbitraries.frequencyOf(
                Tuple.of(6, forPerson()),
                Tuple.of(3, Combinators.combine(APP, permissions()).as(ForItself::new)),
                Tuple.of(1, Arbitraries.just(new NoToken())));
    }

    private static Arbitrary<Asker> forPerson() {
        return Combinators.combine(
                        PERSON,
                        APP,
                        Arbitraries.frequencyOf(
                                Tuple.of(9, Arbitraries.just(true)), Tuple.of(1, Arbitraries.of(true, false))),
                        PERSON,
                        APP,
                        Arbitraries.integers().between(1, 4),
                        end(),
                        permissions())
                .as((person, app, own, otherPerson, otherApp, version, until, permissions) -> new ForPerson(
                        person, app, own ? person : otherPerson, own ? app : otherApp, version, until, permissions));
    }
}
