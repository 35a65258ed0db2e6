#!/bin/sh
# Every night: runs a batch, keeps its samples and a report, and fails where something became slower than last time.
# Run twice in a night, it goes on where it was. Exits with 8 for a regression.
#
#   scripts/examples/nightly.sh FILE DIRECTORY
set -eu
file=$1
directory=$2
night=${NIGHT:-$(date +%F)}
lab() { npm run --silent lab -- "$@"; }

mkdir -p "$directory"
id=$(lab batch "$file" --key "nightly-$night" --detach)
lab watch "$id" > "$directory/$night.txt"
lab export "$id" --format parquet --out "$directory/$night.parquet"
lab report "$id" --out "$directory/$night.md"

before=$(cat "$directory/latest" 2> /dev/null || echo "$id")
echo "$id" > "$directory/latest"
[ "$before" = "$id" ] || lab compare "$before" "$id"
