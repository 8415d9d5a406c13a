package cloud.vibe.data.certificate;

import cloud.vibe.data.caller.Caller;
import cloud.vibe.data.database.CallerDatabase;
import cloud.vibe.data.kernel.DidDomain;
import cloud.vibe.data.kernel.DocumentId;
import cloud.vibe.data.kernel.IdPage;
import cloud.vibe.data.kernel.JsonRequest;
import cloud.vibe.data.kernel.Limit;
import cloud.vibe.data.kernel.Problem;
import cloud.vibe.data.kernel.ProblemCode;
import cloud.vibe.data.kernel.Refuses;
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
@Path("{version: (v1/)?}certificates")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Certificates")
public final class CertificatesResource {
    private final CertificateStore store;
    private final CertificateTexts texts;
    private final DidDomain domain;
    private final Clock clock;
    private final NoArgGenerator ids = Generators.timeBasedEpochRandomGenerator();

    public CertificatesResource(CallerDatabase database, CertificateKeys keys, DidDomain domain, Clock clock) {
        this.store = new CertificateStore(database);
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
            value = {ProblemCode.INVALID_JSON, ProblemCode.NOT_FOUND, ProblemCode.PERMISSION_MISSING},
            beyond = {
                Limit.REQUEST_BYTES,
                Limit.REQUEST_DEPTH,
                Limit.NUMBER_DIGITS,
                Limit.CERTIFICATE_DAYS,
                Limit.CERTIFICATES
            })
    public Response issue(
            @Auth Caller caller, @Parameter(schema = @Schema(ref = "CertificateRequest")) InputStream body)
            throws IOException {
        CertificateRequest request = CertificateRequest.parse(JsonRequest.read(body), domain, clock.instant());
        Certificate issued = store.issue(caller, ids.generate(), request);
        return Response.status(Response.Status.CREATED)
                .header(HttpHeaders.LOCATION, "/v1/certificates/" + issued.id())
                .entity(json(caller, issued))
                .build();
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
        List<Certificate> found = store.list(caller, isHolder, page);
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
        return Response.ok(json(caller, store.get(caller, id(certificate)))).build();
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
        store.revoke(caller, id(certificate));
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
            store.requireGoodStanding(caller);
            throw Problem.of(ProblemCode.PERMISSION_MISSING, "It is made out to somebody else.");
        }
        return Response.ok(json(caller, store.register(caller, shown.id()))).build();
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
