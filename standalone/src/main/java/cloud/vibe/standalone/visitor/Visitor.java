package cloud.vibe.standalone.visitor;

import cloud.vibe.standalone.kernel.Endpoints;
import cloud.vibe.standalone.kernel.Refusal;
import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Somebody with a browser that has no JavaScript: follows the identity pages by their forms, as a standard OIDC client's person. */
public final class Visitor {
    private static final Pattern REGISTRATION = Pattern.compile("href=\"([^\"]*registration[^\"]*)\"");

    private final Endpoints endpoints;
    private final String clientId;
    private final String redirectUri;
    private final UserAgent agent;
    private final String verifier = random();

    public Visitor(Endpoints endpoints) {
        this(endpoints, Endpoints.CLIENT_ID, endpoints.app() + "/callback");
    }

    public Visitor(Endpoints endpoints, String clientId, String redirectUri) {
        this(endpoints, clientId, redirectUri, new UserAgent());
    }

    private Visitor(Endpoints endpoints, String clientId, String redirectUri, UserAgent agent) {
        this.endpoints = endpoints;
        this.clientId = clientId;
        this.redirectUri = redirectUri;
        this.agent = agent;
    }

    /** The same browser at another app. */
    public Visitor at(String otherClientId, String otherRedirectUri) {
        return new Visitor(endpoints, otherClientId, otherRedirectUri, agent);
    }

    /** Another browser, with the cookies that this one has now, as far as their names are among these; without any, with all. */
    public Visitor copy(String... names) {
        return new Visitor(endpoints, clientId, redirectUri, new UserAgent()).with(this, names);
    }

    /** The same browser, with cookies of another. */
    public Visitor with(Visitor other, String... names) {
        agent.take(other.agent, endpoints.identity(), names);
        return this;
    }

    /** Keeps the cookies of an answer that was asked for by other means: an admin's, who takes somebody's place in this browser. */
    public void keepCookies(HttpResponse<?> answer) {
        agent.keepCookies(answer);
    }

    /** The cookies that the browser keeps, as name=value. */
    public List<String> cookies() {
        return agent.cookies();
    }

    public IdentityPage authorize(String scope, Map<String, String> more) {
        return get(authorization(scope, more));
    }

    /** The address of a request, for whoever opens it in a browser of their own; the code that comes of it is redeemed here. */
    public String authorization(String scope, Map<String, String> more) {
        Map<String, String> query = new LinkedHashMap<>();
        query.put("client_id", clientId);
        query.put("redirect_uri", redirectUri);
        query.put("response_type", "code");
        query.put("scope", scope);
        query.put("state", "a-state");
        query.put("code_challenge", challenge());
        query.put("code_challenge_method", "S256");
        more.forEach((name, value) -> {
            if (value.isEmpty()) {
                query.remove(name);
            } else {
                query.put(name, value);
            }
        });
        return endpoints.issuer() + "/protocol/openid-connect/auth?" + Form.encode(query);
    }

    public IdentityPage logIn(IdentityPage page, String email, String password) {
        return post(page.action(), Form.encode(Map.of("username", email, "password", password, "credentialId", "")));
    }

    public IdentityPage decide(IdentityPage page, String decision, List<String> permissions) {
        return decide(page, decision, permissions, "");
    }

    /** Lets an app in for so long, as the page words it; an empty word leaves what the page has chosen. */
    public IdentityPage decide(IdentityPage page, String decision, List<String> permissions, String duration) {
        StringBuilder form = new StringBuilder("decision=" + decision);
        permissions.forEach(permission -> form.append("&permission=").append(Form.escape(permission)));
        if (!duration.isEmpty()) {
            form.append("&duration=").append(Form.escape(duration));
        }
        return post(page.action(), form.toString());
    }

    /** Signs in with everything allowed that the app asks for. */
    public Tokens signIn(String email, String password, String scope) {
        return redeem(code(email, password, scope));
    }

    /** The same with tokens that are bound to a key (RFC 9449, section 5). */
    public Tokens signIn(String email, String password, String scope, ProofKey key) {
        String proof = key.proof("POST", endpoint("token"));
        return Tokens.of(granted(ask("token", codeGrant(code(email, password, scope)), "DPoP", proof)));
    }

    private String code(String email, String password, String scope) {
        IdentityPage page = authorize(scope, Map.of());
        if (page.asksForPassword()) {
            page = logIn(page, email, password);
        }
        if (page.asksForConsent()) {
            page = decide(page, "allow", page.options());
        }
        return page.answer("code");
    }

    /** Makes an account of one's own on the identity pages, and goes on as {@link #signIn} does. */
    public Tokens register(String email, String password, String scope) {
        IdentityPage page = signUp(signUpLink(authorize(scope, Map.of())), email, password);
        if (page.asksForConsent()) {
            page = decide(page, "allow", page.options());
        }
        return redeem(page.answer("code"));
    }

    /** Goes from a sign-in page to the first page of a sign-up. */
    public IdentityPage signUpLink(IdentityPage signIn) {
        Matcher link = REGISTRATION.matcher(signIn.body());
        if (!link.find()) {
            throw new Refusal("The identity pages offer no registration.");
        }
        return get(URI.create(endpoints.identity())
                .resolve(Form.unescape(link.group(1)))
                .toString());
    }

    /** Both pages of a sign-up, with a password. */
    public IdentityPage signUp(IdentityPage first, String email, String password) {
        return choosePassword(giveEmail(first, email), password);
    }

    public IdentityPage giveEmail(IdentityPage first, String email) {
        return post(first.action(), Form.encode(Map.of("email", email)));
    }

    public IdentityPage choosePassword(IdentityPage second, String password) {
        return post(second.action(), Form.encode(Map.of("password", password, "password-confirm", password)));
    }

    public Tokens redeem(String code) {
        return Tokens.of(granted(tryToRedeem(code)));
    }

    private static JsonNode granted(TokenAnswer response) {
        if (response.status() != 200) {
            throw new Refusal("The identity side gave no tokens: " + response);
        }
        return response.json();
    }

    public TokenAnswer tryToRedeem(String code) {
        return token(codeGrant(code));
    }

    private Map<String, String> codeGrant(String code) {
        return Map.of(
                "grant_type",
                "authorization_code",
                "code",
                code,
                "redirect_uri",
                redirectUri,
                "code_verifier",
                verifier);
    }

    public TokenAnswer refresh(Tokens tokens) {
        return token(Map.of("grant_type", "refresh_token", "refresh_token", tokens.refresh()));
    }

    public TokenAnswer token(Map<String, String> form) {
        return ask("token", form);
    }

    /** Gives a token back (RFC 7009). */
    public TokenAnswer revoke(Map<String, String> form) {
        return ask("revoke", form);
    }

    /** Pushes an authorization request (RFC 9126). */
    public TokenAnswer push(Map<String, String> request) {
        return ask("ext/par/request", request);
    }

    /** Goes on with a request that was pushed. */
    public IdentityPage authorizePushed(String requestUri) {
        return authorizePushed(requestUri, Map.of());
    }

    /** The same with parameters that should have been pushed as well. */
    public IdentityPage authorizePushed(String requestUri, Map<String, String> more) {
        Map<String, String> query = new LinkedHashMap<>(Map.of("client_id", clientId, "request_uri", requestUri));
        query.putAll(more);
        return get(endpoints.issuer() + "/protocol/openid-connect/auth?" + Form.encode(query));
    }

    private String endpoint(String name) {
        return endpoints.issuer() + "/protocol/openid-connect/" + name;
    }

    /** With more headers, if any: a name, then its value. */
    private TokenAnswer ask(String endpoint, Map<String, String> form, String... headers) {
        Map<String, String> all = new HashMap<>(form);
        all.put("client_id", clientId);
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(endpoint(endpoint)));
        if (headers.length > 0) {
            request.headers(headers);
        }
        HttpResponse<String> response = agent.send(request.header("Content-Type", Form.MEDIA_TYPE)
                .POST(HttpRequest.BodyPublishers.ofString(Form.encode(all)))
                .build());
        return new TokenAnswer(response.statusCode(), response.body());
    }

    public IdentityPage get(String url) {
        return agent.follow(HttpRequest.newBuilder(URI.create(url)).GET().build(), redirectUri);
    }

    public IdentityPage post(String url, String form) {
        return agent.follow(
                HttpRequest.newBuilder(URI.create(url))
                        .header("Content-Type", Form.MEDIA_TYPE)
                        .POST(HttpRequest.BodyPublishers.ofString(form))
                        .build(),
                redirectUri);
    }

    private String challenge() {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(StandardCharsets.US_ASCII));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String random() {
        byte[] bytes = new byte[48];
        new SecureRandom().nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
