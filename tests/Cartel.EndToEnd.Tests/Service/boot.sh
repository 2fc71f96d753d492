#!/usr/bin/env bash
# Boots systemd in a container on a copy of this machine's files that is thrown away, and runs a script in it.
# Usage: boot.sh FOLDER SCRIPT    FOLDER appears as /cartel inside; what the script prints is printed; its exit code is this one's.
# Needs root, systemd-container and the right to mount. The network is the machine's own.
set -euo pipefail
folder=$1 script=$2
work=$(mktemp -d /tmp/cartel-boot.XXXXXX)

end() {
  [[ -z ${leader:-} ]] || kill -RTMIN+4 "$leader" 2>/dev/null || true # systemd(1): power off
  [[ -z ${nspawn:-} ]] || { sleep 5; kill -KILL "$nspawn" 2>/dev/null || true; wait "$nspawn" 2>/dev/null || true; }
  umount -l "$work/root" 2>/dev/null || true
  umount -l "$work" 2>/dev/null || true
  rmdir "$work" 2>/dev/null || true
}
trap end EXIT

mount -t tmpfs tmpfs "$work"
mkdir "$work"/{upper,work,root}
mount -t overlay overlay -o "lowerdir=/,upperdir=$work/upper,workdir=$work/work" "$work/root"
# A machine of its own, without what belongs to real ones, and without the tests' own temporary files.
tr -d - </proc/sys/kernel/random/uuid >"$work/root/etc/machine-id"
for unit in systemd-udevd systemd-udevd-control.socket systemd-udevd-kernel.socket systemd-networkd systemd-resolved systemd-logind; do
  ln -sf /dev/null "$work/root/etc/systemd/system/$unit$([[ $unit == *.socket ]] || echo .service)"
done
mkdir -p "$work/root/cartel"

export SYSTEMD_NSPAWN_UNIFIED_HIERARCHY=0
systemd-nspawn --quiet --directory "$work/root" --bind "$folder:/cartel" --register=no --keep-unit --boot \
  --console=pipe </dev/null >"$work/console" 2>&1 &
nspawn=$!

for ((i = 0; i < 300; i++)); do
  leader=$(pgrep -P "$nspawn" | head -1 || true)
  [[ -n $leader ]] && state=$(nsenter -t "$leader" -a systemctl is-system-running 2>/dev/null || true) && [[ $state == running || $state == degraded ]] && break
  kill -0 "$nspawn" 2>/dev/null || break
  sleep 0.2
done
if [[ ${state:-} != running && ${state:-} != degraded ]]; then
  echo "systemd does not come up: ${state:-it ended}" >&2
  cat "$work/console" >&2
  exit 1
fi
echo "systemd is ${state}"
nsenter -t "$leader" -a bash "/cartel/$script"
