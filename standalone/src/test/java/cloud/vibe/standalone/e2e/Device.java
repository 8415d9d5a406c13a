package cloud.vibe.standalone.e2e;

import com.google.gson.JsonObject;
import com.microsoft.playwright.CDPSession;
import com.microsoft.playwright.Page;

/** The authenticator of a device that somebody opens with a finger: Chromium's own, which makes passkeys as any does. */
final class Device {
    private final CDPSession chromium;
    private final String id;

    /** @param isOwners whether it takes who holds it for its owner */
    Device(Page page, boolean isOwners) {
        this.chromium = page.context().newCDPSession(page);
        chromium.send("WebAuthn.enable");
        JsonObject options = new JsonObject();
        options.addProperty("protocol", "ctap2");
        options.addProperty("transport", "internal");
        options.addProperty("hasResidentKey", true);
        options.addProperty("hasUserVerification", true);
        options.addProperty("isUserVerified", isOwners);
        options.addProperty("automaticPresenceSimulation", true);
        JsonObject request = new JsonObject();
        request.add("options", options);
        this.id = chromium.send("WebAuthn.addVirtualAuthenticator", request)
                .get("authenticatorId")
                .getAsString();
    }

    /** How many passkeys it keeps, and whether each can be found without a name. */
    long discoverable() {
        JsonObject request = new JsonObject();
        request.addProperty("authenticatorId", id);
        return chromium.send("WebAuthn.getCredentials", request).getAsJsonArray("credentials").asList().stream()
                .filter(passkey ->
                        passkey.getAsJsonObject().get("isResidentCredential").getAsBoolean())
                .count();
    }
}
