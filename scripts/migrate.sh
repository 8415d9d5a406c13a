#!/usr/bin/env bash
# Usage: VIBE_DATABASE_URL=jdbc:postgresql://host:port/database VIBE_DATABASE_ADMIN_USER=... VIBE_DATABASE_ADMIN_PASSWORD=... \
#        VIBE_DATABASE_API_PASSWORD=... VIBE_DATABASE_STREAM_PASSWORD=... VIBE_DATABASE_EVENTS_PASSWORD=... ./scripts/migrate.sh [--restored]
#
# Brings the data API's schema up to date, in any PostgreSQL from 15 on: makes the roles that are missing, sets the passwords of
# those that log in, and runs the migrations. Safe to repeat. The database must exist; the admin must be allowed to create roles
# and to create schemas in it. After a restore say --restored: clients then start again, instead of missing what the backup lacks.

set -euo pipefail
# shellcheck source=scripts/toolchain.sh
. "$(dirname "$0")/toolchain.sh"

restored=()
case "${1:-}" in
  '') ;;
  --restored) restored=(--restored) ;;
  -h | --help) usage "$0"; exit 0 ;;
  *) refuse "migrate.sh takes no \"$1\", only environment keys: see --help." ;;
esac

for key in URL ADMIN_USER ADMIN_PASSWORD API_PASSWORD STREAM_PASSWORD EVENTS_PASSWORD; do
  key="VIBE_DATABASE_$key"
  [ -n "${!key:-}" ] || refuse "$key is not set: see --help."
done
build
exec "$java" -jar "$repository/data-api/target/data-api.jar" migrate ${restored[@]+"${restored[@]}"}
