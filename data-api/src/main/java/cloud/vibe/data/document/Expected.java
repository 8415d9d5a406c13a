package cloud.vibe.data.document;

import cloud.vibe.data.kernel.EntityTags;
import cloud.vibe.data.kernel.Problem;
import cloud.vibe.data.kernel.ProblemCode;
import cloud.vibe.data.kernel.Rev;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which rev a write is meant for. Who has named none ({@code isNamed}) writes over whatever is there, unless their app wants otherwise for
 * the type.
 */
record Expected(boolean isNamed, boolean isAny, List<String> revs) {
    static final Expected ANY = new Expected(false, true, List.of());

    Expected {
        revs = List.copyOf(revs);
    }

    static Expected ifMatch(@Nullable String header) {
        EntityTags tags = EntityTags.strong(header);
        return tags == null ? ANY : new Expected(true, tags.any(), tags.revs());
    }

    static Expected rev(String rev) {
        return new Expected(true, false, List.of(rev));
    }

    /** Only this rev; whether the client has named one stays as it is. */
    Expected narrowedTo(Rev rev) {
        return new Expected(isNamed, false, List.of(rev.value()));
    }

    boolean includes(Rev rev) {
        return isAny || revs.contains(rev.value());
    }

    static Problem stale() {
        return Problem.of(ProblemCode.REV_STALE, "Read the document again, then send your change with its rev.");
    }

    static Problem required() {
        return Problem.of(
                ProblemCode.REV_REQUIRED,
                "Your app wants it for this type: without it you might overwrite a change that you have not seen.");
    }
}
