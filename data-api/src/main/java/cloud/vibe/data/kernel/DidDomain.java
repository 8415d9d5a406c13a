package cloud.vibe.data.kernel;

import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The host, with a port if need be, under which this cloud's DIDs are found; fixed at its first start. */
public record DidDomain(String value) {
    private static final Pattern FORM =
            Pattern.compile("[a-z0-9]([a-z0-9-]*[a-z0-9])?(\\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*(:[0-9]{1,5})?");

    private static final Pattern PORT = Pattern.compile("^(did:web:[^:]+):([0-9]+)(?=:|$)");

    public DidDomain {
        if (value.length() > 253 || !FORM.matcher(value).matches()) {
            throw new IllegalArgumentException("not a host[:port] in lower case");
        }
    }

    /** The cloud itself. */
    public String did() {
        return "did:web:" + value.replace(":", "%3A");
    }

    /** The did:web method percent-encodes the colon before a port. */
    public String did(Owner owner) {
        String kind = switch (owner) {
            case PersonId person -> "people";
            case AppId app -> "apps";
        };
        return did() + ":" + kind + ":" + owner.value();
    }

    /** A DID as it comes out of a path: there the colon before a port arrives as one. */
    public static String inPath(String did) {
        return PORT.matcher(did).replaceFirst("$1%3A$2");
    }

    /** Whose DID it is, if it is one of this domain. */
    public Optional<Owner> owner(String did) {
        int kind = did.lastIndexOf(':') + 1;
        try {
            UUID id = Uuids.parse(did.substring(kind));
            return Stream.<Owner>of(new PersonId(id), new AppId(id))
                    .filter(owner -> did(owner).equals(did))
                    .findFirst();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
