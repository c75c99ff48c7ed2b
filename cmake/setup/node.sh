# Node.js 18 or newer with npm: what is there already, else Debian's. Sourced, after apt.sh.

node_is_new_enough() {
  command -v npm >/dev/null && node --eval 'process.exit(Number(process.versions.node.split(".")[0]) >= 18 ? 0 : 1)' 2>/dev/null
}

# node_packages: the Debian packages to install for it, none if Node.js is there.
node_packages() { node_is_new_enough || printf '%s\n' nodejs npm; }
