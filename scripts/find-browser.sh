#!/usr/bin/env bash
# Makes sure that the browser tests have a Chromium: one that is here, or Debian's. Says what it could not get.
set -euo pipefail

for name in "${CHROMIUM:-}" chromium chromium-browser google-chrome google-chrome-stable; do
  if [ -n "$name" ] && command -v "$name" >/dev/null 2>&1; then
    echo "Browser for the tests: $(command -v "$name")"
    exit 0
  fi
done
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
  echo "No Chromium found; installing Debian's."
  if apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium >/dev/null; then
    echo "Browser for the tests: $(command -v chromium)"
    exit 0
  fi
fi
cat >&2 <<'TEXT'
Could not get a browser: the browser tests need Chromium, and none was found.
Install it (Debian, Ubuntu: sudo apt-get install chromium) or name one: make test CHROMIUM=/path/to/chrome
TEXT
exit 1
