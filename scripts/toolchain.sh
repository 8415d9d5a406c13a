# shellcheck shell=bash
# Sourced by the other scripts: finds the tools, builds what is not built, and says in one sentence what to do when it cannot.
# Sets: repository, JAVA_HOME, java. Needs: nothing.

repository=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
logs="$repository/standalone/run/logs"
stamp="$repository/standalone/run/built"

refuse() {
  printf '%s\n' "$1" >&2
  exit 1
}

# usage FILE: prints the comment at the head of a script, which is its help.
usage() {
  sed -n '2,/^$/s/^# \{0,1\}//p' "$1"
}

# jdk_version FOLDER: the major version of the JDK there; nothing where there is none.
jdk_version() {
  [ -x "$1/bin/javac" ] && [ -r "$1/release" ] || return 0
  sed -n 's/^JAVA_VERSION="\(1\.\)\{0,1\}\([0-9]*\).*/\2/p' "$1/release"
}

# The JDK that is asked for (JAVA_HOME, then PATH) if it fits, else the best in the usual folders: 25, then the newest.
find_jdk() {
  local candidate version best='' best_version=0 seen=''
  local on_path
  on_path=$(command -v javac || true)
  if [ -n "$on_path" ]; then
    on_path=$(readlink -f "$on_path" 2>/dev/null || printf '%s' "$on_path")
    on_path=${on_path%/bin/javac}
  fi
  for candidate in "${JAVA_HOME:-}" "$on_path"; do
    [ -n "$candidate" ] || continue
    version=$(jdk_version "$candidate")
    if [ "${version:-0}" -ge 21 ]; then
      printf '%s' "$candidate"
      return
    fi
    [ -z "$version" ] || seen="$seen $version ($candidate)"
  done
  for candidate in /usr/lib/jvm/* /usr/java/* /opt/java/* /opt/jdk* "$HOME"/.sdkman/candidates/java/* "$HOME"/.jdks/* \
    /Library/Java/JavaVirtualMachines/*/Contents/Home /opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home; do
    version=$(jdk_version "$candidate")
    [ "${version:-0}" -ge 21 ] || continue
    [ "$version" -ne 25 ] || version=1000
    if [ "$version" -gt "$best_version" ]; then
      best=$candidate
      best_version=$version
    fi
  done
  [ -n "$best" ] || refuse "Vibe Cloud needs a JDK of 21 or newer${seen:+ and found only$seen}: install one (Debian and Ubuntu: apt-get install openjdk-21-jdk) or set JAVA_HOME to it."
  printf '%s' "$best"
}

find_tools() {
  JAVA_HOME=$(find_jdk) || exit 1
  export JAVA_HOME
  java="$JAVA_HOME/bin/java"
  command -v mvn >/dev/null || refuse "Vibe Cloud is built with Maven 3.8 or newer, and there is no mvn on the PATH: install it (Debian and Ubuntu: apt-get install maven)."
  command -v node >/dev/null || refuse "Vibe Cloud needs Node 20.19 or newer, and there is no node on the PATH: install it."
  command -v npm >/dev/null || refuse "Vibe Cloud needs npm, which comes with Node, and it is not on the PATH: install it."
  # Vite, which builds the sample app, asks for 20.19.
  node -e 'const [major, minor] = process.versions.node.split("."); process.exit(major > 20 || (major == 20 && minor >= 19) ? 0 : 1)' ||
    refuse "Vibe Cloud needs Node 20.19 or newer and found $(node --version): install a newer one."
}

# require_space MEGABYTES
require_space() {
  local free
  free=$(df -Pk "$repository" | awk 'NR == 2 { print int($4 / 1024) }')
  [ "$free" -ge "$1" ] || refuse "Only $free MB are free where $repository is, and this needs $1 MB: free some space, then run it again."
}

# step TITLE LOG COMMAND...: runs it quietly, shows how long it takes, and explains a failure.
step() {
  local title=$1 log="$logs/$2.log" start=$SECONDS
  shift 2
  mkdir -p "$logs"
  printf '  ...  %s\n' "$title"
  if ! "$@" >"$log" 2>&1 </dev/null; then
    explain "$title" "$log"
  fi
  printf '  ok   %-34s %6d s\n' "$title" $((SECONDS - start))
}

explain() {
  local title=$1 log=$2
  if grep -qiE 'no space left|ENOSPC' "$log"; then
    refuse "\"$title\" failed because the disk is full: free some space, then run it again."
  fi
  if grep -qiE 'unknown host|could not transfer|connection (refused|timed out|reset)|network is unreachable|ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ETIMEDOUT' "$log"; then
    refuse "\"$title\" failed because a package registry does not answer: check the network, or set a mirror for Maven (settings.xml) and npm (.npmrc), then run it again. The whole log is $log."
  fi
  tail -n 25 "$log" >&2
  refuse "\"$title\" failed; the end of its log is above, the whole of it is $log."
}

# A checksum of everything that is built from, so that a start builds only after a change.
sources_sum() {
  (cd "$repository" && find pom.xml .mvn keycloak-extensions keycloak-themes data-api standalone/pom.xml standalone/src \
    standalone/object-store contract sdk \
    \( -name target -o -name node_modules -o -name dist -o -name docs \) -prune -o -type f -print | LC_ALL=C sort |
    tr '\n' '\0' | xargs -0 cksum | cksum)
}

maven() {
  (cd "$repository" && mvn -B -ntp "$@")
}

build_sdk() {
  (cd "$repository/sdk" && npm ci --no-audit --no-fund && npm run build)
}

standalone() {
  "$java" --enable-native-access=ALL-UNNAMED -jar "$repository/standalone/target/standalone.jar" "$@"
}

is_built() {
  local part
  for part in standalone/target/standalone.jar standalone/object-store/target/lib data-api/target/data-api.jar \
    keycloak-extensions/target/keycloak-extensions.jar keycloak-themes/target/keycloak-themes.jar \
    sdk/node_modules sdk/examples/notes/dist; do
    [ -e "$repository/$part" ] || return 1
  done
  [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$(sources_sum)" ]
}

# Builds everything that runs; does nothing when nothing has changed.
build() {
  find_tools
  if is_built; then
    return
  fi
  require_space 2500
  local sum
  sum=$(sources_sum)
  step 'Java parts (the first time fetches 480 MB)' build-java maven -q -Dmaven.test.skip=true -Dspotless.check.skip=true package
  step 'SDK and sample app' build-sdk build_sdk
  step 'Keycloak with our extensions' build-keycloak standalone prepare --repository "$repository"
  printf '%s' "$sum" >"$stamp"
}
