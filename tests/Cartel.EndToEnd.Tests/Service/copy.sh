# Follows docs/agent.md in a copy of this machine's files that is thrown away: what is written goes into memory, and nobody else sees the mounts.
# Usage: TOKEN=… unshare --mount bash copy.sh FOLDER    FOLDER has commands.sh, the package, and an empty folder named copy.
# No systemd runs in the copy: what it would be told is noted in systemctl-said, and the program that it would start runs until there is a file named enough.
set -euo pipefail
cd "$1"
mount --make-rprivate /
mount -t tmpfs tmpfs copy
mkdir copy/upper copy/work copy/root
mount -t overlay overlay -o lowerdir=/,upperdir=copy/upper,workdir=copy/work copy/root
for place in proc dev sys; do mount --rbind "/$place" "copy/root/$place"; done
mkdir copy/root/cartel
mount --bind . copy/root/cartel
# In the place of the real one: .NET looks beside the program first, then in PATH.
rm -rf copy/root/usr/bin/systemctl copy/root/run/systemd/system
cat >copy/root/usr/bin/systemctl <<'END'
#!/bin/sh
echo "$*" >>/cartel/systemctl-said
END
chmod +x copy/root/usr/bin/systemctl
cat >follow.sh <<'END'
set -euo pipefail
sudo() { "$@"; }
cd /cartel
source commands.sh
cartel-agent check --config /etc/cartel/agent.yaml
cp /etc/systemd/system/cartel-agent.service .
cartel-agent run --config /etc/cartel/agent.yaml &
for ((i = 0; i < 600; i++)); do
  [[ ! -e enough ]] || break
  kill -0 $! && sleep 0.2
done
kill $! && wait $!
END
exec chroot copy/root /usr/bin/env PATH=/usr/sbin:/usr/bin:/sbin:/bin TOKEN="$TOKEN" bash /cartel/follow.sh
