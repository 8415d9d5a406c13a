package cloud.vibe.data.openapi;

import cloud.vibe.data.kernel.ProblemCode;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.examples.Example;
import io.swagger.v3.oas.models.headers.Header;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.responses.ApiResponse;
import io.swagger.v3.oas.models.responses.ApiResponses;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The answers to an endpoint's problems: one for each status, which names the codes that it can carry. Endpoints with the same ones share them. */
final class ProblemResponses {
    private static final String MEDIA_TYPE = "application/problem+json";

    private final Map<String, ApiResponse> shared = new TreeMap<>();

    Map<String, ApiResponse> shared() {
        return shared;
    }

    void add(Operation operation, Set<ProblemCode> codes) {
        Map<Integer, List<ProblemCode>> byStatus = new TreeMap<>();
        codes.forEach(code -> byStatus.computeIfAbsent(code.status(), status -> new ArrayList<>())
                .add(code));
        ApiResponses responses = operation.getResponses() == null ? new ApiResponses() : operation.getResponses();
        operation.setResponses(responses);
        byStatus.forEach((status, some) -> {
            ApiResponse own = responses.get(status.toString());
            if (own == null) {
                responses.addApiResponse(status.toString(), reference(status, some));
            } else {
                // The endpoint answers with something of its own under this status as well.
                own.getContent().addMediaType(MEDIA_TYPE, mediaType(status, some));
            }
        });
    }

    private ApiResponse reference(int status, List<ProblemCode> codes) {
        String name = codes.stream().map(ProblemCode::wire).collect(Collectors.joining("."));
        shared.computeIfAbsent(name, absent -> response(status, codes));
        return new ApiResponse().$ref("#/components/responses/" + name);
    }

    private static ApiResponse response(int status, List<ProblemCode> codes) {
        String description = codes.stream()
                .map(code -> "- `" + code.wire() + "`: " + code.title())
                .collect(Collectors.joining("\n"));
        ApiResponse response = new ApiResponse()
                .description(description)
                .content(new Content().addMediaType(MEDIA_TYPE, mediaType(status, codes)));
        switch (status) {
            case 401 -> response.addHeaderObject("WWW-Authenticate", header("WWW-Authenticate"));
            case 503 -> response.addHeaderObject("Retry-After", header("Retry-After"));
            default -> {}
        }
        return response;
    }

    private static Header header(String name) {
        return new Header().$ref("#/components/headers/" + name);
    }

    private static MediaType mediaType(int status, List<ProblemCode> codes) {
        Schema<String> code = new Schema<>();
        code.setEnum(codes.stream().map(ProblemCode::wire).toList());
        Schema<Integer> number = new Schema<>();
        number.setEnum(List.of(status));
        Schema<?> narrowed = new Schema<>().addProperty("status", number).addProperty("code", code);
        MediaType mediaType = new MediaType()
                .schema(new Schema<>()
                        .addAllOfItem(new Schema<>().$ref("#/components/schemas/Problem"))
                        .addAllOfItem(narrowed));
        codes.forEach(known -> mediaType.addExamples(known.wire(), example(known)));
        return mediaType;
    }

    private static Example example(ProblemCode code) {
        Map<String, Object> problem = new LinkedHashMap<>();
        problem.put("type", code.uri());
        problem.put("title", code.title());
        problem.put("status", code.status());
        problem.put("detail", "What exactly is wrong, and what to do.");
        problem.put("code", code.wire());
        return new Example().summary(code.wire()).value(problem);
    }
}
