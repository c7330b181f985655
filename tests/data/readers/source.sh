# Arguments: files. Prints what a shell that sources each has in its environment: NUL between variables, SOH between files.
for file in "$@"; do
  (
    set -a
    source "$file"
    env -0
  )
  printf '\001'
done
