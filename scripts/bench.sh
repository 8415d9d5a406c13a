#!/usr/bin/env bash
# Usage: ./scripts/bench.sh TOPIC
#
# Measures one topic on this machine, prints a table and writes the same rows to standalone/run/bench-TOPIC.jsonl. It brings up a
# cloud of its own, beside any that runs. Figures of one machine compare with each other only within one run.
#
#   start    how long a first and a second start take, and the memory of all processes

set -euo pipefail
# shellcheck source=scripts/toolchain.sh
. "$(dirname "$0")/toolchain.sh"

case "${1:-}" in
  '') usage "$0"; exit 2 ;;
  -h | --help) usage "$0"; exit 0 ;;
esac
[ $# -eq 1 ] || refuse "bench.sh takes one topic: see --help."

build
# The supervisor's own memory is measured too: the same options as in dev-start.sh.
"$java" --enable-native-access=ALL-UNNAMED -XX:+UseSerialGC -Xmx128m -XX:TieredStopAtLevel=1 \
  -jar "$repository/standalone/target/standalone.jar" bench --repository "$repository" "$1"
