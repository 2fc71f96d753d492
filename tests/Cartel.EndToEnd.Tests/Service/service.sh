# Runs inside the machine that boot.sh boots: the commands of docs/agent.md as they stand there, and then all that happens to a service.
# /cartel has what the test laid out: commands.sh, the packages v1.deb and v2.deb, registry (its address), admin and token.
set -euo pipefail
cd /cartel
REGISTRY=$(<registry) ADMIN=$(<admin)
export TOKEN; TOKEN=$(<token)

say() { echo "ok: $*"; }
fail() {
  echo "FAILED: $*"
  systemctl status cartel-agent --no-pager --full 2>&1 | cat || true
  journalctl -u cartel-agent --no-pager 2>&1 | tail -60 || true
  exit 1
}
sudo() { "$@"; }
# soon CONDITION …: waits until it holds, at most a minute.
soon() {
  local i
  for ((i = 0; i < 300; i++)); do "$@" >/dev/null 2>&1 && return; sleep 0.2; done
  fail "not within a minute: $*"
}
show() { systemctl show "${2:-cartel-agent}" --property="$1" --value; }
samples() { curl -fsS -H "Authorization: Bearer $ADMIN" "$REGISTRY/api/v1/namespaces/default/tasks/valve/agents/gateway-7" | grep -o '"sampleCount":[0-9]*' | cut -d: -f2; }
learns_beyond() { [[ $(samples) -gt $1 ]]; }
is_active_as_another() { [[ $(show ActiveState) == active && $(show MainPID) != "$1" ]]; }

source commands.sh
cartel-agent status || fail "it does not run"
say "installed, enrolled and running after the five commands"

[[ $(show Type) == notify && $(show DynamicUser) == yes && $(show WatchdogUSec) == 1min ]] || fail "its unit"
[[ $(show MemoryMax) == $((128 << 20)) && $(show CPUQuotaPerSecUSec) == 500ms ]] || fail "its limits: $(show MemoryMax), $(show CPUQuotaPerSecUSec)"
user=$(ps -o user= -p "$(show MainPID)")
[[ $user != root ]] || fail "it runs as root"
say "a user of its own ($user), 128 MiB and half a core, as the file says"

soon learns_beyond 0
say "it collaborates: the registry has heard of $(samples) samples"

key=/var/lib/cartel-agent/identity.key
[[ $(stat -Lc %a "$key") == 600 && $(stat -Lc %u "$key") == $(stat -Lc %u /var/lib/cartel-agent/) && $(stat -Lc %u "$key") != 0 ]] || fail "the key: $(stat -Lc '%a %u' "$key")"
say "the key is its own, mode 600, though root enrolled"

before=$(samples) pid=$(show MainPID)
kill -KILL "$pid"
soon is_active_as_another "$pid"
[[ $(show NRestarts) == 1 ]] || fail "restarts: $(show NRestarts)"
soon learns_beyond "$before"
at=$(journalctl -u cartel-agent --no-pager | grep -o 'from sample [0-9]*' | tail -1 | grep -o '[0-9]*')
[[ $at -gt 0 ]] || fail "it began anew"
say "killed, it came back by itself and went on from sample $at"

cartel-agent rotate-key --config /etc/cartel/agent.yaml
[[ $(stat -Lc %u "$key") == $(stat -Lc %u /var/lib/cartel-agent/) ]] || fail "the rotated key is not the service's"
pid=$(show MainPID) before=$(samples)
soon learns_beyond "$before"
[[ $(show MainPID) == "$pid" ]] || fail "it was restarted"
say "a new key without a restart"

pid=$(show MainPID)
sed -i 's/^rate: .*/rate: 6/' /etc/cartel/agent.yaml
cartel-agent reload && systemctl reload cartel-agent || fail "it does not reload"
sed -i 's/^rate: .*/rate: fast/' /etc/cartel/agent.yaml
cartel-agent reload && fail "it takes a rate that is none"
sed -i 's/^rate: .*/rate: 6/' /etc/cartel/agent.yaml
[[ $(show MainPID) == "$pid" && $(show ActiveState) == active ]] || fail "it was restarted"
say "settings read anew, and wrong ones refused, without a restart"

mkdir -p /etc/systemd/system/cartel-agent.service.d
printf '[Service]\nWatchdogSec=3s\nTimeoutAbortSec=1s\n' >/etc/systemd/system/cartel-agent.service.d/test.conf
systemctl daemon-reload && systemctl restart cartel-agent
pid=$(show MainPID)
kill -STOP "$pid"
soon is_active_as_another "$pid"
journalctl -u cartel-agent --no-pager | grep -q 'Watchdog timeout' || fail "not by the watchdog"
rm -r /etc/systemd/system/cartel-agent.service.d && systemctl daemon-reload
say "one that hangs is ended by the watchdog, and comes back"

cp /etc/cartel/agent.yaml good.yaml
sed -i 's/^rate:/rat:/' /etc/cartel/agent.yaml
systemctl restart cartel-agent && fail "a typo is no misuse"
restarts=$(show NRestarts)
[[ $(show ActiveState) == failed && $(show ExecMainStatus) == 2 ]] || fail "misuse: $(show ActiveState) $(show ExecMainStatus)"
journalctl -u cartel-agent --no-pager | grep -q 'there is no setting “rat”; the nearest is “rate”' || fail "it does not say what is wrong"
cartel-agent status && fail "the status of one that failed is not 0"
sleep 6
[[ $(show NRestarts) == "$restarts" && $(show ActiveState) == failed ]] || fail "misuse was tried again"
cp good.yaml /etc/cartel/agent.yaml
cartel-agent start && cartel-agent status --json
say "misuse ends with 2, says why, and is not tried again"

printf 'name: press\ntask: /usr/share/doc/cartel-agent/examples/valve.json\ndata: csv:/usr/share/doc/cartel-agent/examples/valve-sample.csv?label=class\nstay: true\n' >/etc/cartel/press.yaml
cartel-agent install --config /etc/cartel/press.yaml --instance press --memory 96
cartel-agent status --instance press || fail "the second does not run"
[[ $(show MemoryMax cartel-agent-press) == $((96 << 20)) ]] || fail "its memory"
cartel-agent uninstall --instance press --purge
[[ ! -e /var/lib/private/cartel-agent-press && ! -e /var/lib/cartel-agent-press ]] || fail "its state is left"
cartel-agent status || fail "the first one went, too"
say "a second instance came and went with its state"

pid=$(show MainPID)
dpkg -i v2.deb
[[ $(dpkg-query -W -f '${Version}' cartel-agent) == "$(dpkg-deb -f v2.deb Version)" ]] || fail "the version"
soon is_active_as_another "$pid"
at=$(journalctl -u cartel-agent --no-pager | grep -o 'from sample [0-9]*' | tail -1 | grep -o '[0-9]*')
[[ $at -gt 0 ]] || fail "it began anew"
say "upgraded, it went on from sample $at, with settings and key as they were"

cartel-agent stop
[[ $(show ActiveState) == inactive && $(show Result) == success ]] || fail "stopped: $(show ActiveState) $(show Result)"
cartel-agent start
pid=$(show MainPID)
dpkg -r cartel-agent
[[ ! -e /proc/$pid && ! -e /etc/systemd/system/cartel-agent.service ]] || fail "it is left"
[[ -e /var/lib/private/cartel-agent/agent.db ]] || fail "its state is gone"
dpkg -P cartel-agent
[[ ! -e /var/lib/private/cartel-agent && ! -e /etc/cartel/agent.yaml ]] || fail "purged, something is left"
say "removed, it is gone; purged, its state is, too"
