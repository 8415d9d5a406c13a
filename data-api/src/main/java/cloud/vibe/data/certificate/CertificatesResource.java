package cloud.vibe.data.certificate;

import cloud.vibe.data.caller.Caller;
import cloud.vibe.data.database.CallerDatabase;
import cloud.vibe.data.kernel.Answer;
import cloud.vibe.data.kernel.DidDomain;
import cloud.vibe.data.kernel.DocumentId;
import cloud.vibe.data.kernel.IdPage;
import cloud.vibe.data.kernel.JsonRequest;
import cloud.vibe.data.kernel.Limit;
import cloud.vibe.data.kernel.Problem;
import cloud.vibe.data.kernel.ProblemCode;
import cloud.vibe.data.kernel.Refuses;
import cloud.vibe.data.kernel.Repeatable;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.NoArgGenerator;
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
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The certificates that the caller has issued or holds, over HTTP. */
@Path("v1/certificates")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Certificates")
public final class CertificatesResource {
    private final CallerDatabase database;
    private final CertificateStore store = new CertificateStore();
    private final CertificateTexts texts;
    private final DidDomain domain;
    private final Clock clock;
    private final NoArgGenerator ids = Generators.timeBasedEpochRandomGenerator();

    public CertificatesResource(CallerDatabase database, CertificateKeys keys, DidDomain domain, Clock clock) {
        this.database = database;
        this.texts = new CertificateTexts(keys, domain);
        this.domain = domain;
        this.clock = clock;
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "issueCertificate",
            summary = "Issue a certificate",
            description =
                    "On a document that the caller owns or manages, or on all of their own documents of a type. It"
                            + " takes the permission to write the type. The signed text is for the holder, who has to register it;"
                            + " it counts while the issuer stands behind it.")
    @ApiResponse(
            responseCode = "201",
            description = "The certificate, and its signed text.",
            headers = @Header(name = "Location", ref = "Location"),
            content = @Content(schema = @Schema(ref = "Certificate")))
    @Refuses(
            value = {
                ProblemCode.INVALID_JSON,
                ProblemCode.NOT_FOUND,
                ProblemCode.PERMISSION_MISSING,
                ProblemCode.IDEMPOTENCY_IN_PROGRESS,
                ProblemCode.IDEMPOTENCY_KEY_REUSED
            },
            beyond = {
                Limit.REQUEST_BYTES,
                Limit.REQUEST_DEPTH,
                Limit.NUMBER_DIGITS,
                Limit.CERTIFICATE_DAYS,
                Limit.CERTIFICATES,
                Limit.IDEMPOTENCY_KEY_LENGTH
            })
    public Answer issue(
            @Auth Caller caller,
            @Parameter(description = "So that it is done once.", schema = @Schema(ref = "IdempotencyKey"))
                    @HeaderParam(Repeatable.HEADER)
                    @Nullable
                    String idempotencyKey,
            @Parameter(schema = @Schema(ref = "CertificateRequest")) InputStream body)
            throws IOException {
        JsonNode json = JsonRequest.read(body, CertificateRequest.MEMBERS);
        UUID fresh = ids.generate();
        return database.once(
                caller,
                Repeatable.of(idempotencyKey, "POST", "certificates", json.toString()),
                statements -> answer(store.issue(
                        // Its times are judged when it is issued, not when the same is asked for once more.
                        statements, fresh, CertificateRequest.parse(json, domain, clock.instant()))));
    }

    // With a key the answer is kept for a day, and the signed text with it. It may be: we give its issuer the same text
    // whenever they ask, under the same permission; nobody but its holder can register it; and what it counts for is
    // asked of the database at each use, so that it is worth nothing once it is revoked, from wherever it was copied.
    private Answer answer(Certificate issued) {
        return Answer.of(201)
                .with(HttpHeaders.LOCATION, "/v1/certificates/" + issued.id())
                .telling(issued.json(domain, texts.sign(issued)), issued.type());
    }

    @GET
    @Operation(
            operationId = "listCertificates",
            summary = "List certificates",
            description = "Those that the caller has issued, or those that they hold and have registered.")
    @ApiResponse(
            responseCode = "200",
            description = "A page; its next says where the following one begins.",
            content = @Content(schema = @Schema(ref = "CertificatePage")))
    @Refuses(value = ProblemCode.INVALID_CURSOR, beyond = Limit.PAGE_SIZE)
    public Response list(
            @Auth Caller caller,
            @Parameter(description = "issued (the default) or held.", schema = @Schema(ref = "CertificateSide"))
                    @QueryParam("side")
                    @Nullable
                    String side,
            @Parameter(description = "How many at most.", schema = @Schema(ref = "PageSize"))
                    @QueryParam("limit")
                    @Nullable
                    String limit,
            @Parameter(description = "The next of the page before.", schema = @Schema(ref = "Cursor"))
                    @QueryParam("after")
                    @Nullable
                    String after) {
        boolean isHolder = switch (side) {
            case null -> false;
            case "issued" -> false;
            case "held" -> true;
            default -> throw Problem.invalidRequest("The parameter side is issued or held.");
        };
        IdPage page = IdPage.of(limit, after);
        List<Certificate> found = store.list(database.singly(caller), isHolder, page);
        return Response.ok(page.json(found, Certificate::id, certificate -> json(caller, certificate)))
                .build();
    }

    @GET
    @Path("{certificate}")
    @Operation(
            operationId = "getCertificate",
            summary = "Read a certificate",
            description = "One that the caller has issued or holds, and what has become of it.")
    @ApiResponse(
            responseCode = "200",
            description = "The certificate; with its signed text, for its issuer.",
            content = @Content(schema = @Schema(ref = "Certificate")))
    @Refuses(ProblemCode.NOT_FOUND)
    public Response get(
            @Auth Caller caller,
            @Parameter(description = "Which certificate.", schema = @Schema(ref = "CertificateId"))
                    @PathParam("certificate")
                    String certificate) {
        return Response.ok(json(caller, store.get(database.singly(caller), id(certificate))))
                .build();
    }

    @DELETE
    @Path("{certificate}")
    @Operation(
            operationId = "revokeCertificate",
            summary = "Revoke a certificate",
            description =
                    "For good, and at once. It takes its issuer, and the permission to write the type. Idempotent.")
    @ApiResponse(responseCode = "204", description = "The certificate does not count any more.")
    @Refuses({ProblemCode.NOT_FOUND, ProblemCode.PERMISSION_MISSING})
    public Response revoke(
            @Auth Caller caller,
            @Parameter(description = "Which certificate.", schema = @Schema(ref = "CertificateId"))
                    @PathParam("certificate")
                    String certificate) {
        store.revoke(database.singly(caller), id(certificate));
        return Response.noContent().build();
    }

    @POST
    @Path("register")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "registerCertificate",
            summary = "Show a certificate that one holds",
            description = "Its signature is verified, and from then on its holder has what it says, between its times,"
                    + " until it is revoked, and only while its issuer owns or manages the document. Idempotent.")
    @ApiResponse(
            responseCode = "200",
            description = "The certificate as it counts now.",
            content = @Content(schema = @Schema(ref = "Certificate")))
    @Refuses(
            value = {ProblemCode.INVALID_JSON, ProblemCode.PERMISSION_MISSING, ProblemCode.CERTIFICATE_INVALID},
            beyond = {Limit.REQUEST_BYTES, Limit.REQUEST_DEPTH, Limit.NUMBER_DIGITS, Limit.CERTIFICATES_HELD})
    public Response register(
            @Auth Caller caller, @Parameter(schema = @Schema(ref = "ShownCertificate")) InputStream body)
            throws IOException {
        CertificateTexts.Verified shown = texts.verify(ShownText.read(body));
        if (!shown.holder().equals(caller.me())) {
            database.requireGoodStanding(caller);
            throw Problem.of(ProblemCode.PERMISSION_MISSING, "It is made out to somebody else.");
        }
        return Response.ok(json(caller, store.register(database.singly(caller), shown.id())))
                .build();
    }

    private String json(Caller caller, Certificate certificate) {
        boolean isIssuer = certificate.issuer().equals(caller.me());
        return certificate.json(domain, isIssuer ? texts.sign(certificate) : null);
    }

    private static UUID id(String certificate) {
        try {
            return DocumentId.parse(certificate).value();
        } catch (IllegalArgumentException e) {
            // What cannot be an id is the id of nothing.
            throw Problem.notFound();
        }
    }
}
