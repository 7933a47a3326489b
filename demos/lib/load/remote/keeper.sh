# What runs on the loader's machine for as long as the benchmark does. It owns a folder there, and ends every loader and
# removes the folder when its stdin ends (the benchmark has ended, however) or says nothing for 6 to 12 seconds (the
# connection is cut, which sshd may notice after hours only).
#
# POSIX sh, fed to the stdin of /bin/sh. In braces, so that the shell has read all of it before it begins: what follows on
# stdin is a line every second. What it says itself begins with `echo-loader`.
{
    umask 077
    say() { printf 'echo-loader %s\n' "$*"; }

    # Where programs may be started: some machines mount /tmp with noexec.
    for place in "${TMPDIR:-/tmp}" /var/tmp "$HOME"; do
        folder=$(mktemp -d "$place/echo-loader.XXXXXX" 2>/dev/null) || continue
        printf '#!/bin/sh\n' >"$folder/run"
        chmod 700 "$folder/run"
        "$folder/run" 2>/dev/null && break
        rm -rf "$folder"
        folder=
    done
    [ "$folder" ] || { say no-folder "${TMPDIR:-/tmp}, /var/tmp, $HOME"; exit 1; }

    # A note in pids/ lives exactly as long as the loader is a child of that shell, so that no stranger's pid is in it.
    mkdir "$folder/pids"
    cat >"$folder/run" <<'END'
#!/bin/sh
folder=${0%/*}
exec 3<&0
"$folder/loader" "$@" <&3 3<&- &
loader=$!
echo >"$folder/pids/$loader" || kill -9 "$loader"
wait "$loader"
status=$?
rm -f "$folder/pids/$loader"
exit "$status"
END

    finish() {
        for note in "$folder"/pids/*; do
            [ -e "$note" ] && kill -9 "${note##*/}"
        done
        rm -rf "$folder"
    }

    echo >"$folder/alive"
    (
        trap 'kill "$nap"; exit' TERM
        while [ -e "$folder/alive" ]; do
            rm "$folder/alive"
            sleep 6 &
            nap=$!
            wait "$nap"
        done
        finish
        kill -9 "$$"
    ) </dev/null >/dev/null 2>&1 &
    watcher=$!
    trap 'kill "$watcher"; finish 2>/dev/null; say removed' EXIT
    trap 'exit 1' HUP INT TERM

    say folder "$folder"
    say client "${SSH_CONNECTION%% *}"
    say kernel "$(uname -sr)"
    say cores "$(nproc 2>/dev/null || getconf _NPROCESSORS_ONLN)"
    say cpu "$(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo 2>/dev/null | head -n 1 | grep . ||
        sysctl -n machdep.cpu.brand_string 2>/dev/null)"
    say ready

    while read -r _; do echo >"$folder/alive"; done
    exit 0
}
