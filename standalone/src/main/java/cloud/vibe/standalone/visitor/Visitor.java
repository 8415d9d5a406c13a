package cloud.vibe.standalone.visitor;

import cloud.vibe.standalone.kernel.Endpoints;
import cloud.vibe.standalone.kernel.Json;
import cloud.vibe.standalone.kernel.Refusal;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpCookie;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Somebody with a browser that has no JavaScript: follows the identity pages by their forms, as a standard OIDC client's person. */
public final class Visitor {
    private static final Pattern ACTION = Pattern.compile("<form[^>]*action=\"([^\"]+)\"");
    private static final Pattern REGISTRATION = Pattern.compile("href=\"([^\"]*registration[^\"]*)\"");
    private static final Pattern PAGE = Pattern.compile("data-page-id=\"login-([^\"]+)\"");
    private static final Pattern OPTION = Pattern.compile(
            "<input[^>]*name=\"permission\"[^>]*value=\"([^\"]+)\"|<input[^>]*value=\"([^\"]+)\"[^>]*name=\"permission\"");

    private final Endpoints endpoints;
    private final String clientId;
    private final String redirectUri;
    private final LocalCookies cookies;
    private final HttpClient client;
    private final String verifier = random();

    public Visitor(Endpoints endpoints) {
        this(endpoints, Endpoints.CLIENT_ID, endpoints.app() + "/callback");
    }

    public Visitor(Endpoints endpoints, String clientId, String redirectUri) {
        this(endpoints, clientId, redirectUri, new LocalCookies());
    }

    private Visitor(Endpoints endpoints, String clientId, String redirectUri, LocalCookies cookies) {
        this.endpoints = endpoints;
        this.clientId = clientId;
        this.redirectUri = redirectUri;
        this.cookies = cookies;
        this.client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .cookieHandler(cookies)
                .followRedirects(HttpClient.Redirect.NEVER)
                .build();
    }

    /** The same browser at another app. */
    public Visitor at(String otherClientId, String otherRedirectUri) {
        return new Visitor(endpoints, otherClientId, otherRedirectUri, cookies);
    }

    /** Another browser, with the cookies that this one has now, as far as their names are among these; without any, with all. */
    public Visitor copy(String... names) {
        return new Visitor(endpoints, clientId, redirectUri, new LocalCookies()).with(this, names);
    }

    /** The same browser, with cookies of another. */
    public Visitor with(Visitor other, String... names) {
        other.cookies.getCookieStore().getCookies().stream()
                .filter(cookie -> names.length == 0 || List.of(names).contains(cookie.getName()))
                .forEach(cookie ->
                        cookies.getCookieStore().add(URI.create(endpoints.identity()), (HttpCookie) cookie.clone()));
        return this;
    }

    /** Keeps the cookies of an answer that was asked for by other means: an admin's, who takes somebody's place in this browser. */
    public void keepCookies(HttpResponse<?> answer) {
        try {
            cookies.put(answer.uri(), answer.headers().map());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The cookies that the browser keeps, as name=value. */
    public List<String> cookies() {
        return cookies.getCookieStore().getCookies().stream()
                .map(cookie -> cookie.getName() + "=" + cookie.getValue())
                .toList();
    }

    /** A page of the identity origin, or the way back to the app. */
    public record Page(int status, String location, String body) {
        /** What the theme calls the page; empty on the way back to the app. */
        public String id() {
            Matcher matcher = PAGE.matcher(body);
            return matcher.find() ? matcher.group(1) : "";
        }

        public boolean asksForPassword() {
            return id().equals("login");
        }

        public boolean asksForConsent() {
            return id().equals("vibe-consent");
        }

        public List<String> options() {
            List<String> options = new ArrayList<>();
            Matcher matcher = OPTION.matcher(body);
            while (matcher.find()) {
                String value = matcher.group(1) == null ? matcher.group(2) : matcher.group(1);
                options.add(unescape(String.valueOf(value)));
            }
            return options;
        }

        public String action() {
            Matcher matcher = ACTION.matcher(body);
            if (!matcher.find()) {
                throw new Refusal("The identity page has no form: " + body);
            }
            return URI.create(location).resolve(unescape(matcher.group(1))).toString();
        }

        /** A parameter of the answer that the app gets; empty where there is none. */
        public String answer(String name) {
            int start = location.indexOf('?');
            return start < 0 ? "" : form(location.substring(start + 1)).getOrDefault(name, "");
        }
    }

    public Page authorize(String scope, Map<String, String> more) {
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
        return endpoints.issuer() + "/protocol/openid-connect/auth?" + encode(query);
    }

    public Page logIn(Page page, String email, String password) {
        return post(page.action(), encode(Map.of("username", email, "password", password, "credentialId", "")));
    }

    public Page decide(Page page, String decision, List<String> permissions) {
        return decide(page, decision, permissions, "");
    }

    /** Lets an app in for so long, as the page words it; an empty word leaves what the page has chosen. */
    public Page decide(Page page, String decision, List<String> permissions, String duration) {
        StringBuilder form = new StringBuilder("decision=" + decision);
        permissions.forEach(permission -> form.append("&permission=").append(escape(permission)));
        if (!duration.isEmpty()) {
            form.append("&duration=").append(escape(duration));
        }
        return post(page.action(), form.toString());
    }

    /** Signs in with everything allowed that the app asks for. */
    public Tokens signIn(String email, String password, String scope) {
        Page page = authorize(scope, Map.of());
        if (page.asksForPassword()) {
            page = logIn(page, email, password);
        }
        if (page.asksForConsent()) {
            page = decide(page, "allow", page.options());
        }
        return redeem(page.answer("code"));
    }

    /** Makes an account of one's own on the identity pages, and goes on as {@link #signIn} does. */
    public Tokens register(String email, String password, String scope) {
        Page page = signUp(signUpLink(authorize(scope, Map.of())), email, password);
        if (page.asksForConsent()) {
            page = decide(page, "allow", page.options());
        }
        return redeem(page.answer("code"));
    }

    /** Goes from a sign-in page to the first page of a sign-up. */
    public Page signUpLink(Page signIn) {
        Matcher link = REGISTRATION.matcher(signIn.body());
        if (!link.find()) {
            throw new Refusal("The identity pages offer no registration.");
        }
        return get(URI.create(endpoints.identity())
                .resolve(unescape(link.group(1)))
                .toString());
    }

    /** Both pages of a sign-up, with a password. */
    public Page signUp(Page first, String email, String password) {
        return choosePassword(giveEmail(first, email), password);
    }

    public Page giveEmail(Page first, String email) {
        return post(first.action(), encode(Map.of("email", email)));
    }

    public Page choosePassword(Page second, String password) {
        return post(second.action(), encode(Map.of("password", password, "password-confirm", password)));
    }

    public Tokens redeem(String code) {
        Response response = tryToRedeem(code);
        if (response.status() != 200) {
            throw new Refusal("The identity side gave no tokens: " + response);
        }
        return Tokens.of(response.json());
    }

    public Response tryToRedeem(String code) {
        return token(Map.of(
                "grant_type",
                "authorization_code",
                "code",
                code,
                "redirect_uri",
                redirectUri,
                "code_verifier",
                verifier));
    }

    public Response refresh(Tokens tokens) {
        return token(Map.of("grant_type", "refresh_token", "refresh_token", tokens.refresh()));
    }

    public Response token(Map<String, String> form) {
        return ask("token", form);
    }

    /** Gives a token back (RFC 7009). */
    public Response revoke(Map<String, String> form) {
        return ask("revoke", form);
    }

    /** Pushes an authorization request (RFC 9126). */
    public Response push(Map<String, String> request) {
        return ask("ext/par/request", request);
    }

    /** Goes on with a request that was pushed. */
    public Page authorizePushed(String requestUri) {
        return authorizePushed(requestUri, Map.of());
    }

    /** The same with parameters that should have been pushed as well. */
    public Page authorizePushed(String requestUri, Map<String, String> more) {
        Map<String, String> query = new LinkedHashMap<>(Map.of("client_id", clientId, "request_uri", requestUri));
        query.putAll(more);
        return get(endpoints.issuer() + "/protocol/openid-connect/auth?" + encode(query));
    }

    private Response ask(String endpoint, Map<String, String> form) {
        Map<String, String> all = new HashMap<>(form);
        all.put("client_id", clientId);
        HttpResponse<String> response =
                send(HttpRequest.newBuilder(URI.create(endpoints.issuer() + "/protocol/openid-connect/" + endpoint))
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(HttpRequest.BodyPublishers.ofString(encode(all)))
                        .build());
        return new Response(response.statusCode(), response.body());
    }

    /** An answer in JSON. */
    public record Response(int status, String body) {
        public JsonNode json() {
            try {
                return Json.MAPPER.readTree(body);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** What the token endpoint gave. */
    public record Tokens(String access, String refresh, JsonNode claims) {
        public static Tokens of(JsonNode answer) {
            try {
                String access = answer.path("access_token").asText();
                String payload = access.split("\\.", -1)[1];
                return new Tokens(
                        access,
                        answer.path("refresh_token").asText(),
                        Json.MAPPER.readTree(Base64.getUrlDecoder().decode(payload)));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        public List<String> permissions() {
            List<String> permissions = new ArrayList<>();
            claims.path("permissions").forEach(permission -> permissions.add(permission.asText()));
            return permissions;
        }
    }

    public Page get(String url) {
        return follow(send(HttpRequest.newBuilder(URI.create(url)).GET().build()));
    }

    public Page post(String url, String form) {
        return follow(send(HttpRequest.newBuilder(URI.create(url))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(form))
                .build()));
    }

    /** Goes where the identity origin sends, and stops at the door of the app. */
    private Page follow(HttpResponse<String> response) {
        HttpResponse<String> current = response;
        while (current.statusCode() / 100 == 3) {
            String location = current.headers().firstValue("Location").orElse("");
            if (location.startsWith(redirectUri)) {
                return new Page(current.statusCode(), location, "");
            }
            current = send(HttpRequest.newBuilder(current.uri().resolve(location))
                    .GET()
                    .build());
        }
        return new Page(current.statusCode(), current.uri().toString(), current.body());
    }

    private HttpResponse<String> send(HttpRequest request) {
        try {
            return client.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
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

    private static String encode(Map<String, String> parameters) {
        return parameters.entrySet().stream()
                .map(parameter -> escape(parameter.getKey()) + "=" + escape(parameter.getValue()))
                .collect(Collectors.joining("&"));
    }

    private static Map<String, String> form(String query) {
        Map<String, String> parameters = new HashMap<>();
        for (String parameter : query.split("&", -1)) {
            String[] parts = parameter.split("=", 2);
            parameters.put(parts[0], parts.length < 2 ? "" : URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
        }
        return parameters;
    }

    private static String escape(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static String unescape(String html) {
        return html.replace("&amp;", "&")
                .replace("&#61;", "=")
                .replace("&quot;", "\"")
                .replace("&#39;", "'");
    }
}
