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
        ClientId app = app(caller);
        if (app != null) {
            check.require(app, type, data);
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
