# syntax=docker/dockerfile:1
# The S3 store: Versity's gateway (Apache-2.0) over plain files, as a user that is not root. Build it from this folder's parent:
#   docker build -f compose/object-store.Dockerfile -t localhost/vibe-cloud/object-store:0.1.0 .
FROM versity/versitygw:v1.7.0
# A new volume takes over the folders and the owner that the image has at its place.
RUN addgroup -S -g 10001 vibe && adduser -S -D -H -u 10001 -G vibe vibe \
    && install -d -o vibe -g vibe -m 0750 /data /data/objects /data/metadata
USER 10001:10001
VOLUME /data
# Metadata lies in files beside the objects and not in extended attributes: any file system will do, and a plain
# tar of the volume is a whole backup.
ENV VGW_META_SIDECAR=/data/metadata \
    VGW_PORT=:9000 \
    VGW_HEALTH=/_/health \
    VGW_QUIET=true
EXPOSE 9000
HEALTHCHECK --interval=15s --timeout=5s --start-period=20s --start-interval=1s --retries=3 \
    CMD wget -q -O /dev/null http://127.0.0.1:9000/_/health || exit 1
CMD ["posix", "/data/objects"]
