package cloud.vibe.data.server;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.headers.Header;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** What this API is: the OpenAPI document that was made when we were built. Public, and the same for everybody. */
@Path("v1/openapi.json")
@Tag(name = "Description")
public final class DescriptionResource {
    // The document is built before anybody knows whose tokens will be taken.
    private static final String PLACEHOLDER = "https://issuer.invalid";

    private final Asset document;

    DescriptionResource(String issuer) {
        String text = new String(Asset.packaged("/openapi.json"), StandardCharsets.UTF_8)
                .replace(PLACEHOLDER, new String(JsonStringEncoder.getInstance().quoteAsString(issuer)));
        this.document = new Asset(MediaType.APPLICATION_JSON_TYPE, text.getBytes(StandardCharsets.UTF_8));
    }

    @GET
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "readDescription",
            summary = "Read this description",
            description = "In OpenAPI 3.1, for tools; without a token.")
    @ApiResponse(
            responseCode = "200",
            description = "An OpenAPI document.",
            headers = @Header(name = "ETag", ref = "ETag"),
            content = @Content(schema = @Schema(ref = "OpenApi")))
    @ApiResponse(
            responseCode = "304",
            description = "It is as the client has it.",
            headers = @Header(name = "ETag", ref = "ETag"))
    public Response document(
            @Context Request request,
            @Parameter(hidden = true) @HeaderParam(HttpHeaders.ACCEPT_ENCODING) @Nullable String acceptEncoding) {
        return document.answer(request, acceptEncoding).build();
    }
}
