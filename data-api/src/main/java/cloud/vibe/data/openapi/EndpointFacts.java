package cloud.vibe.data.openapi;

import cloud.vibe.data.kernel.Limit;
import cloud.vibe.data.kernel.OpenToNobody;
import cloud.vibe.data.kernel.ProblemCode;
import cloud.vibe.data.kernel.Refuses;
import com.fasterxml.jackson.annotation.JsonView;
import io.dropwizard.auth.Auth;
import io.swagger.v3.jaxrs2.ResolvedParameter;
import io.swagger.v3.jaxrs2.ext.AbstractOpenAPIExtension;
import io.swagger.v3.jaxrs2.ext.OpenAPIExtension;
import io.swagger.v3.oas.models.Components;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.security.SecurityRequirement;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What follows from the shape of an endpoint's method: who may call it, what it always may refuse, and the limits that it names. */
final class EndpointFacts extends AbstractOpenAPIExtension {
    private static final Set<ProblemCode> ALWAYS =
            EnumSet.of(ProblemCode.INVALID_REQUEST, ProblemCode.INTERNAL, ProblemCode.UNAVAILABLE);
    private static final Set<ProblemCode> OF_A_TOKEN = EnumSet.of(
            ProblemCode.TOKEN_MISSING,
            ProblemCode.TOKEN_INVALID,
            ProblemCode.DPOP_PROOF_INVALID,
            ProblemCode.DPOP_NONCE_REQUIRED,
            ProblemCode.GRANT_REVOKED,
            ProblemCode.SIGNED_OUT,
            ProblemCode.ORIGIN_NOT_ALLOWED);

    private final ProblemResponses problems;

    EndpointFacts(ProblemResponses problems) {
        this.problems = problems;
    }

    @Override
    public ResolvedParameter extractParameters(
            List<Annotation> annotations,
            Type type,
            Set<Type> typesToSkip,
            Components components,
            @Nullable Consumes classConsumes,
            @Nullable Consumes methodConsumes,
            boolean includeRequestBody,
            @Nullable JsonView view,
            Iterator<OpenAPIExtension> chain) {
        boolean isOurs = annotations.stream().anyMatch(known -> known instanceof Auth || known instanceof Context);
        return isOurs
                ? new ResolvedParameter()
                : super.extractParameters(
                        annotations,
                        type,
                        typesToSkip,
                        components,
                        classConsumes,
                        methodConsumes,
                        includeRequestBody,
                        view,
                        chain);
    }

    @Override
    public void decorateOperation(Operation operation, Method method, Iterator<OpenAPIExtension> chain) {
        Set<ProblemCode> codes = EnumSet.copyOf(ALWAYS);
        Refuses refuses = method.getAnnotation(Refuses.class);
        if (refuses != null) {
            codes.addAll(List.of(refuses.value()));
            Arrays.stream(refuses.beyond()).map(Limit::code).forEach(codes::add);
            state(operation, refuses.beyond());
        }
        if (method.isAnnotationPresent(Produces.class)
                || method.getDeclaringClass().isAnnotationPresent(Produces.class)) {
            codes.add(ProblemCode.NOT_ACCEPTABLE);
        }
        if (operation.getRequestBody() != null) {
            operation.getRequestBody().setRequired(true);
            codes.add(ProblemCode.MEDIA_TYPE_UNSUPPORTED);
        }
        addSecurity(operation, method, codes);
        problems.add(operation, codes);
    }

    // An endpoint names its caller or has none; one that can do without a token says so.
    private static void addSecurity(Operation operation, Method method, Set<ProblemCode> codes) {
        Optional<Parameter> caller = Arrays.stream(method.getParameters())
                .filter(parameter -> parameter.isAnnotationPresent(Auth.class))
                .findFirst();
        List<SecurityRequirement> tokens =
                List.of(new SecurityRequirement().addList("token"), new SecurityRequirement().addList("boundToken"));
        if (caller.isEmpty()) {
            operation.setSecurity(List.of());
            return;
        }
        boolean isOptional = method.isAnnotationPresent(OpenToNobody.class);
        operation.setSecurity(
                isOptional
                        ? Stream.concat(Stream.of(new SecurityRequirement()), tokens.stream())
                                .toList()
                        : tokens);
        codes.addAll(OF_A_TOKEN);
    }

    private static void state(Operation operation, Limit[] limits) {
        if (limits.length == 0) {
            return;
        }
        StringBuilder text = new StringBuilder(operation.getDescription() == null ? "" : operation.getDescription());
        text.append(text.isEmpty() ? "" : "\n\n").append("Limits:\n");
        Map<String, Object> stated = new LinkedHashMap<>();
        for (Limit limit : limits) {
            text.append(String.format(
                    Locale.ROOT,
                    "- at most %,d %s: `%s`\n",
                    limit.max(),
                    limit.what(),
                    limit.code().wire()));
            stated.put(
                    limit.wire(),
                    Map.of("max", limit.max(), "code", limit.code().wire()));
        }
        operation.setDescription(text.toString().strip());
        operation.addExtension("x-limits", stated);
    }
}
