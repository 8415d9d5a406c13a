#!/usr/bin/env bash
# Usage: ./scripts/dev-setup.sh [--help]
#
# Fetches and builds everything that the cloud runs on; starts nothing. Does nothing when nothing has changed.
# Needs a JDK of 21 or newer, Maven 3.8 or newer and Node 20.19 or newer.

set -euo pipefail
# shellcheck source=scripts/toolchain.sh
. "$(dirname "$0")/toolchain.sh"

case "${1:-}" in
  '') ;;
  -h | --help) usage "$0"; exit 0 ;;
  *) refuse "dev-setup.sh takes no \"$1\": see --help." ;;
esac

build
printf 'Everything is built: ./scripts/dev-start.sh starts it.\n'
