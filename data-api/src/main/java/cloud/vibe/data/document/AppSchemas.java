package cloud.vibe.data.document;

import cloud.vibe.data.caller.AppForItself;
import cloud.vibe.data.caller.AppForPerson;
import cloud.vibe.data.caller.Caller;
import cloud.vibe.data.caller.Nobody;
import cloud.vibe.data.kernel.ClientId;
import cloud.vibe.data.kernel.ContentCheck;
import cloud.vibe.data.kernel.DocumentType;
import org.jspecify.annotations.Nullable;

/** What the caller's own app wants of the data that it writes; what other apps want of the same type does not matter. */
record AppSchemas(ContentCheck check) {
    boolean areAsked(Caller caller) {
        ClientId app = app(caller);
        return app != null && check.isAskedBy(app);
    }

    /** @throws cloud.vibe.data.kernel.Problem that lists what is wrong with the data */
    void require(Caller caller, DocumentType type, String data) {
        ofRequest(caller).require(type, data);
    }

    /** For a request that writes more than one document. */
    OfRequest ofRequest(Caller caller) {
        return new OfRequest(check, app(caller), new ContentCheck.Effort());
    }

    /** The schemas for all the documents that a request writes; they share what may be spent on checking them. */
    record OfRequest(ContentCheck check, @Nullable ClientId app, ContentCheck.Effort effort) {
        /** @throws cloud.vibe.data.kernel.Problem that lists what is wrong with the data */
        void require(DocumentType type, String data) {
            if (app != null) {
                check.require(app, type, data, effort);
            }
        }
    }

    private static @Nullable ClientId app(Caller caller) {
        return switch (caller) {
            case AppForPerson app -> app.app();
            case AppForItself app -> app.app();
            case Nobody nobody -> null;
        };
    }
}
