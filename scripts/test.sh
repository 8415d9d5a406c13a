#!/usr/bin/env bash
# Usage: ./scripts/test.sh [--help]
#
# Runs every test: scripts, SDK, Java units, integration on real PostgreSQL, and the journeys in a real browser on the whole
# cloud. Needs what dev-start.sh needs, and a Chromium: fetched from Debian where this is root on Debian, else by Playwright.
# Ends with one line that sums up, exits not 0 on any failure, leaves nothing running, and can run beside a started cloud.

set -euo pipefail
# shellcheck source=scripts/toolchain.sh
. "$(dirname "$0")/toolchain.sh"

case "${1:-}" in
  '') ;;
  -h | --help) usage "$0"; exit 0 ;;
  *) refuse "test.sh takes no \"$1\": see --help." ;;
esac

started=$SECONDS
passed=0
failed=0
reports="$repository/standalone/run/test"
