package cloud.vibe.data.document;

import cloud.vibe.data.kernel.Answer;
import cloud.vibe.data.kernel.DidDomain;
import cloud.vibe.data.kernel.Document;
import cloud.vibe.data.kernel.EntityTags;
import cloud.vibe.data.kernel.Preference;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.jspecify.annotations.Nullable;

/** What is answered with a document, whole or as little of it as the client prefers. */
record DocumentAnswers(DidDomain domain) {
    static final String PLACE = "/v1/documents/";
    private static final String ETAG = "ETag";
    private static final String LOCATION = "Location";

    Answer kept(Kept kept, Preference preference) {
        Document document = kept.document();
        return told(Answer.of(kept.isNew() ? 201 : 200), document, preference).with(LOCATION, PLACE + document.id());
    }

    Answer changed(Document document, Preference preference) {
        return told(Answer.of(preference == Preference.MINIMAL ? 204 : 200), document, preference);
    }

    static Answer gone(Preference preference) {
        return applied(Answer.of(204), preference);
    }

    private Answer told(Answer answer, Document document, Preference preference) {
        Answer tagged = answer.with(ETAG, document.rev().entityTag());
        return switch (preference) {
            case MINIMAL -> applied(tagged, preference);
            case REPRESENTATION ->
                tagged.telling(json(document), document.type().value());
        };
    }

    private static Answer applied(Answer answer, Preference preference) {
        return preference == Preference.MINIMAL ? answer.with(Preference.APPLIED_HEADER, preference.applied()) : answer;
    }

    /** What was asked for, unless the client has it as it is. */
    Response found(Document document, @Nullable EntityTags known) {
        String tag = document.rev().entityTag();
        if (known != null && known.matches(document.rev())) {
            return Response.notModified().header(ETAG, tag).build();
        }
        return Response.ok(json(document), MediaType.APPLICATION_JSON_TYPE)
                .header(ETAG, tag)
                .build();
    }

    String json(Document document) {
        StringBuilder json = new StringBuilder(512);
        document.appendJson(json, domain);
        return json.toString();
    }
}
