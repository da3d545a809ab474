#!/bin/bash
# A host of its own on this kernel: called in new mount, network and process namespaces with the folder that becomes its
# root. Says "ready" with its process id once it stands, and ends with its standard input.
#
#   container 172.17.0.2 -- docker0 172.17.0.1 [host] 10.0.0.10 -- 10.0.0.1 [world] 169.254.169.254, 198.51.100.1
set -eu
root=$1
read -r pid _ < /proc/self/stat
mount --make-rprivate /

# The machine's own programs and settings; what is written to them stays in the folder.
for folder in /*; do
  name=${folder#/}
  case $name in proc|sys|dev|run|tmp|boot|mnt|media|lost+found) continue ;; esac
  [ -e "$root/$name" ] && [ ! -d "$root/.upper/$name" ] && continue
  if [ -L "$folder" ]; then
    cp -d "$folder" "$root/$name"
  elif [ -d "$folder" ]; then
    mkdir -p "$root/$name" "$root/.upper/$name" "$root/.work/$name"
    mount -t overlay overlay -o "lowerdir=$folder,upperdir=$root/.upper/$name,workdir=$root/.work/$name" "$root/$name"
  fi
done
# What this machine has and a fresh host has not: its disks, and an AWS CLI.
if [ ! -e "$root/.booted" ]; then
  : > "$root/etc/fstab"
  for aws in usr/bin/aws usr/local/bin/aws; do [ ! -e "$root/$aws" ] || mv "$root/$aws" "$root/aws-of-the-machine"; done
  touch "$root/.booted"
fi
mkdir -p "$root"/{proc,sys,dev,run,tmp}
mount -t proc proc "$root/proc"
mount -t tmpfs tmpfs "$root/dev"
for device in null zero random urandom; do
  touch "$root/dev/$device"
  mount --bind "/dev/$device" "$root/dev/$device"
done
ln -s /proc/self/fd "$root/dev/fd"
mount -t tmpfs tmpfs "$root/run"
mount -t tmpfs tmpfs /run

ip link set lo up
ip netns add world
ip netns add container
ip link add eth0 type veth peer name host netns world
ip addr add 10.0.0.10/24 dev eth0
ip link set eth0 up
ip -n world link set lo up
ip -n world addr add 10.0.0.1/24 dev host
for address in 169.254.169.254 198.51.100.1; do ip -n world addr add "$address/32" dev lo; done
ip -n world link set host up
ip route add default via 10.0.0.1

# As Docker has it: a bridge, and a container that can only leave through the host.
ip link add name docker0 type bridge
ip addr add 172.17.0.1/16 dev docker0
ip link set docker0 up
ip link add name veth0 type veth peer name eth0 netns container
ip link set veth0 master docker0
ip link set veth0 up
ip -n container link set lo up
ip -n container addr add 172.17.0.2/16 dev eth0
ip -n container link set eth0 up
ip -n container route add default via 172.17.0.1

echo "ready $pid"
cat > /dev/null
# Swap belongs to the kernel, not to a namespace.
[ ! -f "$root/swapfile" ] || swapoff "$root/swapfile" 2>/dev/null || true
