package cloud.vibe.data.certificate;

import cloud.vibe.data.caller.Caller;
import cloud.vibe.data.database.CallerDatabase;
import cloud.vibe.data.kernel.DidDomain;
import cloud.vibe.data.kernel.Limit;
import cloud.vibe.data.kernel.OpenToNobody;
import cloud.vibe.data.kernel.ProblemCode;
import cloud.vibe.data.kernel.Refuses;
import io.dropwizard.auth.Auth;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;

/** What somebody needs who is shown a certificate and has no account here: the keys, and whether it still counts. */
@Path("v1/certificates")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Certificates")
public final class VerificationResource {
    private final CallerDatabase database;
    private final CertificateStore store = new CertificateStore();
    private final CertificateTexts texts;
    private final String published;

    public VerificationResource(CallerDatabase database, CertificateKeys keys, DidDomain domain) {
        this.database = database;
        this.texts = new CertificateTexts(keys, domain);
        this.published = keys.published();
    }

    @GET
    @Path("keys")
    @Operation(
            operationId = "listCertificateKeys",
            summary = "Read the public keys of certificates",
            description = "With them any JOSE library verifies a certificate offline: alg EdDSA, typ vibe-cert+jwt, the"
                    + " key by kid, then nbf and exp.")
    @ApiResponse(
            responseCode = "200",
            description = "The keys.",
            content = @Content(schema = @Schema(ref = "CertificateKeys")))
    public Response keys() {
        return Response.ok(published)
                .header(HttpHeaders.CACHE_CONTROL, "public, max-age=300")
                .build();
    }

    @POST
    @Path("verify")
    @OpenToNobody
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "verifyCertificate",
            summary = "Ask whether a certificate counts",
            description =
                    "For whoever has been shown its text. It tells nothing that the text does not say, but whether"
                            + " it still counts.")
    @ApiResponse(
            responseCode = "200",
            description = "It is signed by this cloud, and this is what has become of it.",
            content = @Content(schema = @Schema(ref = "CertificateStatus")))
    @Refuses(
            value = {ProblemCode.INVALID_JSON, ProblemCode.CERTIFICATE_INVALID},
            beyond = {Limit.REQUEST_BYTES, Limit.REQUEST_DEPTH, Limit.NUMBER_DIGITS})
    public Response verify(@Auth Caller caller, @Parameter(schema = @Schema(ref = "ShownCertificate")) InputStream body)
            throws IOException {
        CertificateTexts.Verified shown = texts.verify(ShownText.read(body));
        return Response.ok("{\"id\":\"" + shown.id() + "\",\"status\":\""
                        + store.status(database.singly(caller), shown.id()) + "\"}")
                .build();
    }
}
