#!/usr/bin/env bash
# Brings the system programs that some tests use, Chromium, Java 17+, R and Node, and the libraries
# and fonts with which WeasyPrint makes PDF.
# Does nothing where they are present, and only says so where it may not install.
set -u

java_version() { java -version 2>&1 | sed -nE 's/.*version "([0-9]+).*/\1/p' | head -n 1; }

missing=()
command -v chromium >/dev/null || command -v chromium-browser >/dev/null ||
  command -v google-chrome >/dev/null || missing+=(chromium)
{ command -v java >/dev/null && [ "$(java_version)" -ge 17 ] 2>/dev/null; } ||
  missing+=(default-jre-headless)
{ command -v Rscript >/dev/null && Rscript -e 'library(jsonlite)' >/dev/null 2>&1; } ||
  missing+=(r-base-core r-cran-jsonlite)
command -v node >/dev/null && command -v npm >/dev/null || missing+=(nodejs npm)

has_library() { ldconfig -p 2>/dev/null | grep -q "$1"; }
has_library libpango-1.0.so.0 || missing+=(libpango-1.0-0)
has_library libpangoft2-1.0.so.0 || missing+=(libpangoft2-1.0-0)
has_library libharfbuzz-subset.so.0 || missing+=(libharfbuzz-subset0)
{ command -v fc-list >/dev/null && fc-list 2>/dev/null | grep -qi dejavu; } ||
  missing+=(fontconfig fonts-dejavu-core)

[ ${#missing[@]} -eq 0 ] && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  export DEBIAN_FRONTEND=noninteractive
  apt-get update -q >/dev/null && apt-get install -qy --no-install-recommends "${missing[@]}" >/dev/null && exit 0
fi
echo "Not installed here: ${missing[*]}. The tests that need them will be named as skipped."
echo "To run them: sudo apt-get install ${missing[*]}"
