package cloud.vibe.data.type;

import cloud.vibe.data.caller.AppForItself;
import cloud.vibe.data.caller.Caller;
import cloud.vibe.data.database.CallerDatabase;
import cloud.vibe.data.kernel.DocumentType;
import cloud.vibe.data.kernel.Limit;
import cloud.vibe.data.kernel.Problem;
import cloud.vibe.data.kernel.ProblemCode;
import cloud.vibe.data.kernel.Refuses;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dropwizard.auth.Auth;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.headers.Header;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** What an app wants of a type, over HTTP. An app sets it for itself: a person does not decide for the app's other people. */
@Path("v1/types")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Types")
public final class TypeSettingsResource {
    private final TypeStore store;
    private final SchemaBook schemas;

    public TypeSettingsResource(CallerDatabase database, SchemaBook schemas) {
        this.store = new TypeStore(database);
        this.schemas = schemas;
    }

    @GET
    @Path("{type}/settings")
    @Operation(
            operationId = "getTypeSettings",
            summary = "Read what the app wants of a type",
            description = "Of the app that asks, and of no other; for whomever it asks.")
    @ApiResponse(
            responseCode = "200",
            description = "The settings; without any, what counts then.",
            content = @Content(schema = @Schema(ref = "TypeSettings")))
    @Refuses({ProblemCode.NOT_FOUND, ProblemCode.PERMISSION_MISSING})
    public Response settings(
            @Auth Caller caller,
            @Parameter(description = "Which type.", schema = @Schema(ref = "DocumentType")) @PathParam("type")
                    String type) {
        return Response.ok(store.settings(caller, TypeJson.type(type)).json()).build();
    }

    @PUT
    @Path("{type}/settings")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "setTypeSettings",
            summary = "Set what the app wants of a type",
            description = "For the writes of this app alone. By an app for itself, with write permission on the type.")
    @ApiResponse(
            responseCode = "200",
            description = "The settings as they are now.",
            content = @Content(schema = @Schema(ref = "TypeSettings")))
    @Refuses(
            value = {ProblemCode.INVALID_JSON, ProblemCode.NOT_FOUND, ProblemCode.PERMISSION_MISSING},
            beyond = Limit.HISTORY)
    public Response set(
            @Auth Caller caller,
            @Parameter(description = "Which type.", schema = @Schema(ref = "DocumentType")) @PathParam("type")
                    String type,
            @Parameter(schema = @Schema(ref = "TypeSettings")) InputStream body)
            throws IOException {
        AppForItself app = appForItself(caller);
        TypeSettings settings = store.set(caller, TypeJson.type(type), TypeSettings.of(TypeJson.readObject(body)));
        schemas.forget(app.app());
        return Response.ok(settings.json()).build();
    }

    @GET
    @Path("{type}/schema")
    @Operation(
            operationId = "getTypeSchema",
            summary = "Read the app's schema of a type",
            description = "Each version that there ever was can be read by its number.")
    @ApiResponse(
            responseCode = "200",
            description = "The newest one, or that of a version.",
            content = @Content(schema = @Schema(ref = "TypeSchema")))
    @Refuses({ProblemCode.NOT_FOUND, ProblemCode.PERMISSION_MISSING})
    public Response schema(
            @Auth Caller caller,
            @Parameter(description = "Which type.", schema = @Schema(ref = "DocumentType")) @PathParam("type")
                    String type,
            @Parameter(description = "Which version; the newest if none.", schema = @Schema(ref = "SchemaNumber"))
                    @QueryParam("number")
                    @Nullable
                    String number) {
        DocumentType known = TypeJson.type(type);
        return Response.ok(store.schema(caller, known, number(number)).json(known))
                .build();
    }

    @GET
    @Path("{type}/schemas")
    @Operation(
            operationId = "listTypeSchemas",
            summary = "List all versions of the app's schema of a type",
            description = "A version whose schema is null says that from then on there was none.")
    @ApiResponse(
            responseCode = "200",
            description = "The newest first, all of them.",
            content = @Content(schema = @Schema(ref = "TypeSchemaPage")))
    @Refuses({ProblemCode.NOT_FOUND, ProblemCode.PERMISSION_MISSING})
    public Response schemas(
            @Auth Caller caller,
            @Parameter(description = "Which type.", schema = @Schema(ref = "DocumentType")) @PathParam("type")
                    String type) {
        DocumentType known = TypeJson.type(type);
        return Response.ok(SchemaVersion.json(known, store.schemas(caller, known)))
                .build();
    }

    @PUT
    @Path("{type}/schema")
    @Consumes({MediaType.APPLICATION_JSON, "application/schema+json"})
    @Operation(
            operationId = "setTypeSchema",
            summary = "Give a type a schema",
            description =
                    "A JSON Schema (2020-12) for the data that this app writes, by the app for itself with write permission on"
                            + " the type; what other apps write is not held against it, and what is there already stays."
                            + " Each one is a new version for good. It counts at once where it is set and within three"
                            + " seconds everywhere. It refers to itself only (#...), format says and does not check, and"
                            + " regular expressions are those of RE2: no lookaround, no back references, at most 500"
                            + " characters, texts up to 65,536 characters. Data that takes too much to hold against it, as"
                            + " many long texts with large regular expressions do, is refused.")
    @ApiResponse(
            responseCode = "200",
            description = "It was the newest already.",
            content = @Content(schema = @Schema(ref = "TypeSchema")))
    @ApiResponse(
            responseCode = "201",
            description = "It is a new version.",
            headers = @Header(name = "Location", ref = "Location"),
            content = @Content(schema = @Schema(ref = "TypeSchema")))
    @Refuses(
            value = {
                ProblemCode.INVALID_JSON,
                ProblemCode.INVALID_DOCUMENT,
                ProblemCode.INVALID_SCHEMA,
                ProblemCode.NOT_FOUND,
                ProblemCode.PERMISSION_MISSING
            },
            beyond = {Limit.SCHEMA_BYTES, Limit.SCHEMA_DEPTH, Limit.SCHEMA_VERSIONS})
    public Response setSchema(
            @Auth Caller caller,
            @Parameter(description = "Which type.", schema = @Schema(ref = "DocumentType")) @PathParam("type")
                    String type,
            @Parameter(schema = @Schema(ref = "JsonSchema")) InputStream body)
            throws IOException {
        AppForItself app = appForItself(caller);
        DocumentType known = TypeJson.type(type);
        ObjectNode schema = TypeJson.readObject(body);
        TypeSchema.require(schema);
        SchemaVersion version = store.add(caller, known, schema.toString());
        schemas.forget(app.app());
        Response.ResponseBuilder answer = version.isNew()
                ? Response.status(Response.Status.CREATED)
                        .header(HttpHeaders.LOCATION, "/v1/types/" + known + "/schema?number=" + version.version())
                : Response.ok();
        return answer.entity(version.json(known)).build();
    }

    @DELETE
    @Path("{type}/schema")
    @Operation(
            operationId = "removeTypeSchema",
            summary = "Hold data against no schema any more",
            description = "The versions that there were can still be read.")
    @ApiResponse(responseCode = "204", description = "There is none any more.")
    @Refuses({ProblemCode.NOT_FOUND, ProblemCode.PERMISSION_MISSING})
    public Response removeSchema(
            @Auth Caller caller,
            @Parameter(description = "Which type.", schema = @Schema(ref = "DocumentType")) @PathParam("type")
                    String type) {
        AppForItself app = appForItself(caller);
        store.remove(caller, TypeJson.type(type));
        schemas.forget(app.app());
        return Response.noContent().build();
    }

    /** The policies decide it as well; this says what to do. */
    static AppForItself appForItself(Caller caller) {
        caller.me();
        if (caller instanceof AppForItself app) {
            return app;
        }
        throw Problem.of(
                ProblemCode.PERMISSION_MISSING,
                "An app sets this for itself, with a token of its own (client credentials), not for a person.");
    }

    private static @Nullable Integer number(@Nullable String number) {
        try {
            return number == null ? null : Integer.valueOf(number);
        } catch (NumberFormatException e) {
            throw Problem.invalidRequest("The parameter number is a version's number.");
        }
    }
}
