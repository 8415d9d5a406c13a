package cloud.vibe.standalone.visitor;

import cloud.vibe.standalone.kernel.Refusal;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A page of the identity origin, or the way back to the app. */
public record IdentityPage(int status, String location, String body) {
    private static final Pattern ACTION = Pattern.compile("<form[^>]*action=\"([^\"]+)\"");
    private static final Pattern PAGE = Pattern.compile("data-page-id=\"login-([^\"]+)\"");
    private static final Pattern OPTION = Pattern.compile(
            "<input[^>]*name=\"permission\"[^>]*value=\"([^\"]+)\"|<input[^>]*value=\"([^\"]+)\"[^>]*name=\"permission\"");

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
            options.add(Form.unescape(String.valueOf(value)));
        }
        return options;
    }

    public String action() {
        Matcher matcher = ACTION.matcher(body);
        if (!matcher.find()) {
            throw new Refusal("The identity page has no form: " + body);
        }
        return URI.create(location).resolve(Form.unescape(matcher.group(1))).toString();
    }

    /** A parameter of the answer that the app gets; empty where there is none. */
    public String answer(String name) {
        int start = location.indexOf('?');
        return start < 0 ? "" : Form.decode(location.substring(start + 1)).getOrDefault(name, "");
    }
}
