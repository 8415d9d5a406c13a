package cloud.vibe.data.caller;

import cloud.vibe.data.kernel.Problem;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.text.ParseException;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The claims of a signed token, each read with the shape that it must have; any other shape refuses the token. */
final class Claims {
    private final JWTClaimsSet claims;

    private Claims(JWTClaimsSet claims) {
        this.claims = claims;
    }

    static Claims of(SignedJWT jwt) {
        try {
            return new Claims(jwt.getJWTClaimsSet());
        } catch (ParseException e) {
            throw Problem.tokenInvalid("Its claims cannot be read.");
        }
    }

    boolean has(String name) {
        return claims.getClaim(name) != null;
    }

    String text(String name) {
        if (claims.getClaim(name) instanceof String text && !text.isEmpty()) {
            return text;
        }
        throw wrong(name);
    }

    <T> T parsed(String name, Function<String, T> parser) {
        String text = text(name);
        try {
            return parser.apply(text);
        } catch (IllegalArgumentException e) {
            throw wrong(name);
        }
    }

    long positiveNumber(String name) {
        if (claims.getClaim(name) instanceof Long number && number > 0) {
            return number;
        }
        throw wrong(name);
    }

    Instant time(String name) {
        Instant time = optionalTime(name);
        if (time == null) {
            throw wrong(name);
        }
        return time;
    }

    @Nullable
    Instant optionalTime(String name) {
        return switch (claims.getClaim(name)) {
            case null -> null;
            // The registered ones come as dates already.
            case Date date -> date.toInstant();
            case Long seconds
            when seconds >= 0 && seconds <= Integer.MAX_VALUE * 1000L -> Instant.ofEpochSecond(seconds);
            default -> throw wrong(name);
        };
    }

    List<String> texts(String name) {
        if (claims.getClaim(name) instanceof List<?> list && list.stream().allMatch(String.class::isInstance)) {
            return list.stream().map(String.class::cast).toList();
        }
        throw wrong(name);
    }

    List<?> list(String name) {
        if (claims.getClaim(name) instanceof List<?> list) {
            return list;
        }
        throw wrong(name);
    }

    List<String> optionalTexts(String name) {
        return claims.getClaim(name) == null ? List.of() : texts(name);
    }

    Map<?, ?> object(String name) {
        if (claims.getClaim(name) instanceof Map<?, ?> object) {
            return object;
        }
        throw wrong(name);
    }

    /** RFC 7519 section 4.1.3: a token for somebody else must be refused. */
    void requireIssuerAndAudience(String issuer, String audience) {
        if (!issuer.equals(claims.getIssuer())) {
            throw Problem.tokenInvalid("It was issued by somebody else.");
        }
        if (!claims.getAudience().contains(audience)) {
            throw Problem.tokenInvalid(
                    "It was issued for another audience (aud). An app of this cloud has the client scope vibe"
                            + " by default, which names this API where there is a grant.");
        }
    }

    private static Problem wrong(String name) {
        return Problem.tokenInvalid("Its claim " + name + " is missing or has a wrong shape.");
    }
}
