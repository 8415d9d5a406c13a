package cloud.vibe.data.caller;

import cloud.vibe.data.kernel.ClientId;
import cloud.vibe.data.kernel.GrantId;
import cloud.vibe.data.kernel.Permissions;
import cloud.vibe.data.kernel.PersonId;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An app that a person has let in. The permissions are those of the token, which the stored grant can only narrow. No
 * {@code grantUntil} means that the person has set no end.
 */
public record AppForPerson(
        PersonId person,
        ClientId app,
        GrantId grant,
        long grantVersion,
        @Nullable Instant grantUntil,
        Permissions permissions,
        Set<String> origins,
        Issued issued)
        implements Caller {
    public AppForPerson {
        if (grantVersion < 1) {
            throw new IllegalArgumentException("versions of a grant begin with 1");
        }
        origins = Set.copyOf(origins);
    }

    @Override
    public Instant expires() {
        return issued.until();
    }

    @Override
    public String getName() {
        return app + " for " + person;
    }

    /** Whether the token was issued in this session, to this app in a session, to this person, or to {@code everyone}. */
    public boolean isSignedInAs(String subject) {
        return issued.session().equals(subject)
                || subject.equals(issued.session() + " " + app)
                || person.toString().equals(subject)
                || subject.equals("everyone");
    }

    /** Whether the other token is another edition of this one: the same person, app and grant. */
    public boolean isSameGrantAs(AppForPerson other) {
        return person.equals(other.person) && app.equals(other.app) && grant.equals(other.grant);
    }
}
