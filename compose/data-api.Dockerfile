# syntax=docker/dockerfile:1
# The data API. Build it from the repository's root:
#   docker build -f compose/data-api.Dockerfile -t localhost/vibe-cloud/data-api:0.1.0 .
# Bases are pinned by their full version. Pin them by digest too (FROM image:tag@sha256:...) where you
# publish images: README.md, "Pinning by digest".

FROM maven:3.9.16-eclipse-temurin-21-noble AS build
WORKDIR /source
COPY . .
RUN --mount=type=cache,target=/root/.m2 \
    mvn --batch-mode --quiet --projects data-api --also-make -Dmaven.test.skip=true package

FROM eclipse-temurin:21.0.12_8-jre-alpine-3.24
LABEL org.opencontainers.image.title="Vibe Cloud data API" \
      org.opencontainers.image.licenses="Apache-2.0"
RUN addgroup -S -g 10001 vibe && adduser -S -D -H -u 10001 -G vibe vibe
WORKDIR /opt/vibe
# The libraries change seldom and are most of the size: a layer of their own.
COPY --from=build /source/data-api/target/lib lib
COPY --from=build /source/data-api/target/data-api.jar data-api.jar
USER 10001:10001
EXPOSE 8080 8081
# The admin port says whether the database, the identity server's keys and the file store answer. The identity server's first
# start takes minutes on a small machine.
HEALTHCHECK --interval=15s --timeout=5s --start-period=240s --start-interval=2s --retries=3 \
    CMD wget -q -O /dev/null "http://127.0.0.1:${VIBE_ADMIN_PORT:-8081}/healthcheck" || exit 1
# A JVM out of memory limps along and answers wrongly: it ends instead, and is started anew. More options: JAVA_TOOL_OPTIONS.
ENTRYPOINT ["java", "-XX:MaxRAMPercentage=75", "-XX:+ExitOnOutOfMemoryError", "-jar", "data-api.jar"]
CMD ["server"]
