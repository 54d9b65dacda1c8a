#!/bin/sh
# Makes the virtual environment $1 with the locked packages and Listenwell itself.
# Usage: PYTHON=python3 sh .make/setup.sh .venv
set -eu
venv=$1
python=${PYTHON:-python3}
log=$venv/setup.log

say() { printf '%s\n' "$*" >&2; }

# Debian packages: the compiler for llama-cpp-python, Qt's system libraries, PortAudio, Chinese fonts.
required="g++ python3-venv"
window="libgl1 libegl1 libxkbcommon0 libfontconfig1 libdbus-1-3 libglib2.0-0 libpulse0 libxrandr2 libportaudio2 fonts-noto-cjk"
screen="libxcb-cursor0 libxcb-icccm4 libxcb-keysyms1 libxcb-image0 libxcb-render-util0 libxcb-randr0 libxcb-shape0 libxcb-xkb1 libxkbcommon-x11-0 libwayland-cursor0"

is_there() {
  case $1 in
    g++) command -v g++ >/dev/null ;;
    python3-venv) "$python" -c 'import ensurepip' 2>/dev/null ;;
    *) dpkg-query -W -f '${Status}' "$1" 2>/dev/null | grep -q 'install ok' ;;
  esac
}

install_debian_packages() {
  missing=""
  for package in $required $window $screen; do
    is_there "$package" || missing="$missing $package"
  done
  [ -n "$missing" ] || return 0
  if [ "$(id -u)" = 0 ]; then as_root=""
  elif command -v sudo >/dev/null && sudo -n true 2>/dev/null; then as_root="sudo"
  else
    say "These Debian packages are missing and we may not install them here. Please run:"
    say "  sudo apt-get install --no-install-recommends$missing"
    for package in $required; do is_there "$package" || exit 1; done
    return 0
  fi
  say "Installing Debian packages:$missing"
  $as_root apt-get update -qq
  # shellcheck disable=SC2086
  DEBIAN_FRONTEND=noninteractive $as_root apt-get install -y -qq --no-install-recommends $missing >/dev/null
}

# $1: a pattern of package names; prints those entries of lock file $2 (-v: all but those).
entries() {
  awk -v pattern="^($1)==" -v invert="${3:-}" '/^[A-Za-z0-9]/ { keep = ($0 ~ pattern); if (invert) keep = !keep } keep' "$2"
}

pip_install() { "$venv/bin/pip" install --disable-pip-version-check --no-deps --no-build-isolation --require-hashes "$@"; }

compile_local_model_engine() {
  if [ "$(uname -m)" = x86_64 ]; then
    # Any x86-64 machine since 2013; "native" would bind the build to this very processor.
    processor="-DGGML_NATIVE=OFF -DGGML_AVX2=ON -DGGML_FMA=ON -DGGML_F16C=ON -DGGML_BMI2=ON"
  else
    processor=""
  fi
  CMAKE_ARGS="$processor -DLLAMA_BUILD_TOOLS=OFF -DLLAMA_BUILD_EXAMPLES=OFF -DLLAMA_BUILD_TESTS=OFF -DLLAMA_BUILD_SERVER=OFF" \
    pip_install -v -r "$venv/engine.lock" >"$venv/engine.log" 2>&1 &
  engine=$!
  while kill -0 "$engine" 2>/dev/null; do
    sleep 5
    done_of_all=$(grep -oE '\[[0-9]+/[0-9]+\]' "$venv/engine.log" 2>/dev/null | tail -n 1 || true)
    [ -z "$done_of_all" ] || say "  compiling the local model engine $done_of_all"
  done
  wait "$engine"
}

command -v dpkg-query >/dev/null && install_debian_packages
"$python" -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' || {
  say "Listenwell needs Python 3.11; '$python' is another version. Try: make PYTHON=python3.11"
  exit 1
}

say "1/4 Making the virtual environment"
"$python" -m venv "$venv"
PATH=$(cd "$venv" && pwd)/bin:$PATH
export PATH
build_tools="setuptools|wheel|hatchling|editables|scikit-build-core|cmake|ninja|packaging|pathspec|pluggy|trove-classifiers"
entries "$build_tools" requirements.lock >"$venv/build.lock"
entries "llama-cpp-python" requirements.lock >"$venv/engine.lock"
entries "llama-cpp-python" requirements.lock invert >"$venv/packages.lock"

say "2/4 Installing build tools"
pip_install --quiet -r "$venv/build.lock" 2>"$log" || { cat "$log" >&2; exit 1; }

say "3/4 Installing packages and compiling the local model engine (about six minutes the first time)"
pip_install --quiet -r "$venv/packages.lock" >"$log" 2>&1 &
packages=$!
compile_local_model_engine || { tail -n 40 "$venv/engine.log" >&2; say "The local model engine did not compile."; exit 1; }
wait "$packages" || { grep -v '^WARNING' "$log" | tail -n 40 >&2; say "A package did not install."; exit 1; }

say "4/4 Installing Listenwell"
pip_install_project() { "$venv/bin/pip" install --disable-pip-version-check --quiet --no-deps --no-build-isolation --editable .; }
pip_install_project 2>>"$log" || { tail -n 40 "$log" >&2; exit 1; }
touch "$venv/bin/listenwell"
