#!/usr/bin/env bash
# Installs Debian packages, as root or by sudo; what they bring is not started: Prometheus would take our port.
# Used by .ci/run and `npm start -- --monitoring`.
set -euo pipefail
if ! command -v apt-get > /dev/null; then
  echo "apt-get is not here: this is no Debian or Ubuntu. Install by its own means: $*" >&2
  exit 1
fi
echo "installing $*" >&2
as_root=()
[ "$(id -u)" -eq 0 ] || as_root=(sudo)
export DEBIAN_FRONTEND=noninteractive
"${as_root[@]}" apt-get -qq update
policy=/usr/sbin/policy-rc.d
[ -e $policy ] && policy= || printf '#!/bin/sh\nexit 101\n' | "${as_root[@]}" install -m 755 /dev/stdin $policy
trap '[ -z "$policy" ] || "${as_root[@]}" rm -f "$policy"' EXIT
"${as_root[@]}" apt-get -qq install -y --no-install-recommends "$@" > /dev/null
