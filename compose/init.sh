#!/bin/sh
# Writes compose/.env for a new cloud: every password generated, readable by you alone. Never touches one that exists.
#   ./init.sh example.org
set -eu
cd "$(dirname "$0")"

domain=${1:-}
case $domain in
  '' | -* | *[!a-z0-9.-]* | .* | *. | *..*)
    echo "usage: ./init.sh DOMAIN     the domain of your cloud in lower case, for example example.org" >&2
    exit 2 ;;
esac
if [ -e .env ]; then
  echo "compose/.env exists, and holds the passwords of your databases: remove it yourself if you really begin anew." >&2
  exit 1
fi
command -v openssl > /dev/null || { echo "Please install openssl: it makes the passwords." >&2; exit 1; }

umask 077
trap 'rm -f .env.new' EXIT
while IFS= read -r line; do
  case $line in
    VIBE_DOMAIN=) line=$line$domain ;;
    VIBE_S3_ACCESS_KEY=) line=$line$(openssl rand -hex 12) ;;
    [A-Z]*_PASSWORD= | [A-Z]*_KEY= | [A-Z]*_KEYS=) line=$line$(openssl rand -hex 32) ;;
  esac
  printf '%s\n' "$line"
done < .env.example > .env.new
# "ln" refuses where another has just made one; "mv" would replace it.
ln .env.new .env
echo "compose/.env is written. Keep a copy of it in a safe place: your backups are of no use without it."
