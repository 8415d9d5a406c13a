package cloud.vibe.data.server;

import cloud.vibe.data.kernel.Problem;
import cloud.vibe.data.kernel.ProblemCode;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.DynamicFeature;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.FeatureContext;
import jakarta.ws.rs.core.HttpHeaders;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Wants a body to be named as what the endpoint takes; Jersey alone takes none, {@code *}{@code /*} or nonsense for a match. */
final class MediaTypeFeature implements DynamicFeature {
    // After the caller is known: a stranger hears of that first.
    private static final int PRIORITY = Priorities.USER + 1;

    @Override
    public void configure(ResourceInfo resource, FeatureContext context) {
        Consumes consumes = resource.getResourceMethod().getAnnotation(Consumes.class);
        if (consumes != null) {
            context.register(new Filter(Set.of(consumes.value())), PRIORITY);
        }
    }

    private record Filter(Set<String> types) implements ContainerRequestFilter {
        @Override
        public void filter(ContainerRequestContext request) {
            @Nullable String contentType = request.getHeaderString(HttpHeaders.CONTENT_TYPE);
            // RFC 9110 section 8.3.1: parameters come after the first semicolon, and letters count alike in both cases.
            String type = contentType == null
                    ? ""
                    : contentType.replaceFirst(";.*", "").strip();
            if (!types.contains(type.toLowerCase(Locale.ROOT))) {
                throw Problem.of(
                        ProblemCode.MEDIA_TYPE_UNSUPPORTED,
                        "Send Content-Type: " + String.join(" or ", new TreeSet<>(types)) + ".");
            }
        }
    }
}
