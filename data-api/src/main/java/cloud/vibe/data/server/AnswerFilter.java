package cloud.vibe.data.server;

import cloud.vibe.data.kernel.Answer;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.core.MediaType;

/** Turns an answer that can be kept into one of HTTP, so that rooms need not know how. */
final class AnswerFilter implements ContainerResponseFilter {
    @Override
    public void filter(ContainerRequestContext request, ContainerResponseContext response) {
        if (response.getEntity() instanceof Answer answer) {
            response.setStatus(answer.status());
            answer.headers().forEach((name, value) -> response.getHeaders().putSingle(name, value));
            if (answer.body() == null) {
                response.setEntity(null);
            } else {
                response.setEntity(answer.body(), response.getEntityAnnotations(), MediaType.APPLICATION_JSON_TYPE);
            }
        }
    }
}
