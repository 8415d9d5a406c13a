#!/usr/bin/env bash
# Usage: ./scripts/bench.sh TOPIC [--quick] [--fresh] [--ten-million]
#
# Measures one topic on this machine, prints a table and writes the same rows to standalone/run/bench-TOPIC.jsonl. It brings up a
# cloud of its own, beside any that runs. Figures of one machine compare with each other only within one run.
#
#   start       how long a first and a second start take, and the memory of all processes
#   documents   documents through HTTP with a real token beside PostgreSQL alone with the same statements; how they grow (Linux)
#   identity    CPU of a sign-in, a silent request and a refresh beside a Keycloak with nothing of ours in it; with 2,500 apps in the realm (Linux)
#   revocation  how soon an app's token, refresh token and live socket end after the click that takes its access back
#
#   --quick        few and short rounds on 100,000 documents, in a cloud of its own: to try a measurement, not for figures
#   --fresh        load the documents anew; else those of an earlier run are kept in standalone/target/bench-documents (about 3 GB)
#   --ten-million  documents: also how they grow from a million to ten (some 20 GB, and half an hour to load)

set -euo pipefail
# shellcheck source=scripts/toolchain.sh
. "$(dirname "$0")/toolchain.sh"

case "${1:-}" in
  '') usage "$0"; exit 2 ;;
  -h | --help) usage "$0"; exit 0 ;;
esac
topic=$1
shift
case "$topic" in
  # The supervisor's own memory is measured too: the same options as in dev-start.sh.
  start) options=(-Xmx128m -XX:TieredStopAtLevel=1) ;;
  # The floor runs in this process: the best code that the JVM can make of it, or it would be too low.
  *) options=(-Xmx512m) ;;
esac

build
"$java" --enable-native-access=ALL-UNNAMED -XX:+UseSerialGC "${options[@]}" \
  -jar "$repository/standalone/target/standalone.jar" bench --repository "$repository" "$topic" "$@"
