package cloud.vibe.data.query;

import cloud.vibe.data.caller.Caller;
import cloud.vibe.data.database.CallerDatabase;
import cloud.vibe.data.database.RoleDatabase;
import cloud.vibe.data.kernel.DidDomain;
import cloud.vibe.data.kernel.Limit;
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
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** Lists and queries over HTTP: {@code GET /v1/documents?type=...} and {@code POST /v1/documents/query}. */
@Path("v1/documents")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Documents")
public final class QueryResource {
    private final QueryStore store;
    private final DidDomain domain;

    /**
     * Wires the resource.
     *
     * @param forIndexes by which the process reads which indexes are ready
     */
    public QueryResource(
            CallerDatabase database, RoleDatabase forIndexes, DidDomain domain, QueryConfiguration configuration) {
        this.store = new QueryStore(
                database, new IndexCatalogue(forIndexes), new CostGuard(database, configuration.costLimit()), domain);
        this.domain = domain;
    }

    @GET
    @Operation(
            operationId = "listDocuments",
            summary = "List documents of a type",
            description =
                    "What the caller owns and what is shared with them; not what is merely public. The newest come"
                            + " first, unless another order is asked for. A page does not move while others write.")
    @ApiResponse(
            responseCode = "200",
            description = "A page; its next says where the following one begins.",
            content = @Content(schema = @Schema(ref = "QueryAnswer")))
    @Refuses(
            value = {
                ProblemCode.INVALID_JSON,
                ProblemCode.INVALID_SELECTOR,
                ProblemCode.INVALID_CURSOR,
                ProblemCode.PERMISSION_MISSING,
                ProblemCode.QUERY_TOO_COSTLY
            },
            beyond = {
                Limit.PAGE_SIZE,
                Limit.SORT_TERMS,
                Limit.QUERY_FIELDS,
                Limit.SELECTOR_DEPTH,
                Limit.SELECTOR_TESTS,
                Limit.SELECTOR_VALUES
            })
    public Response list(
            @Auth Caller caller,
            @Parameter(required = true, description = "Of which type.", schema = @Schema(ref = "DocumentType"))
                    @QueryParam("type")
                    @Nullable
                    String type,
            @Parameter(description = "Whose: me, or a DID.", schema = @Schema(ref = "OwnerFilter"))
                    @QueryParam("owner")
                    @Nullable
                    String owner,
            @Parameter(description = "Only the document with this key.", schema = @Schema(ref = "KeyFilter"))
                    @QueryParam("key")
                    @Nullable
                    String key,
            @Parameter(description = "A selector, as JSON.", schema = @Schema(ref = "SelectorText"))
                    @QueryParam("selector")
                    @Nullable
                    String selector,
            @Parameter(
                            description = "Paths with commas between them; -due sorts downwards.",
                            schema = @Schema(ref = "Paths"))
                    @QueryParam("sort")
                    @Nullable
                    String sort,
            @Parameter(
                            description = "The paths of the data to be sent, with commas between them.",
                            schema = @Schema(ref = "Paths"))
                    @QueryParam("fields")
                    @Nullable
                    String fields,
            @Parameter(description = "How many at most.", schema = @Schema(ref = "PageSize"))
                    @QueryParam("limit")
                    @Nullable
                    String limit,
            @Parameter(description = "The next of the page before.", schema = @Schema(ref = "Cursor"))
                    @QueryParam("after")
                    @Nullable
                    String after,
            @Parameter(description = "Whether to say how many there are in all.", schema = @Schema(ref = "Flag"))
                    @QueryParam("count")
                    @Nullable
                    String count,
            @Parameter(description = "Whether to say how it would be answered instead.", schema = @Schema(ref = "Flag"))
                    @QueryParam("explain")
                    @Nullable
                    String explain) {
        ListParameters parameters =
                new ListParameters(type, owner, key, selector, sort, fields, limit, after, count, explain);
        return answer(caller, QueryReader.read(parameters.json()));
    }

    @POST
    @Path("query")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "queryDocuments",
            summary = "Find documents by their values",
            description = "With a selector in the manner of CouchDB's Mango, in any order, page by page, counted or"
                    + " aggregated. A query that would look at too many documents is refused, and the refusal names the"
                    + " path on which to declare an index.")
    @ApiResponse(
            responseCode = "200",
            description = "A page of documents or, where that was asked for, groups or an explanation.",
            content = @Content(schema = @Schema(ref = "QueryAnswer")))
    @Refuses(
            value = {
                ProblemCode.INVALID_JSON,
                ProblemCode.INVALID_SELECTOR,
                ProblemCode.INVALID_CURSOR,
                ProblemCode.PERMISSION_MISSING,
                ProblemCode.QUERY_TOO_COSTLY
            },
            beyond = {
                Limit.QUERY_BYTES,
                Limit.PAGE_SIZE,
                Limit.SORT_TERMS,
                Limit.QUERY_FIELDS,
                Limit.SELECTOR_DEPTH,
                Limit.SELECTOR_TESTS,
                Limit.SELECTOR_VALUES,
                Limit.PATH_NAMES,
                Limit.PATTERN_CHARACTERS,
                Limit.PATTERN_PLACES,
                Limit.PATTERN_ASSERTIONS,
                Limit.GROUP_BY,
                Limit.METRICS,
                Limit.GROUPS
            })
    public Response query(
            @Auth Caller caller,
            @Parameter(description = "What to find.", schema = @Schema(ref = "Query")) InputStream body)
            throws IOException {
        return answer(caller, QueryReader.read(QueryJson.read(body)));
    }

    private Response answer(Caller caller, Query query) {
        Aggregation aggregation = query.aggregate();
        if (query.explains()) {
            return Response.ok(store.explain(caller, query)).build();
        }
        return Response.ok(
                        aggregation == null
                                ? store.page(caller, query).json(domain)
                                : store.groups(caller, query, aggregation))
                .build();
    }
}
