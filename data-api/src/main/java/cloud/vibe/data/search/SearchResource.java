package cloud.vibe.data.search;

import cloud.vibe.data.caller.Caller;
import cloud.vibe.data.database.CallerDatabase;
import cloud.vibe.data.kernel.DidDomain;
import cloud.vibe.data.kernel.Limit;
import cloud.vibe.data.kernel.Owner;
import cloud.vibe.data.kernel.Problem;
import cloud.vibe.data.kernel.ProblemCode;
import cloud.vibe.data.kernel.Refuses;
import io.dropwizard.auth.Auth;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Search over HTTP: {@code GET /v1/search?q=...}. */
@Path("v1/search")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Search")
public final class SearchResource {
    private final SearchStore store;
    private final DidDomain domain;

    public SearchResource(CallerDatabase database, DidDomain domain) {
        this.store = new SearchStore(database);
        this.domain = domain;
    }

    @GET
    @Operation(
            operationId = "searchDocuments",
            summary = "Search in the texts of documents",
            description =
                    "Over everything that the caller may read, of every type, but for what is merely public. The best"
                            + " hits come first, at most 1,000 of them. The words of q must all be there; \"words in"
                            + " quotes\" one behind the other; OR lets either do; a word behind - must be absent. The last"
                            + " word may be the beginning of one, from three letters on. A document whose data has a"
                            + " member language or lang (de, en-GB, german) is searched by the rules of that language,"
                            + " every other one word by word. Where nothing is found as it was typed, words of the"
                            + " caller's newest documents are tried that are a typing error away; corrections names them.")
    @ApiResponse(
            responseCode = "200",
            description = "A page; its next says where the following one begins.",
            content = @Content(schema = @Schema(ref = "SearchAnswer")))
    @Refuses(
            value = {ProblemCode.INVALID_SEARCH, ProblemCode.INVALID_CURSOR},
            beyond = {Limit.SEARCH_LENGTH, Limit.SEARCH_TYPES, Limit.PAGE_SIZE})
    public Response search(
            @Auth Caller caller,
            @Parameter(required = true, description = "What to look for.", schema = @Schema(ref = "SearchText"))
                    @QueryParam("q")
                    @Nullable
                    String text,
            @Parameter(
                            description = "Only of these types; may be given several times.",
                            schema = @Schema(ref = "SearchTypes"))
                    @QueryParam("type")
                    List<String> types,
            @Parameter(description = "Only of this owner: me, or a DID.", schema = @Schema(ref = "OwnerFilter"))
                    @QueryParam("owner")
                    @Nullable
                    String owner,
            @Parameter(description = "How many at most.", schema = @Schema(ref = "SearchPageSize"))
                    @QueryParam("limit")
                    @Nullable
                    String limit,
            @Parameter(description = "The next of the page before.", schema = @Schema(ref = "Cursor"))
                    @QueryParam("after")
                    @Nullable
                    String after) {
        SearchRequest request = SearchRequest.of(text, types, owner, limit, after);
        return Response.ok(store.search(caller, request, owner(caller, owner)).json(domain))
                .build();
    }

    private @Nullable UUID owner(Caller caller, @Nullable String owner) {
        if (owner == null) {
            return null;
        }
        if (owner.equals("me")) {
            return caller.me().value();
        }
        return domain.owner(owner)
                .map(Owner::value)
                .orElseThrow(() -> Problem.invalidRequest("The owner is me, or the DID of somebody of this cloud."));
    }
}
