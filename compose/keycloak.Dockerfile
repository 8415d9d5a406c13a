# syntax=docker/dockerfile:1
# The identity server: Keycloak, already built with our extensions and themes. Build it from the repository's root:
#   docker build -f compose/keycloak.Dockerfile -t localhost/vibe-cloud/keycloak:0.1.0 .
# Bases are pinned by their full version. Pin them by digest too (FROM image:tag@sha256:...) where you
# publish images: README.md, "Pinning by digest".

FROM maven:3.9.16-eclipse-temurin-21-noble AS build
WORKDIR /source
COPY . .
RUN --mount=type=cache,target=/root/.m2 \
    mvn --batch-mode --quiet --projects keycloak-extensions,keycloak-themes --also-make -Dmaven.test.skip=true package

FROM quay.io/keycloak/keycloak:26.7.5 AS server
COPY --from=build \
    /source/keycloak-extensions/target/keycloak-extensions.jar \
    /source/keycloak-themes/target/keycloak-themes.jar \
    /opt/keycloak/providers/
USER root
# "start --optimized" compares the providers' times with those of the build, and some image tools cut times to
# the second: a fixed time is the same everywhere.
RUN touch -m --date=@1767225600 /opt/keycloak/providers/*.jar \
    && /opt/keycloak/bin/kc.sh build --db=postgres --health-enabled=true --metrics-enabled=true

FROM quay.io/keycloak/keycloak:26.7.5
LABEL org.opencontainers.image.title="Vibe Cloud identity server" \
      org.opencontainers.image.licenses="Apache-2.0"
# The program is owned by root: the server can read it and change none of it. It writes to /tmp,
# data/tmp and data/transaction-logs only, which are memory (compose) or an emptyDir (charts).
COPY --from=server /opt/keycloak/lib /opt/keycloak/lib
COPY --from=server /opt/keycloak/providers /opt/keycloak/providers
COPY --chown=1000:0 keycloak-extensions/realm/vibe-realm.json /opt/keycloak/data/import/vibe-realm.json
USER 1000
EXPOSE 8080 9000
# The image has no curl: bash opens the management port itself.
HEALTHCHECK --interval=15s --timeout=5s --start-period=180s --start-interval=3s --retries=3 \
    CMD ["/bin/bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/9000 && printf 'GET /health/ready HTTP/1.0\\r\\nHost: localhost\\r\\n\\r\\n' >&3 && read -r -u 3 _ status _ && [[ $status == 200 ]]"]
ENTRYPOINT ["/opt/keycloak/bin/kc.sh"]
CMD ["start", "--optimized", "--import-realm"]
