package cloud.vibe.data.server;

import cloud.vibe.data.kernel.Problem;
import cloud.vibe.data.kernel.ProblemCode;
import cloud.vibe.data.kernel.Refuses;
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
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The page to read the description on. It is for reading: nothing is sent from it, and it takes no token. */
@Path("v1/docs")
@Tag(name = "Description")
public final class DocsResource {
    // Nothing but our own files; no sending from the page, and no frame around it.
    private static final String POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
                    + "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
    private static final MediaType HTML = new MediaType("text", "html", "utf-8");
    private static final Map<String, MediaType> FILES = Map.of(
            "page.css", new MediaType("text", "css", "utf-8"),
            "page.js", new MediaType("text", "javascript", "utf-8"),
            "swagger-ui.css", new MediaType("text", "css", "utf-8"),
            "swagger-ui-bundle.js", new MediaType("text", "javascript", "utf-8"));

    private final Map<String, Asset> assets = new ConcurrentHashMap<>();

    @GET
    @Produces(MediaType.TEXT_HTML)
    @Operation(
            operationId = "openPage",
            summary = "Read this description in a browser",
            description = "A page that sends nothing and takes no token.")
    @ApiResponse(
            responseCode = "200",
            description = "A page.",
            headers = @Header(name = "ETag", ref = "ETag"),
            content = @Content(schema = @Schema(ref = "Text")))
    @ApiResponse(
            responseCode = "304",
            description = "It is as the client has it.",
            headers = @Header(name = "ETag", ref = "ETag"))
    public Response page(
            @Context Request request,
            @Parameter(hidden = true) @HeaderParam(HttpHeaders.ACCEPT_ENCODING) @Nullable String acceptEncoding) {
        return ofPage(HTML, "page.html", request, acceptEncoding);
    }

    @GET
    @Path("{file}")
    @Operation(
            operationId = "readPageFile",
            summary = "Read a file of the page",
            description = "Nothing of the page comes from anywhere else.")
    @ApiResponse(
            responseCode = "200",
            description = "A style sheet or a script.",
            headers = @Header(name = "ETag", ref = "ETag"),
            content = {
                @Content(mediaType = "text/css", schema = @Schema(ref = "Text")),
                @Content(mediaType = "text/javascript", schema = @Schema(ref = "Text"))
            })
    @ApiResponse(
            responseCode = "304",
            description = "It is as the client has it.",
            headers = @Header(name = "ETag", ref = "ETag"))
    @Refuses(ProblemCode.NOT_FOUND)
    public Response file(
            @Context Request request,
            @Parameter(hidden = true) @HeaderParam(HttpHeaders.ACCEPT_ENCODING) @Nullable String acceptEncoding,
            @Parameter(description = "Which one.", schema = @Schema(ref = "PageFile")) @PathParam("file") String file) {
        MediaType type = FILES.get(file);
        if (type == null) {
            throw Problem.notFound();
        }
        return ofPage(type, file, request, acceptEncoding);
    }

    // Few ever open the page: it is read when somebody does.
    private Response ofPage(MediaType type, String file, Request request, @Nullable String acceptEncoding) {
        return assets.computeIfAbsent(file, name -> new Asset(type, Asset.packaged("/docs/" + name)))
                .answer(request, acceptEncoding)
                .header("Content-Security-Policy", POLICY)
                .header("Cross-Origin-Opener-Policy", "same-origin")
                .header("Referrer-Policy", "no-referrer")
                .build();
    }
}
