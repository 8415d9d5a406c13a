package cloud.vibe.data.server;

import cloud.vibe.data.caller.Callers;
import cloud.vibe.data.kernel.OpenToNobody;
import io.dropwizard.auth.Auth;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.DynamicFeature;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.FeatureContext;
import java.lang.reflect.Parameter;
import java.util.Arrays;

/** Stands before every endpoint that names a caller among its parameters; none of them runs without one. */
final class CallerFeature implements DynamicFeature {
    private final Callers callers;

    CallerFeature(Callers callers) {
        this.callers = callers;
    }

    @Override
    public void configure(ResourceInfo resource, FeatureContext context) {
        boolean asksWho =
                Arrays.stream(resource.getResourceMethod().getParameters()).anyMatch(CallerFeature::isCaller);
        if (asksWho) {
            boolean isOpenToNobody = resource.getResourceMethod().isAnnotationPresent(OpenToNobody.class);
            context.register(new CallerFilter(callers, isOpenToNobody), Priorities.AUTHENTICATION);
        }
    }

    private static boolean isCaller(Parameter parameter) {
        return parameter.isAnnotationPresent(Auth.class);
    }
}
