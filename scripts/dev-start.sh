#!/usr/bin/env bash
# Usage: ./scripts/dev-start.sh [--fresh [--yes]] [--port-offset N] [--home FOLDER] [--help]
#
# Starts the whole cloud on this machine, without Docker, and stays until Ctrl-C: PostgreSQL, Keycloak, the S3 store, the data
# API and the sample app. Builds what is not built. Data is kept in standalone/run; when everything answers, addresses and
# accounts are shown and written to standalone/run/stack.json.
#
#   --fresh          begin anew: removes all data of this cloud first (asks on a terminal)
#   --yes            answers that question
#   --port-offset N  adds N to every port (8600 to 8606); each offset has data and a stack.json of its own, in standalone/run/offset-N
#   --home FOLDER    keeps data, logs and stack.json there instead

set -euo pipefail
# shellcheck source=scripts/toolchain.sh
. "$(dirname "$0")/toolchain.sh"

fresh=no
yes=no
options=()
while [ $# -gt 0 ]; do
  case "$1" in
    -h | --help) usage "$0"; exit 0 ;;
    --fresh) fresh=yes ;;
    --yes) yes=yes ;;
    --port-offset | --home)
      [ $# -ge 2 ] || refuse "$1 needs a value: see --help."
      if [ "$1" = --port-offset ]; then
        case "$2" in '' | *[!0-9]*) refuse "--port-offset takes a whole number, for example 100." ;; esac
      fi
      options+=("$1" "$2")
      shift
      ;;
    *) refuse "dev-start.sh does not know \"$1\": see --help." ;;
  esac
  shift
done

if [ "$fresh" = yes ]; then
  if [ "$yes" = no ]; then
    [ -t 0 ] || refuse "--fresh removes all data of this cloud: say --yes as well, for there is no terminal to ask on."
    printf 'This removes all data of this cloud for good. Go on? [y/N] '
    read -r answer
    case "$answer" in y | Y | yes) ;; *) printf 'Nothing was removed.\n'; exit 1 ;; esac
  fi
  options+=(--fresh)
fi

build
# A running JVM reads its jar at any time: it gets one of its own, so that the next build does not pull it from under it.
launcher="$repository/standalone/target/standalone-$(cksum <"$repository/standalone/target/standalone.jar" | cut -d ' ' -f 1).jar"
[ -f "$launcher" ] || cp "$repository/standalone/target/standalone.jar" "$launcher"
exec "$java" --enable-native-access=ALL-UNNAMED -XX:+UseSerialGC -Xmx128m -XX:TieredStopAtLevel=1 \
  -jar "$launcher" start --repository "$repository" ${options[@]+"${options[@]}"}
