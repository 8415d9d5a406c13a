package cloud.vibe.data.caller;

import org.jspecify.annotations.Nullable;

/**
 * A token that has been verified.
 *
 * @param key thumbprint (RFC 7638) of the key that it is bound to (RFC 9449 section 6.1); null for a bearer token
 */
record AccessToken(Caller caller, @Nullable String key) {}
