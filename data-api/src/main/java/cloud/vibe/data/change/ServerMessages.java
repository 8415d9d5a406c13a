package cloud.vibe.data.change;

import cloud.vibe.data.kernel.DidDomain;
import cloud.vibe.data.kernel.Document;
import com.fasterxml.jackson.core.io.JsonStringEncoder;

/** What we say on a socket, as JSON text. */
final class ServerMessages {
    private ServerMessages() {}

    static String subscribed(String subscription, Cursor cursor) {
        return "{\"event\":\"subscribed\",\"id\":\"" + escape(subscription) + "\",\"cursor\":\"" + cursor.encode()
                + "\"}";
    }

    static String error(String subscription, HubError error) {
        return "{\"event\":\"error\",\"id\":\"" + escape(subscription) + "\",\"code\":\"" + error.code()
                + "\",\"title\":\"" + escape(error.title()) + "\"}";
    }

    /** Renew again, with a proof that has this nonce. */
    static String nonce(String nonce) {
        return "{\"event\":\"nonce\",\"nonce\":\"" + nonce + "\"}";
    }

    static String change(String subscription, String kind, Cursor cursor, String document) {
        return "{\"event\":\"change\",\"id\":\"" + escape(subscription) + "\",\"kind\":\"" + kind + "\",\"cursor\":\""
                + cursor.encode() + "\",\"document\":" + document + "}";
    }

    static String document(Document document, DidDomain domain) {
        StringBuilder json = new StringBuilder(512);
        document.appendJson(json, domain);
        return json.toString();
    }

    private static String escape(String text) {
        return new String(JsonStringEncoder.getInstance().quoteAsString(text));
    }
}
