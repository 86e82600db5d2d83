#!/bin/sh
# Opens the window on the sample; without a display it does the same job without a window.
set -eu
cd "$(dirname "$0")/.."
out=out
sample=$out/sample.aip
export AIP_DESKTOP_HOME="$PWD/$out/home" # a demonstration leaves the personal folder alone

program() { .venv/bin/python -m aip_desktop "$@"; }

mkdir -p "$out/home"
[ -e "$out/home/preferences.json" ] || printf '{"officer": "%s"}\n' "$(id -un)" > "$out/home/preferences.json"
[ -e "$sample" ] || program sample "$sample"

if [ "$(uname)" != Linux ] || [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ]; then
    program "$sample"
    exit
fi

export QT_QPA_PLATFORM=offscreen
program check "$sample"
program print "$sample" --all --to "$out/agreements" --replace
program pictures "$sample" --to "$out/pictures" --replace
echo
echo "There is no display here, so no window was opened. Instead, in $PWD/$out:"
echo "  sample.aip    the sample"
echo "  agreements/   its agreements, printed: $(find "$out/agreements" -name '*.pdf' | wc -l | tr -d ' ') PDF files"
echo "  pictures/     every tab, light and dark: $(find "$out/pictures" -name '*.png' | wc -l | tr -d ' ') PNG files"
