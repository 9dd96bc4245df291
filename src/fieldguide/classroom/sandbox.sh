# Run a command that sees an empty folder in place of some, can write to one only, has no
# network and no processes but its own. Needs Linux with user namespaces; see grader.py.
#
#   unshare ... sh sandbox.sh FOLDER N HIDDEN_1 ... HIDDEN_N COMMAND ...
set -eu
folder=$1 n=$2
shift 2
mount --bind "$folder" "$folder"
while [ "$n" -gt 0 ]; do
    mount -t tmpfs none "$1"
    shift
    n=$((n - 1))
done
while read -r _ point _; do
    case $point in
    "$folder" | /proc*) ;;
    # Some mounts of a desktop cannot be changed; that of / must be.
    *) mount -o remount,bind,ro "$point" 2>/dev/null || [ "$point" != / ] ;;
    esac
done </proc/self/mounts
cd "$folder/work"
# In a namespace of its own again the command cannot undo this.
exec unshare --user --map-current-user -- "$@"
