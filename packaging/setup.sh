#!/bin/sh
# Makes .venv from a lock file, and sees to the system libraries Qt needs.
#   setup.sh run | dev | package
# A second call finds everything in place and takes some 20 ms. PYTHON names another interpreter.
set -eu
cd "$(dirname "$0")/.."
want=${1:-run}
venv=.venv
python=$venv/bin/python

say() { printf '%s\n' "$*" >&2; }
fail() { say "$*"; exit 1; }

as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@"; fi
}

may_install() {
    command -v apt-get >/dev/null && { [ "$(id -u)" = 0 ] || sudo -n true 2>/dev/null; }
}

install_or_tell() { # packages; the sentence says what they are for
    sentence=$1
    shift
    if may_install; then
        say "Installing $*"
        as_root env DEBIAN_FRONTEND=noninteractive apt-get update -qq >&2 &&
            as_root env DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends "$@" > /dev/null
    elif command -v apt-get >/dev/null; then
        fail "$sentence Type this, then try again:
    sudo apt-get install $*"
    else
        say "$sentence On Debian they are called: $*"
    fi
}

# System libraries: soname and Debian package. The second list serves a real window under X.
offscreen='libEGL.so.1=libegl1 libGL.so.1=libgl1 libxkbcommon.so.0=libxkbcommon0 libdbus-1.so.3=libdbus-1-3
    libfontconfig.so.1=libfontconfig1 libglib-2.0.so.0=libglib2.0-0'
onscreen='libxcb-cursor.so.0=libxcb-cursor0 libxcb-icccm.so.4=libxcb-icccm4 libxcb-keysyms.so.1=libxcb-keysyms1
    libxcb-shape.so.0=libxcb-shape0 libxkbcommon-x11.so.0=libxkbcommon-x11-0'

system_libraries() {
    [ "$(uname)" = Linux ] || return 0
    PATH=$PATH:/usr/sbin:/sbin
    command -v ldconfig >/dev/null || return 0
    known=$(ldconfig -p)
    missing=
    wanted=$offscreen
    [ -z "${DISPLAY:-}" ] && [ "$want" != package ] || wanted="$wanted $onscreen"
    for pair in $wanted; do
        case $known in
        *"${pair%%=*} "*) ;;
        *) missing="$missing ${pair#*=}" ;;
        esac
    done
    # shellcheck disable=SC2086
    [ -z "$missing" ] || install_or_tell "The window needs system libraries that are not here." $missing
}

suits() {
    "$1" -c 'import ensurepip, sys, venv; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null
}

find_python() {
    for name in ${PYTHON:-python3.13 python3.12 python3.11 python3 /usr/bin/python3}; do
        if suits "$name"; then
            printf '%s\n' "$name"
            return 0
        fi
    done
    return 1
}

refuse_python() {
    fail "AIP Desktop needs Python 3.11, 3.12 or 3.13 with its module venv; found: $(
        "${PYTHON:-python3}" --version 2>/dev/null || echo none
    ). Install one of them, then try again; another place is named so: make run PYTHON=/path/to/python3.13"
}

make_venv() {
    if ! found=$(find_python); then
        [ -z "${PYTHON:-}" ] || refuse_python
        install_or_tell "Python 3.11 or newer with its module venv is needed." python3 python3-venv
        found=$(find_python) || refuse_python
    fi
    say "Setting up with $("$found" --version)"
    rm -rf "$venv"
    "$found" -m venv "$venv"
}

install_locked() { # the lock file; .venv/lock.txt is a copy of the one that is installed
    [ -x "$python" ] || make_venv
    say "Installing what $1 names"
    "$python" -m pip install --quiet --disable-pip-version-check --require-hashes --only-binary :all: -r "$1"
    "$python" -m compileall -q aip_desktop || say "A module does not compile: see above."
    cp "$1" "$venv/lock.txt"
}

installed() {
    [ -x "$python" ] && cmp -s "$1" "$venv/lock.txt"
}

# PyInstaller copies the shared library of Python into the folder, and looks into libraries with binutils.
can_package() {
    [ "$(uname)" = Linux ] || return 0
    command -v objdump >/dev/null || install_or_tell "Packaging needs the tools of binutils." binutils
    shared='import os, sysconfig as s; print(os.path.join(s.get_config_var("LIBDIR"), s.get_config_var("INSTSONAME")))'
    library=$("$python" -c "$shared")
    case $library in
    *.a) fail "This Python was built without its shared library, which packaging copies. Type this to use another:
    rm -r .venv && make package PYTHON=/usr/bin/python3" ;;
    esac
    if [ ! -e "$library" ] && ! /sbin/ldconfig -p | grep -q "${library##*/} "; then
        name=${library##*/}
        install_or_tell "Packaging needs the shared library of Python." "${name%.so*}"
    fi
    # Debian's own python3 has Python built in, and is raced on the library that is packaged: see smoke.py.
    if command -v apt-get >/dev/null && ! command -v cc >/dev/null &&
        ! "$python" -c 'exit("libpython3" not in open("/proc/self/maps").read())'; then
        install_or_tell "Trying the package needs a C compiler." gcc libc6-dev
    fi
}

case $want in
run) installed requirements/run.txt || installed requirements/dev.txt || install_locked requirements/run.txt ;;
dev | package) installed requirements/dev.txt || install_locked requirements/dev.txt ;;
*) fail "setup.sh run | dev | package" ;;
esac
system_libraries
[ "$want" != package ] || can_package
