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
failures=''
group=''

# What runs in the background does not hear Ctrl-C: it is told, and waited for, so that nothing is left behind.
end_tree() {
  local child
  for child in $(ps -eo pid=,ppid= | awk -v parent="$1" '$2 == parent { print $1 }'); do
    end_tree "$child"
  done
  kill -TERM "$1" 2>/dev/null || true
}

interrupted() {
  [ -z "$group" ] || { end_tree "$group"; wait "$group" 2>/dev/null || true; }
  printf '\nInterrupted; nothing is left running.\n'
  exit 130
}
trap interrupted INT TERM

# The browser of the journeys. Sets VIBE_CHROMIUM where one is installed; else Playwright's own is used.
find_browser() {
  local candidate
  for candidate in "${VIBE_CHROMIUM:-}" chromium chromium-browser google-chrome \
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"; do
    [ -n "$candidate" ] || continue
    if candidate=$(command -v "$candidate"); then
      export VIBE_CHROMIUM=$candidate
      return
    fi
  done
  if can_install; then
    step 'Chromium from Debian' install-chromium install chromium
    VIBE_CHROMIUM=$(command -v chromium) || refuse 'Debian installed Chromium, but there is no chromium on the PATH: set VIBE_CHROMIUM to its program.'
    export VIBE_CHROMIUM
    return
  fi
  printf '  ...  Chromium from Playwright\n'
  install_playwright_chromium >"$logs/install-chromium.log" 2>&1 </dev/null ||
    refuse "The journeys need a browser, and Playwright's installer could not fetch one (why: $logs/install-chromium.log): install Chromium or Chrome (Debian: apt-get install chromium), or set VIBE_CHROMIUM to its program, then run it again."
}

# Ubuntu's package of that name only asks for a snap.
can_install() {
  [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null && grep -qx 'ID=debian' /etc/os-release 2>/dev/null
}

install() {
  apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "$1"
}

install_playwright_chromium() {
  maven -q -pl standalone test-compile exec:java -Dexec.classpathScope=test \
    -Dexec.mainClass=com.microsoft.playwright.CLI -Dexec.args='install chromium'
}

# check TITLE LOG COMMAND...: one group of tests; a failure is remembered and the others still run.
check() {
  local title=$1 log="$logs/$2.log" begun=$SECONDS
  shift 2
  printf '  ...  %s\n' "$title"
  # In the background, because bash ignores "set -e" in all that a condition calls.
  (set -e; "$@") >"$log" 2>&1 </dev/null &
  group=$!
  if wait $group; then
    group=''
    printf '  ok   %-34s %6d s\n' "$title" $((SECONDS - begun))
    passed=$((passed + 1))
    return
  fi
  group=''
  failed=$((failed + 1))
  failures="$failures${failures:+, }$title"
  tail -n 60 "$log"
  printf '  FAIL %-34s %6d s   the whole log: %s\n' "$title" $((SECONDS - begun)) "$log"
}

# refuses COMMAND...: it fails and says why in exactly one line.
refuses() {
  if "$@" </dev/null >"$logs/refusal.txt" 2>&1; then
    printf 'accepted: %s\n' "$*"
    return 1
  fi
  [ "$(wc -l <"$logs/refusal.txt")" -eq 1 ]
}

scripts_are_sound() {
  local script
  for script in "$repository"/scripts/*.sh "$repository"/.ci/run; do
    bash -n "$script"
  done
  "$repository/scripts/dev-start.sh" --help | grep -q -- --port-offset
  refuses "$repository/scripts/dev-start.sh" --no-such-option
  refuses "$repository/scripts/dev-start.sh" --fresh
  refuses "$repository/scripts/dev-start.sh" --port-offset many
  refuses "$repository/scripts/migrate.sh"
  refuses env -i HOME=/nowhere PATH=/usr/bin:/bin JAVA_HOME=/nowhere bash -c \
    ". '$repository/scripts/toolchain.sh'; jdk_version() { [ -z \"\$1\" ] || echo 17; }; find_tools"
  if command -v shellcheck >/dev/null; then
    (cd "$repository" && shellcheck -x scripts/*.sh .ci/run)
  fi
}

sdk_is_sound() {
  cd "$repository/sdk"
  npm run check
  npm test
}

deployments_are_sound() {
  cd "$repository/compose"
  npm ci --no-audit --no-fund
  npm test
}

description_is_sound() {
  cd "$repository/data-api/lint"
  npm ci --no-audit --no-fund
  npm test
}

lock_files_name_no_registry() {
  local lock
  for lock in "$repository/sdk/package-lock.json" "$repository/compose/package-lock.json" \
    "$repository/data-api/lint/package-lock.json" "$repository/standalone/src/test/client/package-lock.json"; do
    if grep -q '"resolved": "http' "$lock"; then
      printf '%s names a registry: npm install --omit-lockfile-registry-resolved\n' "$lock"
      return 1
    fi
  done
}

# An OpenID Connect client that is not ours, for the journeys.
build_standard_client() {
  cd "$repository/standalone/src/test/client"
  npm ci --no-audit --no-fund
}

nothing_is_left_running() {
  local left
  # shellcheck disable=SC2009 # pgrep is not everywhere, and its -f would find this shell
  left=$(ps -eo pid=,args= | grep -F "$repository/standalone/target/e2e" | grep -vF grep || true)
  [ -z "$left" ] || { printf '%s\n' "$left"; return 1; }
  # The sample app's arguments do not name its cloud; the supervisor's own list does.
  if grep -q '"pid"' "$repository/standalone/target/e2e/processes.json" 2>/dev/null; then
    cat "$repository/standalone/target/e2e/processes.json"
    return 1
  fi
}

# java_tests WHAT: the sum of one attribute over all Java test reports.
java_tests() {
  local report
  for report in "$repository"/*/target/surefire-reports/TEST-*.xml "$repository"/*/target/failsafe-reports/TEST-*.xml; do
    [ -f "$report" ] || continue
    sed -n "s/.*<testsuite .* $1=\"\([0-9]*\)\".*/\1/p" "$report" | head -n 1
  done | awk '{ sum += $1 } END { print sum + 0 }'
}

# PostgreSQL refuses to run as root, and the tests' own leaves root by a user namespace. Many containers forbid those.
require_way_out_of_root() {
  [ "$(id -u)" != 0 ] || unshare -U true 2>/dev/null ||
    refuse "As root the tests' PostgreSQL needs user namespaces, and this machine (or container) forbids them: run ./scripts/test.sh as an ordinary user."
}

find_tools
require_space 4000
require_way_out_of_root
mkdir -p "$logs"
find_browser
if ! command -v caddy >/dev/null && can_install; then
  # Without it the compose stack's door is only read, not tried.
  step 'Caddy from Debian' install-caddy install caddy
fi
rm -rf "$repository"/*/target/surefire-reports "$repository"/*/target/failsafe-reports
check 'scripts' test-scripts scripts_are_sound
check 'lock files' test-locks lock_files_name_no_registry
check 'format of the Java code' test-format maven -q spotless:check
check 'compose and charts' test-deployments deployments_are_sound
step 'SDK and sample app' build-sdk build_sdk
check 'SDK' test-sdk sdk_is_sound
check 'a standard client' install-client build_standard_client
check 'Java: units, integration, journeys' test-java maven verify
check 'OpenAPI' test-openapi description_is_sound
check 'nothing is left running' test-left nothing_is_left_running

java_failed=$(($(java_tests failures) + $(java_tests errors)))
java_skipped=$(java_tests skipped)
java_passed=$(($(java_tests tests) - java_failed - java_skipped))
printf '\n  %d s in all.%s\n' $((SECONDS - started)) "${failures:+ Failed: $failures.}"
printf 'tests: %d passed, %d failed, %d skipped\n' $((passed + java_passed)) $((failed + java_failed)) "$java_skipped"
[ "$failed" = 0 ] && [ "$java_failed" = 0 ]
